"""Whatever the format: archives of them, how they are told apart, and that text and landmarks come through."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, LandmarkKind, Limits, read_documents, split_document, split_sentences
from corpus.loaders.content import load_content
from corpus.loaders.formats import BY_SUFFIX, Format
from tests.corpus import makers

PROSE = "首席技术官负责公司的技术方向，也管理研发团队，还要向董事会说明技术上的风险和投入。"


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def read(tmp_path: Path, name: str, content: bytes) -> Document:
    [document] = read_documents(written(tmp_path / name, content))
    return document


def test_members_of_an_archive_are_read_as_files_are(tmp_path: Path) -> None:
    content = makers.archive(
        {
            "书/a.txt": "一。",
            "b.docx": makers.word([(0, "二。")]),
            "c.jsonl": '{"_id": "x", "text": "三。"}\n{',
            "__MACOSX/._a.txt": "x",
            "d.png": "x",
        }
    )
    path = written(tmp_path / "a.zip", content)
    documents = read_documents(path)
    assert [(document.id, document.title, document.text) for document in documents] == [
        ("a.zip/书/a.txt", "a", "一。"),
        ("a.zip/b.docx", "b", "二。"),
        ("x", "", "三。"),
    ]
    assert [(error.path, error.line) for error in documents.skipped] == [
        (Path(f"{path}/c.jsonl"), 2),
        (Path(f"{path}/d.png"), None),
    ]


def test_a_sidecar_in_an_archive_gives_title_and_source_and_one_with_a_mistake_is_reported(tmp_path: Path) -> None:
    content = makers.archive(
        {
            "书/a.toml": 'title = "标题"\nsource = "https://example.com/a"',
            "书/a.txt": "一。",
            "b.txt": "二。",
            "b.toml": "titel = 3",
            "other.toml": "x = 1",
        }
    )
    documents = read_documents(written(tmp_path / "a.zip", content))
    assert [(document.title, document.source) for document in documents] == [("标题", "https://example.com/a")]
    assert [error.path.name for error in documents.skipped] == ["b.txt", "other.toml"]
    assert "titel" in str(documents.skipped[0])


def test_names_in_gbk_in_an_archive_are_read_rightly(tmp_path: Path) -> None:
    content = makers.archive({"placeholder.txt": "一。"}).replace(b"placeholder", "技术规划".encode("gbk") + b"abc")
    assert read(tmp_path, "a.zip", content).id == "a.zip/技术规划abc.txt"


@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.html", "a.zip"])
def test_what_a_file_holds_decides_how_it_is_read(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, name, makers.pdf([["正文。"]])).location(0, 3) == "第 1 页"


@pytest.mark.parametrize("text", ["GIF89a 是图片的文件头。", "%PDF-1.7 是文件头。", "{\\rtf1 是标记。", "PK 是缩写。"])
def test_a_text_that_begins_like_another_format_is_still_a_text(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, "a.txt", text.encode()).text == text


def test_a_sidecar_gives_the_source_of_a_pdf(tmp_path: Path) -> None:
    written(tmp_path / "a.toml", b'source = "https://example.com/a"')
    written(tmp_path / "a.pdf", makers.pdf([["正文。"]]))
    assert [document.source for document in read_documents(tmp_path)] == ["https://example.com/a"]


def test_a_file_that_was_not_utf8_is_noted_with_how_sure_that_is(tmp_path: Path) -> None:
    documents = read_documents(written(tmp_path / "a.txt", PROSE.encode("gbk")))
    assert [document.text for document in documents] == [PROSE]
    [(path, note)] = documents.notes
    assert path == tmp_path / "a.txt"
    assert "GB18030" in note
    assert "1.00" in note


def test_a_text_that_is_read_imports_no_parser_of_another_format(root: Path, tmp_path: Path) -> None:
    written(tmp_path / "a.md", "# 题\n正文。".encode())
    code = (
        "import sys, corpus; list(corpus.read_documents(sys.argv[1]));"
        "print({'lxml', 'trafilatura', 'pypdfium2', 'docx', 'pptx', 'openpyxl'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=root, capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stderr


def test_every_format_has_a_loader(root: Path) -> None:
    there = {path.stem for path in (root / "corpus" / "loaders").glob("*.py")}
    assert {kind.value for kind in BY_SUFFIX.values()} <= there
    assert set(BY_SUFFIX.values()) == set(Format)


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    read(tmp_path, "a.zip", makers.archive({"a.docx": makers.word([(0, "二。")])}))
    assert list(folder.iterdir()) == []


WORDS = st.text(alphabet="天地人山水火土金木日月。，！ab1 ", min_size=1, max_size=30).filter(lambda text: text.strip())
MADE: dict[str, Callable[[list[str]], bytes | str]] = {
    "a.docx": lambda blocks: makers.word([(n % 3, block) for n, block in enumerate(blocks)]),
    "a.pptx": lambda blocks: makers.slides([(block, block, block) for block in blocks]),
    "a.xlsx": lambda blocks: makers.workbook({"一": [[block, "x"] for block in blocks], "二": [["y"]]}),
    "a.csv": lambda blocks: "\n".join(f'"{block}",x' for block in blocks).encode(),
    "a.epub": lambda blocks: makers.ebook([f"<h2>{block}</h2><p>{block}</p>" for block in blocks]),
    "a.html": lambda blocks: "<html><body>" + "".join(f"<h2>{b}</h2><p>{b}</p>" for b in blocks) + "</body></html>",
    "a.md": lambda blocks: "\n".join(f"## {block}\n{block}" for block in blocks),
    "a.srt": lambda blocks: "\n".join(f"{n}\n00:00:{n:02},0 --> 00:00:{n:02},5\n{b}\n" for n, b in enumerate(blocks)),
    "a.pdf": lambda blocks: makers.pdf([[block] for block in blocks]),
}


@pytest.mark.parametrize("name", MADE)
@settings(max_examples=8, deadline=None)
@given(blocks=st.lists(WORDS, min_size=1, max_size=6))
def test_whatever_was_put_in_stands_in_the_text_and_at_the_landmarks(name: str, blocks: list[str]) -> None:
    made = MADE[name](blocks)
    content = made.encode() if isinstance(made, str) else made
    loaded = load_content(content, Path(name).suffix, Limits()).loaded
    text = " ".join(loaded.text.split())
    for block in blocks:
        if name != "a.html":  # where trafilatura leaves out what it takes for a copy
            assert " ".join(block.split()) in text
    starts = [mark.start for mark in loaded.landmarks]
    assert starts == sorted(starts)
    for mark in loaded.landmarks:
        if mark.kind is LandmarkKind.HEADING:
            assert loaded.text[mark.start :].lstrip("# ").startswith(mark.label.split(" › ")[-1])
        assert mark.start == len(loaded.text) or not loaded.text[mark.start].isspace()
    document = Document("d", "", "d", loaded.text, (), loaded.landmarks)
    for passage in split_document(document):
        assert passage.text == loaded.text[passage.start : passage.end]
        for sentence in split_sentences(passage):
            assert sentence.text == loaded.text[sentence.start : sentence.end]
