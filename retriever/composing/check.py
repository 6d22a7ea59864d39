"""Whether a sentence says nothing but what it cites says."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from index import Analyzer, Encoder
from retriever.composing import direction, polarity
from retriever.composing.addressing import speaks_to_a_model
from retriever.composing.quantities import misplaced, quantities, unfounded
from retriever.composing.roles import coverage, exchanged, unknown_name
from retriever.composing.scope import overstated
from retriever.composing.wording import Basis, Wording


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a sentence resembles what it cites: by the encoder, and by the share of its characters there."""

    cosine: float
    coverage: float

    @property
    def score(self) -> float:
        """One figure of both; from 0 on it is enough."""
        return 20 * (self.cosine - 0.905) + 2 * (self.coverage - 0.3)


class Checker:
    """Judges sentences by numbers, names, roles, negations, comparisons, scope and likeness; safe for threads."""

    def __init__(self, analyzer: Analyzer, encoder: Encoder) -> None:
        self._wording = Wording(analyzer)
        self._encoder = encoder
        self._fold = analyzer.fold

    def objection(self, sentence: str, basis: Basis) -> str | None:
        """Why the sentence is not supported, in one line; None where nothing speaks against it."""
        claim = _plain(self._fold(sentence)).rstrip("。.!;")
        basis = basis.changed(_plain)
        if speaks_to_a_model(basis.cited):
            return "所引原文是对模型说的话，不是事实。 What it cites tells a model what to say."
        for wrong, reason in self._objections(claim, basis):
            if wrong:
                return reason.format(wrong)
        if self.likeness(claim, basis).score < 0:
            return "与所引原文不够接近。 It is too far from what it cites."
        return None

    def _objections(self, claim: str, basis: Basis) -> Iterator[tuple[str | None, str]]:
        """Each thing that may be wrong: what in the claim is, None where nothing is; and how that is said."""
        words = self._wording.words
        said = quantities(claim, words(claim))
        source, cited = f"{basis.cited}。{basis.titles}", basis.cited
        yield unfounded(claim, said, quantities(source, words(source))), "原文没有“{}”。 The source has no such number."
        yield (
            misplaced(claim, said, cited, quantities(cited, words(cited))),
            "“{}”在原文里说的是别的。 In the source this number belongs to something else.",
        )
        yield unknown_name(claim, basis, self._wording), "原文没有提到“{}”。 The source does not name this."
        yield (
            polarity.turned(claim, basis, self._wording),
            "“{}”的肯定或否定与原文相反。 One says it and the other denies it.",
        )
        yield direction.turned(claim, basis), "“{}”的比较或变化与原文相反。 It goes the other way in the source."
        yield overstated(claim, basis), "原文没有说得这么绝对（{}）。 The source says less."
        yield exchanged(claim, basis, self._wording), "“{}”在原文里不是这个角色。 The source says this of another."

    def likeness(self, claim: str, basis: Basis) -> Likeness:
        """How near the sentence is to what it cites."""
        vectors = self._encoder.encode_passages([claim, basis.quoted, basis.cited])
        cosine = max(float(vectors[0] @ vectors[1]), float(vectors[0] @ vectors[2]))
        return Likeness(cosine if math.isfinite(cosine) else 0.0, coverage(claim, basis))


def _plain(text: str) -> str:
    """The text with words for one thing brought to one of them, where that matters to numbers."""
    for word, other in (("次年", "第二年"), ("翌年", "第二年"), ("次日", "第二天"), ("首次", "第一次")):
        text = text.replace(word, other)
    return text
