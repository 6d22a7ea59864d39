"""What is read at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Span
from retriever.windows import WINDOW, window


@st.composite
def texts(draw: st.DrawFn) -> list[Span]:
    at, spans = 0, []
    for length, gap in draw(st.lists(st.tuples(st.integers(1, 250), st.integers(0, 2)), min_size=1, max_size=12)):
        spans.append((at, at + length))
        at += length + gap
    return spans


@given(texts(), st.data())
def test_a_window_holds_its_centre_and_is_no_longer_than_it_may_be(spans: list[Span], data: st.DataObject) -> None:
    centre = data.draw(st.integers(0, len(spans) - 1))
    first, last = window(spans, centre, before=data.draw(st.floats(0, 1)))
    assert 0 <= first <= centre < last <= len(spans)
    length = spans[last - 1][1] - spans[first][0]
    assert length <= max(WINDOW, spans[centre][1] - spans[centre][0])


@given(texts(), st.data())
def test_no_sentence_more_would_have_fitted(spans: list[Span], data: st.DataObject) -> None:
    first, last = window(spans, data.draw(st.integers(0, len(spans) - 1)), before=data.draw(st.floats(0, 1)))
    if last < len(spans):
        assert spans[last][1] - spans[first][0] > WINDOW
    if first > 0:
        assert spans[last - 1][1] - spans[first - 1][0] > WINDOW


def test_the_room_is_shared_between_what_stands_before_and_behind() -> None:
    spans = [(at * 20, at * 20 + 20) for at in range(21)]
    first, last = window(spans, 10)
    assert 10 - first >= 3
    assert last - 11 >= 3
    assert window(spans, 10, before=0.0)[0] == 10
    assert window(spans, 10, before=1.0)[1] == 11
