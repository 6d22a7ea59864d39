"""Asked questions -> coefficients, thresholds, and how well the confidence says what happens."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from retriever.calibration.asked import Asked
from retriever.confidence import THRESHOLD, confidence

Floats = npt.NDArray[np.float64]
Model = tuple[tuple[float, ...], float]

ELSEWHERE = ("far", "hidden")
"""The kinds whose unanswerable questions are about something else than the texts, which is all that likeness sees."""
ELSEWHERE_SHARE = 0.95
FAR_SHARE = 0.9
_STEPS = [percent / 100 for percent in range(1, 100)]
ANSWERED_SHARE = 0.92
STRENGTH = 0.1
"""Inverse strength of the regression's penalty: signs that say nearly the same share their weight."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like confidence: its mean, the share that was answerable, and how many."""

    confidence: float
    answerable: float
    count: int


def fit(asked: Sequence[Asked], *, with_span_model: bool) -> Model:
    """Coefficients, one for each sign of the Evidence, and intercept; every kind weighs the same."""
    known = [one for one in asked if one.evidence and not (with_span_model and one.evidence.margin is None)]
    if not known:
        raise ValueError("the questions were asked without a span model")
    evidence = (one.evidence if with_span_model else _unread(one).evidence for one in known)
    values = np.array([list(found.signs().values()) for found in evidence if found])
    labels = np.array([one.answerable for one in known])
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    model = LogisticRegression(C=STRENGTH).fit((values - mean) / spread, labels, sample_weight=_weights(known))
    coefficients = model.coef_[0] / spread
    return tuple(float(value) for value in coefficients), float(model.intercept_[0] - coefficients @ mean)


def fit_objection(asked: Sequence[Asked]) -> tuple[float, float]:
    """Coefficient and intercept of OBJECTION: the slope by `answerable` alone, and with it what leaves ANSWERED_SHARE
    of the answerable questions of every kind at THRESHOLD or above."""
    known = [one for one in asked if one.evidence and one.evidence.answerable is not None]
    values = np.array([[one.evidence.answerable] for one in known if one.evidence])
    model = LogisticRegression().fit(values, [one.answerable for one in known], sample_weight=_weights(known))
    slope = float(model.coef_[0, 0])
    kinds: dict[tuple[str, str], list[float]] = {}
    for one, value in zip(known, values[:, 0], strict=True):
        if one.answerable:
            kinds.setdefault((one.collection, one.kind), []).append(value)
    least = min(float(np.quantile(found, 1 - ANSWERED_SHARE)) for found in kinds.values())
    return slope, _log_odds(THRESHOLD) - slope * least


def choose_thresholds(asked: Sequence[Asked]) -> tuple[float, float, tuple[float, float]]:
    """The threshold at which the shares of questions for facts rightly answered and rightly not answered have the
    largest sum; by how much the intercept of LIKENESS may be raised, with ELSEWHERE_SHARE of the questions about
    something else still below it; and RELATED_FACT and RELATED_OTHER. In steps of 0.01, every kind with the same
    weight. What ships was chosen near these by hand; its reasons stand beside it."""
    there, none = (_kinds(one for one in asked if one.fact and one.answerable is known) for known in (True, False))
    threshold = max(_STEPS, key=lambda step: _share_below(none, step) - _share_below(there, step))
    elsewhere = _kinds(_unread(one) for one in asked if not one.answerable and one.kind in ELSEWHERE)
    raised = _log_odds(threshold) - _log_odds(_least(elsewhere, ELSEWHERE_SHARE))
    far = [one for one in asked if not one.answerable and one.kind == "far"]
    fact, other = (_least(_kinds(one for one in far if one.fact is known), FAR_SHARE) for known in (True, False))
    return threshold, raised, (fact, other)


def _kinds(asked: Iterable[Asked]) -> list[Floats]:
    """The confidences of each kind."""
    groups: dict[tuple[str, str], list[float]] = {}
    for one in asked:
        groups.setdefault((one.collection, one.kind), []).append(_confidence(one))
    return [np.array(found) for found in groups.values()]


def _least(kinds: Sequence[Floats], share: float) -> float:
    """The least threshold that has so many below it."""
    return min(step for step in _STEPS if _share_below(kinds, step) >= share)


def _share_below(kinds: Sequence[Floats], step: float) -> float:
    return float(np.mean([(found < step).mean() for found in kinds]))


def _log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def table(asked: Sequence[Asked]) -> list[str]:
    """For each collection and kind: AUROC, and the shares answered and not answered at the shipped thresholds."""
    lines = []
    for collection, kind in sorted({(one.collection, one.kind) for one in asked}):
        here = [one for one in asked if (one.collection, one.kind) == (collection, kind)]
        labels = np.array([one.answerable for one in here])
        scores = np.array([_confidence(one) for one in here])
        if labels.all() or not labels.any():
            continue
        given = scores >= THRESHOLD
        lines.append(
            f"{collection:20} {kind:8} n {len(here):4}  AUROC {roc_auc_score(labels, scores):.3f}"
            f"  answered {np.mean(given[labels]):.3f}  declined {np.mean(~given[~labels]):.3f}"
        )
    return lines


def reliability(asked: Sequence[Asked], bins: int = 10) -> list[Bin]:
    """The confidence against what it stands for, in bins of equal width; every kind weighs the same."""
    scores = np.array([_confidence(one) for one in asked])
    labels = np.array([one.answerable for one in asked], dtype=np.float64)
    weights = _weights(asked)
    places = np.minimum((scores * bins).astype(int), bins - 1)
    return [
        Bin(
            float(np.average(scores[places == at], weights=weights[places == at])),
            float(np.average(labels[places == at], weights=weights[places == at])),
            int(np.sum(places == at)),
        )
        for at in range(bins)
        if np.any(places == at)
    ]


def _unread(one: Asked) -> Asked:
    """The same as it is without a span model."""
    if not one.evidence:
        return one
    return replace(one, evidence=replace(one.evidence, answerable=None, margin=None, best_margin=None))


def _confidence(one: Asked) -> float:
    return confidence(one.evidence) if one.evidence else 0.0


def _weights(asked: Sequence[Asked]) -> Floats:
    """The same weight in all for each collection, kind and label."""
    keys = [(one.collection, one.kind, one.answerable) for one in asked]
    counts = {key: keys.count(key) for key in set(keys)}
    weights = np.array([1 / counts[key] for key in keys])
    return np.asarray(weights * len(keys) / weights.sum(), dtype=np.float64)
