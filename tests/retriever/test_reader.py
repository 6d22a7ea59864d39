"""What the reader cites, on texts that the tests bring themselves."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus import Document, Passage, Sentence
from index import Encoder, build_index, open_index
from retriever import Answerer, Citation, CitationError, State, open_answerer
from retriever.span_model import BUNDLED_SPAN_MODEL, Reading, SpanModel

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
    quotes = [
        c.quote for c in answerer(tmp_path, bundled, GARDEN, REPOST).ask("番茄每天需要多少小时的阳光？").citations
    ]
    assert quotes
    assert len(quotes) == len(set(quotes))


def test_a_repost_is_cited_beside_the_text_that_it_copies(tmp_path: Path, bundled: Encoder) -> None:
    [first, *_] = answerer(tmp_path, bundled, GARDEN, REPOST).ask("番茄每天需要多少小时的阳光？").citations
    assert {first.source, *(place.source for place in first.also)} == {GARDEN.source, REPOST.source}


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


def test_every_place_of_a_sentence_is_named_in_its_citation(tmp_path: Path, bundled: Encoder) -> None:
    citations = answerer(tmp_path, bundled, GARDEN, REPOST).ask("番茄每天需要多少小时的阳光？").citations
    assert citations
    for citation in citations:
        places = {
            (citation.document_id, citation.source),
            *((place.document_id, place.source) for place in citation.also),
        }
        assert places == {("garden", GARDEN.source), ("repost", REPOST.source)}
        for place in citation.also:
            document = {"garden": GARDEN, "repost": REPOST}[place.document_id]
            assert document.text[place.start : place.end] == citation.quote


def test_sources_that_contradict_each_other_stand_side_by_side(tmp_path: Path, bundled: Encoder) -> None:
    one = Document("one", "番茄手册", "one", "番茄喜欢阳光。番茄每天需要6个小时的阳光。")
    other = Document("other", "番茄问答", "other", "番茄不难种。番茄每天需要10个小时的阳光。")
    answer = answerer(tmp_path, bundled, one, other).ask("番茄每天需要几个小时的阳光？")
    assert answer.conflicting
    assert {citation.answer for citation in answer.citations} >= {"6个小时", "10个小时"}
    agreed = answerer(tmp_path / "agreed", bundled, one, Document("copy", "转载", "copy", one.text))
    assert not agreed.ask("番茄每天需要几个小时的阳光？").conflicting


class CountingSpanModel(SpanModel):
    """Counts the windows that are read."""

    read_so_far = 0

    def read_all(self, asked: Sequence[tuple[str, str, str]]) -> list[Reading]:
        self.read_so_far += len(asked)
        return super().read_all(asked)


@pytest.mark.parametrize(
    ("question", "windows"),
    [("谁创办了青禾公司？", 2), ("青禾公司是哪一年创办的？", 4), ("青禾公司的食堂提供什么早餐？", 4)],
    ids=["the answer is sure", "other texts may give another year", "there is no answer"],
)
def test_no_more_is_read_than_is_needed_to_be_sure(
    tmp_path: Path, bundled: Encoder, question: str, windows: int
) -> None:
    texts = [
        "创办了青禾公司的是林若兰，时间是1998年。",
        "青禾公司的总部在成都。",
        "青禾公司有员工三百人。",
        "青禾公司主营种子。",
    ]
    documents = [Document(f"d{n}", f"青禾{n}", "", text) for n, text in enumerate(texts)]
    model = CountingSpanModel()
    build_index(documents, tmp_path, encoder=bundled)
    Answerer(open_index(tmp_path, encoder=bundled), model).ask(question)
    assert model.read_so_far == windows


def test_the_words_that_answer_are_marked_in_the_quote(tmp_path: Path, bundled: Encoder) -> None:
    citation = answerer(tmp_path, bundled, GARDEN).ask("番茄每天需要多少小时的阳光？").citations[0]
    assert citation.answer_start is not None
    assert GARDEN.text[citation.answer_start : citation.answer_end] == citation.answer
    assert "六个小时" in str(citation.answer)


def test_in_traditional_script_the_words_stand_at_their_own_place(tmp_path: Path, bundled: Encoder) -> None:
    document = Document(
        "t", "陽臺種番茄", "t", "種番茄要選朝南的陽臺。番茄每天需要六個小時以上的陽光。澆水要在早晨進行。"
    )
    citation = answerer(tmp_path, bundled, document).ask("番茄每天需要几个小时的阳光？").citations[0]
    assert "六個小時" in str(citation.answer)
    assert document.text[citation.start : citation.end] == citation.quote


def test_without_the_span_model_the_nearest_sentence_is_cited_and_nothing_marked(
    tmp_path: Path, bundled: Encoder
) -> None:
    build_index([GARDEN], tmp_path, encoder=bundled)
    citation = (
        open_answerer(tmp_path, encoder=bundled, span_model=None).ask("番茄每天需要多少小时的阳光？").citations[0]
    )
    assert citation.quote == "番茄每天需要六个小时以上的阳光。"
    assert citation.answer is None


@pytest.mark.parametrize("damage", ["missing", "truncated", "altered", "another version"])
def test_a_broken_span_model_is_named_and_answering_goes_on_without_it(
    tmp_path: Path, bundled: Encoder, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    folder = tmp_path / "model"
    if damage == "missing":
        folder.mkdir()
    else:
        shutil.copytree(BUNDLED_SPAN_MODEL, folder)
        content = bytearray((folder / "model.onnx").read_bytes())
        if damage == "truncated":
            del content[len(content) // 2 :]
        elif damage == "altered":
            content[len(content) // 2] ^= 255
        else:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            (folder / "config.json").write_text(json.dumps(config | {"format": 99}), encoding="utf-8")
        (folder / "model.onnx").write_bytes(content)
    build_index([GARDEN], tmp_path / "store", encoder=bundled)
    answer = open_answerer(tmp_path / "store", encoder=bundled, span_model=folder).ask("番茄一天要晒多久太阳？")
    assert str(folder) in caplog.text
    assert answer.citations


def test_a_question_the_texts_are_near_to_is_told_from_one_they_are_not(tmp_path: Path, bundled: Encoder) -> None:
    asked = answerer(tmp_path, bundled, GARDEN)
    assert asked.ask("怎样更换汽车的轮胎？").state is State.DECLINED
    assert asked.ask("番茄每天需要多少小时的阳光？").state is State.ANSWERED


def test_an_answer_outside_its_quote_cannot_be_cited() -> None:
    document = Document("d", "", "d", "猫在睡觉。狗在跑。")
    passage = Passage("d#0", "d", 0, 9, document.text)
    sentence = Sentence("d", 0, 5, "猫在睡觉。", False)
    assert Citation.of(1, sentence, passage, document, answer=(0, 1)).answer == "猫"
    for wrong in ((4, 6), (2, 2), (6, 7)):
        with pytest.raises(CitationError):
            Citation.of(1, sentence, passage, document, answer=wrong)
    with pytest.raises(CitationError):
        Citation.of(1, sentence, passage, document, also=[(Sentence("d", 5, 9, "狗在跑。", False), document)])
