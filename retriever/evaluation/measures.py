"""Measures of a run, with intervals, and the comparison of two. The measures themselves are ir_measures'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import ir_measures
import numpy as np
import numpy.typing as npt
from scipy import stats

from retriever.evaluation.collection import Qrels, plain_letters
from retriever.evaluation.run import Run

MEASURES = {
    "nDCG@10": ir_measures.nDCG @ 10,
    "MRR@10": ir_measures.RR @ 10,
    "P@1": ir_measures.P @ 1,
    "Recall@5": ir_measures.R @ 5,
    "Recall@10": ir_measures.R @ 10,
    "Recall@100": ir_measures.R @ 100,
}
RESAMPLES = 2000

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over queries, with the 95 % interval of its bootstrap (percentiles of 2000 resamples, Efron 1979)."""

    mean: float
    low: float
    high: float
    count: int


def per_query(qrels: Qrels, run: Run) -> dict[str, Values]:
    """Each measure's value for every judged query, in the order of the qrels; 0 where the run ranks nothing."""
    order = {query_id: place for place, query_id in enumerate(qrels)}
    values = {name: np.zeros(len(order)) for name in MEASURES}
    names = {measure: name for name, measure in MEASURES.items()}
    for result in ir_measures.iter_calc(list(names), qrels, run.rankings):
        values[names[result.measure]][order[result.query_id]] = result.value
    return values


def estimate(values: Values | Sequence[float]) -> Estimate:
    """The mean and its interval; the same for the same values."""
    sample = np.asarray(values, dtype=np.float64)
    if not len(sample):
        return Estimate(float("nan"), float("nan"), float("nan"), 0)
    chosen = np.random.default_rng(0).integers(0, len(sample), (RESAMPLES, len(sample)))
    low, high = np.percentile(sample[chosen].mean(axis=1), [2.5, 97.5])
    return Estimate(float(sample.mean()), float(low), float(high), len(sample))


def paired_p_value(one: Values, other: Values) -> float:
    """How likely a mean difference as large as this is if the two are equally good: Fisher's randomisation test, two
    sided, 10,000 sign flips (Smucker et al. 2007)."""
    if np.array_equal(one, other):
        return 1.0
    test = stats.permutation_test(
        (one - other,), np.mean, permutation_type="samples", n_resamples=10_000, rng=np.random.default_rng(0)
    )
    return float(test.pvalue)


def span_f1(predicted: str, answers: Sequence[str]) -> float:
    """How much of an answer a span holds: F1 over letters and digits, by the longest stretch that both share, the best
    over all wordings. For Chinese text it is the measure of CMRC 2018 (Cui et al. 2019)."""
    found = plain_letters(predicted)
    best = 0.0
    for answer in map(plain_letters, answers):
        match = SequenceMatcher(None, found, answer, autojunk=False).find_longest_match()
        if match.size:
            best = max(best, 2 * match.size / (len(found) + len(answer)))
    return best
