"""Asked questions -> coefficients, thresholds, and how well the confidence says what happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from retriever.calibration.asked import Asked
from retriever.confidence import FACT_THRESHOLD, MORE_THRESHOLD, Evidence, confidence

Floats = npt.NDArray[np.float64]
Model = tuple[tuple[float, ...], float]

DECLINED_SHARE = 0.8
ELSEWHERE_SHARE = 0.95
FAR_SHARE = 0.9
STRENGTH = 1.0
"""Inverse strength of the regression's penalty."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like confidence: its mean, the share that was answerable, and how many."""

    confidence: float
    answerable: float
    count: int


def fit(asked: Sequence[Asked], *, with_span_model: bool) -> Model:
    """Coefficients, one for each field of Evidence that there is, and intercept; every kind weighs the same."""
    known = [one for one in asked if one.evidence and not (with_span_model and one.evidence.margin is None)]
    if not known:
        raise ValueError("the questions were asked without a span model")
    values = np.array([_signs(one.evidence, with_span_model).values() for one in known if one.evidence])
    labels = np.array([one.answerable for one in known])
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    model = LogisticRegression(C=STRENGTH).fit((values - mean) / spread, labels, sample_weight=_weights(known))
    coefficients = model.coef_[0] / spread
    return tuple(float(value) for value in coefficients), float(model.intercept_[0] - coefficients @ mean)


def choose_thresholds(asked: Sequence[Asked]) -> tuple[float, float, float]:
    """FACT_THRESHOLD, MORE_THRESHOLD and RELATED, by the rules that stand beside them: each the lowest of 0.01, 0.02 …
    at which its share of the unanswerable questions stays below it, on average over the kinds."""
    none = [one for one in asked if not one.answerable]
    fact = _lowest([one for one in none if one.fact], DECLINED_SHARE)
    more = _lowest([one for one in none if not one.fact and one.kind in ("far", "hidden")], ELSEWHERE_SHARE)
    return fact, more, _lowest([one for one in none if one.kind == "far"], FAR_SHARE)


def _lowest(asked: Sequence[Asked], share: float) -> float:
    groups: dict[tuple[str, str], list[float]] = {}
    for one in asked:
        groups.setdefault((one.collection, one.kind), []).append(_confidence(one))
    for percent in range(1, 100):
        if np.mean([np.mean(np.array(found) < percent / 100) for found in groups.values()]) >= share:
            return percent / 100
    return 1.0


def table(asked: Sequence[Asked]) -> list[str]:
    """For each collection and kind: AUROC, and the shares answered and not answered at the shipped thresholds."""
    lines = []
    for collection, kind in sorted({(one.collection, one.kind) for one in asked}):
        here = [one for one in asked if (one.collection, one.kind) == (collection, kind)]
        labels = np.array([one.answerable for one in here])
        scores = np.array([_confidence(one) for one in here])
        if labels.all() or not labels.any():
            continue
        given = scores >= np.array([FACT_THRESHOLD if one.fact else MORE_THRESHOLD for one in here])
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


def _signs(evidence: Evidence, with_span_model: bool) -> Evidence:
    return evidence if with_span_model else replace(evidence, answerable=None, margin=None, best_margin=None)


def _confidence(one: Asked) -> float:
    return confidence(one.evidence) if one.evidence else 0.0


def _weights(asked: Sequence[Asked]) -> Floats:
    """The same weight in all for each collection, kind and label."""
    keys = [(one.collection, one.kind, one.answerable) for one in asked]
    counts = {key: keys.count(key) for key in set(keys)}
    weights = np.array([1 / counts[key] for key in keys])
    return np.asarray(weights * len(keys) / weights.sum(), dtype=np.float64)
