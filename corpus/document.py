"""The units every other part speaks of: Document, Passage, Sentence.

Offsets are Unicode code points of `Document.text`, half open: `text[start:end]`.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.errors import InvalidDocumentError

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Document:
    """One source text, exactly as it was read.

    `source` says where the text comes from (an address, or the file's path). `excluded` lists the spans that are kept
    in `text`, so that offsets stay those of the source, but are never indexed or cited: front matter, greetings,
    disclaimers. They are in order and do not overlap.

    Raises InvalidDocumentError for an empty id, for text that cannot be encoded as UTF-8 or holds a NUL character,
    and for spans out of order or range.
    """

    id: str
    title: str
    source: str
    text: str
    excluded: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise InvalidDocumentError("文档缺少 id。 A document needs an id.")
        for name in ("id", "title", "source", "text"):
            problem = unstorable(getattr(self, name))
            if problem:
                raise InvalidDocumentError(f"文档 {self.id!r} 的 {name} {problem}")
        last = 0
        for start, end in self.excluded:
            if not last <= start < end <= len(self.text):
                raise InvalidDocumentError(
                    f"文档 {self.id!r} 的排除区间 {(start, end)} 无效。 Spans go in order, inside the text."
                )
            last = end


@dataclass(frozen=True, slots=True)
class Passage:
    """What is indexed, retrieved and cited: `text == document.text[start:end]`."""

    id: str
    document_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit of an answer and of a quote: `text == document.text[start:end]`.

    `heading` marks a line that only announces what follows it; it is never an answer by itself.
    """

    document_id: str
    start: int
    end: int
    text: str
    heading: bool


def unstorable(text: str) -> str | None:
    """Why this text cannot be kept in a store, or None."""
    if "\x00" in text:
        return f"含有 NUL 字符（第 {text.index(chr(0))} 位）。 It holds a NUL character."
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        return f"第 {error.start} 位是孤立的代理字符。 It holds a lone surrogate."
    return None
