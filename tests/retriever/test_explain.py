"""Why a question got what it got."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from index import Encoder, open_index
from retriever import Answerer, HybridRetriever, open_answerer
from retriever.explain import STEPS, explain
from tests.topic_encoder import TopicEncoder


def test_the_parts_of_a_score_add_up_to_it(animal_store: Path) -> None:
    hits = HybridRetriever(open_index(animal_store, encoder=TopicEncoder())).search("猫每天睡觉吗？", k=6)
    assert hits
    for hit in hits:
        assert sum(hit.explanation.parts.values()) == pytest.approx(hit.score, abs=1e-6)


def test_the_matched_terms_are_those_that_stand_in_the_passage(animal_store: Path) -> None:
    index = open_index(animal_store, encoder=TopicEncoder())
    for hit in HybridRetriever(index).search("猫每天睡觉吗？狗呢，长颈鹿呢？", k=6):
        held = set(index.terms(hit.passage.text))
        assert "长颈鹿" in hit.explanation.terms
        assert set(hit.explanation.matched) == held & set(hit.explanation.terms)


def test_what_the_matched_terms_add_is_the_passages_bm25_score(animal_store: Path) -> None:
    index = open_index(animal_store, encoder=TopicEncoder())
    query = index.query("猫猫和狗都睡觉吗？")
    for leg in index.search_legs(query, 10):
        added = index.term_scores(query, leg.passage_id)
        assert sum(added.values()) == pytest.approx(leg.bm25, rel=1e-4, abs=1e-6)


def test_an_alias_is_among_the_terms_that_are_explained(animal_store: Path) -> None:
    answerer = Answerer(open_index(animal_store, encoder=TopicEncoder()))
    assert "cto" in explain(answerer, "首席技术官养猫吗？").weights


def test_sentences_are_explained_in_the_order_that_answers_are_chosen_in(article_store: Path, bundled: Encoder) -> None:
    scores = [
        c.score for c in explain(open_answerer(article_store, encoder=bundled), "CTO容易出局吗?").considered.candidates
    ]
    assert len(scores) > 3
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("question", ["CTO容易出局吗?", "CTO有哪几个关键节点?", "阿里云的CTO叫什么名字?"])
def test_what_is_explained_is_what_is_done(article_store: Path, bundled: Encoder, question: str) -> None:
    answerer = open_answerer(article_store, encoder=bundled)
    found = explain(answerer, question)
    assert list(found.hits) == answerer.retriever.search(question, k=len(found.hits))
    assert found.considered == answerer.consider(question)
    assert found.weights == answerer.index.query(question).weights


def test_a_question_that_follows_another_is_explained_as_it_is_understood(animal_store: Path) -> None:
    answerer = Answerer(open_index(animal_store, encoder=TopicEncoder()))
    found = explain(answerer, "那狗呢?", ["猫每天睡几个小时?"])
    assert found.question == "狗每天睡几个小时?"
    assert found.considered == answerer.consider("那狗呢?", ["猫每天睡几个小时?"])


def test_the_command_explains_for_people_and_for_programs(article_store: Path, root: Path) -> None:
    command = [sys.executable, "-m", "retriever", "explain", "CTO容易出局吗?", "--store", str(article_store)]
    shown = subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    assert "confidence" in shown
    assert "cosine" in shown
    plain = json.loads(
        subprocess.run([*command, "--json"], cwd=root, capture_output=True, encoding="utf-8", check=True).stdout
    )
    assert plain["state"] in ("answered", "related", "declined")
    assert plain["hits"][0]["explanation"]["parts"]
    assert plain["candidates"][0]["sentence"]["text"]
    odds = sum(plain["log_odds"].values())
    assert plain["confidence"] == pytest.approx(1 / (1 + math.exp(-odds)))


def test_the_time_of_every_step_is_told(article_store: Path, bundled: Encoder) -> None:
    found = explain(open_answerer(article_store, encoder=bundled), "CTO容易出局吗?")
    assert list(found.steps) == list(STEPS)
    assert all(seconds >= 0 for seconds in found.steps.values())
    assert found.as_plain()["steps"] == found.steps
    assert "阅读 reading" in found.as_text()
