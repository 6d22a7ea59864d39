"""What a terminal is given: texts of others without anything that would steer it."""

from __future__ import annotations

import io
import json
import logging
import unicodedata
from typing import TextIO

_KEPT = frozenset("\n\t\u00ad\u200b\u200c\u200d\ufeff")
"""Line ends and tabs, and what joins or divides the characters beside it and is not seen."""
_STEERING = ("Cc", "Cf", "Zl", "Zp")


def visible(text: str) -> str:
    r"""The text with control characters and those that turn its direction as JSON writes them: \u001b, \u202e. So JSON
    stays the same JSON."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(json.dumps(c)[1:-1] if _steers(c) else c for c in text)


def _steers(character: str) -> bool:
    return character not in _KEPT and unicodedata.category(character) in _STEERING


def one_line(text: str) -> str:
    """The text on one line: a title must not look like a line of the command's own."""
    return visible(" ".join(text.split()))


class VisibleOutput(io.TextIOBase):
    """Writes what is `visible` of a text to another output."""

    def __init__(self, output: TextIO) -> None:
        self._output = output

    def write(self, text: str) -> int:
        self._output.write(visible(text))
        return len(text)

    def flush(self) -> None:
        self._output.flush()

    def isatty(self) -> bool:
        return self._output.isatty()

    def fileno(self) -> int:
        return self._output.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._output.encoding


class OneLine(logging.Formatter):
    """One record, one line."""

    def format(self, record: logging.LogRecord) -> str:
        return one_line(super().format(record))
