"""Questions that lean on those before them, and questions that stand alone and stay as they are."""

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

SETS: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "follow_ups.toml").read_text(encoding="utf-8")
)
FLOORS = {"develop": (1.0, 1.0), "measure": (0.91, 0.97)}
"""The share of questions that lean on others and are understood, and of those that stand alone and stay as they are."""


def same(text: str) -> str:
    return re.sub(r"[\s?？。!！]", "", text).casefold()


def rates(part: str) -> tuple[float, float]:
    """As FLOORS has them."""
    leaning, alone = [], []
    for one in SETS[part]:
        found = standalone(one["question"], one["previous"], default_analyzer())
        wanted = one.get("standalone") or []
        if wanted:
            leaning.append(same(found) in {same(text) for text in wanted})
        else:
            alone.append(found == one["question"])
    return sum(leaning) / len(leaning), sum(alone) / len(alone)


@pytest.mark.parametrize("part", SETS)
def test_follow_ups_are_understood_as_often_as_before_and_other_questions_left_alone(part: str) -> None:
    understood, left = rates(part)
    assert understood >= FLOORS[part][0]
    assert left >= FLOORS[part][1]


def test_there_are_enough_conversations_of_both_sorts() -> None:
    for part, least in (("develop", 60), ("measure", 60)):
        alone = [one for one in SETS[part] if not one.get("standalone")]
        assert len(SETS[part]) >= least
        assert len(alone) >= least // 3


@pytest.mark.parametrize("question", ["那技术总监呢?", "它呢？", "为什么?", "", "？", "and you?", "他" * 400])
@pytest.mark.parametrize("previous", [[], [""], ["？"], ["CTO的职责是什么?"], ["长" * 999], ["a"] * 20])
def test_whatever_is_said_it_neither_fails_nor_grows_too_long(question: str, previous: list[str]) -> None:
    assert len(standalone(question, previous, default_analyzer())) <= MAX_QUERY


def test_without_a_question_before_it_a_question_stays_as_it_is() -> None:
    assert standalone("那技术总监呢?", [], default_analyzer()) == "那技术总监呢?"


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


def test_what_is_answered_is_the_question_that_stands_alone(article_store: Path, bundled: Encoder) -> None:
    answerer = open_answerer(article_store, encoder=bundled)
    answer = answerer.ask("他容易出局吗?", ["CTO的职责是什么?"])
    assert answer.question == "CTO容易出局吗?"
    assert answer == answerer.ask("CTO容易出局吗?")
    assert answer.state is State.ANSWERED
    assert answerer.consider("他容易出局吗?", ["CTO的职责是什么?"]) == answerer.consider("CTO容易出局吗?")
