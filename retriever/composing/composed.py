"""What composing gives: sentences, each with what it rests on and whether that holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from retriever.answer import Answer, Citation


class Support(StrEnum):
    """Whether what a sentence cites says what the sentence says."""

    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class ComposedSentence:
    """A sentence and its citations, one or more, whose quotes are verbatim whatever the sentence is.

    `reason` says why it is UNSUPPORTED, in one line; "" where it is SUPPORTED. A sentence that is not supported must
    be shown as such, or not at all.
    """

    text: str
    citations: tuple[Citation, ...]
    support: Support
    reason: str


@dataclass(frozen=True, slots=True)
class ComposedAnswer:
    """An answer in full sentences; without any where the question was not answered.

    `withdrawn` counts the sentences that were left out, since no quote of theirs stands in the passages. `fallback` is
    None where a language model wrote the sentences; else it says in one line why it did not, and the sentences are the
    verbatim ones. Citations are numbered from 1 in the order of their first use; one place has one number.
    """

    question: str
    sentences: tuple[ComposedSentence, ...]
    fallback: str | None = None
    withdrawn: int = 0

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations, each once, by number."""
        found = {citation.number: citation for sentence in self.sentences for citation in sentence.citations}
        return tuple(found[number] for number in sorted(found))

    @property
    def text(self) -> str:
        """The supported sentences, each followed by the numbers of its citations in brackets."""
        return "".join(
            sentence.text + "".join(f"[{citation.number}]" for citation in sentence.citations)
            for sentence in self.sentences
            if sentence.support is Support.SUPPORTED
        )

    @classmethod
    def verbatim(cls, answer: Answer, fallback: str | None, withdrawn: int = 0) -> Self:
        """The reader's own sentences, for this reason."""
        return cls(answer.question, _verbatim(answer.citations), fallback, withdrawn)


def _verbatim(citations: Sequence[Citation]) -> tuple[ComposedSentence, ...]:
    return tuple(ComposedSentence(" ".join(one.quote.split()), (one,), Support.SUPPORTED, "") for one in citations)
