"""Collection -> training examples: windows that hold the answer, and windows that look as if they did.

Unanswerable windows are what a search would bring up instead: other sentences of the same document, the right window
without its answer, the best of other documents by BM25, and the right window under a question about another name,
number or year. For questions that the collection says it does not answer they are among the best by BM25.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.document import Document, Span
from corpus.sentences import sentence_spans
from index import LexicalIndex, default_analyzer
from retriever.evaluation import Collection, JudgedQuery
from retriever.span_input import below_title
from retriever.windows import window

HELD_OUT = 10
"""One document in so many is kept aside, with its questions, to choose by."""
MANY_DOCUMENTS = 100
RIVALS = 10
"""How many of the best passages of other documents unanswerable windows are drawn from."""
NEAREST = 2
"""Of how many of the best windows one is drawn for a question that the collection does not answer."""
TITLED = 0.8
"""Share of the windows that are read below their document's title; not all texts have one."""

_NUMBER = re.compile(r"\d+")
_VALUE = re.compile(r"[\d一二三四五六七八九十百千万亿].*[年月日元人%个次米里岁时天届名位座]|^\d[\d.,]*$")
_LEADING = re.compile(r"[于在自从至约共达为是]+$")
_RELATIVE = re.compile(r"(?:年|月|天|周|日)前|去年|今年|前年|上个?月|昨[天日]|最近")


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a window, as the model reads them: in simplified script.

    The answer may stand from `start` on, behind the title. `span` is its place in `context`; None where there is none,
    or (`answerable`) where it is not known.
    """

    question: str
    context: str
    start: int
    span: Span | None
    answerable: bool
    kind: str


@dataclass(frozen=True, slots=True)
class _Text:
    """A document in simplified script, cut into sentences."""

    id: str
    title: str
    text: str
    spans: list[Span]


class ExampleMaker:
    """Draws examples from a collection, the same for the same seed."""

    def __init__(self, collection: Collection, seed: int) -> None:
        self._collection = collection
        self._random = random.Random(seed)
        self._analyzer = default_analyzer()
        self._texts = {document.id: self._simplified(document) for document in collection.documents.values()}
        self._titles = sorted({text.title for text in self._texts.values() if len(text.title) > 1})
        self._places = [(text.id, at) for text in self._texts.values() for at in range(0, len(text.spans), 3)]
        windows = (self._window(self._texts[name], at, before=0.0) for name, at in self._places)
        names = [str(number) for number in range(len(self._places))]
        self._bm25 = LexicalIndex.build(names, (self._analyzer.terms(found) for found in windows))

    def _simplified(self, document: Document) -> _Text:
        text = self._analyzer.simplified(document.text)
        return _Text(document.id, self._analyzer.simplified(document.title), text, sentence_spans(text))

    def draw(self, queries: Iterable[JudgedQuery], unanswerable: int = 2) -> list[Example]:
        """For each query that `is_usable` one answerable example, and up to so many (of two) that are not; for each
        that the collection does not answer, one of these."""
        examples: list[Example] = []
        for query in queries:
            drawn = self._of(query)
            wrong = drawn[1:]
            examples += [*drawn[:1], *self._random.sample(wrong, min(unanswerable, len(wrong)))]
        return examples

    def _of(self, query: JudgedQuery) -> list[Example]:
        if query.answerable is False:
            return self._nearest(self._analyzer.simplified(query.text))
        if not is_usable(self._collection, query):
            return []
        question = self._analyzer.simplified(query.text)
        answers = [self._analyzer.simplified(answer).strip() for answer in query.answers if answer.strip()]
        [name] = self._collection.qrels[query.id]
        text = self._texts[name]
        place = _best_place(text, question, answers)
        if place:
            near = self._near(question, text, place, answers)
            return [self._answerable(question, text, place), *near, *self._far(question, text, place, answers)]
        centre = max(range(len(text.spans)), key=lambda at: _overlap(question, text.text[slice(*text.spans[at])]))
        context, start = self._below_title(text, self._window(text, centre, before=0.5))
        return [Example(question, context, start, None, True, "unplaced"), *self._rival(question, answers, text.id)]

    def _answerable(self, question: str, text: _Text, place: Span) -> Example:
        first, last = self._around(text, place)
        return self._example(question, text, (first, last), place, "answer")

    def _near(self, question: str, text: _Text, place: Span, answers: Sequence[str]) -> list[Example]:
        """One window with the right subject and without the answer."""
        kinds = [self._sentence_taken_out, self._elsewhere]
        self._random.shuffle(kinds)
        kinds.insert(self._random.choice([0, 0, 2]), self._value_taken_out)  # seldom possible, so seldom passed over
        for kind in kinds:
            example = kind(question, text, place)
            if example and not any(answer in example.context[example.start :] for answer in answers):
                return [example]
        return []

    def _far(self, question: str, text: _Text, place: Span, answers: Sequence[str]) -> list[Example]:
        """One window of another document, or the right one under a question about something else."""
        swapped = self._swapped(question, text)
        if swapped and self._random.random() < 0.5:
            example = self._example(swapped[0], text, self._around(text, place), None, "swapped")
            if swapped[1] not in example.context:  # or else it might answer that too
                return [example]
        return self._rival(question, answers, text.id)

    def _value_taken_out(self, question: str, text: _Text, place: Span) -> Example | None:
        """The window without the number or the date that was asked for: 公司(于2021年2月)采用了新系统。"""
        if not _VALUE.search(text.text[place[0] : place[1]]) or place[1] - place[0] > 15:
            return None
        first, last = self._around(text, place)
        start, end = text.spans[first][0], text.spans[last - 1][1]
        ahead = _LEADING.sub("", text.text[start : place[0]])
        behind = text.text[place[1] : end]
        if not ahead or ahead[-1] in "，。；、\n":
            behind = behind.lstrip("，、")
        context, begin = self._below_title(text, ahead + behind)
        return Example(question, context, begin, None, False, "value taken out")

    def _sentence_taken_out(self, question: str, text: _Text, place: Span) -> Example | None:
        first, last = self._around(text, place)
        kept = [text.spans[at] for at in range(first, last) if not _touch(text.spans[at], place)]
        if not kept:
            return None
        context, begin = self._below_title(text, "".join(text.text[start:end] for start, end in kept))
        return Example(question, context, begin, None, False, "sentence taken out")

    def _elsewhere(self, question: str, text: _Text, place: Span) -> Example | None:
        free = [at for at, span in enumerate(text.spans) if not _touch(span, place)]
        if not free:
            return None
        # of three sentences, or of all, as in a search, the one that looks most like the question
        drawn = self._random.sample(free, self._random.choice([min(3, len(free)), len(free)]))
        centre = max(drawn, key=lambda at: _overlap(question, text.text[slice(*text.spans[at])]))
        first, last = window(text.spans, centre, before=self._random.random())
        while first < centre and _touch(text.spans[first], place):
            first += 1
        while last - 1 > centre and _touch(text.spans[last - 1], place):
            last -= 1
        return self._example(question, text, (first, last), None, "elsewhere")

    def _nearest(self, question: str) -> list[Example]:
        """One of the windows that look most like the question, none of which answers it."""
        found = self._bm25.search(self._analyzer.terms(question), NEAREST)
        if not found:
            return []
        name, at = self._places[int(self._random.choice(found).passage_id)]
        text = self._texts[name]
        place = window(text.spans, at, before=self._random.random())
        return [self._example(question, text, place, None, "unanswered")]

    def _rival(self, question: str, answers: Sequence[str], relevant: str) -> list[Example]:
        found = self._bm25.search(self._analyzer.terms(question), 3 * RIVALS)
        places = [self._places[int(match.passage_id)] for match in found]
        places = [place for place in places if place[0] != relevant][:RIVALS]
        self._random.shuffle(places)
        for name, at in places:
            text = self._texts[name]
            first, last = window(text.spans, at, before=self._random.random())
            example = self._example(question, text, (first, last), None, "rival")
            if not any(answer in example.context for answer in answers):
                return [example]
        return []

    def _swapped(self, question: str, text: _Text) -> tuple[str, str] | None:
        """The question about another name, number or year, and that; None where it holds none."""
        if len(text.title) > 1 and text.title in question and len(self._titles) > 1:
            other = self._random.choice(self._titles)
            return (question.replace(text.title, other), other) if other != text.title else None
        numbers = list(_NUMBER.finditer(question))
        if not numbers:
            return None
        match = self._random.choice(numbers)
        value = str(max(1, int(match[0]) + self._random.choice([-11, -7, -3, -2, -1, 1, 2, 3, 5, 12])))
        return (f"{question[: match.start()]}{value}{question[match.end() :]}", value) if value != match[0] else None

    def _around(self, text: _Text, place: Span) -> tuple[int, int]:
        """A window around the answer, which stands anywhere in it."""
        centre = next(at for at, span in enumerate(text.spans) if span[1] > place[0])
        first, last = window(text.spans, centre, before=self._random.random())
        while last < len(text.spans) and text.spans[last - 1][1] < place[1]:
            last += 1
        return first, last

    def _window(self, text: _Text, centre: int, *, before: float) -> str:
        first, last = window(text.spans, centre, before=before)
        return text.text[text.spans[first][0] : text.spans[last - 1][1]]

    def _below_title(self, text: _Text, shown: str) -> tuple[str, int]:
        return below_title(text.title if self._random.random() < TITLED else "", shown)

    def _example(self, question: str, text: _Text, place: tuple[int, int], span: Span | None, kind: str) -> Example:
        start, end = text.spans[place[0]][0], text.spans[place[1] - 1][1]
        context, begin = self._below_title(text, text.text[start:end])
        moved = (span[0] - start + begin, span[1] - start + begin) if span else None
        return Example(question, context, begin, moved, span is not None, kind)


def has_place(collection: Collection, query: JudgedQuery) -> bool:
    """Whether one of the answers stands, letter by letter, in a relevant document."""
    relevant = (collection.documents[name].text for name in collection.qrels.get(query.id, ()))
    return any(answer.strip() and answer.strip() in text for text in relevant for answer in query.answers)


def is_usable(collection: Collection, query: JudgedQuery) -> bool:
    """Whether a query can be trained on: it has an answer, from one document alone (of several, no one window answers),
    and does not count from today (去年), which no text tells."""
    relevant = collection.qrels.get(query.id, {})
    return (
        query.answerable is not False
        and any(answer.strip() for answer in query.answers)
        and len(relevant) == 1
        and all(collection.documents[name].text.strip() for name in relevant)
        and not _RELATIVE.search(query.text)
    )


def held_out(collection: Collection, query: JudgedQuery) -> bool:
    """Whether a query is kept aside: by its relevant document, so that no answer is on both sides; in a collection of
    few documents by itself."""
    names = sorted(collection.qrels.get(query.id, {query.id: 0}))
    key = names[0] if len(collection.documents) >= MANY_DOCUMENTS else query.id
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % HELD_OUT == 0


def _touch(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _overlap(question: str, sentence: str) -> float:
    asked = _pairs(question)
    return len(asked & _pairs(sentence)) / max(1, len(asked))


def _best_place(text: _Text, question: str, answers: Sequence[str]) -> Span | None:
    """Where an answer stands: of several places the one whose sentence looks most like the question."""
    places = [(match.start(), match.end()) for answer in answers for match in re.finditer(re.escape(answer), text.text)]
    places = [place for place in places if any(_touch(span, place) for span in text.spans)]

    def alike(place: Span) -> float:
        return max(_overlap(question, text.text[slice(*span)]) for span in text.spans if _touch(span, place))

    return max(places, key=lambda place: (alike(place), -place[0]), default=None)
