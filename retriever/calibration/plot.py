"""The reliability plot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from retriever.calibration.fit import Bin


def draw(bins: Sequence[Bin], target: Path) -> None:
    """Confidence against the share of questions that were answerable; the size of a point says how many they are."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "zhiyin"  # the same file for the same figures
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(4.5, 4.5), layout="constrained")
    axes.plot([0, 1], [0, 1], color="0.7", linestyle="--", linewidth=1)
    total = sum(found.count for found in bins)
    sizes = [20 + 600 * found.count / total for found in bins]
    axes.plot([found.confidence for found in bins], [found.answerable for found in bins], color="#1d4ed8")
    axes.scatter([found.confidence for found in bins], [found.answerable for found in bins], s=sizes, color="#1d4ed8")
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share that was answerable", aspect="equal")
    figure.savefig(target, metadata={"Date": None} if target.suffix == ".svg" else None)
    pyplot.close(figure)
