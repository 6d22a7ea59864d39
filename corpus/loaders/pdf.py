"""PDF: the text of every page, in reading order."""

from __future__ import annotations

import re
import unicodedata

import pypdfium2
from pypdfium2 import raw as pdfium

from corpus.document import LandmarkKind
from corpus.errors import UnreadableContentError
from corpus.limits import Limits, check_pages
from corpus.loaders.composition import Composition
from corpus.loaders.loader import Loaded

_FULL_LINE = 0.85
"""A line this near to the longest of its page is full: what follows it goes on with it."""
_MIN_FULL = 40
"""Columns (a Chinese character has two) below which no line is taken for full: verses and lists stay apart."""
_END_MARKS = tuple("。！？；：…!?;:.”」』")
_HYPHEN = re.compile("[\x02\ufffe]\r?\n?")
"""How PDFium writes a hyphen at the end of a line that stands in no word."""


def load(raw: bytes, limits: Limits) -> Loaded:
    """The text and a PAGE landmark for every page.

    A page has lines, not sentences: a full line that ends no sentence is joined with the next, so that a sentence is
    found and quoted whole. Pages without text are named in the notes; a document of nothing else is refused.
    """
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableContentError("PDF 有密码。 The PDF needs a password.") from error
        raise UnreadableContentError(f"PDF 已损坏：{error}。 A damaged PDF.") from error
    try:
        check_pages(len(document), limits)
        return _pages(document)
    finally:
        document.close()


def _pages(document: pypdfium2.PdfDocument) -> Loaded:
    composition = Composition()
    empty: list[int] = []
    goes_on = ""
    for number in range(1, len(document) + 1):
        text, full = _joined(_page_text(document, number))
        composition.mark(LandmarkKind.PAGE, str(number))
        composition.add(text, _between(goes_on, text) if goes_on else "\n")
        goes_on = text if full else ""
        if not text:
            empty.append(number)
    if len(empty) == len(document):
        raise UnreadableContentError(
            "PDF 没有文字层，可能是扫描件，需要先做文字识别。 No text in it: a scan, it needs OCR first."
        )
    notes: tuple[str, ...] = ()
    if empty:
        shown = "、".join(str(number) for number in empty[:10]) + (" …" if len(empty) > 10 else "")
        notes = (f"第 {shown} 页没有文字。 These pages hold no text.",)
    return composition.loaded(notes=notes)


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise UnreadableContentError(f"PDF 第 {number} 页已损坏：{error}。 This page is damaged.") from error
    try:
        text_page = page.get_textpage()
        try:
            text: str = text_page.get_text_range()
        finally:
            text_page.close()
    finally:
        page.close()
    return text


def _joined(text: str) -> tuple[str, bool]:
    """The lines of a page, those that go on joined, and whether the last one goes on as well."""
    lines = [line.strip() for line in _HYPHEN.sub("", text).replace("\r", "\n").split("\n") if line.strip()]
    longest = max((_width(line) for line in lines), default=0)
    enough = max(_MIN_FULL, _FULL_LINE * longest)
    joined = ""
    full = False
    for line in lines:
        joined += (_between(joined, line) if full else "\n" if joined else "") + line
        full = len(lines) > 1 and _width(line) >= enough and not line.endswith(_END_MARKS)
    return joined, full


def _between(before: str, after: str) -> str:
    """A space between Western words, nothing between Chinese ones."""
    return " " if before[-1:].isascii() and after[:1].isascii() else ""


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
