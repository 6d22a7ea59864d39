"""Documents: what they refuse, and where in its source a part of one stands."""

from __future__ import annotations

import pytest

from corpus import Document, InvalidDocumentError, Landmark, LandmarkKind

TEXT = "第一章\n第一节\n他负责技术。\n第二章\n他管理团队。"


def document(*landmarks: Landmark) -> Document:
    return Document("a", "题", "a.pdf", TEXT, landmarks=landmarks)


def page(start: int, label: str) -> Landmark:
    return Landmark(start, LandmarkKind.PAGE, label)


def heading(start: int, label: str) -> Landmark:
    return Landmark(start, LandmarkKind.HEADING, label)


def test_a_place_is_named_by_what_begins_at_or_before_it() -> None:
    found = document(page(0, "1"), page(8, "2"), page(15, "3"))
    assert found.location(0, 8) == "第 1 页"
    assert found.location(8, 9) == "第 2 页"
    assert found.location(2, 16) == "第 1–3 页"


def test_a_place_names_every_kind_and_the_heading_that_it_begins_below() -> None:
    found = document(page(0, "7"), heading(4, "第一章 › 第一节"), heading(15, "第二章"))
    assert found.location(8, 25) == "第 7 页 第一章 › 第一节"
    assert found.location(0, 2) == "第 7 页"


def test_an_empty_label_ends_what_was_before() -> None:
    found = document(heading(0, "第一章"), heading(8, ""))
    assert found.location(0, 3) == "第一章"
    assert found.location(9, 12) == ""


@pytest.mark.parametrize(
    "landmarks", [(page(8, "2"), page(0, "1")), (page(len(TEXT) + 1, "2"),), (page(-1, "1"),), (page(0, "\x00"),)]
)
def test_landmarks_out_of_order_or_range_are_refused(landmarks: tuple[Landmark, ...]) -> None:
    with pytest.raises(InvalidDocumentError, match="Landmarks"):
        document(*landmarks)
