"""Adding to the store and removing from it, for whoever may: on this machine, or with the operator's password."""

from __future__ import annotations

import hmac
import os
import threading
import time
from collections.abc import Sequence
from html import escape
from pathlib import Path

from corpus import CorpusError, Document, read_documents
from index import BuildReport, Index, add_documents, remove_documents

PASSWORD = "ZHIYIN_PASSWORD"
"""The environment variable that names the operator's password."""
MAX_FILES = 50
MAX_TEXT = 1_000_000
_TRIES = 5
_WINDOW = 60.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class DeniedError(Exception):
    """Somebody may not change the store; the message says why."""


class Gate:
    """Says who may change the store: everybody where the page is served to this machine alone, else whoever gives the
    password. After a few wrong ones nobody is let in for a while."""

    def __init__(self, host: str | None) -> None:
        self._password = os.environ.get(PASSWORD, "")
        self.open = not self._password and (host or "127.0.0.1") in _LOOPBACK
        self.closed = not self._password and not self.open
        self._failures: list[float] = []
        self._lock = threading.Lock()

    def check(self, password: str) -> None:
        """Raises DeniedError."""
        if self.open:
            return
        if self.closed:
            raise DeniedError(f"这里不能修改索引：没有设置 {PASSWORD}。 The operator has set no password.")
        with self._lock:
            now = time.monotonic()
            self._failures = [at for at in self._failures if now - at < _WINDOW]
            if len(self._failures) >= _TRIES:
                raise DeniedError("密码错误次数太多，请稍后再试。 Too many wrong passwords; try again later.")
            if not hmac.compare_digest(password.encode("utf-8", "replace"), self._password.encode("utf-8", "replace")):
                self._failures.append(now)
                raise DeniedError("密码不对。 Wrong password.")


def add_files(index: Index, paths: Sequence[str]) -> str:
    """Add uploaded files, which are removed after that, and say in HTML what became of each."""
    if len(paths) > MAX_FILES:
        raise DeniedError(f"一次最多 {MAX_FILES} 个文件。 At most so many files at once.")
    try:
        reading = read_documents(*paths)
        # their source is their name: where they lay was nobody's place
        documents = [_named(document, paths) for document in reading]
    except CorpusError as error:
        skipped = [f"{Path(problem.path).name}: {problem.reason}" for problem in reading.skipped]
        return _outcome([], skipped or [str(error)])
    finally:
        for path in paths:
            Path(path).unlink(missing_ok=True)
    report = add_documents(documents, index.store, encoder=index.encoder, analyzer=index.analyzer)
    skipped = [f"{Path(problem.path).name}: {problem.reason}" for problem in reading.skipped]
    return _outcome([document.id for document in documents], skipped, report)


def add_text(index: Index, title: str, text: str) -> str:
    """Add a text that was typed or pasted, under its title."""
    name = " ".join(title.split())
    if not name or not text.strip():
        raise DeniedError("请填写标题和正文。 Give a title and a text.")
    if len(text) > MAX_TEXT:
        raise DeniedError(f"正文最多 {MAX_TEXT} 字。 The text is too long.")
    document = Document(name, name, "粘贴 pasted", text)
    report = add_documents([document], index.store, encoder=index.encoder, analyzer=index.analyzer)
    return _outcome([document.id], [], report)


def remove_document(index: Index, document_id: str) -> str:
    """Remove a document, and say so in HTML."""
    report = remove_documents([document_id], index.store, encoder=index.encoder, analyzer=index.analyzer)
    return f"<p>已删除 removed: {escape(document_id)}</p>{_counts(report)}"


def _named(document: Document, paths: Sequence[str]) -> Document:
    source = document.source
    for path in paths:
        source = source.replace(str(Path(path).parent) + os.sep, "")
    return Document(document.id, document.title, source, document.text, document.excluded, document.landmarks)


def _outcome(added: Sequence[str], skipped: Sequence[str], report: BuildReport | None = None) -> str:
    lines = [f"<li>✓ {escape(name)}</li>" for name in added] + [f"<li>✗ {escape(reason)}</li>" for reason in skipped]
    return f"<ul>{''.join(lines)}</ul>{_counts(report) if report else ''}"


def _counts(report: BuildReport) -> str:
    return f"<p>{report.documents} 篇文档 documents, {report.passages} 个段落 passages</p>"
