"""Web pages: the main text, without menus, advertisements and comments."""

from __future__ import annotations

import re
from copy import deepcopy

from lxml import etree, html
from trafilatura import bare_extraction

from corpus.decoding import Decoded, decode
from corpus.errors import UndecodableError, UnreadableContentError
from corpus.limits import Limits
from corpus.loaders.composition import Composition
from corpus.loaders.loader import Loaded
from corpus.loaders.markup import add_blocks, holds_no_block, parsed, shown_text, tidy
from corpus.loaders.plain import encoding_notes

_NEARLY_ALL = 0.6
"""A main text of one block that is more of the page than this is the page, without its headings."""
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""", re.I
)
_SEVERAL_BYTES = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs", "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932",
    "euc-jp": "euc_jp", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "iso-2022-jp": "iso2022_jp",
}  # fmt: skip
_ONE_BYTE = re.compile(r"iso-8859-\d{1,2}|windows-125\d|koi8-[ru]|us-ascii")


def load(raw: bytes, limits: Limits) -> Loaded:
    """The main text as trafilatura finds it; where it finds none, as in short pages, that of the page's only <main> or
    <article>, else the whole text that a browser shows. The title is the page's only first-level heading, else its
    <title>."""
    decoded = decode_page(raw)
    tree = parsed(decoded.text)
    if tree is None:
        raise UnreadableContentError("网页没有内容。 The page is empty.")
    tidy(tree)
    whole = Composition()
    add_blocks(whole, _content(tree))
    title = _title(tree)
    main = _main_text(tree)
    composition = Composition()
    if main is not None and (len(main) > 1 or _size(main) < _NEARLY_ALL * len("".join(whole.loaded().text.split()))):
        add_blocks(composition, main, extracted=True)
    return (whole if composition.blank else composition).loaded(title, encoding_notes(decoded))


def _content(tree: html.HtmlElement) -> etree._Element:
    """The element that the page itself marks as its content, if it marks just one."""
    for tag in ("main", "article"):
        marked = list(tree.iter(tag))
        if len(marked) == 1 and shown_text(marked[0]):
            return marked[0]
    return tree


def _main_text(tree: html.HtmlElement) -> etree._Element | None:
    """What trafilatura finds, in its own XML. It takes a <section> for no paragraph; pages of WeChat have no others."""
    tree = deepcopy(tree)
    for section in tree.iter("section"):
        if holds_no_block(section):
            section.tag = "p"
    try:
        found = bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=False)
    except RecursionError:  # elements nested very deep
        return None
    return None if found is None or isinstance(found, dict) else found.body


def _size(element: etree._Element) -> int:
    return len("".join("".join(element.itertext()).split()))


def decode_page(raw: bytes) -> Decoded:
    """The text of a page: in the encoding that it proves to be in, that it names, or that is found, in this order.

    An encoding of one byte a character can hold any bytes, so a page that names one says little: it is taken last.
    """
    match = _DECLARED.search(raw[:4096])
    declared = match.group(1).decode("ascii").lower() if match else ""
    charset = _SEVERAL_BYTES.get(declared)
    if charset and not raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return Decoded(raw.decode("utf-8"), "UTF-8", 1.0)
        except UnicodeDecodeError:
            pass
        try:
            return Decoded(raw.decode(charset), declared.upper(), 0.9)
        except UnicodeDecodeError:
            pass
    try:
        return decode(raw)
    except UndecodableError:
        if not _ONE_BYTE.fullmatch(declared):
            raise
        # What browsers take iso-8859-1 for, which has control characters where this one has quotation marks.
        return Decoded(raw.decode("cp1252" if declared == "iso-8859-1" else declared, "strict"), declared.upper(), 0.5)


def _title(tree: html.HtmlElement) -> str:
    headings = [text for heading in tree.iter("h1") if (text := shown_text(heading))]
    if len(headings) == 1:
        return headings[0]
    named = tree.find(".//title")
    return named.text or "" if named is not None else ""
