"""Follow-up questions, and what they mean by themselves."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Encoder, default_analyzer
from retriever import State, open_answerer
from retriever.following import standalone
from retriever.question import MAX_QUERY

CONVERSATIONS = tomllib.loads((Path(__file__).parent / "follow_ups.toml").read_text(encoding="utf-8"))
REACHED = {("develop", True): 41, ("develop", False): 49, ("measure", True): 38, ("measure", False): 45}
"""How many conversations of a half go right, those whose question stands alone, and the others."""


def bare(text: str) -> str:
    return re.sub(r"[\s?？。!！]", "", text).casefold()


def goes_right(conversation: dict[str, Any]) -> bool:
    question: str = conversation["question"]
    found = standalone(question, conversation["previous"], default_analyzer())
    if "standalone" not in conversation:
        return found == question
    return any(bare(found) == bare(form) for form in conversation["standalone"])


@pytest.mark.parametrize("half", ["develop", "measure"])
@pytest.mark.parametrize("alone", [True, False])
def test_as_many_conversations_go_right_as_did(half: str, alone: bool) -> None:
    of_this_kind = [one for one in CONVERSATIONS[half] if ("standalone" not in one) == alone]
    assert sum(map(goes_right, of_this_kind)) >= REACHED[half, alone]


def test_the_halves_are_about_as_long_and_hold_enough_questions_that_stand_alone() -> None:
    counts = {half: len(CONVERSATIONS[half]) for half in ("develop", "measure")}
    assert sum(counts.values()) >= 150
    assert abs(counts["develop"] - counts["measure"]) < 10
    assert sum("standalone" not in one for half in CONVERSATIONS.values() for one in half) >= 60


@pytest.mark.parametrize(
    ("previous", "question", "meant"),
    [
        ("CTO的职责是什么?", "那技术总监呢?", "技术总监的职责是什么?"),
        ("李白是哪里人?", "他什么时候去世的?", "李白什么时候去世的?"),
        ("CTO容易出局吗?", "为什么?", "为什么CTO容易出局？"),
        ("CTO的职责是什么?", "and the CIO?", "CIO的职责是什么?"),
        ("新冠疫苗安全吗?", "有副作用吗?", "新冠疫苗有副作用吗?"),
        ("地球离太阳多远?", "那离月球呢?", "地球离月球多远?"),
        ("CTO的职责是什么?", "公司上市之后呢?", "公司上市之后，CTO的职责是什么？"),
        ("员工请病假需要什么证明?", "事假呢?", "员工请事假需要什么证明?"),
        ("鲁迅写过哪些小说?", "他的原名是什么?", "鲁迅的原名是什么?"),
    ],
)
def test_a_question_that_leans_on_the_last_one_is_completed_from_it(previous: str, question: str, meant: str) -> None:
    assert standalone(question, [previous], default_analyzer()) == meant


@pytest.mark.parametrize(
    "question",
    [
        "CEO的职责是什么?",
        "苏轼和他的弟弟谁更有名?",
        "那英的代表作是什么?",
        "“它来了”这句话出自哪里?",
        "为什么要做职业规划?",
        "谢谢",
        "热衷于帮助他人？",
    ],
)
def test_a_question_that_stands_alone_comes_back_as_it_is(question: str) -> None:
    assert standalone(question, ["CTO的职责是什么?"], default_analyzer()) == question


def test_a_question_about_whoever_talks_lends_its_subject_to_none() -> None:
    assert standalone("它有什么缺点?", ["你可以贡献什么？"], default_analyzer()) == "它有什么缺点?"


def test_without_an_earlier_question_nothing_changes() -> None:
    for previous in ([], [""], ["  "]):
        assert standalone("那技术总监呢?", previous, default_analyzer()) == "那技术总监呢?"


def test_a_conversation_goes_on_from_questions_that_were_completed() -> None:
    asked: list[str] = []
    for question in ("CTO的职责是什么?", "那技术总监呢?", "薪水呢?"):
        asked.append(standalone(question, asked, default_analyzer()))
    assert asked == ["CTO的职责是什么?", "技术总监的职责是什么?", "技术总监的薪水是多少？"]


@given(
    st.text(alphabet="那呢它他的是什么CTO公司有多少?？ \n吗为\U00020000a", max_size=30),
    st.lists(st.text(max_size=30), max_size=3),
)
def test_no_question_is_too_odd_and_none_grows_past_what_may_be_asked(question: str, previous: list[str]) -> None:
    assert len(standalone(question, previous, default_analyzer())) <= MAX_QUERY


def test_the_longest_questions_come_back_unchanged() -> None:
    long = "公司" * (MAX_QUERY // 2)
    assert standalone("那技术总监呢?", [long], default_analyzer()) == "那技术总监呢?"
    assert standalone(long, ["CTO的职责是什么?"], default_analyzer()) == long


def test_what_is_answered_is_the_question_that_stands_alone(article_store: Path, bundled: Encoder) -> None:
    answerer = open_answerer(article_store, encoder=bundled)
    answer = answerer.ask("他容易出局吗?", ["CTO的职责是什么?"])
    assert answer.question == "CTO容易出局吗?"
    assert answer == answerer.ask("CTO容易出局吗?")
    assert answer.state is State.ANSWERED
    assert answerer.consider("他容易出局吗?", ["CTO的职责是什么?"]) == answerer.consider("CTO容易出局吗?")
