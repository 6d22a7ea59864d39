"""Reading a collection: what fits is read, and what does not is named by file, line and id."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retriever import EvaluationError
from retriever.evaluation import read_collection
from retriever.evaluation.collection import CASES, CORPUS, QRELS, QUERIES

DOCUMENTS = [
    {"_id": "cat", "title": "猫", "text": "猫每天睡十六个小时。"},
    {"_id": "dog", "title": "", "text": "狗喜欢散步。"},
]
ASKED = [
    {"_id": "q1", "text": "猫睡多久？", "answers": ["十六个小时"], "answerable": True},
    {"_id": "q2", "text": "狗喜欢什么？", "answers": ["散步"]},
    {"_id": "q3", "text": "鱼会飞吗？", "answerable": False},
]
JUDGED = ["query-id\tcorpus-id\tscore", "q1\tcat\t2", "q1\tdog\t0", "q2\tdog\t1"]


def write(folder: Path, documents: object = DOCUMENTS, asked: object = ASKED, judged: list[str] = JUDGED) -> Path:
    for name, records in ((CORPUS, documents), (QUERIES, asked)):
        assert isinstance(records, list)
        lines = (record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records)
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / QRELS).write_text("\n".join(judged) + "\n", encoding="utf-8")
    return folder


def test_a_collection_is_read(tmp_path: Path) -> None:
    collection = read_collection(write(tmp_path))
    assert sorted(collection.documents) == ["cat", "dog"]
    assert [(q.id, q.answers, q.answerable) for q in collection.queries] == [
        ("q1", ("十六个小时",), True),
        ("q2", ("散步",), None),
        ("q3", (), False),
    ]
    assert collection.qrels == {"q1": {"cat": 2}, "q2": {"dog": 1}}
    assert collection.extractive == {"q1", "q2"}


def test_another_content_has_another_fingerprint(tmp_path: Path) -> None:
    before = read_collection(write(tmp_path)).fingerprint
    assert read_collection(write(tmp_path)).fingerprint == before
    assert read_collection(write(tmp_path, judged=JUDGED[:-1])).fingerprint != before


@pytest.mark.parametrize("name", [CORPUS, QUERIES, QRELS])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (write(tmp_path) / name).unlink()
    with pytest.raises(EvaluationError, match=name):
        read_collection(tmp_path)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ([*ASKED, {"_id": "q4"}], r"queries.jsonl:4: 'q4' 没有 text"),
        ([*ASKED, {"_id": "q4", "text": " "}], r"queries.jsonl:4: 'q4' 没有 text"),
        ([*ASKED, {"text": "谁？"}], r"queries.jsonl:4: 缺少 _id"),
        ([*ASKED, {"_id": "q1", "text": "谁？"}], r"queries.jsonl:4: 'q1' 与第 1 行重复"),
        ([*ASKED, {"_id": "q4", "text": "谁？", "answers": "我"}], r"queries.jsonl:4: 'q4' answers"),
        ([*ASKED, {"_id": "q4", "text": "谁？", "answerable": 1}], r"queries.jsonl:4: 'q4' answerable"),
        ([*ASKED, "{"], r"queries.jsonl:4: 不是有效的 JSON"),
        ([*ASKED, "[]"], r"queries.jsonl:4: 缺少 _id"),
        ([], r"queries.jsonl 里没有问题"),
    ],
)
def test_a_query_that_does_not_fit_is_named(tmp_path: Path, asked: object, message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        read_collection(write(tmp_path, asked=asked))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("q1\tcat", r"qrels.tsv:5: 有 2 列"),
        ("q9\tcat\t1", r"qrels.tsv:5: 'q9' 不在 queries.jsonl"),
        ("q1\tfish\t1", r"qrels.tsv:5: 'fish' 不在 corpus.jsonl"),
        ("q1\tcat\t1", r"qrels.tsv:5: 'q1' 与 'cat' 的判断重复"),
        ("q2\tcat\tyes", r"qrels.tsv:5: 'q2' 'yes' 不是整数"),
    ],
)
def test_a_judgement_that_does_not_fit_is_named(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        read_collection(write(tmp_path, judged=[*JUDGED, line]))


@pytest.mark.parametrize("record", [{"_id": "cat", "text": "重复。"}, {"_id": "x"}, "{"])
def test_a_document_that_does_not_fit_is_named_with_its_line(tmp_path: Path, record: object) -> None:
    with pytest.raises(EvaluationError, match=r"corpus.jsonl"):
        read_collection(write(tmp_path, documents=[*DOCUMENTS, record]))


def test_an_answer_that_is_in_no_relevant_document_is_named_where_the_others_are(tmp_path: Path) -> None:
    asked = [{"_id": f"q{n}", "text": "猫睡多久？", "answers": ["十六个小时"]} for n in range(30)]
    asked.append({"_id": "wrong", "text": "猫睡多久？", "answers": ["三天"]})
    judged = [JUDGED[0], *(f"{query['_id']}\tcat\t1" for query in asked)]
    with pytest.raises(EvaluationError, match=r"queries.jsonl:31: 'wrong' 答案不在相关文档里"):
        read_collection(write(tmp_path, asked=asked, judged=judged))


def test_cases_say_which_documents_alone_answer(tmp_path: Path) -> None:
    case = {"text": "猫睡多久？", "passages": ["dog"], "case": "unanswerable"}
    (write(tmp_path) / CASES).write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")
    [found] = read_collection(tmp_path).cases
    assert (found.text, found.documents, found.answerable) == ("猫睡多久？", frozenset({"dog"}), False)


@pytest.mark.parametrize("wrong", [{"passages": ["bird"]}, {"case": "maybe"}, {"text": " "}, {"passages": None}])
def test_a_case_that_does_not_fit_is_named_by_its_line(tmp_path: Path, wrong: dict[str, object]) -> None:
    case = {"text": "猫睡多久？", "passages": ["dog"], "case": "unanswerable"} | wrong
    (write(tmp_path) / CASES).write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(EvaluationError, match=f"{CASES}:1"):
        read_collection(tmp_path)
