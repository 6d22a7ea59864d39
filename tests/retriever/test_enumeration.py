"""Which sentences are the items of a list."""

from __future__ import annotations

import pytest

from corpus import Document, split_document, split_sentences
from retriever.enumeration import enumerations


def items(text: str) -> list[list[str]]:
    sentences = [s for p in split_document(Document("d", "", "d", text)) for s in split_sentences(p)]
    return [[sentences[place].text for place in places] for places in enumerations(sentences)]


@pytest.mark.parametrize(
    "points",
    [
        ["第一个节点，是研发。", "第二个节点，是迭代。", "第三个节点，是拓展。"],
        ["1、研发。", "2、迭代。", "3、拓展。"],
        ["1. 研发。", "2. 迭代。", "3. 拓展。"],
        ["（一）研发。", "（二）迭代。", "（三）拓展。"],
        ["一、研发。", "二、迭代。", "十一、拓展。"],
        ["首先要研发。", "其次要迭代。", "最后要拓展。"],
        ["一是研发；", "二是迭代；", "三是拓展。"],
        ["步骤1：研发。", "步骤2：迭代。", "步骤3：拓展。"],
        ["1、研发。", "3、跳号。"],
        ["①研发。", "②迭代。", "③拓展。"],
        ["- 1. 研发。", "- 2. 迭代。"],
        ["**第一**，研发。", "**第二**，迭代。"],
        ["第一个关键节点，是研发。", "第二个关键节点，是迭代。"],
        ["1．研发。", "2．迭代。"],
    ],
)
def test_items_marked_alike_that_count_upward_are_a_list(points: list[str]) -> None:
    text = "\n".join(["开头的话。", points[0], "解释这一点的话。", *points[1:], "结尾的话。"])
    assert items(text) == [points]


def test_the_first_item_may_stand_behind_the_colon_that_announces_the_list() -> None:
    assert items("有三点：一是研发；二是迭代；三是拓展。") == [["有三点：一是研发；", "二是迭代；", "三是拓展。"]]


def test_two_lists_of_one_kind_are_told_apart() -> None:
    assert items("1、甲。\n2、乙。\n1、丙。\n2、丁。") == [["1、甲。", "2、乙。"], ["1、丙。", "2、丁。"]]


@pytest.mark.parametrize(
    "text",
    [
        "第二天，下雨。\n第三天，天晴。",
        "1、只有一点。",
        "3.5元是价格。\n4.5元也是。",
        "没有列表。",
        "一、二线城市房价高。\n三、四线城市房价低。",
    ],
)
def test_a_stray_number_is_no_list(text: str) -> None:
    assert items(text) == []
