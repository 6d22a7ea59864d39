"""What an answer is made of: Answer and Citation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from corpus import Document, Passage, Sentence
from retriever.errors import CitationError
from retriever.hit import Hit


@dataclass(frozen=True, slots=True)
class Citation:
    """One place in one document that one sentence of the answer comes from.

    `number` counts from 1 in the order of the answer. `quote` is what stands at `start` to `end` of the document's
    text, and `passage` the passage around it. Make it with `of`, which checks that.
    """

    number: int
    document_id: str
    title: str
    source: str
    start: int
    end: int
    quote: str
    passage: Passage

    @classmethod
    def of(cls, number: int, sentence: Sentence, passage: Passage, document: Document) -> Self:
        """A citation of this sentence. Raises CitationError unless it stands in the document at its place."""
        start, end = sentence.start, sentence.end
        if sentence.document_id != document.id or document.text[start:end] != sentence.text:
            raise CitationError(f"引文与 {document.id} 的 {start}–{end} 不符。 The quote does not stand at its place.")
        return cls(number, document.id, document.title, document.source, start, end, sentence.text, passage)


@dataclass(frozen=True, slots=True)
class Answer:
    """Sentences of the texts that answer a question, each with its citation; or none, when the texts do not answer it.

    `text` is the quotes in the order of `citations`, each followed by its number in brackets; when `abstained`, it
    says so and there are no citations. `confidence` is the estimated probability (0 to 1) that the texts hold the
    answer. `hits` are the passages that were read, best first: the nearest ones, when there is no answer.
    """

    question: str
    text: str
    citations: tuple[Citation, ...]
    abstained: bool
    confidence: float
    hits: tuple[Hit, ...]
