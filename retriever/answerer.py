"""Question -> Answer: search, then read."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path

from index import Encoder, Index, ModelError, open_index
from retriever.answer import Answer
from retriever.following import standalone
from retriever.hybrid import HybridRetriever
from retriever.question import clean_question
from retriever.reader import SHOWN, Considered, Reader
from retriever.span_model import BUNDLED_SPAN_MODEL, SpanModel

_log = logging.getLogger(__name__)


class Answerer:
    """Answers questions from one index; safe to use from several threads."""

    def __init__(self, index: Index, span_model: SpanModel | None = None) -> None:
        self.index = index
        self.retriever = HybridRetriever(index)
        self.reader = Reader(index, span_model)

    def ask(self, question: str, previous: Sequence[str] = ()) -> Answer:
        """Sentences of the texts that answer the question, each cited, or an Answer that abstained.

        `previous` are the questions before it in a conversation, oldest first, each as its `Answer.question`; one that
        leans on them (那技术总监呢?) is made to stand alone, and `Answer.question` is what was answered. Raises
        EmptyQueryError, QueryTooLongError or BrokenQueryError for what is no question.
        """
        cleaned = self.understood(question, previous)
        return self.reader.read(cleaned, self.retriever.search(cleaned, k=SHOWN))

    def understood(self, question: str, previous: Sequence[str] = ()) -> str:
        """The question that `ask` answers. Raises what `ask` raises."""
        return clean_question(standalone(clean_question(question), previous, self.index.analyzer))

    def consider(self, question: str, previous: Sequence[str] = ()) -> Considered:
        """What `ask` decides by. Raises what `ask` raises."""
        cleaned = self.understood(question, previous)
        return self.reader.consider(cleaned, self.retriever.search(cleaned, k=SHOWN))


def open_answerer(
    store: str | os.PathLike[str],
    *,
    encoder: Encoder | None = None,
    span_model: str | os.PathLike[str] | None = BUNDLED_SPAN_MODEL,
) -> Answerer:
    """An answerer over the store's current generation. Raises what `index.open_index` raises.

    `span_model` is the folder of the model that finds the words that answer; without one (None, or where it cannot be
    loaded, which is logged as a warning) answers are the sentences that most resemble the question.
    """
    return Answerer(open_index(store, encoder=encoder), open_span_model(span_model))


def open_span_model(folder: str | os.PathLike[str] | None) -> SpanModel | None:
    """The span model of a folder; None, with a warning logged, where it cannot be loaded."""
    if folder is None:
        return None
    try:
        return SpanModel(Path(folder))
    except ModelError as error:
        _log.warning("%s 回答时不用它。 Answering without it.", error)
        return None
