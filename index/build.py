"""Documents -> a store."""

from __future__ import annotations

import contextlib
import itertools
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus import Document, Documents, UnreadableTextError, split_document, split_sentences
from corpus.splitting import SPLITTER
from index.analyzer import Analyzer, default_analyzer
from index.dense import DenseIndex
from index.encoder import Encoder, Vectors
from index.encoders import open_encoder
from index.errors import EmptyIndexError, EncoderError, StoreWriteError
from index.generations import Manifest, make_current, new_folder, writing
from index.lexical import LexicalIndex
from index.texts import TextReader, TextWriter

_BATCH = 64

Progress = Callable[[int, int], None]
"""Called with (passages encoded, passages in all)."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `skipped` lists the texts that could not be read, where the documents came from files."""

    store: Path
    documents: int
    passages: int
    sentences: int
    seconds: float
    skipped: tuple[UnreadableTextError, ...]


def build_index(
    documents: Iterable[Document],
    store: str | os.PathLike[str],
    *,
    encoder: Encoder | None = None,
    analyzer: Analyzer | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Index the documents into a new generation of the store and make it current, or change nothing.

    Takes the bundled encoder and the default analyzer unless told otherwise. Raises EmptyIndexError when the documents
    hold no text, StoreLockedError while another build writes, StoreWriteError when the disk does not take it, and what
    iterating the documents raises.
    """
    started = time.perf_counter()
    path = Path(store)
    encoder = encoder or open_encoder()
    analyzer = analyzer or default_analyzer()
    with writing(path), _disk_errors(path), new_folder(path) as folder:
        with _text_writer(folder / "texts.sqlite") as texts:
            _write_texts(documents, texts)
            terms: list[list[str]] = []
            vectors = list(_encoded(texts, encoder, terms, analyzer, progress or (lambda done, total: None)))
        reader = TextReader(folder / "texts.sqlite")
        reader.close()
        DenseIndex.build(reader.passage_ids, np.concatenate([rows for rows, _ in vectors])).save(folder / "dense.faiss")
        np.save(folder / "sentences.npy", np.concatenate([rows for _, rows in vectors]))
        (folder / "bm25").mkdir()
        LexicalIndex.build(reader.passage_ids, terms).save(folder / "bm25")
        skipped = tuple(documents.skipped) if isinstance(documents, Documents) else ()
        manifest = Manifest(
            encoder=encoder.name,
            encoder_fingerprint=encoder.fingerprint,
            dimension=encoder.dimension,
            analyzer_fingerprint=analyzer.fingerprint,
            splitter=SPLITTER,
            documents=texts.documents,
            passages=texts.passages,
            sentences=texts.sentences,
            skipped=[str(error) for error in skipped],
        )
        make_current(path, folder, manifest)
    seconds = time.perf_counter() - started
    return BuildReport(path, texts.documents, texts.passages, texts.sentences, seconds, skipped)


def with_title(title: str, text: str) -> str:
    """What is indexed for a passage or sentence: its document's title in front, so that it knows its subject."""
    return f"{title}\n{text}" if title else text


def _write_texts(documents: Iterable[Document], texts: TextWriter) -> None:
    for document in documents:
        passages = split_document(document)
        texts.add(document, passages, [len(split_sentences(passage)) for passage in passages])
    if not texts.passages:
        raise EmptyIndexError("这些文档里没有可以索引的文字。 The documents hold no text to index.")


def _encoded(
    texts: TextWriter, encoder: Encoder, terms: list[list[str]], analyzer: Analyzer, progress: Progress
) -> Iterator[tuple[Vectors, npt.NDArray[np.float16]]]:
    """Vectors of the passages and of their sentences, batch by batch; each passage's terms go to `terms`."""
    progress(0, texts.passages)
    passages = iter(texts)
    while batch := list(itertools.islice(passages, _BATCH)):
        titled = [analyzer.simplified(with_title(title, passage.text)) for title, passage in batch]
        terms.extend(analyzer.terms(text) for text in titled)
        sentences = [
            analyzer.simplified(with_title(title, sentence.text))
            for title, passage in batch
            for sentence in split_sentences(passage)
        ]
        vectors = _sound(encoder.encode_passages(titled), len(titled), encoder)
        yield vectors, _sound(encoder.encode_passages(sentences), len(sentences), encoder).astype(np.float16)
        progress(len(terms), texts.passages)


def _sound(vectors: Vectors, count: int, encoder: Encoder) -> Vectors:
    """The vectors, if they are what the Encoder protocol promises."""
    if vectors.shape != (count, encoder.dimension) or not np.isfinite(vectors).all():
        raise EncoderError(
            f"编码器 {encoder.name} 给出的向量无效（形状 {vectors.shape}）。 Not the vectors that it promises."
        )
    return vectors


@contextlib.contextmanager
def _text_writer(path: Path) -> Iterator[TextWriter]:
    writer = TextWriter(path)
    try:
        yield writer
    except BaseException:
        writer.close(commit=False)
        raise
    writer.close()


@contextlib.contextmanager
def _disk_errors(store: Path) -> Iterator[None]:
    """What the disk refuses, as our own error; the store is as it was."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise StoreWriteError(
            f"写入索引 {store} 失败：{reason}；原有索引没有改变。 Writing failed; the store is as it was before."
        ) from error
