"""Documents -> the files of a generation, taking over from earlier ones whatever need not be computed again."""

from __future__ import annotations

import contextlib
import itertools
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus import Document, split_document, split_sentences
from index.analyzer import Analyzer
from index.dense import DenseIndex
from index.encoder import Encoder
from index.encoding import PassageEncoder, batches, new_passages
from index.errors import EmptyIndexError
from index.generations import PROGRESS
from index.lexical import LexicalIndex
from index.minhash import signatures
from index.sources import Source
from index.term_counts import TermCounter
from index.texts import StoredDocument, TextReader, TextWriter, with_title
from index.vector_files import VectorFiles

BATCH = 64
"""How many passages are encoded at once."""
NOTED = 16
"""After so many batches what was encoded is made safe: a build that is stopped then goes on from there."""

Progress = Callable[[int, int], None]
"""Called with (passages encoded, passages in all)."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Consecutive passages that were all new (no source), or all lie, as consecutively, in one source."""

    source: Source | None
    passages: range
    sentences: range
    first_passage: int = 0
    first_sentence: int = 0


class GenerationWriter:
    """Writes one generation: `add` and `keep` its documents, then `finish`.

    `sources` are what may be taken over from, the best first; the rows of `base`, one of them, are copied as they are.
    """

    def __init__(
        self, folder: Path, encoder: Encoder, analyzer: Analyzer, sources: Sequence[Source], base: Source | None
    ) -> None:
        self.texts = TextWriter(folder / "texts.sqlite")
        self._folder = folder
        self._encoder = encoder
        self._analyzer = analyzer
        self._sources = sources
        self._base = base
        self._spans = array("i")
        self._stretches: list[_Stretch] = []
        self._run: tuple[StoredDocument, StoredDocument] | None = None
        self.encoded = 0
        """How many passages were encoded, and not taken over."""

    def add(self, document: Document, path: str | None = None) -> None:
        """The next document, read from this file. Raises InvalidDocumentError for an id that is there already."""
        self._flush()
        for source in self._sources:
            stored = source.whole(document)
            if stored:
                rows = range(stored.first_passage, stored.first_passage + stored.passages)
                passages = [passage for _, passage in source.texts.titled_passages(rows)]
                counts = source.texts.sentence_counts(rows)
                self.texts.add(document, passages, counts, path)
                self._took(source, stored, stored)
                return
        passages = split_document(document)
        sentences = [split_sentences(passage) for passage in passages]
        first, first_sentence = self.texts.passages, self.texts.sentences
        self.texts.add(document, passages, [len(found) for found in sentences], path)
        self._spans.extend(at for found in sentences for sentence in found for at in (sentence.start, sentence.end))
        new = _Stretch(None, range(first, self.texts.passages), range(first_sentence, self.texts.sentences))
        last = self._stretches[-1] if self._stretches else None
        if last and last.source is None:
            new = _Stretch(
                None, range(last.passages.start, new.passages.stop), range(last.sentences.start, new.sentences.stop)
            )
            self._stretches.pop()
        self._stretches.append(new)

    def keep(self, stored: StoredDocument) -> None:
        """The next document, as it lies in the base; cheapest in the order of its rows."""
        if self._run and stored.row == self._run[1].row + 1:
            self._run = (self._run[0], stored)
        else:
            self._flush()
            self._run = (stored, stored)

    def finish(self, progress: Progress) -> None:
        """Compute what no source has, and write everything. Raises EmptyIndexError when there is no passage, and
        EncoderError for vectors that are not what the Encoder protocol promises."""
        self._flush()
        if not self.texts.passages:
            raise EmptyIndexError("这些文档里没有可以索引的文字。 The documents hold no text to index.")
        self.texts.close()
        spans = np.frombuffer(self._spans, dtype=np.int32).reshape(-1, 2)
        np.save(self._folder / "spans.npy", spans)
        reader = TextReader(self._folder / "texts.sqlite")
        try:
            ids = reader.passage_ids()
            counter = self._analyze(reader)
            self._write_vectors(reader, spans, progress)
        finally:
            reader.close()
        vectors = np.load(self._folder / "passages.npy", mmap_mode="r")
        DenseIndex.build(ids, vectors).save(self._folder / "dense.faiss")
        del vectors
        (self._folder / "bm25").mkdir()
        counts = counter.finish()
        counts.save(self._folder / "bm25")
        LexicalIndex.of_counts(ids, counts).save(self._folder / "bm25")
        for name in ("passages.npy", "done.npy", PROGRESS):
            (self._folder / name).unlink()

    def close(self) -> None:
        """Leave the texts as they are: something failed."""
        self.texts.close(commit=False)

    def _flush(self) -> None:
        """Copy the run of kept documents."""
        if not self._run:
            return
        (first, last), self._run = self._run, None
        assert self._base is not None
        self.texts.copy(self._base.folder / "texts.sqlite", first, last)
        self._took(self._base, first, last)

    def _took(self, source: Source, first: StoredDocument, last: StoredDocument) -> None:
        """Note that the passages of these documents, just added, lie in a source."""
        passages = last.first_passage + last.passages - first.first_passage
        sentences = last.first_sentence + last.sentences - first.first_sentence
        self._spans.extend(source.spans[first.first_sentence : first.first_sentence + sentences].ravel().tolist())
        self._stretches.append(
            _Stretch(
                source,
                range(self.texts.passages - passages, self.texts.passages),
                range(self.texts.sentences - sentences, self.texts.sentences),
                first.first_passage,
                first.first_sentence,
            )
        )

    def _analyze(self, reader: TextReader) -> TermCounter:
        """Count the terms of all passages, and write their signatures."""
        counted = self._base.counts if self._base else None
        counter = TermCounter(counted.vocabulary if counted else None)
        signed = []
        for stretch in self._stretches:
            first = stretch.first_passage
            if counted and stretch.source and stretch.source is self._base:
                rows = range(first, first + len(stretch.passages))
                counter.copy(counted, rows)
                signed.append(stretch.source.signatures(rows))
                continue
            for rows in batches(stretch.passages):
                titled = reader.titled_passages(rows)
                simplified = [self._analyzer.simplified(with_title(title, passage.text)) for title, passage in titled]
                for text in simplified:
                    counter.add(self._analyzer.terms(text))
                signed.append(signatures(simplified))
        np.save(self._folder / "signatures.npy", np.concatenate(signed))
        return counter

    def _write_vectors(self, reader: TextReader, spans: npt.NDArray[np.int32], progress: Progress) -> None:
        """All vectors; what stops this leaves behind what can be gone on from."""
        total = self.texts.passages
        vectors = PassageEncoder(self._encoder, self._analyzer, self._sources)
        new = itertools.chain.from_iterable(
            new_passages(reader, stretch.passages, stretch.sentences.start, spans)
            for stretch in self._stretches
            if not stretch.source
        )
        with contextlib.closing(VectorFiles(self._folder, total, self.texts.sentences, self._encoder)) as files:
            done = self._copy_vectors(files)
            progress(done, total)
            try:
                for number in itertools.count(1):
                    batch = list(itertools.islice(new, BATCH))
                    if not batch:
                        break
                    vectors.write(batch, files)
                    done += len(batch)
                    if number % NOTED == 0:
                        files.note()
                    progress(done, total)
            finally:
                files.note()
        self.encoded = vectors.encoded

    def _copy_vectors(self, files: VectorFiles) -> int:
        """Take over what lies in a source; of how many passages."""
        copied = 0
        for stretch in self._stretches:
            if stretch.source:
                passages = range(stretch.first_passage, stretch.first_passage + len(stretch.passages))
                sentences = range(stretch.first_sentence, stretch.first_sentence + len(stretch.sentences))
                files.copy(stretch.source, (passages, stretch.passages), (sentences, stretch.sentences))
                copied += len(passages)
        return copied
