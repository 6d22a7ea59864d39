"""The units every other part speaks of: Document, Passage, Sentence.

Offsets are Unicode code points of `Document.text`, half open: `text[start:end]`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from corpus.errors import InvalidDocumentError

Span = tuple[int, int]


class LandmarkKind(StrEnum):
    """What a reader looks for in the source: a page, a slide, a sheet, a row, a heading, a moment of a recording."""

    PAGE = "page"
    SLIDE = "slide"
    SHEET = "sheet"
    ROW = "row"
    HEADING = "heading"
    TIME = "time"


_SHOWN = {
    LandmarkKind.PAGE: "第 {} 页",
    LandmarkKind.SLIDE: "第 {} 张幻灯片",
    LandmarkKind.SHEET: "工作表 {}",
    LandmarkKind.ROW: "第 {} 行",
    LandmarkKind.HEADING: "{}",
    LandmarkKind.TIME: "{}",
}


@dataclass(frozen=True, slots=True)
class Landmark:
    """From `start` on, until the next of its kind, the text stands at this place of its source.

    `label` is the number of a page, slide or row, the name of a sheet, the path of a heading (第一章 › 第二节), or a
    time (00:01:02). An empty label says that it stands at none of this kind any more.
    """

    start: int
    kind: LandmarkKind
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """One source text, exactly as it was read.

    `source` says where the text comes from (an address, or the file's path). `excluded` lists the spans that are kept
    in `text`, so that offsets stay those of the source, but are never indexed or cited: front matter, greetings,
    disclaimers. They are in order and do not overlap. `landmarks`, in order, tell where in the source a part of the
    text stands, for a person who opens it.

    Raises InvalidDocumentError for an empty id, for text that cannot be encoded as UTF-8 or holds a NUL character,
    and for spans or landmarks out of order or range.
    """

    id: str
    title: str
    source: str
    text: str
    excluded: tuple[Span, ...] = ()
    landmarks: tuple[Landmark, ...] = ()

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
        last = 0
        for mark in self.landmarks:
            if not last <= mark.start <= len(self.text) or unstorable(mark.label):
                raise InvalidDocumentError(
                    f"文档 {self.id!r} 的位置标记 {mark} 无效。 Landmarks go in order, inside the text."
                )
            last = mark.start

    def location(self, start: int, end: int) -> str:
        """Where a person finds `text[start:end]` in the source: 第 3–4 页, 工作表 Sheet1 第 7 行; "" where that is not
        known."""
        first = self._labels_at(start)
        last = self._labels_at(max(start, end - 1))
        shown = []
        for kind in LandmarkKind:
            one, other = first.get(kind, ""), last.get(kind, "")
            several = one and other and one != other and kind is not LandmarkKind.HEADING
            if one or other:
                shown.append(_SHOWN[kind].format(f"{one}–{other}" if several else one or other))
        return " ".join(shown)

    def _labels_at(self, at: int) -> dict[LandmarkKind, str]:
        """The label of each kind's last landmark that starts at `at` or before."""
        behind = bisect_right(self.landmarks, at, key=lambda mark: mark.start)
        return {mark.kind: mark.label for mark in self.landmarks[:behind]}


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
