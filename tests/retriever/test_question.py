"""What a question is, and what it asks for."""

from __future__ import annotations

import pytest

from retriever.confidence import Evidence, confidence, lacks_number
from retriever.question import asks_for_list, asks_for_several, clean_question, is_bare_question


def test_control_characters_become_spaces_and_the_ends_are_trimmed() -> None:
    assert clean_question("  猫\x00和\x1b狗\u2028？\n") == "猫 和 狗 ？"


@pytest.mark.parametrize(
    "question",
    [
        "cto有哪几个关键节点?",
        "要闯过哪些关口",
        "有多少个步骤",
        "技术选型的步骤是什么",
        "列出所有要点",
        "what are the steps",
    ],
)
def test_a_question_for_several_points_is_known(question: str) -> None:
    assert asks_for_list(question)


@pytest.mark.parametrize(
    "question", ["cto容易出局吗?", "几乎没有人知道吗", "谁是技术总监", "为什么需要步骤", "年薪是多少", "每天几点下班"]
)
def test_a_question_for_one_thing_is_known(question: str) -> None:
    assert not asks_for_list(question)


def test_a_short_question_in_a_text_is_bare_and_a_long_one_is_not() -> None:
    assert is_bare_question("CTO容易出局?")
    assert is_bare_question("“谁？”")
    assert not is_bare_question("CTO不容易出局。")
    assert not is_bare_question("就早期而言,没有CTO,整个公司就是在讲故事,你说重要性怎么比?")


@pytest.mark.parametrize("question", ["年薪是多少", "成立于哪一年", "什么时候开始", "占比有多高", "有几个种类"])
def test_a_number_is_missed_where_one_is_asked_for(question: str) -> None:
    assert lacks_number(question, "公司的规模很大。")
    assert lacks_number(question, "第一个节点，是研发。")
    assert not lacks_number(question, "共有25个。")
    assert not lacks_number(question, "共有三十个。")


@pytest.mark.parametrize(
    ("question", "with_unit", "without"),
    [
        ("每天几点上班", "上午9点上班。", "让团队1个月做出来。"),
        ("学制几年", "学制是四年。", "学费是4000元。"),
        ("要几个小时", "要六个小时。", "要六次。"),
        ("住了几个人", "住着三十人。", "住了三十天。"),
    ],
)
def test_the_unit_that_is_asked_for_has_to_be_there(question: str, with_unit: str, without: str) -> None:
    assert not lacks_number(question, with_unit)
    assert lacks_number(question, without)


def test_a_time_may_be_given_without_a_number() -> None:
    assert not lacks_number("什么时候浇水", "浇水要在早晨进行。")
    assert lacks_number("有多少种", "浇水要在早晨进行。")


def test_a_number_is_not_missed_where_none_is_asked_for() -> None:
    assert not lacks_number("谁是技术总监", "他是技术总监。")


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("为什么初创公司早期离不开技术负责人?", False),
        ("业务做大以后CTO该怎么办?", False),
        ("做到CTO之后还能往上走吗?", False),
        ("总结这家公司2020年的改进计划。", True),
        ("甲公司和乙公司哪家分红更多?比较一下。", True),
        ("技术总监和架构师有什么区别?", True),
        ("两家公司分别赚了多少?", True),
        ("如何招人、留人以及培养人?", True),
    ],
)
def test_what_stands_in_several_places_is_told_from_what_one_place_can_answer(question: str, several: bool) -> None:
    assert asks_for_several(question) is several


def test_of_a_question_for_more_than_a_fact_the_span_model_can_only_object() -> None:
    signs = {"titled_cosine": 0.95, "sentence_cosine": 0.95, "terms": 1.0, "focus": 1.0, "lacks_number": 0.0}
    alike = Evidence(**signs, fact=False)
    against, of_one_mind = (
        Evidence(**signs, answerable=answerable, margin=answerable, best_margin=answerable, fact=False)
        for answerable in (-6.0, 12.0)
    )
    assert confidence(of_one_mind) == confidence(alike) > 0.9
    assert confidence(against) < 0.1
    assert against.parts()["objection"] < 0 == of_one_mind.parts()["objection"]


def test_confidence_is_a_probability_that_rises_with_the_evidence() -> None:
    weak = confidence(Evidence(titled_cosine=0.83, sentence_cosine=0.83, terms=0.0, focus=0.0, lacks_number=0.0))
    strong = confidence(Evidence(titled_cosine=0.95, sentence_cosine=0.95, terms=1.0, focus=1.0, lacks_number=0.0))
    without = confidence(Evidence(titled_cosine=0.95, sentence_cosine=0.95, terms=1.0, focus=1.0, lacks_number=1.0))
    assert 0 <= weak < 0.05
    assert 0.95 < strong <= 1
    assert without < strong
