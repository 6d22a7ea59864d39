"""What the span model is trained on."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from retriever.evaluation import Collection, JudgedQuery, read_collection
from retriever.training.examples import Example, ExampleMaker, held_out

FILLER = "这一句说的是别的事情，与问题没有关系。"


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """Forty companies, each founded in its own year."""
    folder = tmp_path_factory.mktemp("companies")
    names = [f"{first}{second}公司" for first in "东西南北中" for second in "山河湖海江原城乡"]
    documents = [
        {
            "_id": name,
            "title": name,
            "text": f"{FILLER}{name}于{1950 + at}年成立。{FILLER}{name}在成立后搬到上海。{FILLER * 9}",
        }
        for at, name in enumerate(names)
    ]
    asked = [
        {"_id": f"q{at}", "text": f"{name}是哪一年成立的？", "answers": [f"{1950 + at}年"]}
        for at, name in enumerate(names)
    ]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    judged = ["query-id\tcorpus-id\tscore", *(f"q{at}\t{name}\t1" for at, name in enumerate(names))]
    (folder / "qrels.tsv").write_text("\n".join(judged), encoding="utf-8")
    return read_collection(folder)


@pytest.fixture(scope="module")
def examples(collection: Collection) -> list[Example]:
    maker = ExampleMaker(collection, seed=1)
    return [example for _ in range(4) for example in maker.draw(collection.queries)]


def test_every_kind_of_example_is_drawn(examples: list[Example]) -> None:
    kinds = Counter(example.kind for example in examples)
    assert set(kinds) == {"answer", "value taken out", "sentence taken out", "elsewhere", "rival", "swapped"}
    assert kinds["answer"] == 160


def test_the_span_of_an_answer_is_the_answer_below_the_title(examples: list[Example], collection: Collection) -> None:
    answers = {query.text: query.answers[0] for query in collection.queries}
    for example in examples:
        if example.answerable:
            assert example.span is not None
            assert example.context[slice(*example.span)] == answers[example.question]
            assert example.span[0] >= example.start


def test_a_window_that_is_called_unanswerable_does_not_hold_the_answer(
    examples: list[Example], collection: Collection
) -> None:
    answers = {query.text: query.answers[0] for query in collection.queries}
    for example in examples:
        if not example.answerable and example.kind != "swapped":
            assert answers[example.question] not in example.context[example.start :]
            assert example.span is None


def test_a_swapped_question_asks_for_another_name_than_the_window_is_about(examples: list[Example]) -> None:
    for example in examples:
        if example.kind == "swapped":
            assert example.question.removesuffix("是哪一年成立的？") not in example.context


def test_a_question_that_the_collection_does_not_answer_is_read_beside_what_looks_most_like_it(
    collection: Collection,
) -> None:
    query = JudgedQuery("none", "东山公司搬到上海之前在哪里？", (), False, 1)
    [example] = ExampleMaker(collection, seed=1).draw([query])
    assert (example.answerable, example.span, example.kind) == (False, None, "unanswered")
    assert "东山公司" in example.context


def test_the_same_seed_draws_the_same_examples(collection: Collection) -> None:
    one, two = (ExampleMaker(collection, seed=3).draw(collection.queries) for _ in range(2))
    assert one == two
    assert one != ExampleMaker(collection, seed=4).draw(collection.queries)


@pytest.mark.parametrize("most", [0, 1, 2])
def test_no_more_unanswerable_examples_are_drawn_than_asked_for(collection: Collection, most: int) -> None:
    for query in collection.queries:
        right, *wrong = ExampleMaker(collection, seed=1).draw([query], most)
        assert right.answerable
        assert len(wrong) <= most
        assert not any(example.answerable for example in wrong)


def test_about_a_tenth_is_kept_aside_whatever_the_number_of_documents(collection: Collection) -> None:
    one = JudgedQuery("", "问？", ("答",), None, 1)
    asked = [replace(one, id=f"question {at}") for at in range(500)]
    alone = replace(collection, qrels={query.id: {"东山公司": 1} for query in asked})
    assert 25 < sum(held_out(alone, query) for query in asked) < 75


def test_questions_of_one_document_are_on_one_side_where_there_are_many_documents(collection: Collection) -> None:
    documents = {str(at): replace(collection.documents["东山公司"], id=str(at)) for at in range(200)}
    asked = [JudgedQuery(f"{at} {turn}", "问？", ("答",), None, 1) for at in range(200) for turn in range(3)]
    many = replace(collection, documents=documents, qrels={query.id: {query.id.split()[0]: 1} for query in asked})
    sides = [held_out(many, query) for query in asked]
    assert sides[::3] == sides[1::3] == sides[2::3]
    assert 5 < sum(sides[::3]) < 40


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"answers": ()}, "东山公司是哪一年成立的？"),
        ({}, "东山公司去年做了什么？"),
    ],
)
def test_a_query_without_a_certain_answer_is_not_drawn_from(
    collection: Collection, changed: dict[str, Any], text: str
) -> None:
    query = replace(collection.queries[0], text=text, **changed)
    assert ExampleMaker(collection, seed=1).draw([query]) == []
