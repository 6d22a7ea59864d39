"""Replies of language models, tidy and untidy, as they come in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.composing.drafts import Draft, DraftReader


def read(reply: str, size: int = 1000) -> list[Draft]:
    reader = DraftReader()
    drafts = [draft for at in range(0, len(reply), size) for draft in reader.feed(reply[at : at + size])]
    return drafts + reader.close()


CAT = Draft("猫爱睡觉。", (1,), ("猫喜欢睡觉",))


@pytest.mark.parametrize(
    "reply",
    [
        "猫爱睡觉。[1]「猫喜欢睡觉」",
        "猫爱睡觉。[1]「猫喜欢睡觉」\n",
        "- 猫爱睡觉。[1]「猫喜欢睡觉」",
        "1. 猫爱睡觉。 [1] 「猫喜欢睡觉」。",
        "**猫爱睡觉。**【1】『猫喜欢睡觉』",
        "猫爱睡觉。[段落 1]“猫喜欢睡觉”",
        '猫爱睡觉。（1）"猫喜欢睡觉"',
        "句子：猫爱睡觉。［1］原文：「猫喜欢睡觉」",
        "猫爱睡觉。\n[1]「猫喜欢睡觉」",
        "猫爱睡觉。[1]\n「猫喜欢睡觉」",
        "<think>先想一想。\n猫不睡觉。[2]「狗」\n</think>\n\n猫爱睡觉。[1]「猫喜欢睡觉」",
        "先想一想，猫</think>猫爱睡觉。[1]「猫喜欢睡觉」",
        "猫爱睡\u200b觉。[1]「猫喜欢睡觉」".replace("\u200b", ""),
    ],
)
def test_a_sentence_with_its_quote_is_read_however_it_is_laid_out(reply: str) -> None:
    assert read(reply) == [CAT]
    assert read(reply, size=1) == [CAT]


def test_sentences_on_one_line_keep_their_own_quotes() -> None:
    assert read("猫爱睡觉。[1]「猫喜欢睡觉」鱼没有眼皮。[3]「鱼没有眼皮」") == [
        CAT,
        Draft("鱼没有眼皮。", (3,), ("鱼没有眼皮",)),
    ]


def test_a_sentence_may_rest_on_several_quotes() -> None:
    [draft] = read("猫爱睡觉，马站着睡。[1]「猫喜欢睡觉」[2]「马站着睡觉」")
    assert (draft.numbers, draft.quotes) == ((1, 2), ("猫喜欢睡觉", "马站着睡觉"))


def test_a_quotation_inside_of_the_sentence_is_no_quote_of_a_passage() -> None:
    [draft] = read("他把“猫”叫作「主子」的一种。[2]「猫是主子」")
    assert (draft.text, draft.quotes) == ("他把“猫”叫作「主子」的一种。", ("猫是主子",))


def test_a_quote_may_hold_quotation_marks() -> None:
    [draft] = read("他说好。[1]「他說「好」就走了」")
    assert draft.quotes == ("他說「好」就走了",)


def test_a_sentence_is_given_as_soon_as_its_line_is_whole() -> None:
    reader = DraftReader()
    assert reader.feed("猫爱睡觉。[1]「猫喜欢睡觉」") == []
    assert reader.feed("\n鱼") == [CAT]


def test_an_open_thought_is_never_given() -> None:
    assert read("<think>猫爱睡觉。[1]「猫喜欢睡觉」\n", size=3) == []


def test_a_sentence_holds_nothing_that_draws_nothing_or_turns_the_writing() -> None:
    [draft] = read("猫\u202e爱\x00睡\u200f觉。[1]「猫喜欢睡觉」")
    assert not set(draft.text) & set("\u202e\x00\u200f\n")


@given(st.text(alphabet='猫睡。[1]「」“”"\n<think>/ ，', max_size=60), st.integers(1, 5))
def test_how_a_reply_is_cut_into_pieces_changes_nothing_that_has_no_thoughts(reply: str, size: int) -> None:
    if "<" not in reply:
        assert read(reply, size) == read(reply)
