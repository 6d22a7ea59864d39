"""Where the quotes of a language model are found, and that what is cited there is verbatim."""

from __future__ import annotations

import pytest

from corpus import Document, Passage
from index import default_analyzer
from retriever import Citation
from retriever.composing.quoting import Quoted, QuoteFinder, ShownPassage

FIRST = "云帆科技２０２３年收入 12.6 亿元，同比增长18%。他说：“明年会更好。”"
SECOND = "公司計劃在成都設立研發中心，員工超過兩千人。目前尚未動工。"
OTHER = "另一家公司也在成都。"


def shown() -> list[ShownPassage]:
    document = Document("a", "年报", "a.txt", f"{FIRST}\n{SECOND}")
    other = Document("b", "别的", "b.txt", OTHER)
    split = len(FIRST) + 1
    return [
        ShownPassage(1, Passage("a#1", "a", 0, len(FIRST), FIRST), document),
        ShownPassage(2, Passage("a#2", "a", split, split + len(SECOND), SECOND), document),
        ShownPassage(3, Passage("b#1", "b", 0, len(OTHER), OTHER), other),
    ]


def find(quote: str, *numbers: int) -> list[Quoted]:
    return QuoteFinder(shown(), default_analyzer().simplified).find(quote, numbers or (1,))


def found(quote: str, *numbers: int) -> list[str]:
    """The quotes of the citations that are made of what is found."""
    places = find(quote, *numbers)
    return [
        Citation.of(number, place.sentence(), place.shown.passage, place.shown.document).quote
        for number, place in enumerate(places, start=1)
    ]


@pytest.mark.parametrize(
    ("quote", "verbatim"),
    [
        ("同比增长18%", ["同比增长18%"]),
        ("云帆科技2023年收入12.6亿元", ["云帆科技２０２３年收入 12.6 亿元"]),
        ("“同比增长１８％。”", ["同比增长18%"]),
        ("他说：「明年会更好」", ["他说：“明年会更好"]),
        ("公司计划在成都设立研发中心", ["公司計劃在成都設立研發中心"]),
        ("明年会更好。”公司計劃在成都", ["明年会更好。”\n公司計劃在成都"]),
        ("云帆科技2023年收入……同比增长18%", ["云帆科技２０２３年收入", "同比增长18%"]),
        ("同比增长18%...目前尚未動工", ["同比增长18%", "目前尚未動工"]),
        ("[……]員工超過兩千人", ["員工超過兩千人"]),
    ],
)
def test_a_quote_is_found_and_cited_as_the_document_has_it(quote: str, verbatim: list[str]) -> None:
    assert found(quote) == verbatim


@pytest.mark.parametrize(
    "quote",
    [
        "同比增长19%",
        "同比下降18%",
        "目前尚未動工……同比增长18%",
        "同比增长18%……员工三千人",
        "",
        "……",
        "。",
        "另一家公司也在成都。同比增长18%",
    ],
)
def test_what_stands_nowhere_is_not_found(quote: str) -> None:
    assert found(quote) == []


def test_the_named_passage_comes_before_others_and_a_wrong_number_does_no_harm() -> None:
    assert find("在成都", 3)[0].shown.number == 3
    assert find("在成都", 2)[0].shown.number == 2
    assert found("另一家公司", 1) == ["另一家公司"]
    assert found("另一家公司", 99) == ["另一家公司"]


def test_a_quote_across_passages_begins_in_the_first_of_them() -> None:
    [place] = find("明年会更好。”公司計劃")
    assert place.shown.number == 1
    assert place.end > place.shown.passage.end


def test_what_was_not_shown_cannot_be_quoted() -> None:
    finder = QuoteFinder(shown()[:1], default_analyzer().simplified)
    assert finder.find("公司計劃在成都設立研發中心", (1,)) == []
