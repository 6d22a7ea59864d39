"""The evaluation of a small collection whose figures can be computed by eye, and its command."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index import Encoder, build_index, open_index
from retriever import Answerer
from retriever.evaluation import Case, Run, evaluate, read_collection
from tests.topic_encoder import TopicEncoder

TOPICS = {
    "猫": "每天睡十六个小时",
    "狗": "喜欢在公园散步",
    "鱼": "在水里用鳃呼吸",
    "鸟": "的骨头是空心的",
    "马": "总是站着睡觉",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One document and one query a topic."""
    folder = tmp_path_factory.mktemp("topics")
    documents = [{"_id": topic, "text": f"{topic}{fact}。关于{topic}还有别的话。"} for topic, fact in TOPICS.items()]
    asked = [
        {"_id": f"q{topic}", "text": f"{topic}怎么样，{fact}吗？", "answers": [fact]} for topic, fact in TOPICS.items()
    ]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    judged = ["query-id\tcorpus-id\tscore", *(f"q{topic}\t{topic}\t1" for topic in TOPICS)]
    (folder / "qrels.tsv").write_text("\n".join(judged), encoding="utf-8")
    return folder


def test_perfect_rankings_and_first_sentences_are_counted_as_such(folder: Path, tmp_path: Path) -> None:
    collection = read_collection(folder)
    build_index(collection.documents.values(), tmp_path, encoder=TopicEncoder())
    report, runs = evaluate(collection, Answerer(open_index(tmp_path, encoder=TopicEncoder())))
    for name in ("lexical", "dense", "fused"):
        assert report.measures[name]["nDCG@10"].mean == pytest.approx(1), name
        assert report.measures[name]["Recall@5"].mean == pytest.approx(1), name
        assert max(runs[name].rankings["q猫"], key=lambda document: runs[name].rankings["q猫"][document]) == "猫"
    assert report.first_sentence is not None
    assert (report.first_sentence.mean, report.first_sentence.count) == (1, 5)
    assert report.answerability is not None
    assert report.answerability.hidden


def test_hidden_documents_make_the_bundled_encoder_decline_more(folder: Path, tmp_path: Path, bundled: Encoder) -> None:
    collection = read_collection(folder)
    build_index(collection.documents.values(), tmp_path, encoder=bundled)
    report, _ = evaluate(collection, Answerer(open_index(tmp_path, encoder=bundled)))
    assert report.answerability is not None
    assert report.answerability.auroc > 0.9
    assert report.answerability.answered.mean > 1 - report.answerability.declined.mean


def test_a_quote_that_does_not_stand_in_the_collection_is_counted(
    folder: Path, tmp_path: Path, bundled: Encoder
) -> None:
    collection = read_collection(folder)
    build_index(collection.documents.values(), tmp_path, encoder=bundled)
    answerer = Answerer(open_index(tmp_path, encoder=bundled))
    report, _ = evaluate(collection, answerer)
    assert report.citations >= 5
    assert report.misquoted == 0
    moved = {name: replace(document, text=f"题{document.text}") for name, document in collection.documents.items()}
    report, _ = evaluate(replace(collection, documents=moved), answerer)
    assert report.misquoted == report.citations


def test_cases_take_the_place_of_hidden_documents(folder: Path, tmp_path: Path, bundled: Encoder) -> None:
    collection = read_collection(folder)
    build_index(collection.documents.values(), tmp_path, encoder=bundled)
    cases = [
        Case(f"{topic}怎么样，{fact}吗？", frozenset({name}), name == topic)
        for topic, fact in TOPICS.items()
        for name in (topic, "猫" if topic != "猫" else "狗")
    ]
    answerer = Answerer(open_index(tmp_path, encoder=bundled))
    report, _ = evaluate(replace(collection, cases=tuple(cases)), answerer)
    assert report.answerability is not None
    assert not report.answerability.hidden
    assert (report.answerability.answered.count, report.answerability.declined.count) == (5, 5)
    assert report.answerability.auroc > 0.9


def test_comparing_with_itself_finds_no_difference(folder: Path, tmp_path: Path) -> None:
    collection = read_collection(folder)
    build_index(collection.documents.values(), tmp_path, encoder=TopicEncoder())
    index = open_index(tmp_path, encoder=TopicEncoder())
    _, runs = evaluate(collection, Answerer(index))
    report, _ = evaluate(collection, Answerer(index), against=runs["fused"])
    assert report.comparison is not None
    assert set(report.comparison.differences.values()) == {(0.0, 1.0)}
    worse = Run("worse", collection.fingerprint, {})
    report, _ = evaluate(collection, Answerer(index), against=worse)
    assert report.comparison is not None
    assert report.comparison.differences["nDCG@10"][0] == pytest.approx(1)


def test_the_command_prints_saves_compares_and_refuses_runs_of_others(
    folder: Path, tmp_path: Path, root: Path, offline_environment: dict[str, str]
) -> None:
    def run(*words: object) -> subprocess.CompletedProcess[str]:
        arguments = [sys.executable, "-m", "retriever", "evaluate", folder, "--output", tmp_path, *words]
        return subprocess.run(
            list(map(str, arguments)),
            cwd=root,
            env=offline_environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    first = run()
    assert first.returncode == 0, first.stderr
    assert "nDCG@10" in first.stdout
    results = tmp_path / folder.name
    assert json.loads((results / "report.json").read_text(encoding="utf-8"))["queries"] == 5
    [store] = (tmp_path / "stores").iterdir()
    built = (store / "CURRENT").stat().st_mtime_ns

    second = run("--against", results / "fused.run", "--json")
    assert second.returncode == 0, second.stderr
    assert json.loads(second.stdout)["comparison"]["differences"]["P@1"] == [0.0, 1.0]
    assert (store / "CURRENT").stat().st_mtime_ns == built

    other = (results / "fused.run").read_text(encoding="utf-8").replace("fused:", "fused:0")
    (tmp_path / "other.run").write_text(other, encoding="utf-8")
    refused = run("--against", tmp_path / "other.run")
    assert refused.returncode == 2
    assert "另一个集合" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
