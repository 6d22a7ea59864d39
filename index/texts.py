"""The documents and passages of a store, in one SQLite file that is written once and then only read."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus import Document, InvalidDocumentError, Passage

_SCHEMA = """
CREATE TABLE documents (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, source TEXT NOT NULL,
    text TEXT NOT NULL, excluded TEXT NOT NULL
);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document INTEGER NOT NULL REFERENCES documents (row),
    first INTEGER NOT NULL, last INTEGER NOT NULL, text TEXT NOT NULL,
    first_sentence INTEGER NOT NULL, sentences INTEGER NOT NULL
);
CREATE INDEX passages_by_document ON passages (document);
"""
_PASSAGE = """SELECT passages.id, documents.id, first, last, passages.text
FROM passages JOIN documents ON document = documents.row"""


class TextWriter:
    """Writes the file; rows count from 0 in the order they are added. Raises sqlite3.Error when the disk is full."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA + "BEGIN;")
        self.documents = 0
        self.passages = 0
        self.sentences = 0

    def add(self, document: Document, passages: Sequence[Passage], sentences: Sequence[int]) -> None:
        """One document with its passages and the number of sentences in each. Raises InvalidDocumentError for an id
        that is there already."""
        row = (
            self.documents,
            document.id,
            document.title,
            document.source,
            document.text,
            json.dumps(document.excluded),
        )
        try:
            self._connection.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", row)
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

    def __iter__(self) -> Iterator[tuple[str, Passage]]:
        """(title of its document, passage) for every passage, in the order of their rows."""
        query = _PASSAGE.replace("SELECT", "SELECT documents.title,", 1) + " ORDER BY passages.row"
        for title, *fields in self._connection.execute(query):
            yield title, Passage(*fields)

    def close(self, *, commit: bool = True) -> None:
        if commit and self._connection.in_transaction:
            self._connection.execute("COMMIT")
        self._connection.close()


class TextReader:
    """Reads the file; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Raises sqlite3.Error when it is not such a file."""
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._lock = threading.Lock()
        self.passage_ids = [row[0] for row in self._all("SELECT id FROM passages ORDER BY row")]

    def passage(self, passage_id: str) -> Passage:
        """The passage of this id. Raises KeyError."""
        return Passage(*self._one(f"{_PASSAGE} WHERE passages.id = ?", passage_id))

    def document(self, document_id: str) -> Document:
        """The document of this id. Raises KeyError."""
        query = "SELECT id, title, source, text, excluded FROM documents WHERE id = ?"
        identifier, title, source, text, excluded = self._one(query, document_id)
        return Document(identifier, title, source, text, tuple((start, end) for start, end in json.loads(excluded)))

    def passages_of(self, document_id: str) -> list[Passage]:
        """The passages of this document, in reading order."""
        query = f"{_PASSAGE} WHERE documents.id = ? ORDER BY passages.row"
        with self._lock:
            return [Passage(*fields) for fields in self._connection.execute(query, (document_id,))]

    def sentence_rows(self) -> list[tuple[int, int]]:
        """For each passage, in the order of the rows: the row of its first sentence, and how many it has."""
        return self._all("SELECT first_sentence, sentences FROM passages ORDER BY row")

    def close(self) -> None:
        self._connection.close()

    def _one(self, query: str, key: str) -> Any:
        with self._lock:
            found = self._connection.execute(query, (key,)).fetchone()
        if found is None:
            raise KeyError(key)
        return found

    def _all(self, query: str) -> list[Any]:
        with self._lock:
            return self._connection.execute(query).fetchall()
