"""A question -> the turn of the conversation, while it grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index import IndexingError
from page.answers import answer_html, composed_html, message_html, new_turn
from retriever import Answerer, ComposedAnswer, RetrievalError, open_composer


@dataclass(frozen=True, slots=True)
class Shown:
    """The turn as HTML; once it is whole, the question that was answered, which stands alone."""

    html: str
    question: str = ""


def ask(open_answerer: Callable[[], Answerer], asked: str, previous: Sequence[str]) -> Iterator[Shown]:
    """The turn for what was asked after the previous questions, oldest first: at once where sentences of the texts
    answer, sentence by sentence where a language model writes."""
    turn = new_turn()
    try:
        answerer = open_answerer()
        answer = answerer.ask(asked, previous)
        composer = None if answer.abstained else open_composer(answerer.index)
        if composer is None:
            yield Shown(answer_html(answer, answerer.index, asked=asked, turn=turn), answer.question)
            return
        composed = ComposedAnswer(answer.question, ())
        yield Shown(composed_html(composed, answer, answerer.index, asked=asked, turn=turn, finished=False))
        for composed in composer.stream(answer):
            yield Shown(composed_html(composed, answer, answerer.index, asked=asked, turn=turn, finished=False))
        yield Shown(composed_html(composed, answer, answerer.index, asked=asked, turn=turn), answer.question)
    except (IndexingError, RetrievalError) as error:
        yield Shown(message_html(str(error), asked=asked, turn=turn))
