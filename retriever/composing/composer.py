"""The composer: an answer's passages -> sentences that a language model writes, each checked against what it cites."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Generator, Iterator, Sequence

from index import Index, open_encoder
from index.bundled import BUNDLED_NAME
from retriever.answer import Answer, Citation, State
from retriever.answerer import open_span_model
from retriever.composing.check import Checker
from retriever.composing.composed import ComposedAnswer, ComposedSentence, Support
from retriever.composing.drafts import Draft, DraftReader
from retriever.composing.language_model import LanguageModel, ServiceModel, WritingLimits
from retriever.composing.prompt import NO_ANSWER, prompt_for
from retriever.composing.quoting import Quoted, QuoteFinder, ShownPassage
from retriever.composing.service import named_service
from retriever.errors import LanguageModelError
from retriever.span_model import BUNDLED_SPAN_MODEL, SpanModel

INSTEAD = "以下是原文的句子。 These are the texts' own sentences."


class Composer:
    """Writes answers in full sentences with a language model; safe to use from several threads.

    The check is made for the bundled encoder, which is opened where the index has another one, and for the bundled span
    model, which is opened where none is given; where it is missing, that is logged and the check does without.
    """

    def __init__(
        self,
        index: Index,
        language_model: LanguageModel,
        limits: WritingLimits | None = None,
        span_model: SpanModel | None = None,
    ) -> None:
        self.index = index
        self.language_model = language_model
        self.limits = limits or WritingLimits()
        encoder = index.encoder if index.encoder.name == BUNDLED_NAME else open_encoder()
        self._checker = Checker(index.analyzer, encoder, span_model or _bundled_span_model())

    def compose(self, answer: Answer) -> ComposedAnswer:
        """The answer in full sentences; its verbatim ones, with the reason, where the language model does not write
        one that is supported. An answer that abstained has none, and the model is not asked."""
        composed = ComposedAnswer(answer.question, ())
        for composed in self.stream(answer):  # noqa: B007
            pass
        return composed

    def stream(self, answer: Answer) -> Iterator[ComposedAnswer]:
        """What stands of the composed answer after every sentence; the last is what `compose` gives.

        Sentences are only added, but for the last, which has the verbatim ones in their place when it fell back.
        """
        if answer.state is not State.ANSWERED:
            yield ComposedAnswer(answer.question, ())
            return
        shown = self._shown(answer)
        work = _Work(self.index, self._checker, answer.question, shown)
        reader, problem = DraftReader(), ""
        try:
            with contextlib.closing(
                _closable(self.language_model.write(prompt_for(answer.question, shown), self.limits))
            ) as pieces:
                for draft in _drafts(reader, pieces):
                    if work.add(draft):
                        yield work.composed()
                    if work.seen == self.limits.sentences:
                        break
        except LanguageModelError as error:
            problem = str(error)
        composed = work.composed()
        if not problem and not any(one.support is Support.SUPPORTED for one in composed.sentences):
            problem = work.nothing()
        yield ComposedAnswer.verbatim(answer, f"{problem} {INSTEAD}", composed.withdrawn) if problem else composed

    def _shown(self, answer: Answer) -> list[ShownPassage]:
        """The passages that were read, best first, then those that the answer cites beside them."""
        passages = [hit.passage for hit in answer.hits] + [citation.passage for citation in answer.citations]
        unique = {passage.id: passage for passage in passages}
        return [
            ShownPassage(number, passage, self.index.document(passage.document_id))
            for number, passage in enumerate(unique.values(), start=1)
        ]


class _Work:
    """The sentences of one answer while they come in."""

    def __init__(self, index: Index, checker: Checker, question: str, shown: Sequence[ShownPassage]) -> None:
        self.seen = 0
        self._fold = index.analyzer.fold
        self._checker = checker
        self._question = question
        self._finder = QuoteFinder(shown, index.analyzer.simplified)
        self._sentences: list[ComposedSentence] = []
        self._citations: dict[tuple[str, int, int], Citation] = {}
        self._withdrawn = 0
        self._declined = False

    def add(self, draft: Draft) -> bool:
        """Check a draft; whether it is a sentence of the answer."""
        if draft.text.strip("。. ") == NO_ANSWER:
            self._declined = True
            return False
        self.seen += 1
        if any(draft.text == one.text for one in self._sentences):
            return False
        places, missing = self._places(draft)
        if not places:
            self._withdrawn += 1
            return False
        objection = self._checker.objection(draft.text, self._finder.basis(places, self._question, self._fold))
        if missing:
            objection = "有一处引文不在原文中。 One of its quotes stands nowhere."
        support = Support.UNSUPPORTED if objection else Support.SUPPORTED
        citations = tuple(dict.fromkeys(self._cited(place) for place in places))
        self._sentences.append(ComposedSentence(draft.text, citations, support, objection or ""))
        return True

    def composed(self) -> ComposedAnswer:
        """The answer as far as it goes."""
        return ComposedAnswer(self._question, tuple(self._sentences), None, self._withdrawn)

    def nothing(self) -> str:
        """Why there is no supported sentence."""
        if self._declined and not self._sentences:
            return "语言模型认为这些段落没有回答问题。 The model finds no answer in the passages."
        if self._sentences:
            return "语言模型写的句子都没有得到原文支持。 No sentence that it wrote is supported."
        return "语言模型没有写出有引文的句子。 It wrote no sentence with a quote."

    def _places(self, draft: Draft) -> tuple[list[Quoted], bool]:
        """Where the quotes stand, and whether one of them stands nowhere. A sentence that only names passages may be
        a quote itself."""
        found = [self._finder.find(quote, draft.numbers) for quote in draft.quotes or (draft.text,)]
        return [place for places in found for place in places], not all(found)

    def _cited(self, place: Quoted) -> Citation:
        key = (place.shown.document.id, place.start, place.end)
        if key not in self._citations:
            number = len(self._citations) + 1
            self._citations[key] = Citation.of(number, place.sentence(), place.shown.passage, place.shown.document)
        return self._citations[key]


def _drafts(reader: DraftReader, pieces: Iterator[str]) -> Iterator[Draft]:
    for piece in pieces:
        yield from reader.feed(piece)
    yield from reader.close()


def _closable(pieces: Iterator[str]) -> Generator[str, None, None]:
    """A generator over the pieces, which can be closed; a reply that has no end is left behind there."""
    yield from pieces


@functools.cache
def _bundled_span_model() -> SpanModel | None:
    """One for all composers: a page opens a composer for every question."""
    return open_span_model(BUNDLED_SPAN_MODEL)


def open_composer(index: Index, span_model: SpanModel | None = None) -> Composer | None:
    """A composer with the service that the environment names; None where it names none. `span_model`: see Composer.

    Raises ServiceSettingsError, and EncoderError where the bundled encoder cannot be opened.
    """
    service = named_service()
    return Composer(index, ServiceModel(service), span_model=span_model) if service else None
