"""Hits ordered by whether they answer."""

from __future__ import annotations

import pytest

from corpus import Document
from index import Encoder, Index, build_index, open_index
from retriever import EmptyQueryError, HybridRetriever, RerankingRetriever, SpanModel

TEXTS = {
    "asks": "老张是哪一年被任命为厂长的，这是常常有人问起的事情。",
    "answers": "老张是本地人，1963年被任命为厂长，1990年退休。",
    "else": "黄瓜每周浇水三次，不需要太多肥料。",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, bundled: Encoder) -> Index:
    store = tmp_path_factory.mktemp("rerank")
    build_index([Document(name, "", name, text) for name, text in TEXTS.items()], store, encoder=bundled)
    return open_index(store, encoder=bundled)


def test_a_passage_that_answers_comes_before_one_that_only_asks(index: Index) -> None:
    question = "老张是哪一年被任命为厂长的？"
    plain = [hit.passage.document_id for hit in HybridRetriever(index).search(question)]
    reranked = [hit.passage.document_id for hit in RerankingRetriever(index, SpanModel()).search(question)]
    assert sorted(reranked) == sorted(plain)
    assert plain[0] == "asks"
    assert reranked[0] == "answers"


def test_it_keeps_the_promises_of_every_retriever(index: Index) -> None:
    retriever = RerankingRetriever(index, SpanModel())
    hits = retriever.search("老张是谁？", k=2)
    assert [hit.rank for hit in hits] == [1, 2]
    assert hits[0].score >= hits[1].score
    for hit in hits:
        assert sum(hit.explanation.parts.values()) == pytest.approx(hit.score, abs=1e-5)
    with pytest.raises(EmptyQueryError):
        retriever.search("？")
    with pytest.raises(ValueError, match="k"):
        retriever.search("番茄", k=0)
