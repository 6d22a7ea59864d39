"""The retriever: both legs of the index, fused by score."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence

from index import Encoder, Index, LegScores, Query, open_index
from retriever.hit import Explanation, Hit, check_k
from retriever.question import clean_question

SENTENCE_WEIGHT = 0.6
"""How much of the dense score is the best sentence's cosine; the rest is the passage's."""
LEXICAL_WEIGHT = 0.003
"""What a point of BM25 adds to the dense score. Both weights were measured: docs/experiments.md."""
DEPTH = 100
"""How many passages of each leg are fused."""


class HybridRetriever:
    """Ranks passages by `fused_score`, over the best DEPTH of each leg."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """As `Retriever` promises."""
        check_k(k)
        asked = self.index.query(clean_question(query))
        return self.fuse(asked, self.index.search_legs(asked, max(DEPTH, k)), k)

    def fuse(self, query: Query, legs: Sequence[LegScores], k: int) -> list[Hit]:
        """What `search` gives of these passages."""
        ranked = sorted(legs, key=lambda leg: (-fused_score(leg), leg.passage_id))
        return [self._hit(query, rank, group) for rank, group in enumerate(self._grouped(ranked, k), start=1)]

    def _grouped(self, ranked: list[LegScores], k: int) -> list[list[LegScores]]:
        """The first k passages that are not nearly the same as a better one, each with its near-duplicates behind."""
        groups: list[list[LegScores]] = []
        left = ranked
        while left and len(groups) < k:
            best, *others = left
            same = self.index.nearly_same(best.passage_id, [other.passage_id for other in others])
            groups.append([best, *itertools.compress(others, same)])
            left = [other for other, is_same in zip(others, same, strict=True) if not is_same]
        return groups

    def _hit(self, query: Query, rank: int, group: list[LegScores]) -> Hit:
        leg, *copies = group
        passage = self.index.passage(leg.passage_id)
        document = self.index.document(passage.document_id)
        return Hit(
            rank=rank,
            score=fused_score(leg),
            passage=passage,
            title=document.title,
            source=document.source,
            location=document.location(passage.start, passage.end),
            cosine=leg.cosine,
            sentence_cosine=leg.sentence_cosine,
            bm25=leg.bm25,
            dense_rank=leg.dense_rank,
            lexical_rank=leg.lexical_rank,
            explanation=Explanation(query.terms, self.index.term_scores(query, leg.passage_id), fused_parts(leg)),
            also=tuple(self._hit(query, rank, [copy]) for copy in copies),
        )


def fused_parts(leg: LegScores) -> dict[str, float]:
    """What the cosines of the passage and of its best sentence, and the terms that it holds, add to its score."""
    return {
        "cosine": (1 - SENTENCE_WEIGHT) * leg.cosine,
        "sentence_cosine": SENTENCE_WEIGHT * leg.sentence_cosine,
        "bm25": LEXICAL_WEIGHT * leg.bm25,
    }


def fused_score(leg: LegScores) -> float:
    """What passages are ranked by: the sum of `fused_parts`."""
    return round(sum(fused_parts(leg).values()), 6)


def open_retriever(store: str | os.PathLike[str], *, encoder: Encoder | None = None) -> HybridRetriever:
    """A retriever over the store's current generation. Raises what `index.open_index` raises."""
    return HybridRetriever(open_index(store, encoder=encoder))
