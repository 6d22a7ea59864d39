"""Whether a sentence says nothing but what it cites says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from index import Analyzer, Encoder
from retriever.composing import direction, polarity
from retriever.composing.addressing import speaks_to_a_model
from retriever.composing.cloze import contradicted
from retriever.composing.opposites import exchanged_opposite
from retriever.composing.quantities import misplaced, quantities, unfounded
from retriever.composing.roles import exchanged, unknown_name
from retriever.composing.scope import overstated
from retriever.composing.wording import Basis, Wording, clauses, content, share, without
from retriever.span_model import SpanModel

LEAST_LIKENESS = 0.918
"""The cosine from which on a sentence is near enough to what it cites, where they share no characters."""
BESIDE = 40
"""How many characters beside what is cited are looked through for text that speaks to a model."""
SHARE_WEIGHT = 0.01
"""How much less the cosine may be where all of the sentence's characters stand in what it cites. Both were fitted to
the pairs in tests/retriever/composing/develop.toml."""
LEAST_REST = 4
"""The fewest characters, beside those of the titles, that are compared by themselves."""
LEAST_SHARE = 0.5
"""How much of a sentence that says hardly more than a title must stand in what it cites."""


class Checker:
    """Judges sentences by numbers, names, roles, negations, comparisons, scope and likeness, and by what the span model
    reads where they say something, if there is one; safe for threads."""

    def __init__(self, analyzer: Analyzer, encoder: Encoder, span_model: SpanModel | None = None) -> None:
        self._wording = Wording(analyzer)
        self._encoder = encoder
        self._span_model = span_model
        self._fold = analyzer.fold

    def objection(self, sentence: str, basis: Basis) -> str | None:
        """Why the sentence is not supported, in one line; None where nothing speaks against it."""
        claim = _plain(self._fold(sentence)).rstrip("。.!;")
        basis = basis.changed(_plain)
        if speaks_to_a_model(_with_what_stands_beside(basis)):
            return "所引原文是对模型说的话，不是事实。 What it cites tells a model what to say."
        if _stands_in(claim, basis.cited):
            return None
        sober = replace(
            basis,
            titles="" if speaks_to_a_model(basis.titles) else basis.titles,
            question="" if speaks_to_a_model(basis.question) else basis.question,
        )
        for wrong, reason in self._objections(claim, sober):
            if wrong:
                return reason.format(wrong)
        if self.likeness(claim, basis) < LEAST_LIKENESS:
            return "与所引原文不够接近。 It is too far from what it cites."
        other = self._span_model and contradicted(claim, sober, self._wording, self._span_model)
        return f"原文在“{other}”处说的是别的。 The source has something else in its place." if other else None

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
        yield exchanged_opposite(claim, basis), "“{}”在原文里是另一个。 The source has another of its kind."
        yield exchanged(claim, basis, self._wording), "“{}”在原文里不是这个角色。 The source says this of another."

    def likeness(self, claim: str, basis: Basis) -> float:
        """How near the sentence is to the clauses that it quotes, beside the words of the titles: two sentences about
        one subject resemble each other whatever they say of it."""
        rest, source = without(claim, basis.titles), without(basis.quoted, basis.titles)
        if min(len(content(rest)), len(content(source))) < LEAST_REST:
            if share(claim, basis.quoted) < LEAST_SHARE:
                return 0.0
            rest, source = claim, basis.quoted
        # both as queries, as e5 has it for texts of one sort; with an end mark, which its vectors depend on
        vectors = self._encoder.encode_queries([f"{text.rstrip('。')}。" for text in (rest, source)])
        return float(vectors[0] @ vectors[1]) + SHARE_WEIGHT * share(rest, source)


def _stands_in(claim: str, source: str) -> bool:
    """Whether the claim is clauses of one of the source's sentences, word for word."""
    said = clauses(claim)
    for sentence in re.split("[。!?\n]", source):
        parts = clauses(sentence)
        if any(parts[at : at + len(said)] == said for at in range(len(parts) - len(said) + 1)):
            return bool(said)
    return False


def _with_what_stands_beside(basis: Basis) -> str:
    """What is cited and a little before and behind it: an order may stand in the sentence beside what it wants said."""
    at = basis.around.find(basis.cited)
    return basis.around[max(0, at - BESIDE) : at + len(basis.cited) + BESIDE] if at >= 0 else basis.cited


def _plain(text: str) -> str:
    """The text with words for one thing brought to one of them, where that matters to numbers."""
    for word, other in (
        ("次年", "第二年"),
        ("翌年", "第二年"),
        ("次日", "第二天"),
        ("首次", "第一次"),
        ("禁用", "禁止使用"),
    ):
        text = text.replace(word, other)
    return text
