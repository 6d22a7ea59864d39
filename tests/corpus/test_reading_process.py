"""The process that reads what is not plain text: it is one, it is ended, and what it cannot do costs one file."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest

from corpus import Limits, read_documents
from tests.corpus import makers
from tests.corpus.broken_files import BROKEN, MEGABYTE, PDF, WORD, word_of

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good text."""
    (tmp_path / "good.txt").write_text("好。", encoding="utf-8")
    return tmp_path


def test_one_process_reads_all_files(folder: Path) -> None:
    for name in ("a.docx", "b.docx", "c.docx"):
        (folder / name).write_bytes(WORD)
    before = children()
    seen = [children() - before for document in read_documents(folder) if document.id.endswith(".docx")]
    assert len(seen) == 3
    assert len(seen[0]) == 1
    assert seen[1:] == seen[:1] * 2


def test_plain_text_needs_no_process(folder: Path) -> None:
    before = children()
    assert [children() - before for _ in read_documents(folder)] == [set()]


def test_the_members_of_an_archive_behind_one_that_takes_too_long_are_read(folder: Path) -> None:
    members: dict[str, bytes | str] = {"a.txt": "一。", "slow.xlsx": BROKEN["far-row.xlsx"](), "z.txt": "二。"}
    (folder / "a.zip").write_bytes(makers.archive(members))
    documents = read_documents(folder, limits=Limits(seconds=2))
    assert [document.id for document in documents] == ["a.zip/a.txt", "a.zip/z.txt", "good.txt"]
    [error] = documents.skipped
    assert error.path == folder / "a.zip" / "slow.xlsx"
    assert "（seconds）" in str(error)


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read(folder: Path) -> None:
    (folder / "a.pdf").write_bytes(PDF)
    (folder / "b.pdf").write_bytes(PDF)
    documents = read_documents(folder, limits=Limits(seconds=0))
    assert [document.id for document in documents] == ["good.txt"]
    assert ["（seconds）" in str(error) for error in documents.skipped] == [True, True]


def test_a_file_that_takes_more_memory_than_the_limit_is_given_up_and_the_next_is_read(folder: Path) -> None:
    (folder / "a.docx").write_bytes(word_of("<w:p/>" * 10_000_000))
    (folder / "b.docx").write_bytes(WORD)
    documents = read_documents(folder, limits=Limits(memory_bytes=400 * MEGABYTE))
    assert [document.id for document in documents] == ["b.docx", "good.txt"]
    assert ["memory_bytes" in str(error) for error in documents.skipped] == [True]


def test_the_reading_process_ends_with_the_iteration_even_in_the_middle(folder: Path) -> None:
    (folder / "a.docx").write_bytes(WORD)
    (folder / "b.zip").write_bytes(makers.archive({"a.txt": "一。", "b.txt": "二。"}))
    before = children()
    started = iter(read_documents(folder))
    next(started)
    assert len(children() - before) == 1
    next(started)
    del started
    assert children() == before
    assert len(list(read_documents(folder))) == 4
    assert children() == before


def children() -> set[str]:
    """The processes that this one started and that are not waited for yet."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # one that ended just now
            fields = status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[1]) == os.getpid():
                found.add(status.parent.name)
    return found
