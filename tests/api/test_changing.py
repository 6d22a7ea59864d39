"""Who may change the store, and what becomes of what they bring."""

from __future__ import annotations

from pathlib import Path

import pytest

from api import (
    Adding,
    DeniedError,
    Gate,
    Outcome,
    Stage,
    UnfitError,
    add_files,
    add_text,
    adding_files,
    remove_document,
)
from api.gate import PASSWORD
from corpus import Document
from index import Index, open_index
from page import adding_html, outcome_html
from tests.topic_encoder import TopicEncoder


def ids(index: Index) -> set[str]:
    return {document.id for document in open_index(index.store, encoder=TopicEncoder()).documents()}


@pytest.fixture
def index(copied_store: Path) -> Index:
    return open_index(copied_store, encoder=TopicEncoder())


def test_uploaded_files_are_added_named_one_by_one_and_do_not_stay(index: Index, tmp_path: Path) -> None:
    upload = tmp_path / "cache"
    upload.mkdir()
    (upload / "cow.txt").write_text("牛吃草。", encoding="utf-8")
    (upload / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    outcome = add_files(index, [str(upload / "cow.txt"), str(upload / "bad.pdf")])
    assert outcome.added == ("cow.txt",)
    [skipped] = outcome.skipped
    assert skipped.name == "bad.pdf"
    assert str(tmp_path) not in skipped.reason
    assert "cow.txt" in ids(index)
    document = open_index(index.store, encoder=TopicEncoder()).document("cow.txt")
    assert document.source == "cow.txt"
    assert list(upload.iterdir()) == []


def test_adding_files_tells_how_far_each_file_is_and_what_came_of_them_last(index: Index, tmp_path: Path) -> None:
    (tmp_path / "cow.txt").write_text("牛吃草。", encoding="utf-8")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    *steps, outcome = adding_files(index, [str(tmp_path / "cow.txt"), str(tmp_path / "bad.pdf")])
    seen = [dict(step.stages) for step in steps if isinstance(step, Adding)]
    assert seen[0] == {"cow.txt": Stage.READING, "bad.pdf": Stage.WAITING}
    assert {"cow.txt": Stage.READ, "bad.pdf": Stage.READING} in seen
    assert seen[-1] == {"cow.txt": Stage.READ, "bad.pdf": Stage.UNREAD}
    last = steps[-1]
    assert isinstance(last, Adding)
    assert last.encoded == last.passages > 0
    assert isinstance(outcome, Outcome)
    assert outcome.added == ("cow.txt",)
    assert 'max="7"' in adding_html(Adding((("cow.txt", Stage.READ),), 3, 7))


def test_what_goes_wrong_while_adding_is_raised_to_who_takes_the_steps(index: Index) -> None:
    with pytest.raises(UnfitError):
        list(adding_files(index, []))


def test_files_of_which_none_can_be_read_change_nothing(index: Index, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    outcome = add_files(index, [str(tmp_path / "bad.pdf")])
    assert [skipped.name for skipped in outcome.skipped] == ["bad.pdf"]
    assert outcome.documents is None
    assert index.is_current()


def test_a_text_is_added_under_its_title_and_a_document_removed(index: Index) -> None:
    assert add_text(index, " 牛 ", "牛吃草。").documents == 7
    assert "牛" in ids(index)
    assert remove_document(index, "cat").documents == 6
    assert "cat" not in ids(index)
    for title, text in (("", "牛吃草。"), ("牛", "  "), ("牛", "长" * 1_000_001), ("长" * 201, "牛吃草。")):
        with pytest.raises(UnfitError):
            add_text(index, title, text)


def test_what_is_added_is_shown_without_markup(index: Index) -> None:
    for outcome in (add_text(index, "<b>牛</b>", "牛吃草。"), remove_document(index, "<b>牛</b>")):
        shown = outcome_html(outcome)
        assert "&lt;b&gt;牛" in shown
        assert "<b>" not in shown


@pytest.mark.parametrize("host", [None, "127.0.0.1", "localhost", "::1"])
def test_on_this_machine_everybody_may(monkeypatch: pytest.MonkeyPatch, host: str | None) -> None:
    monkeypatch.delenv(PASSWORD, raising=False)
    Gate(host).check("")


def test_elsewhere_nobody_may_without_a_password_being_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD, raising=False)
    gate = Gate("0.0.0.0")
    assert gate.closed
    with pytest.raises(DeniedError, match=PASSWORD):
        gate.check("")


@pytest.mark.parametrize("host", [None, "0.0.0.0"])
def test_a_password_that_is_set_is_asked_for_and_cannot_be_guessed_fast(
    monkeypatch: pytest.MonkeyPatch, host: str | None
) -> None:
    monkeypatch.setenv(PASSWORD, "秘密")
    gate = Gate(host)
    gate.check("秘密")
    for wrong in ("", "秘", "\ud800", "secret", "秘密 "):
        with pytest.raises(DeniedError, match="密码不对"):
            gate.check(wrong)
    with pytest.raises(DeniedError, match="太多"):
        gate.check("秘密")


def test_a_document_that_is_added_again_takes_its_own_place(index: Index) -> None:
    add_text(index, "牛", "牛吃草。")
    add_text(index, "牛", "牛喝水。")
    assert open_index(index.store, encoder=TopicEncoder()).document("牛") == Document(
        "牛", "牛", "粘贴 pasted", "牛喝水。"
    )
