"""What a store holds, whether it is whole, and all of it as plain files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.document import Span
from index.errors import StoreWriteError
from index.generations import Manifest, current_generation, damaged
from index.index import Index
from index.minhash import Signatures, groups, of_whole
from index.texts import TextReader

_ROWS = 8192
_TOLERANCE = 2e-3
"""By how much the length of a sentence's vector, kept in float16, may differ from 1."""


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """What a store's current generation holds.

    `bytes` is its size on disk. `problems` is (path, reason) for everything that could not be read, `notes` (path,
    note) for what was read with less than certainty, such as an encoding that had to be found. `excluded` are, for each
    document that has any, its id and the parts of its text that are not indexed: front matter and boilerplate. `alike`
    are the ids of documents that say nearly the same, such as reposts, group by group.
    """

    manifest: Manifest
    generation: str
    bytes: int
    files: int
    problems: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]
    excluded: tuple[tuple[str, tuple[str, ...]], ...]
    alike: tuple[tuple[str, ...], ...]


def store_status(store: Path) -> StoreStatus:
    """The status of a store; opens no model. Raises StoreError."""
    folder, manifest = current_generation(store)
    texts = TextReader(folder / "texts.sqlite")
    try:
        excluded = [
            (document.id, tuple(_shown(document.text, span) for span in document.excluded))
            for document in texts.documents()
            if document.excluded
        ]
        files, problems, notes = len(texts.files()), tuple(texts.problems()), tuple(texts.notes())
        alike = _alike(texts, np.load(folder / "signatures.npy", mmap_mode="r"))
    finally:
        texts.close()
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return StoreStatus(manifest, folder.name, size, files, problems, notes, tuple(excluded), alike)


def verify_index(index: Index) -> None:
    """Check everything that can be checked of an opened store, whose checksums opening it has checked: counts, every
    passage against its document, every sentence against its passage, and every vector's length. Raises
    StoreDamagedError, naming what does not fit."""
    manifest, passages, sentences, documents = index.manifest, 0, 0, 0
    for document in index.documents():
        documents += 1
        last = 0
        for passage in index.passages_of(document.id):
            spans = index.sentence_spans(passage.id)
            inside = all(passage.start <= start < end <= passage.end for start, end in spans)
            whole = passage.text == document.text[passage.start : passage.end] and passage.start >= last
            if not whole or not inside or not spans:
                raise damaged(index.store, f"passage {passage.id}")
            last = passage.end
            passages += 1
            sentences += len(spans)
    if (documents, passages, sentences) != (manifest.documents, manifest.passages, manifest.sentences):
        raise damaged(index.store, "counts")
    for name, vectors in index.vectors().items():
        for at in range(0, len(vectors), _ROWS):
            lengths = np.linalg.norm(np.asarray(vectors[at : at + _ROWS], dtype=np.float32), axis=1)
            if not (np.abs(lengths - 1) < _TOLERANCE).all():
                raise damaged(index.store, f"vectors of {name}")


def export_index(index: Index, folder: Path) -> None:
    """Write `documents.jsonl` (which `build` reads), `passages.jsonl`, and their vectors `passages.npy` and
    `sentences.npy`, in the passages' order, into a new or empty folder. Raises StoreWriteError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise StoreWriteError(f"{folder} 不是空文件夹；请换一个。 The folder is not empty; name another.")
        _write_lines(folder / "documents.jsonl", _documents(index))
        _write_lines(folder / "passages.jsonl", _passages(index))
        for name, vectors in index.vectors().items():
            np.save(folder / f"{name}.npy", vectors)
    except OSError as error:
        raise StoreWriteError(f"无法写入 {folder}：{error.strerror}。 It cannot be written.") from error


def _alike(texts: TextReader, signatures: Signatures) -> tuple[tuple[str, ...], ...]:
    stored = [document for document in texts.all_stored() if document.passages]
    if not stored:
        return ()
    places = [slice(found.first_passage, found.first_passage + found.passages) for found in stored]
    whole = np.array([of_whole(signatures[rows]) for rows in places])
    return tuple(tuple(stored[row].id for row in group) for group in groups(whole))


def _documents(index: Index) -> Iterator[dict[str, Any]]:
    for document in index.documents():
        yield {"_id": document.id, "title": document.title, "source": document.source, "text": document.text}


def _passages(index: Index) -> Iterator[dict[str, Any]]:
    for document in index.documents():
        for passage in index.passages_of(document.id):
            yield {
                "_id": passage.id,
                "document_id": document.id,
                "start": passage.start,
                "end": passage.end,
                "location": document.location(passage.start, passage.end),
                "text": passage.text,
                "sentences": index.sentence_spans(passage.id),
            }


def _write_lines(path: Path, records: Iterator[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _shown(text: str, span: Span) -> str:
    return " ".join(text[slice(*span)].split())
