"""Sentences that may answer a question, and how they are ranked."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from corpus import Passage, Sentence
from corpus.document import Span
from retriever.question import is_bare_question

TERM_WEIGHT = 0.1
"""What holding all of the question's weighty terms adds to a sentence's cosine."""
SPAN_WEIGHT = 0.1
"""What holding the answer for certain, in the span model's eyes, adds to it (both: docs/experiments.md)."""


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """What the span model says of a sentence.

    `span` is the likeliest place of the answer in it, in offsets of the document, and `margin` by how many logits that
    is likelier than that the window around the sentence does not answer.
    """

    margin: float
    span: Span

    @property
    def likelihood(self) -> float:
        """The margin as a share, 0 to 1."""
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, self.margin))))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, as it compares with the question.

    `terms` are those of the sentence and its document's title; `share` is the share of the question's terms, by weight,
    that are among them. `reading` is None where no span model read the sentence.
    """

    sentence: Sentence
    passage: Passage
    cosine: float
    terms: frozenset[str]
    share: float
    reading: SentenceReading | None = None

    @property
    def words(self) -> str:
        """The words of the sentence that most likely answer; "" where nobody read it."""
        if not self.reading:
            return ""
        start, end = (at - self.sentence.start for at in self.reading.span)
        return self.sentence.text[start:end]

    @property
    def likeness(self) -> float:
        """How much the sentence resembles the question."""
        return self.cosine + TERM_WEIGHT * self.share

    @property
    def score(self) -> float:
        """What candidates are ranked by."""
        return self.likeness + (SPAN_WEIGHT * self.reading.likelihood if self.reading else 0.0)


def ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Best first, without headings and bare questions, which announce an answer and are none."""
    answers = [c for c in candidates if not c.sentence.heading and not is_bare_question(c.sentence.text)]
    return sorted(answers, key=lambda c: (-round(c.score, 6), c.sentence.document_id, c.sentence.start))
