"""Zhiyin as a LlamaIndex retriever."""

from __future__ import annotations

import asyncio
import os

from retriever.adapters.passages import chosen_retriever, citing_metadata, missing_package
from retriever.answerer import Answerer
from retriever.hit import Hit, Retriever

try:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.callbacks import CallbackManager
    from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode
except ModuleNotFoundError as error:
    raise missing_package("llama-index-core") from error

_NOT_FOR_MODELS = ("document_id", "start", "end", "score", "rank")
"""Metadata for programs: a language model is shown title, source and location beside the text."""


class ZhiyinRetriever(BaseRetriever):
    """Gives the passages of `HybridRetriever.search`, in its order and with its scores, as LlamaIndex's text nodes.

    A node's `text` is the passage, verbatim: `text == document.text[start:end]` of the document with the id
    `document_id`, which is its `ref_doc_id`. Its `node_id` is the passage's; its metadata are document_id, title,
    source, location, start, end, score and rank. At most k come; near-duplicates come once. Of a QueryBundle only the
    question is searched for. A store that is opened here stays as it is then: later builds do not change what is found.

    Raises what `open_retriever` and `Retriever.search` raise, and ValueError unless either store or retriever is given.

    >>> from retriever.adapters.llama_index import ZhiyinRetriever
    >>> retriever = ZhiyinRetriever("index/store", k=3)
    >>> best = retriever.retrieve("CTO容易出局吗?")[0]
    >>> best.metadata["title"], best.metadata["end"] - best.metadata["start"] == len(best.text)
    ('CTO职业规划', True)
    """

    def __init__(
        self,
        store: str | os.PathLike[str] | None = None,
        *,
        retriever: Retriever | Answerer | None = None,
        k: int = 10,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        super().__init__(callback_manager=callback_manager)
        self.retriever = chosen_retriever(store, retriever, k)
        self.k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [_node(hit) for hit in self.retriever.search(query_bundle.query_str, k=self.k)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


def _node(hit: Hit) -> NodeWithScore:
    node = TextNode(
        id_=hit.passage.id,
        text=hit.passage.text,
        start_char_idx=hit.passage.start,
        end_char_idx=hit.passage.end,
        metadata=citing_metadata(hit),
        excluded_llm_metadata_keys=list(_NOT_FOR_MODELS),
        excluded_embed_metadata_keys=list(_NOT_FOR_MODELS),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=hit.passage.document_id)},
    )
    return NodeWithScore(node=node, score=hit.score)
