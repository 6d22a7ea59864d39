"""Questions from every door: counted, limited, answered by what is current."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from api.admission import COMPOSED, Line, QuestionRate
from api.answerers import CurrentAnswerer
from api.errors import BusyError, TooManyQuestionsError
from api.metrics import Metrics
from index import Index, open_index
from retriever import Answer, Answerer, ComposedAnswer, Hit, SpanModel, open_composer, open_span_model
from retriever.errors import QueryError
from retriever.span_model import BUNDLED_SPAN_MODEL

MOST = 100
"""How many passages a search gives at the most."""

_Result = TypeVar("_Result")


class CountedAnswerer(Answerer):
    """Answers when its turn in the line comes, and counts what came of every question, from whichever door."""

    def __init__(self, index: Index, span_model: SpanModel | None, line: Line, metrics: Metrics) -> None:
        super().__init__(index, span_model)
        self._line = line
        self._metrics = metrics

    def ask(self, question: str, previous: Sequence[str] = ()) -> Answer:
        with self._line.turn():
            try:
                answer = super().ask(question, previous)
            except QueryError:
                self._metrics.questions.labels("refused").inc()
                raise
        self._metrics.questions.labels(answer.state.value).inc()
        return answer


class Questions:
    """What all doors of one server ask by; safe to use from several threads.

    `line` is where questions wait to be computed, `composing` where answers wait to be written by a language model.
    """

    def __init__(self, store: Path, *, rate: QuestionRate | None = None, line: Line | None = None) -> None:
        self.line = line or Line()
        self.composing = Line(COMPOSED)
        self.metrics = Metrics(self._passages)
        self.answerers = CurrentAnswerer(store, self._opened)
        self.rate = rate or QuestionRate()

    def admit(self, client: str) -> None:
        """Count a question of the client at this address. Raises TooManyQuestionsError."""
        try:
            self.rate.admit(client)
        except TooManyQuestionsError:
            self.turned_away("rate")
            raise

    def turned_away(self, reason: str) -> None:
        """Count a request that got no answer: `rate`, `busy` or `password`."""
        self.metrics.turned_away.labels(reason).inc()

    async def in_line(self, compute: Callable[[], _Result]) -> _Result:
        """What this computes, in a thread, behind those that came before. Raises BusyError, and what `compute` does."""
        try:
            return await self.line.run(compute)
        except BusyError:
            self.turned_away("busy")
            raise

    def ask(self, question: str, previous: Sequence[str] = ()) -> tuple[Answer, Answerer]:
        """The answer and what gave it. Raises what `Answerer.ask` and `CurrentAnswerer.get` raise."""
        answerer = self.answerers.get()
        return answerer.ask(question, previous), answerer

    def search(self, question: str, k: int) -> list[Hit]:
        """The passages found, best first. Raises ValueError for k out of range and what `ask` raises."""
        if not 1 <= k <= MOST:
            raise ValueError(f"k 应在 1 到 {MOST} 之间，不是 {k}。 k must lie in that range.")
        with self.line.turn():
            return self.answerers.get().retriever.search(question, k=k)

    def composed(self, answer: Answer, answerer: Answerer) -> Iterator[ComposedAnswer] | None:
        """The answer in full sentences, as it grows; None where no language model is named or nothing was answered.
        Raises what `open_composer` raises."""
        composer = None if answer.abstained else open_composer(answerer.index)
        return composer.stream(answer) if composer else None

    def _opened(self, store: Path) -> Answerer:
        return CountedAnswerer(open_index(store), open_span_model(BUNDLED_SPAN_MODEL), self.line, self.metrics)

    def _passages(self) -> float:
        opened = self.answerers.opened
        return opened.index.manifest.passages if opened else 0
