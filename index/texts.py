"""The documents and passages of a generation, in one SQLite file that is written once and then only read."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import Document, InvalidDocumentError, Landmark, LandmarkKind, Passage, SourceFile

_SCHEMA = """
CREATE TABLE files (
    row INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, name TEXT NOT NULL, size INTEGER NOT NULL,
    modified INTEGER NOT NULL
);
CREATE TABLE problems (path TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE notes (path TEXT NOT NULL, note TEXT NOT NULL);
CREATE TABLE documents (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, source TEXT NOT NULL,
    text TEXT NOT NULL, excluded TEXT NOT NULL, landmarks TEXT NOT NULL, fingerprint BLOB NOT NULL,
    path TEXT, first_passage INTEGER NOT NULL, passages INTEGER NOT NULL,
    first_sentence INTEGER NOT NULL, sentences INTEGER NOT NULL
);
CREATE INDEX documents_by_path ON documents (path);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document INTEGER NOT NULL REFERENCES documents (row),
    first INTEGER NOT NULL, last INTEGER NOT NULL, text TEXT NOT NULL,
    first_sentence INTEGER NOT NULL, sentences INTEGER NOT NULL
);
"""
_PASSAGE = """SELECT passages.id, documents.id, first, last, passages.text
FROM passages JOIN documents ON document = documents.row"""
_DOCUMENT = "SELECT id, title, source, text, excluded, landmarks FROM documents"
_PLACED = "SELECT id, path, fingerprint, row, first_passage, passages, first_sentence, sentences FROM documents"


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as it lies in a generation: the file that it was read from (None where it came from none), the
    fingerprint of what is indexed of it, and its rows; those of its passages and sentences are consecutive."""

    id: str
    path: str | None
    fingerprint: bytes
    row: int
    first_passage: int
    passages: int
    first_sentence: int
    sentences: int


def fingerprint(document: Document) -> bytes:
    """A hash of what is indexed of a document: its title, and its text but for what is excluded."""
    indexed = json.dumps([document.title, document.text, document.excluded])
    return hashlib.blake2b(indexed.encode("utf-8"), digest_size=16).digest()


def with_title(title: str, text: str) -> str:
    """What is indexed for a passage or sentence: its document's title in front, so that it knows its subject."""
    return f"{title}\n{text}" if title else text


class TextWriter:
    """Writes the file; rows count from 0 in the order they are added. Raises sqlite3.Error when the disk is full."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"file:{_uri_path(path)}", isolation_level=None, uri=True)
        self._connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA + "BEGIN;")
        self.documents = 0
        self.passages = 0
        self.sentences = 0

    def add_file(self, path: str, file: SourceFile) -> None:
        """Note a file, known by this path, as it was found; a second note of one path replaces the first."""
        columns = (path, file.name, file.size, file.modified)
        self._connection.execute(
            "INSERT OR REPLACE INTO files (path, name, size, modified) VALUES (?, ?, ?, ?)", columns
        )

    def add_problems(self, problems: Iterable[tuple[str, str]]) -> None:
        """Note what could not be read: (path, reason)."""
        self._connection.executemany("INSERT INTO problems VALUES (?, ?)", problems)

    def add_notes(self, notes: Iterable[tuple[str, str]]) -> None:
        """Note what was read with less than certainty: (path, note)."""
        self._connection.executemany("INSERT INTO notes VALUES (?, ?)", notes)

    def add(
        self, document: Document, passages: Sequence[Passage], sentences: Sequence[int], path: str | None = None
    ) -> StoredDocument:
        """One document with its passages, the number of sentences in each, and the file that it was read from. Raises
        InvalidDocumentError for an id that is there already."""
        stored = StoredDocument(
            document.id, path, fingerprint(document),
            self.documents, self.passages, len(passages), self.sentences, sum(sentences),
        )  # fmt: skip
        content = (
            document.title,
            document.source,
            document.text,
            json.dumps(document.excluded),
            json.dumps([(mark.start, mark.kind.value, mark.label) for mark in document.landmarks], ensure_ascii=False),
        )
        rows = (stored.first_passage, stored.passages, stored.first_sentence, stored.sentences)
        try:
            self._connection.execute(
                f"INSERT INTO documents VALUES ({', '.join('?' * 13)})",
                (stored.row, stored.id, *content, stored.fingerprint, path, *rows),
            )
        except sqlite3.IntegrityError as error:
            raise InvalidDocumentError(f"文档 id {document.id!r} 重复。 Two documents have this id.") from error
        for passage, count in zip(passages, sentences, strict=True):
            where = (self.passages, passage.id, self.documents, passage.start, passage.end, passage.text)
            self._connection.execute(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*where, self.sentences, count)
            )
            self.passages += 1
            self.sentences += count
        self.documents += 1
        return stored

    def copy(self, generation: Path, first: StoredDocument, last: StoredDocument) -> None:
        """The documents of another generation's file from one row to another, with their passages, as they are."""
        attached = [name for _, name, _ in self._connection.execute("PRAGMA database_list")]
        if "earlier" not in attached:
            self._connection.execute("COMMIT")  # nothing can be attached inside a transaction
            self._connection.execute("ATTACH ? AS earlier", (f"file:{_uri_path(generation)}?mode=ro&immutable=1",))
            self._connection.execute("BEGIN")
        by_document = self.documents - first.row
        by_passage, by_sentence = self.passages - first.first_passage, self.sentences - first.first_sentence
        self._connection.execute(
            "INSERT INTO documents SELECT row + ?, id, title, source, text, excluded, landmarks, fingerprint, path,"
            " first_passage + ?, passages, first_sentence + ?, sentences"
            " FROM earlier.documents WHERE row BETWEEN ? AND ?",
            (by_document, by_passage, by_sentence, first.row, last.row),
        )
        behind = last.first_passage + last.passages
        self._connection.execute(
            "INSERT INTO passages SELECT row + ?, id, document + ?, first, last, text, first_sentence + ?, sentences"
            " FROM earlier.passages WHERE row >= ? AND row < ?",
            (by_passage, by_document, by_sentence, first.first_passage, behind),
        )
        self.documents += last.row - first.row + 1
        self.passages += behind - first.first_passage
        self.sentences += last.first_sentence + last.sentences - first.first_sentence

    def close(self, *, commit: bool = True) -> None:
        if commit and self._connection.in_transaction:
            self._connection.execute("COMMIT")
        self._connection.close()


class TextReader:
    """Reads the file; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Raises sqlite3.Error when it is not such a file."""
        uri = f"file:{_uri_path(path)}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._lock = threading.Lock()

    def passage_ids(self) -> list[str]:
        """The ids of all passages, in the order of their rows."""
        return [row[0] for row in self._all("SELECT id FROM passages ORDER BY row")]

    def passage(self, passage_id: str) -> Passage:
        """The passage of this id. Raises KeyError."""
        return Passage(*self._one(f"{_PASSAGE} WHERE passages.id = ?", passage_id))

    def document(self, document_id: str) -> Document:
        """The document of this id. Raises KeyError."""
        return _document(self._one(f"{_DOCUMENT} WHERE id = ?", document_id))

    def documents(self) -> Iterator[Document]:
        """All documents, in the order of their rows, one at a time."""
        return map(_document, self._each(f"{_DOCUMENT} ORDER BY row"))

    def stored(self, document_id: str) -> StoredDocument | None:
        """Where the document of this id lies; None where there is none."""
        found = self._all(f"{_PLACED} WHERE id = ?", document_id)
        return StoredDocument(*found[0]) if found else None

    def all_stored(self) -> Iterator[StoredDocument]:
        """Where each document lies, in the order of their rows."""
        return (StoredDocument(*columns) for columns in self._each(f"{_PLACED} ORDER BY row"))

    def passages_of(self, document_id: str) -> list[Passage]:
        """The passages of this document, in reading order."""
        stored = self.stored(document_id)
        if stored is None:
            return []
        rows = range(stored.first_passage, stored.first_passage + stored.passages)
        return [passage for _, passage in self.titled_passages(rows)]

    def titled_passages(self, rows: range) -> Iterator[tuple[str, Passage]]:
        """(title of its document, passage) for each of these consecutive rows."""
        query = _PASSAGE.replace("SELECT", "SELECT documents.title,", 1)
        where = " WHERE passages.row >= ? AND passages.row < ? ORDER BY passages.row"
        for title, *fields in self._all(query + where, rows.start, rows.stop):
            yield title, Passage(*fields)

    def sentence_counts(self, rows: range) -> list[int]:
        """How many sentences each of these consecutive passages has."""
        query = "SELECT sentences FROM passages WHERE row >= ? AND row < ? ORDER BY row"
        return [row[0] for row in self._all(query, rows.start, rows.stop)]

    def sentence_rows(self) -> list[tuple[int, int]]:
        """For each passage, in the order of the rows: the row of its first sentence, and how many it has."""
        return self._all("SELECT first_sentence, sentences FROM passages ORDER BY row")

    def files(self) -> list[SourceFile]:
        """The files that documents were read from, or could not be, by path."""
        return [
            SourceFile(Path(path), name, size, modified)
            for path, name, size, modified in self._all("SELECT path, name, size, modified FROM files ORDER BY path")
        ]

    def ids_of(self, path: str) -> list[str]:
        """The ids of the documents that were read from this file."""
        return [row[0] for row in self._all("SELECT id FROM documents WHERE path = ? ORDER BY row", path)]

    def problems(self) -> list[tuple[str, str]]:
        """(path, reason) for everything that could not be read."""
        return self._all("SELECT path, reason FROM problems ORDER BY rowid")

    def notes(self) -> list[tuple[str, str]]:
        """(path, note) for everything that was read with less than certainty."""
        return self._all("SELECT path, note FROM notes ORDER BY rowid")

    def close(self) -> None:
        self._connection.close()

    def _one(self, query: str, *values: object) -> Any:
        found = self._all(query, *values)
        if not found:
            raise KeyError(*values)
        return found[0]

    def _all(self, query: str, *values: object) -> list[Any]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def _each(self, query: str) -> Iterator[Any]:
        cursor = self._connection.execute(query)
        while True:
            with self._lock:
                found = cursor.fetchmany(100)
            if not found:
                return
            yield from found


def _document(columns: Sequence[Any]) -> Document:
    identifier, title, source, text, excluded, landmarks = columns
    return Document(
        identifier,
        title,
        source,
        text,
        tuple((start, end) for start, end in json.loads(excluded)),
        tuple(Landmark(start, LandmarkKind(kind), label) for start, kind, label in json.loads(landmarks)),
    )


def _uri_path(path: Path) -> str:
    return path.resolve().as_uri().removeprefix("file:")
