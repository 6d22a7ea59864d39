"""What one leg of the index finds, and the order both legs promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

SCORE_DECIMALS = 6
"""Scores are rounded to this, so that equal texts score equal wherever they stand in the index."""


@dataclass(frozen=True, slots=True)
class Match:
    """One passage as one leg of the index scored it; higher is better."""

    passage_id: str
    score: float


def best_matches(
    rows: npt.NDArray[Any], scores: npt.NDArray[np.float32], passage_ids: Sequence[str], k: int
) -> list[Match]:
    """At most k matches, best first, equal scores by passage id. `rows` must hold every row that ties with the k-th."""
    rounded = np.round(scores.astype(np.float64), SCORE_DECIMALS)
    ordered = sorted(zip((-rounded).tolist(), (passage_ids[row] for row in rows.tolist()), strict=True))
    return [Match(passage_id, -negative) for negative, passage_id in ordered[:k]]
