"""A question and a window as the span model reads them: one row of token ids, and which token stands where."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Span
from index import PairTokenizer

MAX_TOKENS = 256
MAX_QUESTION = 120
"""Of a longer question only this many characters are read, so that there is room for the window."""


MAX_TITLE = 60
"""The same of a longer title."""


def below_title(title: str, text: str) -> tuple[str, int]:
    """A window below its document's title, as the model reads it, and where its text starts in that."""
    return (f"{title[:MAX_TITLE]}\n{text}", len(title[:MAX_TITLE]) + 1) if title else (text, 0)


@dataclass(frozen=True, slots=True)
class SpanTokens:
    """`ids` is the whole row; `allowed` is true for the tokens that an answer may begin or end at, and for the first,
    which stands for no answer; `places` is where each token stands in the window."""

    ids: Sequence[int]
    allowed: Sequence[bool]
    places: Sequence[Span]

    def tokens_of(self, span: Span) -> tuple[int, int] | None:
        """First and last token that touch the span; None where it was cut off."""
        touching = [
            at for at, (start, end) in enumerate(self.places)
            if at and self.allowed[at] and start < span[1] and span[0] < end
        ]  # fmt: skip
        return (touching[0], touching[-1]) if touching and self.places[touching[-1]][1] >= span[1] else None

    def moved(self, by: int) -> SpanTokens:
        """The same with places that much further on."""
        return SpanTokens(self.ids, self.allowed, [(start + by, end + by) for start, end in self.places])


class SpanTokenizer:
    """Tokenises a question and a window with the bundled vocabulary."""

    def __init__(self) -> None:
        """Raises ModelError."""
        self._tokenizer = PairTokenizer(MAX_TOKENS)

    def encode(self, question: str, context: str, start: int) -> SpanTokens:
        """`context` is the window, below its title; an answer stands from its character `start` on."""
        # a mark of width two may become several characters, so that the cut comes behind that
        asked = unicodedata.normalize("NFKC", question)[:MAX_QUESTION]
        ids, second, found = self._tokenizer.encode(asked, context)
        places = [
            _without_blanks(context, place) if inside else place for inside, place in zip(second, found, strict=True)
        ]
        allowed = [inside and end > max(begin, start) for inside, (begin, end) in zip(second, places, strict=True)]
        return SpanTokens(ids, [True, *allowed[1:]], places)


def _without_blanks(text: str, place: Span) -> Span:
    """The place without the blanks at its start: a token takes those in front of its word along."""
    start, end = place
    while start < end and text[start].isspace():
        start += 1
    return start, end
