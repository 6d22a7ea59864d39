"""Questions that lean on those before them, and questions that stand alone and stay as they are."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from index import default_analyzer
from retriever.following import standalone
from retriever.question import MAX_QUERY

SETS: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "follow_ups.toml").read_text(encoding="utf-8")
)
FLOORS = {"develop": (1.0, 1.0), "measure": (0.88, 0.97)}
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
