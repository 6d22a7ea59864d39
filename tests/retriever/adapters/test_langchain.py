"""Zhiyin as a LangChain retriever."""

from __future__ import annotations

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.documents import Document
from langchain_core.runnables import ConfigurableField, RunnableLambda
from langchain_tests.integration_tests.retrievers import RetrieversIntegrationTests

from index import Encoder
from retriever import (
    Answerer,
    EmptyQueryError,
    Hit,
    HybridRetriever,
    open_retriever,
)
from retriever.adapters.langchain import ZhiyinRetriever
from tests.retriever.adapters.witness import Witness


class TestStandard(RetrieversIntegrationTests):
    """What LangChain asks of every retriever."""

    pytestmark = pytest.mark.anyio

    @pytest.fixture(autouse=True)
    def _retriever(self, untidy_retriever: HybridRetriever) -> None:
        self._opened = untidy_retriever

    @property
    def retriever_constructor(self) -> type[ZhiyinRetriever]:
        return ZhiyinRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"retriever": self._opened}

    @property
    def retriever_query_example(self) -> str:
        return "猫吃鱼吗？"


def as_documents(hits: list[Hit]) -> list[tuple[str | None, str, float, int]]:
    return [(hit.passage.id, hit.passage.text, hit.score, hit.rank) for hit in hits]


def compared(documents: list[Document]) -> list[tuple[str | None, str, float, int]]:
    return [(one.id, one.page_content, one.metadata["score"], one.metadata["rank"]) for one in documents]


@pytest.mark.parametrize("question", ["猫吃鱼吗？", "鸟", "zzz", "猫😀"])
def test_passages_scores_and_order_are_those_of_search(untidy_retriever: HybridRetriever, question: str) -> None:
    documents = ZhiyinRetriever(retriever=untidy_retriever, k=4).invoke(question)
    assert compared(documents) == as_documents(untidy_retriever.search(question, k=4))


def test_every_passage_stands_word_for_word_where_its_metadata_say(untidy_retriever: HybridRetriever) -> None:
    documents = ZhiyinRetriever(retriever=untidy_retriever, k=50).invoke("猫吃鱼吗？")
    assert sum(one.metadata["document_id"] == "untidy" for one in documents) > 1
    for one in documents:
        text = untidy_retriever.index.document(one.metadata["document_id"]).text
        assert one.page_content == text[one.metadata["start"] : one.metadata["end"]]


def test_metadata_cite_and_are_plain_json(article_store: Path) -> None:
    best = ZhiyinRetriever(store=article_store, k=1).invoke("CTO容易出局吗?")[0]
    assert set(best.metadata) == {"document_id", "title", "source", "location", "start", "end", "score", "rank"}
    assert best.metadata["title"] == "CTO职业规划"
    assert best.metadata["source"].startswith("http")
    assert json.loads(json.dumps(best.metadata)) == best.metadata
    assert Document.model_validate_json(best.model_dump_json()) == best


def test_an_answerer_gives_the_passages_that_it_reads(article_store: Path, bundled: Encoder) -> None:
    index = open_retriever(article_store, encoder=bundled).index
    answerer = Answerer(index)
    documents = ZhiyinRetriever(retriever=answerer, k=3).invoke("CTO容易出局吗?")
    assert compared(documents) == as_documents(answerer.retriever.search("CTO容易出局吗?", k=3))


def test_k_of_a_call_counts_before_that_of_the_retriever(untidy_retriever: HybridRetriever) -> None:
    retriever = ZhiyinRetriever(retriever=untidy_retriever, k=1)
    assert [len(retriever.invoke("猫", k=k)) for k in (2, 1, 3)] == [2, 1, 3]
    assert len(asyncio.run(retriever.ainvoke("猫", k=2))) == 2
    chosen = retriever.configurable_fields(k=ConfigurableField("k")).with_config(configurable={"k": 3})
    assert len(chosen.invoke("猫")) == 3


class Listener(BaseCallbackHandler):
    """Notes what LangChain says to callbacks."""

    def __init__(self) -> None:
        self.heard: list[object] = []

    def on_retriever_start(self, serialized: dict[str, Any], query: str, *, run_id: UUID, **more: Any) -> None:
        self.heard.append((query, more["tags"]))

    def on_retriever_end(self, documents: Any, *, run_id: UUID, **more: Any) -> None:
        self.heard.append([one.id for one in documents])

    def on_retriever_error(self, error: BaseException, *, run_id: UUID, **more: Any) -> None:
        self.heard.append(type(error))


def test_callbacks_hear_of_the_question_the_passages_and_the_error(untidy_retriever: HybridRetriever) -> None:
    retriever = ZhiyinRetriever(retriever=untidy_retriever, k=2, tags=["zhiyin"])
    found = [hit.passage.id for hit in untidy_retriever.search("鱼", k=2)]
    for ask in (retriever.invoke, lambda *given: asyncio.run(retriever.ainvoke(*given))):
        listener = Listener()
        ask("鱼", {"callbacks": [listener]})
        with pytest.raises(EmptyQueryError):
            ask("？", {"callbacks": [listener]})
        assert listener.heard == [("鱼", ["zhiyin"]), found, ("？", ["zhiyin"]), EmptyQueryError]


def test_waiting_for_passages_does_not_stop_the_event_loop(untidy_retriever: HybridRetriever) -> None:
    witness = Witness(untidy_retriever)
    asyncio.run(ZhiyinRetriever(retriever=witness).ainvoke("猫"))
    assert witness.threads
    assert threading.get_ident() not in witness.threads


def test_many_at_once_get_what_one_gets(untidy_retriever: HybridRetriever) -> None:
    retriever = ZhiyinRetriever(retriever=untidy_retriever, k=3)
    questions = ["猫", "狗", "鱼", "鸟", "马", "猫和狗"] * 8
    alone = [retriever.invoke(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(retriever.invoke, questions)) == alone
    assert retriever.batch(questions) == alone
    assert asyncio.run(retriever.abatch(questions)) == alone


def test_it_is_a_step_of_a_chain(untidy_retriever: HybridRetriever) -> None:
    chain = ZhiyinRetriever(retriever=untidy_retriever, k=1) | RunnableLambda(lambda found: found[0].page_content)
    assert "鼻子" in chain.invoke("狗的鼻子")
