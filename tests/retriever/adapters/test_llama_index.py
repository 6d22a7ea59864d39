"""Zhiyin as a LlamaIndex retriever."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.callbacks import CallbackManager, CBEventType, EventPayload
from llama_index.core.callbacks.base_handler import BaseCallbackHandler
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode

from index import Encoder
from retriever import Answerer, Hit, HybridRetriever, open_retriever
from retriever.adapters.llama_index import ZhiyinRetriever
from tests.retriever.adapters.witness import Witness


def as_nodes(hits: list[Hit]) -> list[tuple[str, str, float | None, int]]:
    return [(hit.passage.id, hit.passage.text, hit.score, hit.rank) for hit in hits]


def compared(nodes: list[NodeWithScore]) -> list[tuple[str, str, float | None, int]]:
    return [(one.node_id, one.text, one.score, one.metadata["rank"]) for one in nodes]


@pytest.mark.parametrize("question", ["猫吃鱼吗？", "鸟", "zzz", "猫😀"])
def test_passages_scores_and_order_are_those_of_search(untidy_retriever: HybridRetriever, question: str) -> None:
    retriever = ZhiyinRetriever(retriever=untidy_retriever, k=4)
    expected = as_nodes(untidy_retriever.search(question, k=4))
    assert compared(retriever.retrieve(question)) == expected
    assert compared(retriever.retrieve(QueryBundle(question))) == expected
    assert compared(asyncio.run(retriever.aretrieve(question))) == expected


def test_every_passage_stands_word_for_word_where_its_metadata_say(untidy_retriever: HybridRetriever) -> None:
    nodes = ZhiyinRetriever(retriever=untidy_retriever, k=50).retrieve("猫吃鱼吗？")
    assert sum(one.metadata["document_id"] == "untidy" for one in nodes) > 1
    for one in nodes:
        text = untidy_retriever.index.document(one.metadata["document_id"]).text
        assert one.text == one.get_content() == text[one.metadata["start"] : one.metadata["end"]]
        assert isinstance(one.node, TextNode)
        assert one.node.ref_doc_id == one.metadata["document_id"]
        assert (one.node.start_char_idx, one.node.end_char_idx) == (one.metadata["start"], one.metadata["end"])


def test_metadata_cite_and_are_kept_when_a_node_is_stored(article_store: Path) -> None:
    best = ZhiyinRetriever(store=article_store, k=1).retrieve("CTO容易出局吗?")[0]
    assert set(best.metadata) == {"document_id", "title", "source", "location", "start", "end", "score", "rank"}
    assert best.metadata["title"] == "CTO职业规划"
    assert best.metadata["score"] == best.score
    assert TextNode.from_json(best.node.to_json()) == best.node


def test_a_language_model_is_shown_title_and_source_and_no_offsets(article_store: Path) -> None:
    shown = ZhiyinRetriever(store=article_store, k=1).retrieve("CTO容易出局吗?")[0].get_content(MetadataMode.LLM)
    assert "CTO职业规划" in shown
    assert "http" in shown
    assert not any(f"{name}: " in shown for name in ("start", "end", "score", "rank", "document_id"))


def test_an_answerer_gives_the_passages_that_it_reads(article_store: Path, bundled: Encoder) -> None:
    answerer = Answerer(open_retriever(article_store, encoder=bundled).index)
    nodes = ZhiyinRetriever(retriever=answerer, k=3).retrieve("CTO容易出局吗?")
    assert compared(nodes) == as_nodes(answerer.retriever.search("CTO容易出局吗?", k=3))


class Listener(BaseCallbackHandler):
    """Notes what LlamaIndex says of retrieving."""

    def __init__(self) -> None:
        super().__init__([], [])
        self.heard: list[object] = []

    def on_event_start(self, event_type: CBEventType, payload: dict[str, Any] | None = None, *_: Any, **__: Any) -> str:
        self.heard.append((event_type, (payload or {})[EventPayload.QUERY_STR]))
        return ""

    def on_event_end(self, event_type: CBEventType, payload: dict[str, Any] | None = None, *_: Any, **__: Any) -> None:
        self.heard.append([one.node_id for one in (payload or {}).get(EventPayload.NODES, [])])

    def start_trace(self, trace_id: str | None = None) -> None:
        pass

    def end_trace(self, trace_id: str | None = None, trace_map: dict[str, list[str]] | None = None) -> None:
        pass


def test_callbacks_hear_of_the_question_and_the_passages(untidy_retriever: HybridRetriever) -> None:
    listener = Listener()
    manager = CallbackManager([listener])
    retriever = ZhiyinRetriever(retriever=untidy_retriever, k=2, callback_manager=manager)
    retriever.retrieve("鱼")
    assert listener.heard == [
        (CBEventType.RETRIEVE, "鱼"),
        [hit.passage.id for hit in untidy_retriever.search("鱼", k=2)],
    ]


def test_waiting_for_passages_does_not_stop_the_event_loop(untidy_retriever: HybridRetriever) -> None:
    witness = Witness(untidy_retriever)
    asyncio.run(ZhiyinRetriever(retriever=witness).aretrieve("猫"))
    assert witness.threads
    assert threading.get_ident() not in witness.threads


def test_many_at_once_get_what_one_gets(untidy_retriever: HybridRetriever) -> None:
    retriever = ZhiyinRetriever(retriever=untidy_retriever, k=3)
    questions = ["猫", "狗", "鱼", "鸟", "马", "猫和狗"] * 8
    alone = [retriever.retrieve(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(retriever.retrieve, questions)) == alone

    async def together() -> list[list[NodeWithScore]]:
        return list(await asyncio.gather(*map(retriever.aretrieve, questions)))

    assert asyncio.run(together()) == alone
