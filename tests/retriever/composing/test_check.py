"""What the check takes for supported, rule by rule, and over the pairs that were judged by hand."""

from __future__ import annotations

import pytest

from corpus import Document, Passage
from index import Encoder, default_analyzer
from retriever.composing.check import Checker
from retriever.composing.quantities import quantities
from retriever.composing.quoting import QuoteFinder, ShownPassage
from retriever.composing.wording import Wording
from tests.benchmarks.composing import PARTS, judge, pairs, precision_and_recall

FLOORS = {"develop": (0.93, 0.93), "measure": (0.92, 0.94), "fresh": (0.64, 0.72), "blind": (0.7, 0.63)}
"""Precision and recall that were reached, with a little room."""


@pytest.fixture(scope="module")
def checker(bundled: Encoder) -> Checker:
    return Checker(default_analyzer(), bundled)


def objection(checker: Checker, source: str, sentence: str, title: str = "", question: str = "") -> str | None:
    """What speaks against a sentence that quotes the whole source."""
    analyzer = default_analyzer()
    document = Document("d", title, "d", source)
    finder = QuoteFinder([ShownPassage(1, Passage("d#1", "d", 0, len(source), source), document)], analyzer.simplified)
    return checker.objection(sentence, finder.basis(finder.find(source, (1,)), question, analyzer.fold))


@pytest.mark.parametrize("part", PARTS)
def test_the_check_is_as_good_as_it_was(part: str, bundled: Encoder) -> None:
    precision, recall = precision_and_recall(judge(part, bundled))
    assert precision >= FLOORS[part][0]
    assert recall >= FLOORS[part][1]


@pytest.mark.parametrize(("part", "least"), [("develop", 60), ("measure", 100), ("blind", 200)])
def test_there_are_enough_pairs_of_both_sorts(part: str, least: int) -> None:
    judged = [pair.supported for pair in pairs(part)]
    assert len(judged) >= least
    assert 0.4 <= sum(judged) / len(judged) <= 0.6


def test_no_sentence_is_in_two_parts() -> None:
    sentences = [pair.sentence for part in PARTS for pair in pairs(part)]
    shared = {one for one in sentences if sentences.count(one) > 1}
    assert not shared


@pytest.mark.parametrize(
    ("source", "supported", "unsupported"),
    [
        ("公司去年卖出1.8万台机器。", "公司去年卖了18000台机器。", "公司去年卖了8000台机器。"),
        ("湖的面积是320平方公里。", "这个湖有320平方公里。", "这个湖有320平方米。"),
        ("会议定于3月5日召开。", "会议在3月5日开。", "会议在3月15日开。"),
        ("三成员工在外地工作。", "30%的员工在外地工作。", "13%的员工在外地工作。"),
        ("他没有参加考试。", "他未参加考试。", "他参加了考试。"),
        ("门票可以退。", "门票能退。", "门票不能退。"),
        ("甲市的人口多于乙市。", "甲市人口比乙市多。", "甲市人口比乙市少。"),
        ("甲市的人口多于乙市。", "乙市的人口少于甲市。", "乙市的人口多于甲市。"),
        ("今年的产量增加了。", "今年产量上升了。", "今年产量减少了。"),
        ("部分学生住校。", "有些学生住校。", "所有学生都住校。"),
        ("工程预计明年完工。", "工程预计在明年做完。", "工程已经完工。"),
        ("李明收购了王强的店。", "李明买下了王强的店。", "王强收购了李明的店。"),
        ("合同期限不少于两年。", "合同至少两年。", "合同最多两年。"),
        ("李明在北京出生。", "李明生在北京。", "李明生在上海。"),
        ("猫喜欢睡觉。", "猫爱睡觉。", "地球绕太阳公转。"),
    ],
)
def test_a_sentence_is_supported_by_what_says_the_same_and_not_by_what_does_not(
    checker: Checker, source: str, supported: str, unsupported: str
) -> None:
    assert objection(checker, source, supported) is None
    assert objection(checker, source, unsupported)


def test_a_number_of_the_question_is_no_source(checker: Checker) -> None:
    assert objection(checker, "公司收入3亿元。", "公司2023年收入3亿元。", question="公司2023年收入多少？")
    assert objection(checker, "公司收入3亿元。", "公司2023年收入3亿元。", title="公司2023年年报") is None


def test_a_subject_may_come_from_the_title_or_the_question(checker: Checker) -> None:
    assert objection(checker, "她1931年生于绍兴。", "林若兰1931年生于绍兴。", title="林若兰") is None
    assert objection(checker, "她1931年生于绍兴。", "林若兰1931年生于绍兴。", question="林若兰生于何地？") is None


def test_an_objection_is_one_line_in_chinese_with_english_beside_it(checker: Checker) -> None:
    reason = objection(checker, "他没有参加考试。", "他参加了考试。")
    assert reason
    assert "\n" not in reason
    assert "。 " in reason


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1.8万台", [(18000, "count")]),
        ("一百二十五", [(125, "bare")]),
        ("三千零六元", [(3006, "yuan")]),
        ("二〇二三年", [(2023, "year")]),
        ("1,200元", [(1200, "yuan")]),
        ("百分之八十", [(80, "percent")]),
        ("万分之五", [(0.05, "percent")]),
        ("三成半", [(35, "percent")]),
        ("半小时", [(1800, "time")]),
        ("30分钟", [(1800, "time")]),
        ("两周", [(14, "day")]),
        ("6:10", [(370, "clock")]),
        ("第三部", [(3, "ordinal")]),
        ("五花肉和八角一起煮", []),
        ("k-77和m2", []),
    ],
)
def test_numbers_are_read_in_every_form(text: str, values: list[tuple[float, str]]) -> None:
    words = Wording(default_analyzer()).words(text)
    assert [(round(one.value, 6), one.dimension) for one in quantities(text, words)] == values
