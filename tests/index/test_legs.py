"""What both legs promise, each against a computation that can be followed by eye."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import DenseIndex, LexicalIndex, Match, Vectors

WORDS = st.lists(st.sampled_from("猫狗鱼鸟马"), min_size=1, max_size=8)
PASSAGES = st.lists(WORDS, min_size=1, max_size=30)


def ids(count: int) -> list[str]:
    return [f"p{(number * 7) % 100:02}" for number in range(count)]


def unit(rows: object) -> Vectors:
    vectors = np.array(rows, dtype=np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), dtype=np.float32)


def in_order(scored: list[tuple[str, float]]) -> list[str]:
    return [name for name, _ in sorted(scored, key=lambda pair: (-round(pair[1], 6), pair[0]))]


def assert_promises(matches: list[Match], k: int) -> None:
    assert len(matches) <= k
    assert matches == sorted(matches, key=lambda match: (-match.score, match.passage_id))


@given(
    st.lists(st.lists(st.integers(-3, 3), min_size=4, max_size=4).filter(any), min_size=1, max_size=40),
    st.integers(1, 50),
)
def test_the_dense_leg_equals_brute_force(rows: list[list[int]], k: int) -> None:
    vectors, names = unit(rows), ids(len(rows))
    query = unit([1, 2, -1, 1])
    matches = DenseIndex.build(names, vectors).search(query, k)
    assert_promises(matches, k)
    assert len(matches) == min(k, len(rows))
    expected = in_order(list(zip(names, (vectors @ query).tolist(), strict=True)))[:k]
    scores = dict(zip(names, (vectors @ query).tolist(), strict=True))
    assert [scores[m.passage_id] for m in matches] == pytest.approx([scores[name] for name in expected], abs=2e-6)


def test_equal_vectors_come_by_passage_id_also_at_the_edge_of_k() -> None:
    index = DenseIndex.build(["e", "d", "c", "b", "a"], unit([[1, 0]] * 5))
    assert [match.passage_id for match in index.search(unit([1, 0]), 2)] == ["a", "b"]


def bm25(passages: list[list[str]], query: list[str]) -> list[float]:
    """Lucene's BM25 as its authors write it: idf * tf / (tf + k1 * (1 - b + b * length / mean length))."""
    mean = sum(map(len, passages)) / len(passages)
    scores = []
    for passage in passages:
        score = 0.0
        for term in query:
            n = sum(term in other for other in passages)
            tf = passage.count(term)
            idf = math.log(1 + (len(passages) - n + 0.5) / (n + 0.5))
            score += idf * tf / (tf + 1.5 * (1 - 0.75 + 0.75 * len(passage) / mean))
        scores.append(score)
    return scores


@given(PASSAGES, WORDS, st.integers(1, 40))
def test_the_lexical_leg_equals_the_formula(passages: list[list[str]], query: list[str], k: int) -> None:
    names = ids(len(passages))
    matches = LexicalIndex.build(names, passages).search(query, k)
    assert_promises(matches, k)
    scores = dict(zip(names, bm25(passages, query), strict=True))
    expected = [name for name in in_order(list(scores.items())) if scores[name] > 0][:k]
    assert [m.score for m in matches] == pytest.approx([scores[name] for name in expected], abs=1e-4)


def test_equal_scores_come_by_passage_id_also_at_the_edge_of_k() -> None:
    index = LexicalIndex.build(["e", "d", "c", "b", "a"], [["猫"]] * 5)
    assert [match.passage_id for match in index.search(["猫"], 2)] == ["a", "b"]


def test_a_passage_without_a_term_is_never_a_match() -> None:
    index = LexicalIndex.build(["a", "b", "c"], [["猫"], ["狗"], []])
    assert [match.passage_id for match in index.search(["猫", "龙"], 10)] == ["a"]
    assert index.search(["龙"], 10) == []
    assert index.search([], 10) == []


def test_passages_without_any_term_can_be_indexed() -> None:
    assert LexicalIndex.build(["a", "b"], [[], []]).search(["猫"], 10) == []


def test_a_term_that_stands_nowhere_weighs_most() -> None:
    weights = LexicalIndex.build(["a", "b", "c"], [["猫", "狗"], ["猫"], ["猫"]]).weights(["猫", "狗", "龙"])
    assert weights["猫"] < weights["狗"] < weights["龙"]
    assert weights["龙"] == pytest.approx(math.log(1 + 3.5 / 0.5))


@given(PASSAGES, WORDS)
def test_saving_and_loading_changes_no_lexical_ranking(passages: list[list[str]], query: list[str]) -> None:
    import tempfile

    index = LexicalIndex.build(ids(len(passages)), passages)
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder))
        assert LexicalIndex.load(Path(folder), ids(len(passages))).search(query, 10) == index.search(query, 10)


def test_saving_and_loading_changes_no_dense_ranking(tmp_path: Path) -> None:
    vectors = unit(np.random.default_rng(0).normal(size=(50, 8)))
    index = DenseIndex.build(ids(50), vectors)
    index.save(tmp_path / "dense.faiss")
    assert DenseIndex.load(tmp_path / "dense.faiss", ids(50)).search(vectors[3], 10) == index.search(vectors[3], 10)
