"""Word documents (.docx): paragraphs and tables in the order of the document."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from corpus.errors import UnreadableContentError
from corpus.limits import Limits
from corpus.loaders.composition import Composition
from corpus.loaders.loader import Loaded
from corpus.loaders.package import check_package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*[1-9]", re.IGNORECASE)
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_AROUND = {f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "customXml", "smartTag")}
_TITLE = -1


def load(raw: bytes, limits: Limits) -> Loaded:
    """The text with what was inserted and without what was deleted while changes were tracked, and without the table of
    contents. Headings are paragraphs of a heading style or with an outline level. The cells of a table's row stand on
    one line, with ` | ` between them. Headers, footers, notes and the numbers that Word counts itself are left out."""
    check_package(raw, limits)
    try:
        document = docx.Document(io.BytesIO(raw))
    except (PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise UnreadableContentError(f"Word 文档已损坏：{error}。 A damaged Word document.") from error
    levels = _levels_of_styles(document)
    composition = Composition()
    title = first = ""
    for level, text in _blocks(document.element.body, levels):
        if level > 0:
            composition.add_heading(level, text)
            first = first or text
        else:
            composition.add(text)
            title = title or (text if level == _TITLE else "")
    return composition.loaded(title or first)


def _blocks(parent: etree._Element, levels: dict[str, int | None]) -> Iterator[tuple[int, str]]:
    """(level of the heading, 0 for other text, _TITLE for the title; text) of every paragraph and row."""
    for element in parent:
        if element.tag == f"{_W}p":
            style = element.find(f"{_W}pPr/{_W}pStyle")
            level = levels.get(style.get(f"{_W}val") or "", 0) if style is not None else 0
            outline = element.find(f"{_W}pPr/{_W}outlineLvl")
            if outline is not None and not level:
                level = _outline_level(outline)
            if level is not None:
                yield level, _text(element)
        elif element.tag == f"{_W}tbl":
            for row in element.iter(f"{_W}tr"):
                if next(row.iterancestors(f"{_W}tbl")) is element:  # a table in a cell is part of that cell
                    cells = (" ".join(_text(cell).split()) for cell in row.iterchildren(f"{_W}tc"))
                    yield 0, " | ".join(cell for cell in cells if cell)
        elif element.tag in _AROUND:
            yield from _blocks(element, levels)


def _text(element: etree._Element) -> str:
    parts = []
    for inner in element.iter(f"{_W}t", f"{_W}p", *_BREAKS):
        if next(inner.iterancestors(_FALLBACK), None) is not None:  # what stands in a text box, once more
            continue
        if inner.tag == f"{_W}p":
            parts.append("\n" if inner is not element else "")
        elif inner.tag == f"{_W}t":
            parts.append(inner.text or "")
        elif inner.getparent().tag == f"{_W}r":  # a tab stop has the name of a tab
            parts.append(_BREAKS[inner.tag])
    return "".join(parts).strip()


def _levels_of_styles(document: WordDocument) -> dict[str, int | None]:
    """The level of every style by its id; contents' styles have None, so that these paragraphs are left out."""
    levels: dict[str, int | None] = {}
    for style in document.styles.element.iter(f"{_W}style"):
        named = style.find(f"{_W}name")
        name = named.get(f"{_W}val") or "" if named is not None else ""
        heading = _HEADING.fullmatch(name.strip())
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        level: int | None
        if _CONTENTS.fullmatch(name.strip()):
            level = None
        elif heading:
            level = int(heading.group(1))
        elif name.lower() in ("title", "标题"):
            level = _TITLE
        else:
            level = _outline_level(outline) if outline is not None else 0
        levels[style.get(f"{_W}styleId") or ""] = level
    return levels


def _outline_level(outline: etree._Element) -> int:
    """From 1 for the highest; 0 for body text, which Word writes as level 9."""
    value = outline.get(f"{_W}val") or ""
    return int(value) + 1 if value.isdecimal() and int(value) < 9 else 0
