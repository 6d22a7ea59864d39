"""How a place in a source is named on one line."""

from __future__ import annotations

from index.terminal import one_line
from retriever.answer import Citation, Place
from retriever.hit import Hit


def place_line(found: Hit | Citation | Place, start: int, end: int) -> str:
    """Title, source, location and characters, as far as they are known; nothing in them steers a terminal."""
    parts = (f"《{found.title}》" if found.title else "", found.source, found.location, f"第 {start}–{end} 字")
    return one_line(" ".join(part for part in parts if part))
