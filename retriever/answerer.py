"""Question -> Answer: search, then read."""

from __future__ import annotations

import os

from index import Encoder, Index, open_index
from retriever.answer import Answer
from retriever.hybrid import HybridRetriever
from retriever.question import clean_question
from retriever.reader import SHOWN, Reader


class Answerer:
    """Answers questions from one index; safe to use from several threads."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._retriever = HybridRetriever(index)
        self._reader = Reader(index)

    def ask(self, question: str) -> Answer:
        """Sentences of the texts that answer the question, each cited, or an Answer that abstained.

        Raises EmptyQueryError, QueryTooLongError or BrokenQueryError for what is no question.
        """
        cleaned = clean_question(question)
        return self._reader.read(cleaned, self._retriever.search(cleaned, k=SHOWN))


def open_answerer(store: str | os.PathLike[str], *, encoder: Encoder | None = None) -> Answerer:
    """An answerer over the store's current generation. Raises what `index.open_index` raises."""
    return Answerer(open_index(store, encoder=encoder))
