"""Where sentences end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import CLOSING_MARKS, MAX_SENTENCE, is_heading, sentence_spans

TEXTS = st.text(alphabet='甲乙丙a1 .。！？；…!?;:：，,、“”‘’「」（）()《》"\n\r\t*#', max_size=400)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("天亮了。鸟叫了！谁在唱？我；你", ["天亮了。", "鸟叫了！", "谁在唱？", "我；", "你"]),
        ("他走了……没有回来。", ["他走了……", "没有回来。"]),
        ("真的？！是的。", ["真的？！", "是的。"]),
        (
            "CTO容易出局?你怕不是在搞笑吧,技术不稳;真的!好",
            ["CTO容易出局?", "你怕不是在搞笑吧,技术不稳;", "真的!", "好"],
        ),
        ("用ASCII句点.下一句", ["用ASCII句点.", "下一句"]),
        ("He slept. She left.", ["He slept.", "She left."]),
        ("他说不会!CTO很难。", ["他说不会!", "CTO很难。"]),
        ("CTO难做;CTO不难。", ["CTO难做;", "CTO不难。"]),
    ],
)
def test_a_sentence_ends_at_chinese_and_western_end_marks(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "费用是3.5元",
        "版本v2.0已发布",
        "请看example.com的说明",
        "1. 第一点",
        "- 1. 第一点",
        "有三点: 1. 研发 2. 迭代",
        "1．研发",
        "费用是3．5元",
        "Mr. Smith came",
        "J. R. R. Tolkien wrote",
        "用e.g. 表示例如",
        "打开a.com/?q=1;b=2吧",
        "&nbsp;空格",
        "我…我不知道",
    ],
)
def test_a_mark_inside_a_number_name_or_address_ends_nothing(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他说：“走吧。”她点头。", ["他说：“走吧。”", "她点头。"]),
        ("他说：“走吧。天黑了。再见！”她点头。", ["他说：“走吧。天黑了。再见！”", "她点头。"]),
        ("「走吧。」她說。", ["「走吧。」", "她說。"]),
        ("书名《谁？我！》很长。好", ["书名《谁？我！》很长。", "好"]),
        ('她说"走。快走。"然后走了。好', ['她说"走。快走。"', "然后走了。", "好"]),
    ],
)
def test_closing_quotes_belong_to_the_sentence_and_a_quotation_is_never_cut(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_quotation_mark_that_nothing_closes_does_not_swallow_the_text() -> None:
    assert sentences("他说：“走吧。天黑了。") == ["他说：“走吧。", "天黑了。"]


def test_a_sentence_ends_with_its_line() -> None:
    assert sentences("职责:\n写代码\r\n\r\n开会") == ["职责:", "写代码", "开会"]


def test_text_without_sentence_ends_is_cut_behind_a_comma() -> None:
    text = "很长的句子没有句号，" * 100
    pieces = sentences(text)
    assert "".join(pieces) == text
    assert all(len(piece) <= MAX_SENTENCE for piece in pieces)
    assert all(piece.endswith("，") for piece in pieces)


@pytest.mark.parametrize("line", ["首席架构师", "职责与定位:", "1、从职位级别上来说:", "# 标题。", "要求："])
def test_a_line_that_announces_what_follows_is_a_heading(line: str) -> None:
    assert is_heading(f"{line}\n正文。", (0, len(line)))


@pytest.mark.parametrize(
    "line", ["系统的重构 及 设计。", "这一行没有句号但是它比一个标题长得多所以它是正文而不是标题", "好,"]
)
def test_a_line_of_text_is_not_a_heading(line: str) -> None:
    assert not is_heading(f"{line}\n正文。", (0, len(line)))


@given(TEXTS)
def test_between_sentences_there_is_only_white_space(text: str) -> None:
    at = 0
    for start, end in sentence_spans(text):
        gap = text[at:start]
        assert gap.strip() == "" or (at == 0 and all(c.isspace() or not c.isalnum() for c in gap))
        assert start < end
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        at = end
    assert text[at:].strip() == "" or not sentence_spans(text)


@given(TEXTS)
def test_no_sentence_starts_with_a_closing_mark(text: str) -> None:
    assert not [sentence for sentence in sentences(text) if sentence[0] in CLOSING_MARKS]
