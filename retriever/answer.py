"""What an answer is made of: Answer and Citation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from corpus import Document, Passage, Sentence
from corpus.document import Span
from retriever.errors import CitationError
from retriever.hit import Hit


class State(StrEnum):
    """What came of a question: answered; not answered, though passages are about it; or nothing about it was found."""

    ANSWERED = "answered"
    RELATED = "related"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Place:
    """Another place where a quote stands, word for word, at `start` to `end` of that document's text; `location` as in
    Citation."""

    document_id: str
    title: str
    source: str
    start: int
    end: int
    location: str


@dataclass(frozen=True, slots=True)
class Citation:
    """One place in one document that one sentence of the answer comes from.

    `number` counts from 1 in the order of the answer. `quote` is what stands at `start` to `end` of the document's
    text, and `passage` the passage around it. `location` says where in the source a person finds it (第 3 页, the path
    of a heading), "" where that is not known. `answer_start` and `answer_end` are the place, in the document, of the
    very words that answer; None where no words stand out. `also` lists the other passages found that hold the same
    sentence. Make it with `of`, which checks all of that.
    """

    number: int
    document_id: str
    title: str
    source: str
    start: int
    end: int
    quote: str
    location: str
    passage: Passage
    answer_start: int | None = None
    answer_end: int | None = None
    also: tuple[Place, ...] = ()

    @classmethod
    def of(
        cls,
        number: int,
        sentence: Sentence,
        passage: Passage,
        document: Document,
        *,
        answer: Span | None = None,
        also: Sequence[tuple[Sentence, Document]] = (),
    ) -> Self:
        """A citation of this sentence, `answer` marked in it. Raises CitationError unless each sentence stands in its
        document at its place, all say the same, and the answer stands in the first."""
        for found, where in ((sentence, document), *also):
            standing = where.text[found.start : found.end]
            if found.document_id != where.id or not standing == found.text == sentence.text:
                raise CitationError(
                    f"引文与 {where.id} 的 {found.start}–{found.end} 不符。 The quote does not stand at its place."
                )
        start, end = sentence.start, sentence.end
        if answer and not start <= answer[0] < answer[1] <= end:
            raise CitationError(f"答案 {answer} 不在引文 {start}–{end} 之内。 The answer stands outside the quote.")
        places = tuple(Place(d.id, d.title, d.source, s.start, s.end, d.location(s.start, s.end)) for s, d in also)
        first, last = answer or (None, None)
        return cls(
            number,
            document.id,
            document.title,
            document.source,
            start,
            end,
            sentence.text,
            document.location(start, end),
            passage,
            first,
            last,
            places,
        )

    @property
    def answer(self) -> str | None:
        """The very words that answer, where they stand out."""
        if self.answer_start is None or self.answer_end is None:
            return None
        return self.quote[self.answer_start - self.start : self.answer_end - self.start]


@dataclass(frozen=True, slots=True)
class Answer:
    """Sentences of the texts that answer a question, each with its citation; or none, when the texts do not answer it.

    `text` is the quotes in the order of `citations`, each followed by its number in brackets; in any other state than
    ANSWERED it says so, and there are no citations. `confidence` is the estimated probability (0 to 1) that the texts
    hold the answer. `conflicting` says that the citations give different answers: places that contradict each other, or
    speak of different cases. `hits` are the passages that were read, best first: when RELATED, they are about the
    question; when DECLINED, only the nearest there are.
    """

    question: str
    text: str
    citations: tuple[Citation, ...]
    state: State
    confidence: float
    hits: tuple[Hit, ...]
    conflicting: bool = False

    @property
    def abstained(self) -> bool:
        """Whether the question was not answered."""
        return self.state is not State.ANSWERED
