"""Files that are broken or meant to do harm: BROKEN makes them, by their names."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.corpus import makers

MEGABYTE = 1024 * 1024
Make = Callable[[], bytes]

LAUGHS = (
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12))
    + "]>"
)
OUTSIDE = "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY m SYSTEM 'file:///etc/passwd'>]>"
W = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
S = "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
OPF = "xmlns='http://www.idpf.org/2007/opf'"

PDF = makers.pdf([["正文。"]] * 3)
WORD = makers.word([(1, "标题"), (0, "正文。")])
SLIDES = makers.slides([("标题", "正文。", "")])
BOOK = makers.workbook({"一": [["甲", "乙"], ["丙", "丁"]]})
EBOOK = makers.ebook(["<p>正文。</p>"])
ZIP = makers.archive({"a.txt": "正文。"})
WHOLE = {"pdf": PDF, "docx": WORD, "pptx": SLIDES, "xlsx": BOOK, "epub": EBOOK, "zip": ZIP}


def replaced(package: bytes, name: str, content: bytes | str) -> bytes:
    """The package with another content of a member."""
    with zipfile.ZipFile(io.BytesIO(package)) as file:
        return makers.archive({**{info.filename: file.read(info) for info in file.infolist()}, name: content})


def word_of(body: str, start: str = "") -> bytes:
    return replaced(WORD, "word/document.xml", f"{start}<w:document {W}><w:body>{body}</w:body></w:document>")


def sheet_of(rows: str, start: str = "") -> bytes:
    sheet = f"{start}<worksheet {S}><sheetData>{rows}</sheetData></worksheet>"
    return replaced(BOOK, "xl/worksheets/sheet1.xml", sheet)


def book_of(item: str, references: str, start: str = "") -> bytes:
    package = f"{start}<package {OPF}><manifest>{item}</manifest><spine>{references}</spine></package>"
    return makers.ebook(["<p>正文。</p>"], package=package)


def pdf_of(objects: str) -> bytes:
    return f"%PDF-1.7\n{objects}\ntrailer<</Root 1 0 R>>\n%%EOF".encode()


def pdf_bomb() -> bytes:
    """A page whose content unpacks to 64 MB of nothing."""
    content = zlib.compress(b"(" * 64 * MEGABYTE)
    start = (
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
        "3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj "
        f"4 0 obj<</Length {len(content)}/Filter/FlateDecode>>stream\n"
    )
    return start.encode() + content + b"\nendstream endobj trailer<</Root 1 0 R>>"


def utf16_laughs() -> bytes:
    start = LAUGHS.replace("?>", " encoding='utf-16'?>")
    return replaced(WORD, "word/document.xml", f"{start}<w:document {W}/>".encode("utf-16"))


def linked(target: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = 0o120777 << 16
        file.writestr(info, target)
    return out.getvalue()


def flagged(content: bytes, flag: int) -> bytes:
    """An archive whose members all have this flag."""
    raw = bytearray(content)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(magic)
        while at >= 0:
            raw[at + offset] |= flag & 0xFF
            raw[at + offset + 1] |= flag >> 8
            at = raw.find(magic, at + 4)
    return bytes(raw)


def lying_bomb() -> bytes:
    """A member of 64 MB whose headers say 10 bytes."""
    raw = bytearray(makers.archive({"a.txt": b"a" * 64 * MEGABYTE}))
    for magic, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        raw[raw.find(magic) + offset : raw.find(magic) + offset + 4] = struct.pack("<I", 10)
    return bytes(raw)


def cut(content: bytes, percent: int) -> Make:
    return lambda: content[: len(content) * percent // 100]


DAMAGED: dict[str, Make] = {
    **{f"cut{percent}.{suffix}": cut(content, percent) for suffix, content in WHOLE.items() for percent in (30, 90)},
    **{f"noise.{suffix}": lambda: bytes(range(7, 256)) * 40 for suffix in (*WHOLE, "txt", "md", "html", "csv", "srt")},
    **{f"empty.{suffix}": lambda: b"" for suffix in (*WHOLE, "html", "csv", "srt", "jsonl")},
    "text.pdf": lambda: "其实是文本。".encode(),
    "only-magic.pdf": lambda: b"%PDF-1.7\n",
    "only-magic.zip": lambda: b"PK\x03\x04",
    "old.docx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    "rich.docx": lambda: b"{\\rtf1 hello}",
    "picture.pdf": lambda: b"\x89PNG\r\n\x1a\n" + bytes(100),
    "word.xlsx": lambda: WORD,
    "plain-archive.docx": lambda: ZIP,
}
OFFICE: dict[str, Make] = {
    "laughs.docx": lambda: word_of("<w:p><w:r><w:t>&m;</w:t></w:r></w:p>", LAUGHS),
    "outside.docx": lambda: word_of("<w:p><w:r><w:t>&m;</w:t></w:r></w:p>", OUTSIDE),
    "utf16-laughs.docx": utf16_laughs,
    "laughs.xlsx": lambda: replaced(BOOK, "xl/workbook.xml", f"{LAUGHS}<workbook>&m;</workbook>"),
    "laughs-sheet.xlsx": lambda: sheet_of("&m;", LAUGHS),
    "laughs.pptx": lambda: replaced(SLIDES, "ppt/slides/slide1.xml", f"{LAUGHS}<p>&m;</p>"),
    "no-document.docx": lambda: makers.archive({"[Content_Types].xml": "<Types/>", "word/x.xml": "<x/>"}),
    "not-xml.docx": lambda: replaced(WORD, "word/document.xml", "not xml"),
    "not-xml.xlsx": lambda: replaced(BOOK, "xl/workbook.xml", "not xml"),
    "not-xml.pptx": lambda: replaced(SLIDES, "ppt/presentation.xml", "not xml"),
    "deep.docx": lambda: word_of("<w:ins>" * 20_000 + "</w:ins>" * 20_000),
    "nested-tables.docx": lambda: word_of("<w:tbl><w:tr><w:tc>" * 80 + "</w:tc></w:tr></w:tbl>" * 80),
    "bomb.docx": lambda: replaced(WORD, "word/media.bin", bytes(64 * MEGABYTE)),
    "bomb.xlsx": lambda: replaced(BOOK, "xl/sharedStrings.xml", b" " * 64 * MEGABYTE),
    "far-row.xlsx": lambda: sheet_of("<row r='999999999'><c r='A999999999'><v>1</v></c></row>"),
    "many-slides.pptx": lambda: makers.slides([("标题", "正文。", "")] * 51),
}
ITEM = "<item id='a' href='text/c0.xhtml' media-type='text/html'/>"
EBOOKS: dict[str, Make] = {
    "laughs.epub": lambda: makers.ebook(["<p>正文。</p>"], container=f"{LAUGHS}<container>&m;</container>"),
    "outside.epub": lambda: book_of("&m;", "&m;", OUTSIDE),
    "outside-chapter.epub": lambda: replaced(
        EBOOK, "OEBPS/text/c0.xhtml", f"{OUTSIDE}<html><body><p>正文。&m;</p></body></html>"
    ),
    "climbing.epub": lambda: book_of(ITEM.replace("text/c0.xhtml", "../../../etc/passwd"), "<itemref idref='a'/>"),
    "no-package.epub": lambda: makers.archive({"META-INF/container.xml": "<container/>"}),
    "missing-package.epub": lambda: replaced(
        EBOOK,
        "META-INF/container.xml",
        "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfile full-path='x.opf'/></container>",
    ),
    "missing-chapter.epub": lambda: book_of(
        ITEM + ITEM.replace("'a'", "'b'").replace("c0", "c9"), "<itemref idref='a'/><itemref idref='b'/>"
    ),
    "protected.epub": lambda: replaced(EBOOK, "META-INF/rights.xml", "<rights/>"),
    "repeated.epub": lambda: book_of(ITEM, "<itemref idref='a'/>" * 200_000),
}
PDFS: dict[str, Make] = {
    "password.pdf": lambda: makers.pdf([["正文。"]], password="x"),
    "scan.pdf": lambda: makers.pdf([[], []]),
    "loop.pdf": lambda: pdf_of("1 0 obj<</Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj"),
    "many-pages.pdf": lambda: makers.pdf([["正文。"]] * 51),
    "false-count.pdf": lambda: pdf_of("1 0 obj<</Pages 2 0 R>>endobj 2 0 obj<</Kids[]/Count 2000000000>>endobj"),
    "bomb.pdf": pdf_bomb,
    "nested.pdf": lambda: pdf_of("1 0 obj" + "[" * 100_000 + "endobj"),
}
PAGES: dict[str, Make] = {
    "deep.html": lambda: ("<div>" * 50_000 + "正文。" + "</div>" * 50_000).encode(),
    "nested.html": lambda: ("<div>" * 1_000 + "正文。" + "</div>" * 1_000).encode(),
    "attributes.html": lambda: ("<p " + "a='b' " * 200_000 + ">正文。</p>").encode(),
    "entities.html": lambda: f"{LAUGHS}<html><body><p>正文。&m;</p></body></html>".encode(),
    "unclosed.html": lambda: ("<html><body>" + "<b><i><p>" * 20_000 + "正文。").encode(),
    "nul.html": lambda: b"<html><body><p>\x00\x01\xff</p></body></html>",
    "control.html": lambda: "<html><body><p>正\x08文。&#1;&#11;</p><pre>\x02</pre></body></html>".encode(),
    "charset.html": lambda: b"<html><meta charset='unicode_escape'><body><p>\\ud800 \xff\xfe</p></body></html>",
    "empty-tags.html": lambda: b"<html><body><script>x</script></body></html>",
    "table.html": lambda: ("<html><body>" + "<table><tr><td>" * 3_000 + "正文。").encode(),
}
TEXTS: dict[str, Make] = {
    "quote.csv": lambda: ('"' + "a," * 400_000).encode(),
    "wide.csv": lambda: ("a," * 400_000).encode(),
    "long-line.txt": lambda: ("甲" * 2_000_000).encode(),
    "times.srt": lambda: b"00:00:01,000 --> 00:00:02,000\n" * 50_000,
    "huge-time.srt": lambda: "999:59:59,999 --> 999:59:59,999\n正文。\n".encode(),
    "hashes.md": lambda: ("#" * 1_000_000 + "\n" + "# " * 400_000).encode(),
    "ruler.md": lambda: ("---\na: b\n" + "x: y\n" * 100_000).encode(),
    "long-front-matter.md": lambda: ("---\n" + "x: y\n" * 100_000 + "---\n正文。").encode(),
    "surrogate.txt": lambda: b"\xed\xa0\x80 text",
    "japanese.txt": lambda: "日本語の文章を正しく読み取ることは難しい。".encode("shift_jis"),
    "japanese-euc.txt": lambda: "日本語の文章を正しく読み取ることは難しい。".encode("euc-jp"),
}
CLIMBING = ("../../outside.txt", "/abs.txt", "C:\\x.txt", "a\\..\\..\\y.txt")
ARCHIVES: dict[str, Make] = {
    "climbing.zip": lambda: makers.archive(dict.fromkeys(CLIMBING, "外。")),
    "nested.zip": lambda: makers.archive({"b.zip": ZIP, "c.docx": ZIP, "d.tar.gz": "x"}),
    "bomb.zip": lambda: makers.archive({f"{n}.txt": b"a" * 7 * MEGABYTE for n in range(6)}),
    "large-member.zip": lambda: makers.archive({"a.txt": b"a" * 9 * MEGABYTE}),
    "lying.zip": lying_bomb,
    "encrypted.zip": lambda: flagged(ZIP, 1),
    "unknown-method.zip": lambda: ZIP.replace(b"\x08\x00", b"\x63\x00"),
    "many.zip": lambda: makers.archive({f"{n}.txt": "一。" for n in range(501)}),
    "link.zip": lambda: linked("/etc/passwd"),
    "false-utf8.zip": lambda: flagged(
        makers.archive({"abcd.txt": "一。"}).replace(b"abcd", b"\xff\xfe\xfd\xfc"), 0x800
    ),
    "checksum.zip": lambda: ZIP.replace(ZIP[14:18], b"\x00\x01\x02\x03"),
    "names.zip": lambda: makers.archive({"两\n行.txt": "一。", "名" * 80 + ".txt": "二。", "空/": ""}),
    "dots.zip": lambda: makers.archive({".": "x", "..": "x", "/": "x"}),
    "hidden.zip": lambda: makers.archive({".hidden.txt": "三。"}),
}
BROKEN = {**DAMAGED, **OFFICE, **EBOOKS, **PDFS, **PAGES, **TEXTS, **ARCHIVES}
