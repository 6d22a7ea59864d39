"""Questions to start with: found in the texts, answered by them, and each another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Document, Sentence
from corpus.sentences import is_heading, sentence_spans
from index import Encoder, build_index, default_analyzer
from retriever import Answer, Answerer, State, open_answerer, suggest_questions
from retriever import suggestions as module
from retriever.proposals import LONGEST, proposals


def asked_of(text: str, title: str = "") -> list[str]:
    """The questions that are proposed for a text."""
    spans = sentence_spans(text)
    sentences = [Sentence("d", start, end, text[start:end], is_heading(text, (start, end))) for start, end in spans]
    return [proposal.question for proposal in proposals(title, sentences, default_analyzer())]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("技术总监主要负责团队的梯队建设。", "技术总监负责什么？"),
        ("港迪技术成立于2015年，总部在武汉。", "港迪技术成立于哪一年？"),
        ("2019年7月23日，华为公司推出了一款能显示歌词的音箱。", "华为公司推出了什么？"),
        ("敦煌市位於中國甘肅省西北部，歷來為絲綢之路上的重鎮。", "敦煌市位於哪裡？"),
        ("我认为CTO出局其实有几个关键节点，只要把握住就好。", "CTO出局有哪几个关键节点？"),
        ("芙蓉洞全长2846米，以竖井众多著称。", "芙蓉洞的全长是多少？"),
        ("职业倦怠是一种持续的心理与生理耗竭状态。", "职业倦怠是什么？"),
        ("孟子是中国古代的思想家，生活在战国。", "孟子是谁？"),
        ("设立合伙企业，应当具备下列条件：", "设立合伙企业应当具备哪些条件？"),
        ("CTO容易出局？\n不会，门槛极高。", "CTO容易出局吗？"),
        ("首席架构师\n职责与定位：\n系统架构，顶层设计。", "首席架构师的职责与定位是什么？"),
    ],
)
def test_a_sentence_gives_the_question_that_it_answers(text: str, question: str) -> None:
    assert question in asked_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "他负责公司的技术工作。",
        "该公司成立于2015年，总部在武汉。",
        "本校位于中国甘肃省西北部。",
        "公司成立于2015年。",
        "那怎么办呢？",
        "你觉得这个怎么样？",
        "（一）犯罪嫌疑人是盲、聋、哑人；",
        "意义是非常重大的。",
        "最具影响力的作品是一部小说，写于战后。",
        "没有违法所得的，处一万元以下罚款。",
        "新任总经理会导致股价上涨，人心不安。",
    ],
)
def test_what_can_be_understood_only_where_it_stands_gives_no_question(text: str) -> None:
    assert asked_of(text) == []


def test_a_sentence_without_a_subject_is_about_what_the_text_is_about() -> None:
    assert asked_of("成立于2015年，总部在武汉。", title="港迪技术") == ["港迪技术成立于哪一年？"]
    assert asked_of("2021年度公司的净利润为30亿元。", title="港迪技术") == ["港迪技术2021年度的净利润是多少？"]


@pytest.fixture(scope="module")
def answerer(article_store: Path, bundled: Encoder) -> Answerer:
    return open_answerer(article_store, encoder=bundled)


def test_the_article_suggests_questions_that_it_answers(answerer: Answerer) -> None:
    suggested = suggest_questions(answerer)
    assert "CTO出局有哪几个关键节点？" in suggested
    assert "CTO容易出局吗？" in suggested
    assert 4 <= len(suggested) <= 5
    answers = [answerer.ask(question) for question in suggested]
    assert all(answer.state is State.ANSWERED and answer.confidence >= 0.8 for answer in answers)
    assert all(len(question) <= LONGEST for question in suggested)
    first = [answer.citations[0].start for answer in answers]
    assert len(set(first)) == len(first)


def test_the_suggestions_are_the_same_every_time(answerer: Answerer, article_store: Path, bundled: Encoder) -> None:
    assert suggest_questions(answerer) == suggest_questions(open_answerer(article_store, encoder=bundled))
    assert suggest_questions(answerer, count=2) == suggest_questions(answerer)[:2]
    assert suggest_questions(answerer, count=0) == []


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory, bundled: Encoder) -> Answerer:
    """Many texts of one pattern, one of another, one that asks and one that answers that."""
    names = ["青石", "白沙", "红岩", "黑水", "金沙", "银川", "铜陵", "铁岭", "玉泉", "石门", "云岭", "雪山"]
    documents = [
        Document(f"{number:02}", f"{name}博物馆", "", f"{name}博物馆位于{name}县的中心。馆内有很多人。")
        for number, name in enumerate(names)
    ]
    documents.append(Document("98", "", "", "职业倦怠是一种持续的心理与生理耗竭状态。"))
    documents.append(Document("99", "", "", "玉泉茶馆的掌柜是谁？\n路人都不知道。"))
    documents.append(Document("a", "", "", "大家都说，玉泉茶馆的掌柜叫李明，今年四十岁。"))
    store = tmp_path_factory.mktemp("towns") / "store"
    build_index(documents, store, encoder=bundled)
    return open_answerer(store, encoder=bundled)


def test_suggestions_are_about_different_documents(towns: Answerer) -> None:
    suggested = suggest_questions(towns, count=4)
    documents = [towns.ask(question).citations[0].document_id for question in suggested]
    assert len(suggested) >= 2
    assert len(set(documents)) == len(documents)


def test_questions_of_one_shape_do_not_crowd_out_the_others(towns: Answerer) -> None:
    assert "职业倦怠是什么？" in suggest_questions(towns, count=3)


def test_a_question_that_is_not_answered_where_it_stands_is_not_suggested(towns: Answerer) -> None:
    question = "玉泉茶馆的掌柜是谁？"
    assert question in asked_of("玉泉茶馆的掌柜是谁？\n路人都不知道。")
    assert towns.ask(question).confidence >= module.CONFIDENT
    assert question not in suggest_questions(towns, count=20)


def test_only_questions_that_are_answered_with_confidence_are_suggested(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = suggest_questions(answerer)
    confidences = {question: answerer.ask(question).confidence for question in everything}
    monkeypatch.setattr(module, "CONFIDENT", max(confidences.values()))
    suggested = suggest_questions(answerer)
    assert 0 < len(suggested) < len(everything)
    assert all(confidences[question] == max(confidences.values()) for question in suggested)


def test_no_more_questions_are_asked_than_are_allowed(towns: Answerer, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    ask = towns.ask

    def counted(question: str) -> Answer:
        asked.append(question)
        return ask(question)

    monkeypatch.setattr(towns, "ask", counted)
    monkeypatch.setattr(module, "ASKED", 3)
    suggest_questions(towns, count=50)
    assert len(asked) == 3
    asked.clear()
    suggest_questions(towns, count=1)
    assert len(asked) < 3


def test_texts_without_anything_to_ask_about_suggest_nothing(tmp_path: Path, bundled: Encoder) -> None:
    build_index([Document("a", "", "", "嗯。好的。就这样吧。")], tmp_path / "store", encoder=bundled)
    assert suggest_questions(open_answerer(tmp_path / "store", encoder=bundled)) == []
