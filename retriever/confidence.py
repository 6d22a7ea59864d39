"""How likely it is that the texts hold the answer.

A logistic regression over a few signs, fitted by `python -m retriever.calibration`; docs/design.md has its figures.
"""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass

LIKENESS = ((28.40, 29.28, 5.51, 0.00, -1.89), -52.46)
"""Coefficients, one for each sign in order, and intercept, where the span model does not judge. Likeness can
hardly see what a text leaves out, only that it is about something else: the intercept is raised by 2.64, by which 85 to
100 % of the questions about something else, or whose text is hidden, are below the one THRESHOLD. `focus` was no sign
yet when it was fitted, and does not help here."""
READ = ((14.09, 10.84, 0.90, 1.22, -0.72, 0.22, 0.05, 0.08), -23.64)
"""The same where it has, on a question for a fact."""
OBJECTION = (0.84, 0.91)
"""Coefficient and intercept of the log-odds by `answerable` alone, on any other question: the most that the log-odds by
likeness may come to. Of reasons, ways and opinions, in other words than the text's, the span model knows too little to
speak for an answer, and enough to speak against it."""

THRESHOLD = 0.55
"""Below this confidence a question is not answered. Of questions for facts, the share that is rightly answered and the
share that is rightly not, averaged over the kinds of questions in `retriever/calibration`, add up to nearly the same
from 0.45 to 0.75; lower in that range more questions in other words than the texts' own are answered."""
RELATED_FACT, RELATED_OTHER = 0.04, 0.37
"""Below this one the passages found are not even shown as related, to questions for facts and to others: about where
nine tenths of the questions about something else are told so."""

LEAST = -12.0
"""The least margin of the span model that counts; it says as much as any that is smaller."""

_ASKS_FOR_NUMBER = re.compile(r"多少|(?<!哪)几[^乎点]|多[大高长久远重深]|百分之|占比|比例|人数|数量")
_NUMERAL = re.compile(r"\d|(?<!第)[二两三四五六七八九十百千万亿]")
_ASKS_FOR_UNIT = re.compile(r"(?<!哪)几个?(点|年|月|天|岁|次|倍|层|小时|分钟|人)")
_UNITS = {"点": "[点时:：]", "天": "[天日]", "次": "[次回]", "人": "[人名位]"}
_ASKS_FOR_TIME = re.compile(r"何时|什么时[候间]|哪一?[年月天]|日期")
_TIME = re.compile(_NUMERAL.pattern + r"|[年月日周天早晚晨午夜时前后期]|春|夏|秋|冬")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer, and against it.

    The best sentences are those most like the question, whichever answers in the end. `titled_cosine` is that of the
    question with the best one below its document's title, `sentence_cosine` the largest with one of the best alone: the
    title tells subjects apart, and hides what one text leaves out. `terms` is the largest share of the question's
    terms, by weight, that one of the passages holds; `focus` is the share of those that do not stand in the title of
    the sentence that answers, in its passage: of what is asked about the subject. `lacks_number` is 1 when the question
    asks for a number or a time and the words that answer, or else the best sentence, hold none. `answerable` and
    `margin` are the span model's largest logits, `best_margin` is its margin for the sentence that answers, LEAST at
    the least; None where none has read, or its word does not count: of short texts, and of what stands in several
    places. `fact` is no sign, but whether the question asks for a fact.
    """

    titled_cosine: float
    sentence_cosine: float
    terms: float
    focus: float
    lacks_number: float
    answerable: float | None = None
    margin: float | None = None
    best_margin: float | None = None
    fact: bool = True

    @property
    def read(self) -> bool:
        """Whether the span model's signs count in full: it has read, and the question asks for a fact."""
        return self.fact and self.answerable is not None

    def signs(self) -> dict[str, float]:
        """The signs that there are, by their names, in order."""
        found = asdict(self)
        del found["fact"]
        return {name: value for name, value in found.items() if value is not None}

    def parts(self) -> dict[str, float]:
        """What each sign adds to the log-odds of the answer being there; "intercept" is what stands without any, and
        "objection" what the span model takes away."""
        coefficients, intercept = READ if self.read else LIKENESS
        added = zip(self.signs().items(), coefficients, strict=self.read)
        parts = {"intercept": intercept} | {name: coefficient * value for (name, value), coefficient in added}
        if self.answerable is not None and not self.read:
            most = OBJECTION[0] * self.answerable + OBJECTION[1]
            parts["objection"] = min(0.0, most - sum(parts.values()))
        return parts


def confidence(evidence: Evidence) -> float:
    """The estimated probability, 0 to 1, that the answer is there."""
    return 1 / (1 + math.exp(-sum(evidence.parts().values())))


def asks_for_value(question: str) -> bool:
    """Whether the question (folded) asks for a number or a time."""
    return any(asks.search(question) for asks in (_ASKS_FOR_UNIT, _ASKS_FOR_NUMBER, _ASKS_FOR_TIME))


def lacks_number(question: str, sentence: str) -> bool:
    """Whether the question (folded) asks for a number or a time and the sentence has nothing of the kind: no numeral,
    none with the unit that was asked for (几点, 几年), or no word for a time."""
    unit = _ASKS_FOR_UNIT.search(question)
    if unit:
        return re.search(rf"(?:{_NUMERAL.pattern}|[一半几]).?{_UNITS.get(unit[1], unit[1])}", sentence) is None
    pairs = ((_ASKS_FOR_NUMBER, _NUMERAL), (_ASKS_FOR_TIME, _TIME))
    return any(asks.search(question) and not answers.search(sentence) for asks, answers in pairs)
