"""Questions suggested from the texts: each is answered by them, and reads as one that a person would ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Document
from index import Encoder, build_index
from retriever import Answerer, State, open_answerer
from retriever.suggestions import SHORT, suggest_questions
from tests.topic_encoder import TopicEncoder

TEXTS = {
    "赛里木湖": "赛里木湖位于新疆博乐市，是一个高山湖泊。湖水清澈，四周是草原。",
    "牵引车": "他是一名司机。这里是什么地方？第二天他就走了。然而是一个好天气。",
    "百灵学校": "百灵学校于1953年在广州成立，由几位教师出资。学校至今仍在原址。",
    "马铃薯": "马铃薯是一种草本植物，块茎可以食用。马铃薯怕涝吗？马铃薯怕涝，积水会使块茎腐烂。",
    "学习方法": "学习有三步。第一步是预习。第二步是听课。第三步是复习。",
}


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory, bundled: Encoder) -> Answerer:
    store = tmp_path_factory.mktemp("suggestions") / "store"
    build_index([Document(name, name, name, text) for name, text in TEXTS.items()], store, encoder=bundled)
    return open_answerer(store, encoder=bundled)


def test_every_suggestion_is_short_answered_and_of_another_sentence(answerer: Answerer) -> None:
    suggested = suggest_questions(answerer)
    assert len(suggested) >= 3
    answers = [answerer.ask(question) for question in suggested]
    assert all(answer.state is State.ANSWERED for answer in answers)
    assert all(len(question) <= SHORT for question in suggested)
    places = [citation.quote for answer in answers for citation in answer.citations]
    assert len(places) == len(set(places))


def test_places_beginnings_and_questions_of_the_texts_are_asked_for(answerer: Answerer) -> None:
    suggested = suggest_questions(answerer, count=10)
    assert "赛里木湖在哪里？" in suggested
    assert "百灵学校是什么时候成立的？" in suggested
    assert "马铃薯怕涝吗？" in suggested


def test_what_names_nothing_by_itself_is_not_asked_for(answerer: Answerer) -> None:
    for question in suggest_questions(answerer, count=40):
        assert not question.startswith(("他", "这里", "然而", "第二天"))


def test_suggestions_are_the_same_every_time(answerer: Answerer, bundled: Encoder) -> None:
    again = open_answerer(answerer.index.store, encoder=bundled)
    assert suggest_questions(again) == suggest_questions(answerer)


def test_the_article_suggests_its_points(article_store: Path, bundled: Encoder) -> None:
    suggested = suggest_questions(open_answerer(article_store, encoder=bundled))
    assert "CTO有哪几个节点？" in suggested
    assert "CTO容易出局?" in suggested


def test_texts_that_answer_nothing_suggest_nothing(tmp_path: Path) -> None:
    build_index([Document("a", "", "a", "啊，哦！嗯……")], tmp_path / "store", encoder=TopicEncoder())
    assert suggest_questions(open_answerer(tmp_path / "store", encoder=TopicEncoder())) == []
