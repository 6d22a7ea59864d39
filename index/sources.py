"""What a new generation takes over from an earlier one, or an unfinished one, instead of computing it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus import Document
from corpus.splitting import SPLITTER
from index.dense import DenseIndex
from index.encoder import Encoder, Vectors
from index.generations import PROGRESS, Manifest
from index.lexical import LexicalIndex
from index.minhash import Signatures
from index.term_counts import TermCounts
from index.texts import StoredDocument, TextReader, fingerprint, with_title

Halves = npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Source:
    """A folder of texts with their vectors.

    `splitter` says how the texts were cut. `done` marks the passages whose vectors are there. `counts` are those of
    their terms; None where the analyzer was another one.
    """

    folder: Path
    texts: TextReader
    splitter: str
    passages: Vectors | DenseIndex
    sentences: np.memmap
    spans: npt.NDArray[np.int32]
    done: npt.NDArray[np.uint8] | None
    counts: TermCounts | None
    _found: dict[str, dict[str, Vectors | Halves]] = field(default_factory=dict)

    def whole(self, document: Document) -> StoredDocument | None:
        """Where the document lies, if what is indexed of it lies here just as it would be made now."""
        stored = self.texts.stored(document.id) if self.splitter == SPLITTER else None
        if stored is None or stored.fingerprint != fingerprint(document) or not self._has(stored):
            return None
        return stored

    def passage_vectors(self, rows: range) -> Vectors:
        """The vectors of these consecutive passages."""
        if isinstance(self.passages, DenseIndex):
            return self.passages.vectors(np.arange(rows.start, rows.stop, dtype=np.int64))
        return np.asarray(self.passages[rows.start : rows.stop])

    def signatures(self, rows: range) -> Signatures:
        """The signatures of these consecutive passages, of a finished generation."""
        return np.array(np.load(self.folder / "signatures.npy", mmap_mode="r")[rows.start : rows.stop])

    def sentence_vectors(self, rows: range) -> Halves:
        """The vectors of these consecutive sentences: read, for mapped rows would count as memory until the end."""
        offset = self.sentences.offset + rows.start * self.sentences.strides[0]
        shape = (len(rows), self.sentences.shape[1])
        path = self.folder / "sentences.npy"
        return np.fromfile(path, dtype=np.float16, count=shape[0] * shape[1], offset=offset).reshape(shape)

    def by_text(self, document_id: str) -> dict[str, Vectors | Halves]:
        """The vector of each titled passage and sentence of this document's earlier state, by its text: what was not
        changed in it need not be encoded again, however it is cut now."""
        if document_id not in self._found:
            self._found.clear()  # documents come one after the other
            self._found[document_id] = dict(self._titled_vectors(document_id))
        return self._found[document_id]

    def _has(self, stored: StoredDocument) -> bool:
        rows = slice(stored.first_passage, stored.first_passage + stored.passages)
        return self.done is None or bool(self.done[rows].all())

    def _titled_vectors(self, document_id: str) -> Iterator[tuple[str, Vectors | Halves]]:
        stored = self.texts.stored(document_id)
        if stored is None or not self._has(stored):
            return
        rows = range(stored.first_passage, stored.first_passage + stored.passages)
        vectors = self.passage_vectors(rows)
        for (title, passage), vector in zip(self.texts.titled_passages(rows), vectors, strict=True):
            yield f"passage {with_title(title, passage.text)}", vector
        document = self.texts.document(document_id)
        for row in range(stored.first_sentence, stored.first_sentence + stored.sentences):
            start, end = self.spans[row].tolist()
            yield f"sentence {with_title(document.title, document.text[start:end])}", self.sentences[row]

    def close(self) -> None:
        self.texts.close()


@contextmanager
def generation_source(folder: Path, manifest: Manifest, encoder: Encoder, analyzer: str) -> Iterator[Source | None]:
    """A finished generation; None where its vectors are another encoder's. Raises OSError, ValueError or sqlite3.Error
    when it cannot be read."""
    if manifest.encoder_fingerprint != encoder.fingerprint:
        yield None
        return
    texts = TextReader(folder / "texts.sqlite")
    try:
        counts = None
        if manifest.analyzer_fingerprint == analyzer:
            counts = TermCounts.load(folder / "bm25", LexicalIndex.load(folder / "bm25", []).vocabulary)
        yield Source(
            folder,
            texts,
            manifest.splitter,
            DenseIndex.load(folder / "dense.faiss", []),
            np.load(folder / "sentences.npy", mmap_mode="r"),
            np.load(folder / "spans.npy", mmap_mode="r"),
            None,
            counts,
        )
    finally:
        texts.close()


@contextmanager
def unfinished_source(folder: Path | None, encoder: Encoder) -> Iterator[Source | None]:
    """What a build left when it was interrupted; None where there is nothing that can be used."""
    source = None
    try:
        if folder:
            source = _open_unfinished(folder, encoder)
    except (OSError, ValueError, KeyError, sqlite3.Error):
        pass  # it was not whole yet: then everything is encoded
    try:
        yield source
    finally:
        if source:
            source.close()


def _open_unfinished(folder: Path, encoder: Encoder) -> Source | None:
    noted = json.loads((folder / PROGRESS).read_text(encoding="utf-8"))
    if noted["encoder_fingerprint"] != encoder.fingerprint:
        return None
    arrays = {
        name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("passages", "sentences", "spans", "done")
    }
    texts = TextReader(folder / "texts.sqlite")
    return Source(
        folder,
        texts,
        noted["splitter"],
        arrays["passages"],
        arrays["sentences"],
        arrays["spans"],
        arrays["done"],
        None,
    )
