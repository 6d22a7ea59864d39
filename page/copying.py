"""An answer as Markdown and its sources as a list of references, to be copied."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retriever import Answer, Citation, Place
from retriever.composing.composed import ComposedAnswer, Support

_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MEANS_SOMETHING = frozenset("\\`*_<>[]#|!")


def answer_markdown(answer: Answer) -> str:
    """The sentences with their numbers, and a list of references."""
    lines = [f"{_in_line(citation.quote)} [{citation.number}]" for citation in answer.citations]
    return _with_references(answer.question, lines, answer.citations)


def composed_markdown(composed: ComposedAnswer) -> str:
    """The supported sentences with their numbers, and a list of references."""
    lines = [
        f"{_in_line(sentence.text)} {''.join(f'[{citation.number}]' for citation in sentence.citations)}"
        for sentence in composed.sentences
        if sentence.support is Support.SUPPORTED
    ]
    return _with_references(composed.question, lines, composed.citations)


def references(citations: Sequence[Citation]) -> str:
    """One line a place, as plain text: number, title, source, location, what is quoted."""
    lines = []
    for citation in citations:
        places: tuple[Citation | Place, ...] = (citation, *citation.also)
        for place in places:
            named = ". ".join(part.rstrip(".") for part in _parts(place))
            lines.append(f"[{citation.number}] {_one_line(named)}. “{_one_line(citation.quote)}”")
    return "\n".join(lines)


def _with_references(question: str, lines: Sequence[str], citations: Sequence[Citation]) -> str:
    listed = []
    for citation in citations:
        places: tuple[Citation | Place, ...] = (citation, *citation.also)
        listed += [f"[{citation.number}] {_in_line(' '.join(_parts(place)))}" for place in places]
    return "\n".join([f"**{_in_line(question)}**", "", *lines, "", *listed])


def _parts(found: Citation | Place) -> list[str]:
    title = f"《{found.title}》" if found.title else ""
    parts = (title, found.source, found.location, f"第 {found.start}–{found.end} 字")
    return [part for part in parts if part]


def _in_line(text: str) -> str:
    """One line in which nothing is taken for Markdown or HTML."""
    return "".join(f"\\{character}" if character in _MEANS_SOMETHING else character for character in _one_line(text))


def _one_line(text: str) -> str:
    """One line without marks of direction: no element holds them here, and they would turn what stands behind them."""
    return _DIRECTION.sub("", " ".join(text.split()))
