"""Which encoding a text is in, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.decoding import MIN_CONFIDENCE, decode
from corpus.errors import UndecodableError
from corpus.loaders.web_page import decode_page

SIMPLIFIED = [
    "首席技术官负责公司的技术方向。",
    "我们要在三年内完成这个项目。",
    "他说：“明天下雨，我不去了。”",
    "从明天起，做一个幸福的人。",
    "2023年营业收入同比增长12.5%，净利润下降。",
]
TRADITIONAL = [
    "首席技術官負責公司的技術方向。",
    "我們要在三年內完成這個項目。",
    "他說：「明天下雨，我不去了。」",
    "從明天起，做一個幸福的人。",
    "梵語是印度的古典語言，其語法和發音均被視作一種宗教禮儀。",
]
FOREIGN = [
    ("日本語の文章を正しく読み取ることは難しい。", ("shift_jis", "euc_jp", "iso2022_jp_2")),
    ("最高技術責任者の役割", ("shift_jis", "euc_jp")),
    ("技術経営会議議事録", ("shift_jis", "euc_jp")),
    ("그는 기술을 담당하고 있다.", ("euc_kr", "johab")),
    ("대한민국 서울특별시", ("euc_kr", "johab")),
    ("Été à la plage, déjà vu; ça va très bien, merci.", ("latin-1", "cp1252", "mac_roman")),
    ("Он говорит по-русски очень хорошо.", ("cp1251", "koi8_r", "iso8859_5")),
    ("สวัสดีครับ ผมชื่อสมชาย", ("tis_620",)),
]


@pytest.mark.parametrize("text", SIMPLIFIED)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-16"])
def test_one_sentence_of_simplified_text_is_decoded_rightly(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert MIN_CONFIDENCE <= decoded.confidence <= 1


@pytest.mark.parametrize("text", TRADITIONAL)
@pytest.mark.parametrize(("encoding", "name"), [("big5", "Big5"), ("big5hkscs", "Big5"), ("gb18030", "GB18030")])
def test_one_sentence_of_traditional_text_is_decoded_rightly(text: str, encoding: str, name: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, name)


@pytest.mark.parametrize(
    ("text", "encoding"), [(text, encoding) for text, encodings in FOREIGN for encoding in encodings]
)
@pytest.mark.parametrize("times", [1, 20])
def test_text_of_another_language_in_its_own_encoding_is_refused(text: str, encoding: str, times: int) -> None:
    raw = (text * times).encode(encoding)
    with pytest.raises(UndecodableError):
        decode(raw)


def test_english_in_utf16_without_a_mark_is_certain() -> None:
    assert decode("Hello, world.\r\n".encode("utf-16-le")).text == "Hello, world.\r\n"


@pytest.mark.parametrize("raw", [b"\xff\xfe\x41", b"\xff\xfe\x00\xd8\x41\x00", b"\x00\x00\x00\x00", b"\x80", b"a\xffb"])
def test_bytes_that_are_no_text_are_refused(raw: bytes) -> None:
    with pytest.raises(UndecodableError):
        decode(raw)


@given(st.binary(max_size=200))
def test_no_bytes_whatever_become_a_text_with_replacement_or_private_characters(raw: bytes) -> None:
    try:
        decoded = decode(raw)
    except UndecodableError:
        return
    assert "\x00" not in decoded.text
    assert "\ufffd" not in decoded.text or decoded.encoding in ("UTF-8", "UTF-16")
    assert decoded.confidence >= MIN_CONFIDENCE


@given(st.text(alphabet="的一是了我不人在他有这中大来上国，。首席技术官\r\na1", min_size=8, max_size=100))
def test_line_ends_and_all_characters_come_through(text: str) -> None:
    assert decode(text.encode("gb18030")).text == text


def test_a_text_is_decoded_by_what_stands_in_it_wherever_that_is() -> None:
    text = "a" * 300_001 + "他负责公司的技术方向，也管理研发团队。" * 10_000
    assert decode(text.encode("gb18030")).text == text
    with pytest.raises(UndecodableError):
        decode(text.encode("gb18030") + b"\xff\xff")


@pytest.mark.parametrize(
    ("declared", "text", "encoding"),
    [
        ("shift_jis", "日本語の文章", "shift_jis"),
        ("euc-kr", "한국어 문장", "euc_kr"),
        ("gb2312", "龍與囍", "gbk"),
        ("windows-1252", "déjà vu", "cp1252"),
        ("big5", "短文", "big5"),
    ],
)
def test_a_page_may_say_its_encoding(declared: str, text: str, encoding: str) -> None:
    page = f'<html><meta http-equiv="Content-Type" content="text/html; charset={declared}"><p>{text}</p></html>'
    assert decode_page(page.encode(encoding)).text == page


def test_a_page_that_says_one_encoding_and_proves_to_be_in_another_is_read_as_what_it_is() -> None:
    page = '<html><meta charset="gbk"><p>中文。</p></html>'
    assert decode_page(page.encode("utf-8")).text == page
