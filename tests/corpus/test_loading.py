"""Reading files: encodings, facts about a text, and what cannot be read."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from corpus import Document, NoTextsError, read_documents, split_document


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def only(path: Path) -> Document:
    [document] = read_documents(path)
    return document


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_reads_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    text = "首席技术官（CTO）是什么？\r\n他负责技术。𠮷"
    assert only(write(tmp_path / "a.txt", text.encode(encoding))).text == text


def test_traditional_text_in_gb18030_is_read(tmp_path: Path) -> None:
    text = "梵語是印度的古典語言，其語法和發音均被視作一種宗教禮儀而分毫不差地保存下來。"
    assert only(write(tmp_path / "a.txt", text.encode("gb18030"))).text == text


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("nul.txt", b"abc\x00def", "NUL"),
        ("empty.txt", b"", "空"),
        ("blank.txt", b" \n\t\n", "空"),
        ("binary.txt", bytes(range(1, 256)) * 4, "UTF-8"),
        ("korean.txt", "그는 기술을 담당하고 있다. 회사의 최고기술책임자이다.".encode("euc-kr"), "编码"),
        ("picture.png", b"\x89PNG", "类型"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_reason_and_the_rest_is_read(
    tmp_path: Path, name: str, content: bytes, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path / name, content)
    write(tmp_path / "good.txt", "好的文本。")
    documents = read_documents(tmp_path)
    assert [document.id for document in documents] == ["good.txt"]
    [error] = documents.skipped
    assert error.path == tmp_path / name
    assert reason in str(error)
    assert name in caplog.text
    assert "\n" not in str(error)


def test_a_folder_with_nothing_readable_raises(tmp_path: Path) -> None:
    with pytest.raises(NoTextsError):
        list(read_documents(tmp_path))
    write(tmp_path / "nul.txt", b"\x00")
    with pytest.raises(NoTextsError, match="跳过 1 个"):
        list(read_documents(tmp_path))


def test_a_path_that_is_not_there_raises(tmp_path: Path) -> None:
    with pytest.raises(NoTextsError, match="不存在"):
        list(read_documents(tmp_path / "nothing"))


def test_ids_are_paths_below_the_folder_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    write(tmp_path / "b" / "two.md", "二。")
    write(tmp_path / "one.txt", "一。")
    write(tmp_path / ".git" / "three.txt", "三。")
    write(tmp_path / ".four.txt", "四。")
    assert [document.id for document in read_documents(tmp_path)] == ["one.txt", "b/two.md"]


def test_without_other_facts_the_title_is_the_files_name_and_the_source_its_path(tmp_path: Path) -> None:
    document = only(write(tmp_path / "技术笔记.txt", "正文。"))
    assert (document.title, document.source) == ("技术笔记", str(tmp_path / "技术笔记.txt"))


def test_a_sidecar_gives_title_and_source(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "正文。")
    write(tmp_path / "a.toml", 'title = "标题"\nsource = "https://example.com/a"')
    assert [(d.title, d.source) for d in read_documents(tmp_path)] == [("标题", "https://example.com/a")]
    assert only(path).title == "标题"


@pytest.mark.parametrize(
    "sidecar", ["title = ", 'titel = "x"', "title = 3", r'source = "a\u0000b"', "title = " + "[" * 5000]
)
def test_a_sidecar_with_a_mistake_is_reported_and_not_ignored(tmp_path: Path, sidecar: str) -> None:
    write(tmp_path / "a.txt", "正文。")
    write(tmp_path / "a.toml", sidecar)
    write(tmp_path / "b.txt", "正文。")
    documents = read_documents(tmp_path)
    assert [document.id for document in documents] == ["b.txt"]
    assert "a.toml" in str(documents.skipped[0])


def test_front_matter_gives_facts_and_stays_in_the_text_but_in_no_passage(tmp_path: Path) -> None:
    text = "---\ntitle: 标题\nurl: https://example.com\ntags: [a]\n---\n# 第一章\n正文在这里。\n"
    document = only(write(tmp_path / "a.md", text))
    assert (document.title, document.source, document.text) == ("标题", "https://example.com", text)
    assert [passage.text for passage in split_document(document)] == ["# 第一章\n正文在这里。"]


@pytest.mark.parametrize("name", ["a.md", "a.jsonl"])
def test_a_title_that_never_ends_is_cut_and_the_text_is_not(tmp_path: Path, name: str) -> None:
    endless = "长" * 50_000
    content = f"# {endless}" if name == "a.md" else json.dumps({"_id": "a", "title": endless, "text": endless})
    document = only(write(tmp_path / name, content))
    assert document.title == "长" * 199 + "…"
    assert endless in document.text


def test_the_first_heading_is_the_title_of_a_markdown_file(tmp_path: Path) -> None:
    assert only(write(tmp_path / "a.md", "前言。\n## 职业规划 ##\n正文。")).title == "职业规划"


@pytest.mark.parametrize(
    "text", ["---\n正文。\n---\n更多。", "---\n*重点* 正文\n---\n更多。", "---\n注: 正文\n---\n更多。"]
)
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_two_rulers_are_not_front_matter(tmp_path: Path, text: str, name: str) -> None:
    assert only(write(tmp_path / name, text)).excluded == ()


@pytest.mark.parametrize("front", ["date: 2024-13-45", "title: " + "[" * 3000, 'source: "a\\0b"', "a: b: c"])
def test_front_matter_with_a_mistake_is_reported_and_the_rest_is_read(tmp_path: Path, front: str) -> None:
    write(tmp_path / "a.md", f"---\n{front}\n---\n正文。")
    write(tmp_path / "b.md", "正文。")
    documents = read_documents(tmp_path)
    assert [document.id for document in documents] == ["b.md"]
    assert documents.skipped[0].path.name == "a.md"


def test_a_path_that_is_none_raises(tmp_path: Path) -> None:
    with pytest.raises(NoTextsError):
        read_documents("")
    with pytest.raises(NoTextsError):
        list(read_documents(tmp_path / ("长" * 300)))


def test_records_of_a_jsonl_file_become_documents(tmp_path: Path) -> None:
    records = [
        {"_id": "a:1", "title": "甲", "text": "正文。"},
        {"_id": 7, "text": "没有标题。", "source": "https://x.org"},
    ]
    path = write(tmp_path / "c.jsonl", "\n".join(json.dumps(record) for record in records) + "\n\n")
    found = [(d.id, d.title, d.source, d.text) for d in read_documents(path)]
    assert found == [("a:1", "甲", str(path), "正文。"), ("7", "", "https://x.org", "没有标题。")]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"_id": "x"}',
        '{"text": "x"}',
        '{"_id": "x", "text": ""}',
        '{"_id": "x", "text": 3}',
        r'{"_id": "x", "text": "\ud800"}',
        r'{"_id": "x", "text": "a\u0000b"}',
        '{"_id": "good", "text": "重复。"}',
        "[" * 100_000,
    ],
)
def test_a_bad_record_is_reported_with_its_line_and_the_rest_is_read(tmp_path: Path, line: str) -> None:
    path = write(tmp_path / "c.jsonl", f'{{"_id": "good", "text": "好。"}}\n{line}\n{{"_id": "last", "text": "末。"}}')
    documents = read_documents(path)
    assert [document.id for document in documents] == ["good", "last"]
    [error] = documents.skipped
    assert error.line == 2 or "重复" in error.reason


def test_a_link_out_of_the_folder_and_a_pipe_are_reported(tmp_path: Path) -> None:
    write(tmp_path / "secret.txt", "秘密。")
    folder = tmp_path / "texts"
    write(folder / "a.txt", "正文。")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "folder").symlink_to(tmp_path)
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    os.mkfifo(folder / "pipe.txt")
    documents = read_documents(folder)
    assert [document.id for document in documents] == ["a.txt"]
    assert sorted(error.path.name for error in documents.skipped) == ["folder", "link.txt", "loop.txt", "pipe.txt"]


def test_a_name_that_is_not_utf8_or_has_a_line_end_is_reported_in_one_line(tmp_path: Path) -> None:
    write(tmp_path / "good.txt", "正文。")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_bytes("正文。".encode())
    write(tmp_path / "two\nlines.png", b"x")
    documents = read_documents(tmp_path)
    assert [document.id for document in documents] == ["good.txt"]
    assert len(documents.skipped) == 2
    assert not [error for error in documents.skipped if "\n" in str(error)]
