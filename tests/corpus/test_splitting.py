"""How documents are cut into passages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, split_document, split_sentences
from corpus.sentences import CLOSING_MARKS
from corpus.splitting import MAX_PASSAGE, MIN_PASSAGE

SENTENCES = st.lists(
    st.builds(
        lambda words, end: words + end,
        st.text(alphabet="天地人山水火土金木日月“”（）ab1", min_size=1, max_size=90),
        st.sampled_from(["。", "！", "？”", "；", "……", "\n", ":\n", "。\n\n", ". "]),
    ),
    max_size=40,
)


def document(text: str, excluded: tuple[tuple[int, int], ...] = ()) -> Document:
    return Document("d", "标题", "d.txt", text, excluded)


@given(SENTENCES)
def test_passages_rebuild_the_document(sentences: list[str]) -> None:
    text = "".join(sentences)
    at = 0
    for passage in split_document(document(text)):
        assert passage.text == text[passage.start : passage.end]
        gap = text[at : passage.start]
        assert gap.strip() == "" or all(c.isspace() or not c.isalnum() for c in gap)
        at = passage.end
    assert not any(c.isalnum() for c in text[at:])


@given(SENTENCES)
def test_sentences_rebuild_their_passage(sentences: list[str]) -> None:
    doc = document("".join(sentences))
    for passage in split_document(doc):
        at = passage.start
        for sentence in split_sentences(passage):
            assert sentence.text == doc.text[sentence.start : sentence.end]
            assert doc.text[at : sentence.start].strip() == ""
            at = sentence.end
        assert at == passage.end


@given(SENTENCES)
def test_no_passage_starts_with_a_closing_mark(sentences: list[str]) -> None:
    passages = split_document(document("".join(sentences)))
    assert not [passage for passage in passages if passage.text[0] in CLOSING_MARKS]


@given(st.lists(st.integers(5, 120), min_size=1, max_size=40))
def test_passages_of_ordinary_sentences_are_within_their_bounds(lengths: list[int]) -> None:
    passages = split_document(document("".join("字" * (length - 1) + "。" for length in lengths)))
    assert all(len(passage.text) <= MAX_PASSAGE for passage in passages)
    assert all(len(passage.text) >= MIN_PASSAGE for passage in passages[:-1])


def test_a_passage_ends_with_a_paragraph_where_it_is_long_enough() -> None:
    paragraph = "这是一个有二十个字的句子用来填满段落。" * 12
    passages = split_document(document(f"{paragraph}\n{paragraph}"))
    assert [passage.text for passage in passages] == [paragraph, paragraph]


def test_a_heading_goes_with_what_follows_it() -> None:
    paragraph = "这是一个有二十个字的句子用来填满段落。" * 12
    passages = split_document(document(f"{paragraph}\n首席架构师\n{paragraph}"))
    assert passages[0].text == paragraph
    assert passages[1].text.startswith("首席架构师\n")


def test_a_heading_goes_even_with_a_sentence_that_fills_a_passage() -> None:
    sentence = "字" * 398 + "。"
    for before in ("", "甲" * 150 + "。\n"):
        passages = split_document(document(f"{before}首席架构师\n{sentence}\n{sentence}"))
        assert f"首席架构师\n{sentence}" in [passage.text for passage in passages]


def test_a_passage_never_ends_inside_a_quotation() -> None:
    filler = "这是一个有二十个字的句子用来填满段落。" * 18
    quotation = "他说：“第一句话。第二句话。第三句话说得很长很长很长很长很长很长很长很长。”"
    for passage in split_document(document(filler + quotation + filler)):
        assert passage.text.count("“") == passage.text.count("”")


def test_excluded_spans_are_in_no_passage_and_move_no_offset() -> None:
    text = "大家好。\n正文在这里。\n再见。"
    passages = split_document(document(text, ((0, 4), (12, 15))))
    assert [(passage.text, passage.start) for passage in passages] == [("正文在这里。", 5)]


def test_a_long_list_of_short_lines_is_still_cut() -> None:
    passages = split_document(document("\n".join(f"条目{number}" for number in range(400))))
    assert len(passages) > 3
    assert all(len(passage.text) <= MAX_PASSAGE for passage in passages)


@given(st.text(alphabet="“”（）。！a\n", max_size=30), st.integers(1, 100))
def test_every_passage_has_a_sentence_however_odd_the_text(pattern: str, times: int) -> None:
    for passage in split_document(document(pattern * times)):
        assert split_sentences(passage)
        assert passage.text[0] not in CLOSING_MARKS
