"""Which format bytes are in: what they begin with decides, and the name only where text could be several things."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from importlib import import_module
from typing import cast

from corpus.errors import UnreadableContentError
from corpus.loaders.loader import Loader


class Format(StrEnum):
    """A format that is read; the value is the module of its loader."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    RECORDS = "records"
    SUBTITLES = "subtitles"
    CSV = "delimited"
    HTML = "web_page"
    PDF = "pdf"
    DOCX = "word"
    PPTX = "slides"
    XLSX = "workbook"
    EPUB = "ebook"
    ZIP = "archive"


BY_SUFFIX = {
    ".txt": Format.PLAIN,
    ".md": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".pptx": Format.PPTX,
    ".xlsx": Format.XLSX,
    ".csv": Format.CSV,
    ".epub": Format.EPUB,
    ".jsonl": Format.RECORDS,
    ".srt": Format.SUBTITLES,
    ".zip": Format.ZIP,
}
SUFFIXES = tuple(BY_SUFFIX)
TEXTUAL = frozenset({Format.PLAIN, Format.MARKDOWN, Format.RECORDS, Format.SUBTITLES, Format.CSV})
"""Formats whose loaders go through the text once, with nothing of others between: no process apart is needed."""

_FOREIGN = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "旧版或加密的 Office 文件。 An old or encrypted Office file (.doc .xls .ppt)",
    b"{\\rtf": "RTF 文件。 An RTF file",
    b"\x89PNG": "PNG 图片。 A picture",
    b"\xff\xd8\xff": "JPEG 图片。 A picture",
    b"GIF8": "GIF 图片。 A picture",
    b"\x1f\x8b": "gzip 压缩文件。 A gzip file",
    b"7z\xbc\xaf\x27\x1c": "7z 压缩文件。 A 7z archive",
    b"Rar!\x1a\x07": "RAR 压缩文件。 A RAR archive",
    b"\x7fELF": "程序文件。 A program",
}
_PDF = re.compile(rb"%PDF-\d\.\d\s*[\r\n]")
_SEARCHED = 1024 * 1024
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|div|p|h[1-6]|table|meta|title|article|section)\b", re.IGNORECASE
)
_PARTS = ((Format.DOCX, "word/"), (Format.PPTX, "ppt/"), (Format.XLSX, "xl/"))


def recognised(raw: bytes, suffix: str) -> Format:
    """The format of these bytes of a file whose name ends in `suffix`. Any ZIP archive is a ZIP here; `package_format`
    says more. Raises UnreadableContentError for what is not read."""
    named = BY_SUFFIX.get(suffix.lower())
    if named is None:
        raise UnreadableContentError(f"不支持的类型，支持 {' '.join(SUFFIXES)}。 Not a type that is read.")
    if not raw or raw.isspace():
        raise UnreadableContentError("文件是空的。 The file is empty.")
    textual = named in TEXTUAL or named is Format.HTML
    for magic, what in _FOREIGN.items():
        if raw.startswith(magic) and not (textual and magic.isascii()):  # a text may begin with the word GIF89a
            raise UnreadableContentError(f"内容是 {what}, which is not read.")
    if _PDF.match(raw) or (not textual and b"%PDF-" in raw[:1024]):
        return Format.PDF
    if raw.startswith(_ZIP_STARTS):
        return Format.ZIP
    if named in TEXTUAL:
        return named
    if _TAG.search(_ascii(raw[:_SEARCHED])):
        return Format.HTML
    if named is Format.HTML:
        return Format.PLAIN
    raise UnreadableContentError(
        f"内容不是 {suffix} 文件，或已损坏。 Its content is not what its name says, or damaged."
    )


def package_format(raw: bytes) -> Format:
    """Which format a ZIP archive is in. Raises UnreadableContentError for a damaged one."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableContentError(f"压缩包已损坏：{error}。 A damaged archive.") from error
    if "META-INF/container.xml" in names:
        return Format.EPUB
    if "[Content_Types].xml" in names:
        return next((kind for kind, start in _PARTS if any(name.startswith(start) for name in names)), Format.ZIP)
    return Format.ZIP


def loader_of(kind: Format) -> Loader:
    """The loader of a format, imported now: what it is built on may be heavy."""
    return cast(Loader, import_module(f"corpus.loaders.{kind.value}"))


def _ascii(raw: bytes) -> bytes:
    """The bytes as they would be without the zeros of UTF-16."""
    return raw.replace(b"\x00", b"")
