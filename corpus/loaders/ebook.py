"""E-books (.epub): the chapters in the order in which they are read."""

from __future__ import annotations

import posixpath
import zipfile
from urllib.parse import unquote

from lxml import etree

from corpus.errors import UnreadableContentError
from corpus.limits import Limits
from corpus.loaders.composition import Composition
from corpus.loaders.loader import Loaded
from corpus.loaders.markup import add_blocks, parsed
from corpus.loaders.package import Unpacking, opened
from corpus.loaders.web_page import decode_page

_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PAGES = {"application/xhtml+xml", "text/html", "application/html"}


def load(raw: bytes, limits: Limits) -> Loaded:
    """The whole text of every chapter, with a HEADING landmark for every heading. Chapters that the book names and does
    not hold are named in the notes."""
    with opened(raw, limits) as archive:
        unpacking = Unpacking(archive, limits)
        package_name = _package_name(_xml(_required(archive, unpacking, "META-INF/container.xml")))
        package = _xml(_required(archive, unpacking, package_name))
        if _is_protected(archive):
            raise UnreadableContentError("电子书有版权保护（DRM），不能读。 The e-book is protected.")
        composition = Composition()
        missing = []
        for name in _spine(package, posixpath.dirname(package_name)):
            try:
                chapter = _member(archive, unpacking, name)
            except KeyError:
                missing.append(posixpath.basename(name))
                continue
            tree = parsed(decode_page(chapter).text)
            if tree is not None:
                add_blocks(composition, tree)
    title = package.findtext(f".//{_DC}title") or ""
    notes = (f"电子书里缺少 {'、'.join(missing[:10])}。 Chapters that are not there.",) if missing else ()
    return composition.loaded(title, notes)


def _member(archive: zipfile.ZipFile, unpacking: Unpacking, name: str) -> bytes:
    """The content of a member. Raises KeyError where there is none of this name."""
    return b"".join(unpacking.pieces(archive.getinfo(name)))


def _required(archive: zipfile.ZipFile, unpacking: Unpacking, name: str) -> bytes:
    try:
        return _member(archive, unpacking, name)
    except KeyError as error:
        raise UnreadableContentError(f"电子书里没有 {name}。 The e-book lacks it.") from error


def _xml(raw: bytes) -> etree._Element:
    # Nothing outside the file is opened, and no entity is replaced by what it stands for.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(raw, parser)
    if root is None:
        raise UnreadableContentError("电子书的目录已损坏。 The e-book's package is damaged.")
    return root


def _package_name(container: etree._Element) -> str:
    found = container.find(f".//{_CONTAINER}rootfile")
    name = str(found.get("full-path") or "") if found is not None else ""
    if not name:
        raise UnreadableContentError("电子书没有说明内容在哪里。 The e-book does not say where its content is.")
    return name


def _spine(package: etree._Element, folder: str) -> list[str]:
    """The names of the members to read, in order, each once; the table of contents is left out."""
    pages = {
        item.get("id"): posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        for item in package.iter(f"{_OPF}item")
        if item.get("media-type") in _PAGES and "nav" not in (item.get("properties") or "").split()
    }
    references = (reference.get("idref") for reference in package.iter(f"{_OPF}itemref"))
    return list(dict.fromkeys(pages[reference] for reference in references if reference in pages))


def _is_protected(archive: zipfile.ZipFile) -> bool:
    return "META-INF/rights.xml" in archive.namelist()
