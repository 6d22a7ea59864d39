"""Files that are broken or meant to do harm: each is read or reported in one line; nothing outside is touched, and
nothing hangs."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Limits, read_documents
from corpus.document import Document
from tests.corpus.broken_files import BROKEN, MEGABYTE

SECRET = "秘密：不可外传的内容"
LIMITS = Limits(
    file_bytes=8 * MEGABYTE, expanded_bytes=16 * MEGABYTE, members=500, pages=50, seconds=4, memory_bytes=900 * MEGABYTE
)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[list[Document], list[str]]]:
    """What became of every broken file, all read in one pass over their folder: documents and reasons."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, make in BROKEN.items():
        (folder / name).write_bytes(make())
    (folder / "zz-last.txt").write_text("末。", encoding="utf-8")
    documents = read_documents(folder, limits=LIMITS)
    everything = list(documents)
    assert everything[-1].text == "末。"
    return {
        name: (
            [document for document in everything if document.id == name or document.id.startswith(f"{name}/")],
            [str(error) for error in documents.skipped if str(error).startswith(str(folder / name))],
        )
        for name in BROKEN
    }


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_read_or_reported_in_one_line(
    outcome: dict[str, tuple[list[Document], list[str]]], name: str
) -> None:
    documents, reasons = outcome[name]
    assert documents or reasons
    assert not [reason for reason in reasons if "\n" in reason or len(reason) > 1000]
    for document in documents:
        assert "root:" not in document.text
        assert "hahaha" not in document.text
        assert "\ufffd" not in document.text
        assert ".." not in document.id.split("/")
        assert "]>" not in document.text


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("text.pdf", "内容不是 .pdf"),
        ("old.docx", "Office"),
        ("picture.pdf", "PNG"),
        ("laughs.docx", "DTD"),
        ("utf16-laughs.docx", "DTD"),
        ("laughs-sheet.xlsx", "DTD"),
        ("bomb.docx", "expanded_bytes"),
        ("bomb.xlsx", "expanded_bytes"),
        ("many-slides.pptx", "pages"),
        ("protected.epub", "DRM"),
        ("missing-package.epub", "x.opf"),
        ("password.pdf", "密码"),
        ("scan.pdf", "扫描"),
        ("many-pages.pdf", "pages"),
        ("japanese.txt", "编码"),
        ("japanese-euc.txt", "编码"),
        ("bomb.zip", "expanded_bytes"),
        ("large-member.zip", "file_bytes"),
        ("encrypted.zip", "密码"),
        ("many.zip", "members"),
        ("link.zip", "链接"),
        ("nested.zip", "压缩包里的压缩包"),
        ("climbing.zip", "压缩包之外"),
    ],
)
def test_the_reason_says_what_is_wrong_or_which_limit_was_hit(
    outcome: dict[str, tuple[list[Document], list[str]]], name: str, reason: str
) -> None:
    assert [line for line in outcome[name][1] if reason in line]


@pytest.mark.parametrize(
    "name",
    [
        "word.xlsx",
        "outside-chapter.epub",
        "entities.html",
        "repeated.epub",
        "nested.html",
        "control.html",
        "missing-chapter.epub",
    ],
)
def test_what_can_be_read_of_it_is_read(outcome: dict[str, tuple[list[Document], list[str]]], name: str) -> None:
    assert "正文。" in outcome[name][0][0].text


def test_nothing_is_read_from_an_archive_whose_members_lead_out_of_it(
    outcome: dict[str, tuple[list[Document], list[str]]],
) -> None:
    assert outcome["climbing.zip"][0] == []
    assert len(outcome["climbing.zip"][1]) == 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good text, beside a secret that is none of its."""
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "good.txt").write_text("好。", encoding="utf-8")
    return texts


def only_the_good_one(folder: Path, limits: Limits = LIMITS) -> list[str]:
    """Checks that the good text is all that is read, and gives the reasons for the rest."""
    documents = read_documents(folder, limits=limits)
    assert [document.text for document in documents] == ["好。"]
    reasons = [str(error) for error in documents.skipped]
    assert not [reason for reason in reasons if "\n" in reason]
    return reasons


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))


def a_link_outside(path: Path) -> None:
    path.symlink_to("../secret.txt")


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def a_link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_folder_above(path: Path) -> None:
    path.symlink_to("..")


def a_sparse_file(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2 * 1024 * MEGABYTE)


def a_folder_with_the_name_of_a_file(path: Path) -> None:
    (path / "x.png").mkdir(parents=True)
    (path / "x.png" / "y.exe").write_bytes(b"MZ")


@pytest.mark.parametrize("name", ["bad.txt", "bad.pdf", "bad.zip"])
@pytest.mark.parametrize(
    "make",
    [a_pipe, a_socket, a_link_outside, a_link_to_itself, a_link_to_a_device, a_folder_above, a_sparse_file,
     a_folder_with_the_name_of_a_file],
)  # fmt: skip
def test_what_is_no_file_or_leads_outside_is_reported(folder: Path, make: Callable[[Path], None], name: str) -> None:
    make(folder / name)
    assert len(only_the_good_one(folder)) == 1


def test_a_sidecar_that_is_a_link_elsewhere_is_not_followed(folder: Path) -> None:
    (folder.parent / "facts.toml").write_text(f'title = "{SECRET}"', encoding="utf-8")
    (folder / "a.txt").write_text("一。", encoding="utf-8")
    (folder / "a.toml").symlink_to("../facts.toml")
    assert len(only_the_good_one(folder)) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything may be read here")
def test_a_file_without_permission_is_reported(folder: Path) -> None:
    (folder / "closed.txt").write_text("x", encoding="utf-8")
    (folder / "closed.txt").chmod(0)
    assert len(only_the_good_one(folder)) == 1


@pytest.mark.parametrize("name", ["two\nlines.pdf", "\x1b[31mred.pdf", "x" * 251 + ".pdf", "‮gnp.pdf"])
def test_a_name_that_would_spoil_a_line_is_shown_in_one(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"%PDF-1.7")
    [reason] = only_the_good_one(folder)
    assert reason.isprintable()


def test_a_file_that_changes_while_it_is_read_is_read_again_and_then_reported(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changing = folder / "log.txt"
    changing.write_text("一。", encoding="utf-8")
    inode, real = changing.stat().st_ino, os.fstat
    times: list[int] = []

    def growing(descriptor: int) -> os.stat_result:
        found = real(descriptor)
        if found.st_ino == inode:
            times.append(1)
            with changing.open("a", encoding="utf-8") as file:
                file.write("又一行。")
        return found

    monkeypatch.setattr(os, "fstat", growing)
    [reason] = only_the_good_one(folder)
    assert "变" in reason
    assert len(times) == 4
