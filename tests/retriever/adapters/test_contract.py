"""What both adapters promise."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from index import StoreError
from retriever import EmptyQueryError, HybridRetriever, QueryTooLongError, RetrievalError
from retriever.adapters import langchain, llama_index

ADAPTERS: dict[str, tuple[Any, str, str]] = {
    "LangChain": (langchain.ZhiyinRetriever, "invoke", "ainvoke"),
    "LlamaIndex": (llama_index.ZhiyinRetriever, "retrieve", "aretrieve"),
}
"""Class, and the names of its methods that search and that search asynchronously."""


@pytest.mark.parametrize("name", ADAPTERS)
@pytest.mark.parametrize(("question", "error"), [("？！", EmptyQueryError), ("长" * 2000, QueryTooLongError)])
def test_what_is_no_question_raises_as_search_does(
    untidy_retriever: HybridRetriever, name: str, question: str, error: type[RetrievalError]
) -> None:
    adapter, search, search_async = ADAPTERS[name]
    retriever = adapter(retriever=untidy_retriever)
    with pytest.raises(error):
        getattr(retriever, search)(question)
    with pytest.raises(error):
        asyncio.run(getattr(retriever, search_async)(question))


@pytest.mark.parametrize("name", ADAPTERS)
def test_what_cannot_be_opened_raises_when_it_is_made(
    tmp_path: Path, untidy_retriever: HybridRetriever, name: str
) -> None:
    adapter = ADAPTERS[name][0]
    with pytest.raises(StoreError, match="index build"):
        adapter(store=tmp_path / "none")
    with pytest.raises(ValueError, match="store"):
        adapter()
    with pytest.raises(ValueError, match="store"):
        adapter(store=tmp_path, retriever=untidy_retriever)
    for k in (0, -1):
        with pytest.raises(ValueError, match="k 至少是 1"):
            adapter(retriever=untidy_retriever, k=k)


def test_the_k_of_a_call_is_checked_too(untidy_retriever: HybridRetriever) -> None:
    with pytest.raises(ValueError, match="k 至少是 1"):
        langchain.ZhiyinRetriever(retriever=untidy_retriever).invoke("猫", k=0)
