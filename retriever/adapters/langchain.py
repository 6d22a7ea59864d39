"""Zhiyin as a LangChain retriever."""

from __future__ import annotations

import os
from typing import Any

from pydantic import SkipValidation

from retriever.adapters.passages import chosen_retriever, citing_metadata, missing_package
from retriever.answerer import Answerer
from retriever.hit import Retriever

try:
    from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables.config import run_in_executor
except ModuleNotFoundError as error:
    raise missing_package("langchain-core") from error


class ZhiyinRetriever(BaseRetriever):
    """Gives the passages of `HybridRetriever.search`, in its order, as LangChain's documents.

    A document's `page_content` is the passage, verbatim: `page_content == text[start:end]` of the text with the id
    `document_id`. Its `id` is the passage's; its metadata are document_id, title, source, location, start, end, score
    and rank. At most k come, or as many as `invoke(question, k=…)` says; near-duplicates come once. A store that is
    opened here stays as it is then: later builds do not change what is found.

    Raises what `open_retriever` and `Retriever.search` raise, and ValueError unless either store or retriever is given.

    >>> from retriever.adapters.langchain import ZhiyinRetriever
    >>> retriever = ZhiyinRetriever("index/store", k=3)
    >>> best = retriever.invoke("CTO容易出局吗?")[0]
    >>> best.metadata["title"], best.metadata["end"] - best.metadata["start"] == len(best.page_content)
    ('CTO职业规划', True)
    """

    retriever: SkipValidation[Retriever]
    k: int = 10

    def __init__(
        self,
        store: str | os.PathLike[str] | None = None,
        *,
        retriever: Retriever | Answerer | None = None,
        k: int = 10,
        **settings: Any,
    ) -> None:
        """`settings` are those of every LangChain retriever: name, tags, metadata."""
        settings |= {"retriever": chosen_retriever(store, retriever, k), "k": k}
        super().__init__(**settings)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        return self._documents(query, k)

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        return await run_in_executor(None, self._documents, query, k)

    def _documents(self, query: str, k: int | None) -> list[Document]:
        hits = self.retriever.search(query, k=self.k if k is None else k)
        return [Document(hit.passage.text, id=hit.passage.id, metadata=dict(citing_metadata(hit))) for hit in hits]
