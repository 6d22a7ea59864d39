"""Measures as arithmetic, intervals, the comparison of two runs, and runs on disk."""

from __future__ import annotations

from math import log2
from pathlib import Path

import numpy as np
import pytest

from retriever import EvaluationError
from retriever.evaluation import Run
from retriever.evaluation.measures import estimate, paired_p_value, per_query, span_f1

QRELS = {"q1": {"a": 2, "b": 1}, "q2": {"c": 1}, "q3": {"d": 1}}
RUN = Run("fused", "f", {"q1": {"x": 3.0, "b": 2.0, "a": 1.0}, "q2": {"c": 1.0, "y": 0.5}})


def test_each_measure_is_what_its_formula_gives() -> None:
    values = per_query(QRELS, RUN)
    ndcg = (1 / log2(3) + 2 / log2(4)) / (2 / log2(2) + 1 / log2(3))
    assert values["nDCG@10"].tolist() == pytest.approx([ndcg, 1, 0])
    assert values["MRR@10"].tolist() == pytest.approx([1 / 2, 1, 0])
    assert values["P@1"].tolist() == pytest.approx([0, 1, 0])
    assert values["Recall@5"].tolist() == pytest.approx([1, 1, 0])


def test_a_query_that_nothing_was_found_for_counts_as_0() -> None:
    assert per_query(QRELS, Run("none", "f", {}))["nDCG@10"].tolist() == [0, 0, 0]


def test_an_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    values = np.random.default_rng(1).random(200)
    found = estimate(values)
    assert found == estimate(values)
    assert found.low < found.mean < found.high
    assert found.high - found.low == pytest.approx(2 * 1.96 * values.std() / 200**0.5, rel=0.15)


def test_equal_runs_do_not_differ_and_a_clear_difference_does() -> None:
    chance = np.random.default_rng(2)
    one = chance.random(100)
    assert paired_p_value(one, one) == 1
    assert paired_p_value(one, chance.permutation(one)) > 0.05
    assert paired_p_value(one + 0.2 + 0.1 * chance.random(100), one) < 0.001


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    RUN.save(tmp_path / "fused.run")
    assert Run.load(tmp_path / "fused.run") == RUN
    first = (tmp_path / "fused.run").read_text(encoding="utf-8").splitlines()[0]
    assert first.split("\t") == ["q1", "Q0", "x", "1", "3.000000", "fused:f"]


def test_a_file_that_is_no_run_is_named_with_its_line(tmp_path: Path) -> None:
    RUN.save(tmp_path / "fused.run")
    with (tmp_path / "fused.run").open("a", encoding="utf-8") as file:
        file.write("not a run\n")
    with pytest.raises(EvaluationError, match=r"fused.run:6"):
        Run.load(tmp_path / "fused.run")
    with pytest.raises(EvaluationError, match=r"nothing\.run"):
        Run.load(tmp_path / "nothing.run")


def test_a_span_is_measured_by_the_longest_stretch_it_shares_with_an_answer() -> None:
    assert span_f1("1963年", ["1963年"]) == 1
    assert span_f1("在1963年。", ["1963年"]) == pytest.approx(2 * 5 / (6 + 5))
    assert span_f1("1963年5月", ["1963年", "5月"]) == pytest.approx(2 * 5 / (7 + 5))
    assert span_f1("猫", ["狗"]) == span_f1("", ["狗"]) == span_f1("猫", []) == 0
