"""How likely it is that the texts hold the answer.

A logistic regression over four signs, fitted by `retriever/fit_confidence.py`; docs/design.md has its figures.
"""

from __future__ import annotations

import math
import re
from dataclasses import astuple, dataclass

COEFFICIENTS = (36.0, 42.5, 5.15, -2.02)
"""One for each field of Evidence, in order."""
INTERCEPT = -72.76

THRESHOLD = 0.25
"""Below this confidence the reader abstains."""

_ASKS_FOR_NUMBER = re.compile(
    r"多少|几[^乎]|多[大高长久远重深]|何时|什么时候|哪一?[年天]|日期|百分之|占比|比例|人数|数量"
)
_NUMERAL = re.compile(r"\d|[一二两三四五六七八九十百千万亿]")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer, and against it.

    `titled_cosine` is that of the question with the best sentence below its document's title, `sentence_cosine` the
    largest with one of the best sentences alone: the title tells subjects apart, and hides what one text leaves out.
    `terms` is the largest share of the question's terms, by weight, that one of the passages holds. `lacks_number` is 1
    when the question asks for a number or a time and the best sentence holds none.
    """

    titled_cosine: float
    sentence_cosine: float
    terms: float
    lacks_number: float


def confidence(evidence: Evidence) -> float:
    """The estimated probability, 0 to 1, that the answer is there."""
    signs = zip(COEFFICIENTS, astuple(evidence), strict=True)
    odds = INTERCEPT + sum(coefficient * value for coefficient, value in signs)
    return 1 / (1 + math.exp(-odds))


def lacks_number(question: str, sentence: str) -> bool:
    """Whether the question (folded) asks for a number or a time that the sentence cannot give."""
    return _ASKS_FOR_NUMBER.search(question) is not None and _NUMERAL.search(sentence) is None
