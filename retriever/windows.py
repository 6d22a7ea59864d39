"""What a span model reads at once: a few whole sentences around one of them."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.document import Span

WINDOW = 160
"""About how many characters a window holds; a longer sentence is a window by itself."""


def window(spans: Sequence[Span], centre: int, *, before: float = 0.5) -> tuple[int, int]:
    """First sentence and the one behind the last of a window around sentence `centre`.

    `spans` are the places of the sentences of one text, in order. `before` is the share of the room beside the centre
    that goes to the sentences in front of it; what these leave goes to those behind it, and the rest back again.
    """
    first, last = centre, centre + 1
    room = WINDOW - (spans[centre][1] - spans[centre][0])
    for limit, step in ((room * (1 - before), -1), (0.0, 1), (0.0, -1)):
        while True:
            first_next, last_next = (first - 1, last) if step < 0 else (first, last + 1)
            if first_next < 0 or last_next > len(spans):
                break
            grown = (spans[last_next - 1][1] - spans[first_next][0]) - (spans[centre][1] - spans[centre][0])
            if grown > room - limit:
                break
            first, last = first_next, last_next
    return first, last
