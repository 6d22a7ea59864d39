"""Hits in the order of whether they answer, not only of whether they resemble."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus.sentences import split_sentences
from index import Index
from retriever.hit import Hit
from retriever.hybrid import HybridRetriever
from retriever.question import clean_question
from retriever.span_model import SpanModel
from retriever.span_reading import simplified_in_place
from retriever.windows import window

RERANKED = 20
"""How many of the best hits are read; the others keep their order behind them."""
ANSWER_WEIGHT = 0.03
"""What being certain to answer adds to a hit's score; more of it harms (docs/experiments.md)."""


class RerankingRetriever:
    """A HybridRetriever whose best hits are read by the span model and ranked anew, by `score` with the model's word on
    the window around each hit's best sentence added to it."""

    def __init__(self, index: Index, span_model: SpanModel) -> None:
        self.index = index
        self._retriever = HybridRetriever(index)
        self._span_model = span_model

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """As `Retriever` promises."""
        hits = self._retriever.search(query, max(k, RERANKED) if k > 0 else k)
        return self.rerank(clean_question(query), hits)[:k]

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The hits, best first by their new scores, for a question that `clean_question` gave."""
        read, rest = hits[:RERANKED], hits[RERANKED:]
        windows = [self._window(question, hit) for hit in read]
        readings = self._span_model.read(self.index.analyzer.simplified(question), windows)
        added = [ANSWER_WEIGHT / (1 + math.exp(-reading.answerable)) for reading in readings]
        scored = [_raised(hit, part) for hit, part in zip(read, added, strict=True)]
        ordered = sorted(scored, key=lambda hit: (-hit.score, hit.passage.id))
        return [replace(hit, rank=rank) for rank, hit in enumerate([*ordered, *rest], start=1)]

    def _window(self, question: str, hit: Hit) -> tuple[str, str]:
        """Title and text around the hit's best sentence, in simplified script."""
        sentences = split_sentences(hit.passage)
        cosines = self.index.sentence_vectors(hit.passage.id) @ self.index.query(question).vector
        spans = [(sentence.start - hit.passage.start, sentence.end - hit.passage.start) for sentence in sentences]
        first, last = window(spans, int(np.argmax(cosines)))
        text = hit.passage.text[spans[first][0] : spans[last - 1][1]]
        return simplified_in_place(self.index, hit.title), simplified_in_place(self.index, text)


def _raised(hit: Hit, added: float) -> Hit:
    parts = hit.explanation.parts | {"answers": added}
    return replace(hit, score=round(hit.score + added, 6), explanation=replace(hit.explanation, parts=parts))
