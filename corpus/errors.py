"""What can go wrong between a text and its passages.

    CorpusError
    ├── NoTextsError            nothing readable was given
    ├── UnreadableTextError     one file or record cannot be read; carries path, line and reason
    ├── UnreadableContentError  what a file holds cannot be read; says why, without knowing which file it was
    │   └── UndecodableError    its bytes are not text in an encoding that is read
    └── InvalidDocumentError    a Document that breaks its own promises (code that makes Documents)

Every message is one line, Chinese first, English beside it.
"""

from __future__ import annotations

from pathlib import Path


class CorpusError(Exception):
    """Base of every error that this package raises."""


class NoTextsError(CorpusError):
    """There was nothing to read at the given place."""


class UnreadableTextError(CorpusError):
    """One text cannot be read; the others can."""

    def __init__(self, path: Path, reason: str, *, line: int | None = None) -> None:
        self.path = path
        self.reason = reason
        self.line = line
        place = printable(path) if line is None else f"{printable(path)}:{line}"
        super().__init__(f"{place}: {reason}")


class UnreadableContentError(CorpusError):
    """What a file holds cannot be read. Its message is the reason, without the file's name, in one line whatever a
    library says."""

    def __init__(self, reason: str) -> None:
        super().__init__(_in_one_line(" ".join(reason.split())))


class UndecodableError(UnreadableContentError):
    """The bytes are not text in an encoding that is read."""


class InvalidDocumentError(CorpusError):
    """A Document was made whose fields contradict each other or cannot be stored."""


def printable(path: Path) -> str:
    """The path as one line that any terminal can show: control characters and undecodable bytes are escaped."""
    return _in_one_line(str(path))


def _in_one_line(text: str) -> str:
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
