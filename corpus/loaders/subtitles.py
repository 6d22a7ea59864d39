"""SubRip subtitles (.srt): what is said, with the time of every cue."""

from __future__ import annotations

import re

from corpus.decoding import decode
from corpus.document import LandmarkKind
from corpus.limits import Limits
from corpus.loaders.composition import Composition
from corpus.loaders.loader import Loaded
from corpus.loaders.plain import encoding_notes

_MAX_LINE = 100
_PAUSE = 1.5
_TIME = r"(\d{1,3}):([0-5]?\d):([0-5]?\d)[,.](\d{1,3})"
_TIMES = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}")
_MARKUP = re.compile(r"</?(?:[ibus]|font)(?:\s[^<>]*)?>|\{\\[^{}]*\}", re.IGNORECASE)
_END_MARKS = tuple("。！？；…!?.")


def load(raw: bytes, limits: Limits) -> Loaded:
    """The words of all cues. Cues are joined by a space to lines that can be read, until a sentence ends, somebody
    pauses or the line is long: a cue alone is a piece of a sentence. A text without a time is taken as plain text."""
    decoded = decode(raw)
    composition = Composition()
    last_end, line_length, before = 0.0, 0, ""
    for label, start, end, words in _cues(decoded.text):
        joined = before and not before.endswith(_END_MARKS) and line_length < _MAX_LINE and start - last_end < _PAUSE
        composition.mark(LandmarkKind.TIME, label)
        composition.add(words, " " if joined else "\n")
        line_length = line_length + len(words) if joined else len(words)
        last_end, before = end, words
    if composition.blank:
        return Loaded(decoded.text, notes=encoding_notes(decoded))
    return composition.loaded(notes=encoding_notes(decoded))


def _cues(text: str) -> list[tuple[str, float, float, str]]:
    """(start as it is shown, start and end in seconds, words) of every cue that says something."""
    lines = text.splitlines()
    timed = [(number, match) for number, line in enumerate(lines) if (match := _TIMES.match(line))]
    cues = []
    for (number, match), after in zip(timed, [*(n for n, _ in timed[1:]), len(lines) + 1], strict=True):
        body = lines[number + 1 : max(number + 1, after - 1)]  # the line before the next time is that cue's number
        if "" in (stripped := [line.strip() for line in body]):
            body = body[: stripped.index("")]
        words = " ".join(_MARKUP.sub("", " ".join(body)).split())
        if words:
            hours, minutes, seconds = (int(part) for part in match.groups()[:3])
            label = f"{hours:02}:{minutes:02}:{seconds:02}"
            cues.append((label, _seconds(match.groups()[:4]), _seconds(match.groups()[4:]), words))
    return cues


def _seconds(parts: tuple[str, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000
