"""Fitting the confidence to questions of which it is known whether the texts answer them."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from retriever.calibration.asked import Asked, Asker
from retriever.calibration.fit import choose_thresholds, fit, table
from retriever.confidence import Evidence, confidence
from retriever.evaluation import read_collection
from tests.topic_encoder import TOPICS, TopicEncoder


def evidence(margin: float | None, *, cosine: float = 0.88, fact: bool = True) -> Evidence:
    return Evidence(cosine, cosine, 0.5, 0.5, 0.0, margin, margin, margin, fact)


def asked(kind: str, answerable: bool, margins: Sequence[float]) -> list[Asked]:
    return [Asked("one", kind, answerable, evidence(margin)) for margin in margins]


def test_a_sign_that_tells_answers_apart_gets_its_weight_and_one_that_does_not_gets_none() -> None:
    drawn = random.Random(1)
    found = [
        Asked("one", "own", there, evidence(drawn.gauss(2 if there else -2, 2), cosine=drawn.gauss(0.88, 0.02)))
        for there in [True, False] * 500
    ]
    coefficients, _ = fit(found, with_span_model=True)
    margins, cosines = sum(coefficients[5:]) * 2, abs(sum(coefficients[:2])) * 0.02  # times the spread of each
    assert margins > 10 * cosines


def test_a_kind_with_many_questions_weighs_no_more_than_one_with_few() -> None:
    few = asked("few", True, [2.0] * 10) + asked("few", False, [-2.0] * 10)
    many = asked("many", True, [-1.0] * 1000) + asked("many", False, [1.0] * 1000)
    coefficients, _ = fit(few + many, with_span_model=True)
    assert min(coefficients[5:]) > 0


def test_without_a_span_model_its_signs_are_not_fitted() -> None:
    found = [Asked("one", "own", cosine > 0.9, evidence(5.0, cosine=cosine)) for cosine in np.linspace(0.85, 0.95, 50)]
    coefficients, _ = fit(found, with_span_model=False)
    assert len(coefficients) == 5
    assert coefficients[0] > 0
    with pytest.raises(ValueError, match="span model"):
        fit([Asked("one", "own", True, evidence(None))], with_span_model=True)


def test_questions_for_facts_and_others_are_judged_by_coefficients_of_their_own() -> None:
    assert confidence(evidence(2.0)) != confidence(evidence(2.0, fact=False))
    assert confidence(evidence(None)) == confidence(evidence(None, fact=False))
    assert [evidence(None).read, evidence(2.0).read, evidence(2.0, fact=False).read] == [False, True, False]


def test_the_threshold_lies_between_what_is_answered_and_what_is_not() -> None:
    found = asked("own", True, [9.0] * 20) + asked("own", False, [-9.0] * 20)
    found += [Asked("one", "far", False, evidence(-12.0, cosine=0.8, fact=fact)) for fact in (True, False)]
    threshold, _, related = choose_thresholds(found)
    assert confidence(evidence(-9.0)) < threshold <= confidence(evidence(9.0))
    assert all(0 < least <= threshold for least in related)
    [line] = [line for line in table(found) if " own " in line]
    assert "AUROC 1.000" in line


def test_questions_that_were_trained_with_are_not_asked_whether_they_are_answered_or_not(tmp_path: Path) -> None:
    folder = tmp_path / "topics"
    folder.mkdir()
    documents = [{"_id": topic, "text": f"{topic}喜欢睡觉。"} for topic in TOPICS]
    queries = [
        {"_id": f"{topic}{there}", "text": f"{topic}喜欢什么？", "answerable": there, "answers": ["睡觉"] * there}
        for topic in TOPICS
        for there in (True, False)
    ]
    judged = ["query-id\tcorpus-id\tscore", *(f"{topic}True\t{topic}\t1" for topic in TOPICS)]
    for name, lines in (("corpus.jsonl", map(json.dumps, documents)), ("queries.jsonl", map(json.dumps, queries))):
        (folder / name).write_text("\n".join(lines), encoding="utf-8")
    (folder / "qrels.tsv").write_text("\n".join(judged), encoding="utf-8")
    collection = read_collection(folder)
    asker = Asker(TopicEncoder(), None, lambda _, query: query.id.startswith(("猫", "狗")), tmp_path / "stores")
    own = [one.answerable for one in asker.ask(collection, collection) if one.kind == "own"]
    assert sorted(own) == [False, False, True, True]
