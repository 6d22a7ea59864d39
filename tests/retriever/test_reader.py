"""What the reader cites, on texts that the tests bring themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Document, Passage, Sentence
from index import Encoder, build_index
from retriever import Answerer, Citation, CitationError, open_answerer

GARDEN = Document(
    "garden",
    "阳台种番茄",
    "https://example.com/garden",
    "种番茄要选朝南的阳台。\n番茄每天需要六个小时以上的阳光。\n浇水要在早晨进行,中午浇水会伤根。\n"
    "施肥分三步走:\n第一步,移栽前在土里拌入底肥。\n第二步,开花时补充磷钾肥。\n第三步,结果后每两周追肥一次。\n"
    "番茄成熟后要及时采摘。",
)
REPOST = Document("repost", "阳台种番茄", "https://example.org/copy", GARDEN.text)


def answerer(store: Path, encoder: Encoder, *documents: Document) -> Answerer:
    build_index(documents, store, encoder=encoder)
    return open_answerer(store, encoder=encoder)


def test_the_sentence_that_answers_is_cited_at_its_place(tmp_path: Path, bundled: Encoder) -> None:
    answer = answerer(tmp_path, bundled, GARDEN).ask("番茄一天要晒多久太阳？")
    assert not answer.abstained
    assert "番茄每天需要六个小时以上的阳光。" in [citation.quote for citation in answer.citations]
    for citation in answer.citations:
        assert GARDEN.text[citation.start : citation.end] == citation.quote
        assert citation.source == GARDEN.source


def test_steps_are_given_whole_and_in_order(tmp_path: Path, bundled: Encoder) -> None:
    answer = answerer(tmp_path, bundled, GARDEN).ask("给番茄施肥有哪几个步骤？")
    assert [citation.quote[:3] for citation in answer.citations] == ["第一步", "第二步", "第三步"]


def test_sentences_of_one_document_are_in_reading_order(tmp_path: Path, bundled: Encoder) -> None:
    starts = [c.start for c in answerer(tmp_path, bundled, GARDEN).ask("番茄浇水和采摘要注意什么？").citations]
    assert starts == sorted(starts)


def test_the_same_sentence_is_not_said_twice(tmp_path: Path, bundled: Encoder) -> None:
    quotes = [c.quote for c in answerer(tmp_path, bundled, GARDEN, REPOST).ask("什么时候给番茄浇水？").citations]
    assert quotes
    assert len(quotes) == len(set(quotes))


def test_a_question_about_something_else_is_declined(tmp_path: Path, bundled: Encoder) -> None:
    assert answerer(tmp_path, bundled, GARDEN).ask("怎样更换汽车的轮胎？").abstained


def test_a_text_of_headings_alone_is_declined_and_not_an_error(tmp_path: Path, bundled: Encoder) -> None:
    headings = Document("h", "目录", "h", "第一章\n第二章\n番茄种植")
    assert answerer(tmp_path, bundled, headings).ask("番茄怎么种植？").abstained


def test_text_that_looks_like_markup_is_quoted_as_it_stands(tmp_path: Path, bundled: Encoder) -> None:
    text = "番茄的图片是<img src=x onerror=alert(1)>这一张。"
    answer = answerer(tmp_path, bundled, Document("m", "番茄", "m", text)).ask("番茄的图片是哪一张？")
    assert [citation.quote for citation in answer.citations] == [text]


def test_a_citation_that_is_not_verbatim_cannot_be_made() -> None:
    document = Document("d", "", "d", "猫在睡觉。")
    passage = Passage("d#0", "d", 0, 5, document.text)
    assert Citation.of(1, Sentence("d", 0, 5, "猫在睡觉。", False), passage, document).quote == "猫在睡觉。"
    for wrong in (
        Sentence("d", 0, 5, "狗在睡觉。", False),
        Sentence("d", 1, 5, "猫在睡觉", False),
        Sentence("e", 0, 5, "猫在睡觉。", False),
    ):
        with pytest.raises(CitationError):
            Citation.of(1, wrong, passage, document)
