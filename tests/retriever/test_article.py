"""Questions about the article that ships with the project, asked in words other than its own."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from corpus import read_documents
from index import Encoder
from retriever import Answer, Answerer, open_answerer

QUESTIONS: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "article_questions.toml").read_text(encoding="utf-8")
)
KNOWN_FAILURES = {
    "技术总监以后有机会升到什么位置?",
    "技术型公司的CTO将来可能坐上什么职位?",
    "技术一把手会不会很容易被公司开掉?",
    "在非科技企业里,做到CTO之后还能往上走吗?",
}
"""Of the first two, the span model is not sure enough; the third is answered by a hair, and where the int8 kernels
round otherwise perhaps not; for the last one it prefers another sentence. None may join them."""


@pytest.fixture(scope="module")
def answerer(article_store: Path, bundled: Encoder) -> Answerer:
    return open_answerer(article_store, encoder=bundled)


def is_right(answer: Answer, question: dict[str, Any]) -> bool:
    cited = [any(quote in citation.quote for citation in answer.citations) for quote in question["quotes"]]
    return all(cited) if question.get("all") else any(cited)


def test_questions_are_answered_with_the_right_citation(answerer: Answerer) -> None:
    asked = QUESTIONS["answered"]
    wrong = {question["question"] for question in asked if not is_right(answerer.ask(question["question"]), question)}
    assert len(asked) == 15
    assert wrong <= KNOWN_FAILURES
    assert len(asked) - len(wrong) >= 12


def test_questions_that_the_article_does_not_answer_are_declined(answerer: Answerer) -> None:
    asked = QUESTIONS["declined"]["questions"]
    wrong = {question for question in asked if not answerer.ask(question).abstained}
    assert len(asked) == 10
    assert wrong <= KNOWN_FAILURES
    assert len(asked) - len(wrong) >= 9


def test_a_question_for_the_points_is_answered_with_all_of_them_in_order(answerer: Answerer) -> None:
    answer = answerer.ask("CTO有哪几个关键节点?")
    assert [citation.quote[:5] for citation in answer.citations] == [
        "第一个节点",
        "第二个节点",
        "第三个节点",
        "第四个节点",
    ]


def test_every_citation_is_a_verbatim_slice_outside_the_boilerplate(answerer: Answerer, root: Path) -> None:
    [document] = read_documents(root / "corpus" / "texts")
    cited = 0
    for question in [question["question"] for question in QUESTIONS["answered"]]:
        for citation in answerer.ask(question).citations:
            cited += 1
            assert citation.quote == document.text[citation.start : citation.end]
            assert not any(start < citation.end and citation.start < end for start, end in document.excluded)
            assert (citation.title, citation.source) == (document.title, document.source)
            assert citation.passage.start <= citation.start < citation.end <= citation.passage.end
    assert cited > 15


def test_an_answer_is_its_quotes_each_with_its_number(answerer: Answerer) -> None:
    answer = answerer.ask("首席架構師平時負責些什麼工作?")
    assert not answer.abstained
    assert answer.text == "".join(f"{citation.quote}[{citation.number}]" for citation in answer.citations)
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_an_answer_that_abstains_says_so_and_offers_the_nearest_passages(answerer: Answerer) -> None:
    answer = answerer.ask("北京明天天气怎么样?")
    assert answer.abstained
    assert answer.citations == ()
    assert "没有找到" in answer.text
    assert answer.hits
    assert answer.confidence < 0.1


@pytest.mark.parametrize("question", ["小编是谁?", "免责声明的邮箱是什么?", "转载请注明什么出处?"])
def test_boilerplate_is_never_an_answer(answerer: Answerer, question: str) -> None:
    answer = answerer.ask(question)
    said = "".join([citation.quote for citation in answer.citations] + [hit.passage.text for hit in answer.hits])
    assert not [word for word in ("小编", "免责声明", "qq.com") if word in said]
