"""A tree of HTML or of trafilatura's XML -> its blocks, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from corpus.loaders.composition import Composition

Block = tuple[int, str]
"""(level of the heading, 0 for any other block; text)"""

_SILENT = {"head", "script", "style", "noscript", "template", "svg", "iframe", "object", "select", "textarea", "button"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "item", "li", "list", "main", "nav",
    "ol", "p", "pre", "quote", "row", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    "cell", *_HEADINGS,
}  # fmt: skip
_ROWS = {"tr", "row"}
_CELLS = {"td", "th", "cell"}
_LINE_BREAKS = {"br", "lb"}
_AS_WRITTEN = {"pre", "code"}
_LINE_BREAK = "\x1f"
_CJK = "[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f“”‘’…—]"
_DECLARATIONS = re.compile(r"<!DOCTYPE[^<>\[\]]*\[[^\[\]]*\]\s*>")
"""A document type that declares entities: HTML knows none, and a parser would show its end as text."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SPACE = re.compile("[ \t\r\n\f\xa0]+")
_WRAPPED = re.compile(rf"(?<={_CJK})[ \t]*[\r\n][ \t\r\n\f]*(?={_CJK})")


def parsed(text: str) -> html.HtmlElement | None:
    """The tree of a page; None for one without an element."""
    # Encoded again, because lxml refuses a string that names its encoding; huge_tree, because it drops without a word
    # what is nested deeper than 256 elements (and with it, than 2048).
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    text = _DECLARATIONS.sub("", text, count=1)
    try:
        return html.document_fromstring(text.encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def tidy(root: etree._Element) -> None:
    """Take out of a tree what shows as nothing: control characters, which no tree may be given again, and the white
    space where a source wraps its lines, which between Chinese characters would show and was not meant."""
    for element in root.iter():
        around = element.getparent()
        if element.text:
            element.text = _tidied(element.text, as_written=element.tag in _AS_WRITTEN)
        if element.tail:
            element.tail = _tidied(element.tail, as_written=around is not None and around.tag in _AS_WRITTEN)


def add_blocks(composition: Composition, root: etree._Element, *, extracted: bool = False) -> None:
    """Put the blocks of a tree, HTML or what trafilatura `extracted`, into a composition."""
    for level, text in _blocks(root, extracted):
        if level:
            composition.add_heading(level, text)
        else:
            composition.add(text)


def holds_no_block(element: etree._Element) -> bool:
    """Whether an element holds nothing but words within a line."""
    return not any(inner is not element and inner.tag in _BLOCKS for inner in element.iter())


def shown_text(element: etree._Element) -> str:
    """The text inside an element, on one line."""
    return _shown(list(_inline(element))).replace("\n", " ")


def _blocks(root: etree._Element, extracted: bool) -> Iterator[Block]:
    """The blocks that a browser would show, white space as it would show it. A row of a table is one block, with ` | `
    between its cells, unless blocks stand in them: then the table only arranges a page."""
    inline: list[str] = []
    for event, element in _walk(root, extracted):
        level = _level(element, extracted)
        if event == "row" or ((level or element.tag in _BLOCKS) and event in ("start", "end")):
            text = _shown(inline)
            inline.clear()
            if text:
                yield (level if event == "end" else 0), text
            if event == "row":
                yield 0, " | ".join(text for cell in element if (text := shown_text(cell)))
        else:
            inline.append(_piece(event, element, extracted))
    if text := _shown(inline):
        yield 0, text


def _inline(element: etree._Element) -> Iterator[str]:
    for event, inner in _walk(element, extracted=False):
        yield " " if event == "start" and inner.tag in _BLOCKS else _piece(event, inner, extracted=False)


def _piece(event: str, element: etree._Element, extracted: bool) -> str:
    if event == "start" and element.tag in _LINE_BREAKS:
        return _LINE_BREAK
    around = element if event == "text" else element.getparent()
    text = {"text": element.text, "tail": element.tail}.get(event) or ""
    as_written = extracted or (around is not None and around.tag in _AS_WRITTEN)
    return text.replace("\n", _LINE_BREAK) if as_written else text


def _walk(root: etree._Element, extracted: bool) -> Iterator[tuple[str, etree._Element]]:
    """start, text, end and tail of every element that is shown, and row instead of them for a row of a table of facts;
    without a recursion that a deep tree would exhaust."""
    skipped = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):  # an entity
            continue
        if skipped is None and event == "start":
            if not extracted and element is not root and _is_silent(element):
                skipped = element
            elif element.tag in _ROWS and _is_of_facts(element):
                skipped = element
                yield "row", element
            else:
                yield "start", element
                yield "text", element
        elif event == "end" and (skipped is None or skipped is element):
            if skipped is None:
                yield "end", element
            skipped = None
            if element is not root:
                yield "tail", element


def _is_silent(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.tag in _SILENT or element.get("hidden") is not None or "display:none" in style


def _is_of_facts(row: etree._Element) -> bool:
    """Whether no cell of a row holds more than one block, or a heading, a list or a table."""
    for cell in row:
        blocks = [inner.tag for inner in cell.iter() if inner is not cell and inner.tag in _BLOCKS]
        if len(blocks) > 1 or any(tag not in ("p", "div") for tag in blocks):
            return False
    return all(cell.tag in _CELLS for cell in row)


def _level(element: etree._Element, extracted: bool) -> int:
    if extracted and element.tag == "head":
        return _HEADINGS.get(element.get("rend") or "", 2)
    return _HEADINGS.get(str(element.tag), 0)


def _tidied(text: str, *, as_written: bool) -> str:
    text = _CONTROL.sub("", text)
    return text if as_written else _unwrapped(text)


def _unwrapped(text: str) -> str:
    return _SPACE.sub(" ", _WRAPPED.sub("", text))


def _shown(pieces: list[str]) -> str:
    """Text with white space as it is shown: lines that the source wraps are one, Chinese ones without a space."""
    text = _unwrapped("".join(pieces))
    return re.sub(f" ?{_LINE_BREAK} ?", "\n", text).strip()
