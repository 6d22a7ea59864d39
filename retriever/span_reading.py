"""The span model's word on the candidates: the windows around the best are read, and each sentence in them judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index import Index
from retriever.candidate import Candidate, SentenceReading
from retriever.span_model import SpanModel
from retriever.windows import window

WINDOWS = 4
"""How many windows are read for an answer at the most: each costs about 10 ms on two cores."""
FIRST = 2
"""How many of them are read first."""
SURE = 4.6
"""Where one of the first has an answer of this margin (99 to 1), the others are not read."""


@dataclass(frozen=True, slots=True)
class Windows:
    """What the span model said of all windows: the largest logit for an answer being there, and the largest margin of a
    span. `nearest` is the length, in characters, of the window around the sentence most like the question."""

    answerable: float
    margin: float
    nearest: int


def read_windows(
    model: SpanModel, index: Index, question: str, candidates: Sequence[Candidate], best: Sequence[Candidate], *,
    exhaustive: bool,
) -> tuple[list[Candidate], Windows]:  # fmt: skip
    """All candidates, those in the windows around the best ones that were read with their readings.

    `candidates` are all sentences of some passages in reading order, `best` those of them to read around, best first.
    `exhaustive` reads every window, be the answer found or not: another may contradict it.
    """
    passages: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        passages.setdefault(candidate.passage.id, []).append(candidate)
    chosen = _chosen(passages, best)
    shown = []
    for passage_id, first, last in chosen:
        members = passages[passage_id][first:last]
        document = index.document(members[0].sentence.document_id)
        text = document.text[members[0].sentence.start : members[-1].sentence.end]
        shown.append((simplified_in_place(index, document.title), simplified_in_place(index, text)))
    asked = index.analyzer.simplified(question)
    readings = model.read(asked, shown[:FIRST])
    if exhaustive or max(reading.margin for reading in readings) < SURE:
        readings += model.read(asked, shown[FIRST:])
    chosen = chosen[: len(readings)]
    found: dict[str, SentenceReading] = {}  # by a sentence's text, with its span in that
    for (passage_id, first, last), reading in zip(chosen, readings, strict=True):
        origin = passages[passage_id][first].sentence.start
        for member in passages[passage_id][first:last]:
            start = member.sentence.start - origin
            margin, span = reading.best_within(start, member.sentence.end - origin)
            text = member.sentence.text
            if span and (text not in found or margin > found[text].margin):
                found[text] = SentenceReading(margin, (span[0] - start, span[1] - start))
    return (
        [_read(candidate, found.get(candidate.sentence.text)) for candidate in candidates],
        Windows(
            max(reading.answerable for reading in readings),
            max(reading.margin for reading in readings),
            len(shown[0][1]),
        ),
    )


def _read(candidate: Candidate, reading: SentenceReading | None) -> Candidate:
    """The candidate with what was said of a sentence of its text, here or where it was copied from."""
    if reading is None:
        return candidate
    at = candidate.sentence.start
    return replace(candidate, reading=SentenceReading(reading.margin, (reading.span[0] + at, reading.span[1] + at)))


def _chosen(passages: Mapping[str, list[Candidate]], best: Sequence[Candidate]) -> list[tuple[str, int, int]]:
    """Up to WINDOWS windows, (passage, first sentence, last one excluded), around the best that none holds yet."""
    windows: list[tuple[str, int, int]] = []
    seen: set[str] = set()
    for candidate in best:
        if candidate.sentence.text in seen:  # in a window already, there or where it was copied from
            continue
        members = passages[candidate.passage.id]
        at = next(i for i, member in enumerate(members) if member.sentence.start == candidate.sentence.start)
        first, last = window([(member.sentence.start, member.sentence.end) for member in members], at)
        windows.append((candidate.passage.id, first, last))
        seen |= {member.sentence.text for member in members[first:last]}
        if len(windows) == WINDOWS:
            break
    return windows


def simplified_in_place(index: Index, text: str) -> str:
    """The text in simplified script, every character at its place."""
    whole = index.analyzer.simplified(text)
    return whole if len(whole) == len(text) else "".join(index.analyzer.simplified(c)[:1] or c for c in text)
