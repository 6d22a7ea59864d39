"""What the page shows and gives, without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import Document
from index import Encoder, build_index
from page import (
    answer_html,
    answer_markdown,
    composed_html,
    composed_markdown,
    document_choices,
    document_html,
    head_html,
    inside_html,
)
from retriever import Answerer, open_answerer
from retriever.composing.composer import Composer
from retriever.composing.language_model import WritingLimits
from retriever.composing.prompt import Prompt
from retriever.explain import explain

HOSTILE = "<b>猫</b>&\"'`|[x](javascript:run())"
TEXT = f"猫喜欢睡觉,每天睡十六个小时。{HOSTILE}是一句怪话。\n狗喜欢散步,每天走两个小时。\n" + "牛每天吃很多草。" * 60


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory, bundled: Encoder) -> Answerer:
    store = tmp_path_factory.mktemp("page") / "store"
    build_index([Document("animals", f"动物{HOSTILE}", "javascript:run()", TEXT)], store, encoder=bundled)
    return open_answerer(store, encoder=bundled)


def test_nothing_of_a_text_becomes_markup(answerer: Answerer) -> None:
    shown = [
        answer_html(answerer.ask("猫每天睡多久？"), answerer.index),
        answer_html(answerer.ask(f"怪话{HOSTILE}是什么？"), answerer.index),
        inside_html(explain(answerer, HOSTILE)),
        document_html(answerer.index, "animals"),
        document_html(answerer.index, "animals", "<b>"),
    ]
    for page in shown:
        assert "<b>" not in page
        assert not re.search(r"href=.javascript", page)
    assert "&lt;b&gt;" in shown[3]


def test_a_copied_answer_holds_no_markup_of_the_texts(answerer: Answerer) -> None:
    answer = answerer.ask("猫每天睡多久？")
    lines = answer_markdown(answer).splitlines()
    assert lines[0] == "**猫每天睡多久？**"
    assert any("十六个小时" in line and line.endswith("[1]") for line in lines)
    references = [line for line in lines if re.match(r"\[\d+\] ", line)]
    assert len(references) == len(answer.citations)
    assert r"\<b\>" in references[0]
    assert r"\[x\](javascript:run())" in references[0]


def test_a_source_shows_what_stands_around_the_quote_in_its_own_document(answerer: Answerer) -> None:
    answer = answerer.ask("猫每天睡多久？")
    passage = answer.citations[0].passage
    passages = answerer.index.passages_of("animals")
    before, after = answerer.index.around(passage.id)
    assert passage == passages[0]
    assert before is None
    assert after == passages[1]
    assert answerer.index.around(passages[-1].id) == (passages[-2], None)
    assert passages[1].text[:20] in answer_html(answer, answerer.index)


def test_a_document_is_shown_whole_and_where_a_word_stands(answerer: Answerer) -> None:
    [(label, identifier)] = document_choices(answerer.index)
    assert identifier == "animals"
    assert label.startswith("动物")
    whole = document_html(answerer.index, identifier)
    assert whole.count("<section>") == len(answerer.index.passages_of(identifier))
    found = document_html(answerer.index, identifier, "散步")
    assert found.count("<mark>散步</mark>") == 1
    assert found.count("<section>") == 1
    with pytest.raises(KeyError):
        document_html(answerer.index, "nothing")


def test_the_browser_gets_no_file_of_others(root: Path) -> None:
    files = list((root / "page" / "browser").iterdir())
    assert {file.suffix for file in files} == {".css", ".js"}
    for file in files:
        content = file.read_text(encoding="utf-8")
        assert not re.search(r"https?://|@import|\beval\b|innerHTML", content), file.name
    for script in re.findall(r"<script>(.*?)</script>", head_html(), re.DOTALL):
        assert "</" not in script  # it would end the script


class Written:
    """A language model that writes what it was given."""

    def __init__(self, reply: str) -> None:
        self.reply = reply

    def write(self, prompt: Prompt, limits: WritingLimits) -> Iterator[str]:
        yield self.reply


def test_composed_sentences_show_what_holds_and_mark_what_does_not(answerer: Answerer) -> None:
    reply = (
        "猫每天要睡十六个小时。[1]「猫喜欢睡觉,每天睡十六个小时。」\n"
        "猫每天只睡三个小时<i>。[1]「猫喜欢睡觉,每天睡十六个小时。」\n"
    )
    answer = answerer.ask("猫每天睡多久？")
    composed = Composer(answerer.index, Written(reply)).compose(answer)
    shown = composed_html(composed, answer, answerer.index)
    assert "<p><bdi>猫每天要睡十六个小时。" in shown
    assert re.search(r"<del><bdi>猫每天只睡三个小时.*</bdi></del>.*Not supported", shown)
    assert "<i>" not in shown
    copied = composed_markdown(composed)
    assert "十六个小时" in copied
    assert "三个小时" not in copied


def test_a_model_that_fails_leaves_the_verbatim_sentences_and_says_so(answerer: Answerer) -> None:
    answer = answerer.ask("猫每天睡多久？")
    composed = Composer(answerer.index, Written("我不知道。")).compose(answer)
    shown = composed_html(composed, answer, answerer.index)
    assert "以下是原文的句子" in shown
    assert "十六个小时" in shown
    assert "<del>" not in shown
