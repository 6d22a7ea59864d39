"""Whether the source, asked for a word of a sentence, answers with another: 铁钱 where the sentence has 铜钱."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retriever.composing.quantities import Quantity, clause_at, quantities
from retriever.composing.wording import Basis, Word, Wording, content
from retriever.span_model import Reading, SpanModel

QUESTIONS = 16
"""How many questions are asked of a sentence at most: each costs about 4 ms on one core."""
FRESH, KNOWN, NUMBER = 3.5, 7.0, 4.0
"""The margin from which on another answer counts, where the source has not the word that was left out, where it has it
in another place, and where that is a number. Sentences that the source supports stay below, with room, in
tests/retriever/composing/develop.toml."""
APART = 8.0
"""By how much the other answer must be likelier than the word itself where that stands in the source too."""

_NUMERAL = re.compile(r"[\d.,一二两三四五六七八九十百千万亿半零〇]+")
_KINDS = ("n", "t", "s", "b", "l", "j")
_VAGUE = frozenset(
    re.findall(r"\w+", "地方 时候 情况 方面 事情 时间 问题 内容 方式 部分 人 人们 大家 原因 结果 数量 水平")
)


@dataclass(frozen=True, slots=True)
class _Blank:
    """A sentence, or a clause of it, with one word of it asked for."""

    question: str
    clause: str
    word: str
    number: Quantity | None = None


def contradicted(claim: str, basis: Basis, wording: Wording, model: SpanModel) -> str | None:
    """The word of the claim for which the cited sentences have another one in its place; None where they have none."""
    given = quantities(basis.cited, wording.words(basis.cited))
    blanks = list(_blanks(claim, basis, wording))[:QUESTIONS]
    readings = model.read_all([(blank.question, "", basis.cited) for blank in blanks])
    for blank, reading in zip(blanks, readings, strict=True):
        margin, span = reading.best_within(0, len(basis.cited))
        if span is None or margin < min(FRESH, KNOWN, NUMBER):
            continue
        if blank.number:
            other = margin >= NUMBER and _other_number(blank.number, given, span)
        else:
            other = _other_word(blank, basis, reading, claim)
        if other:
            return blank.word
    return None


def _other_number(number: Quantity, given: Sequence[Quantity], span: tuple[int, int]) -> bool:
    """Whether the answer holds amounts and this one is not among them."""
    held = [one for one in given if one.start < span[1] and span[0] < one.end]
    return bool(held) and not any(one.equals(number) for one in held)


def _other_word(blank: _Blank, basis: Basis, reading: Reading, claim: str) -> bool:
    """Whether the answer is surely something else than the word."""
    margin, span = reading.best_within(0, len(basis.cited))
    answer = basis.cited[slice(*span)] if span else ""
    if not content(answer) or set(content(answer)) & set(content(blank.word)):
        return False
    if blank.word not in basis.cited:  # what the claim says elsewhere is no rival
        return margin >= FRESH and answer not in claim
    places = [match.span() for match in re.finditer(re.escape(blank.word), basis.cited)]
    own = max(reading.best_within(*place)[0] for place in places)
    return margin >= KNOWN and margin - own >= APART and answer not in blank.clause


def _blanks(claim: str, basis: Basis, wording: Wording) -> Iterator[_Blank]:
    """The questions, those first for what the source does not have: of the whole sentence, then of single clauses."""
    words = [word for word in wording.words(claim) if _asked(word)]
    words.sort(key=lambda word: word.text in basis.cited)
    for number in quantities(claim, wording.words(claim)):
        numeral = _NUMERAL.match(claim, number.start, number.end)
        if numeral and not number.loose:
            yield _blank(claim, claim, numeral.start(), numeral.end(), number)
    for whole in (True, False):
        for word in words:
            clause = clause_at(claim, word.start, word.end)
            if whole or clause != claim:
                yield _blank(claim, claim if whole else clause, word.start, word.end)


def _blank(claim: str, scope: str, start: int, end: int, number: Quantity | None = None) -> _Blank:
    clause = clause_at(claim, start, end)
    at = start - (claim.rfind(scope, 0, start + len(scope)) if scope != claim else 0)
    asked = "多少" if number else "什么"
    return _Blank(f"{scope[:at]}{asked}{scope[at + end - start :]}？", clause, claim[start:end], number)


def _asked(word: Word) -> bool:
    """Whether a word names something that may be confused with another."""
    named = word.kind[:1] in _KINDS and word.text not in _VAGUE
    return named and bool(content(word.text)) and not any(c.isdigit() for c in word.text)
