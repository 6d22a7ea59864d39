"""The reply of a language model -> sentences with their quotes, as it comes in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_LINE = 2000
MAX_TEXT = 400
_NUMBERS = r"[\[【［(（]\s*(?:段落|资料|来源|passage)?\s*(\d{1,3}(?:\s*[,，、;；]\s*\d{1,3})*)\s*[\]】］)）]"
_TOKEN = re.compile(
    rf"(?P<numbers>{_NUMBERS})"
    r"|「(?P<corner>(?:[^「」]|「[^「」]*」)*)」|『(?P<double>(?:[^『』]|『[^『』]*』)*)』"
    r"|“(?P<curly>(?:[^“”]|“[^“”]*”)*)”|\"(?P<straight>[^\"]*)\""
)
_BULLET = re.compile(r"^\s*(?:[-*•·>#]+\s+|\d{1,2}[.、)）]\s*|\*\*)+")
_LEAD = re.compile(r"^(?:句子|回答|答案|答)[:：]\s*")
_ANNOUNCED = re.compile(r"[（(]?(?:原文|依据|引文|出处|来源)[:：]?\s*$")
_ENDED = re.compile(r"(?:[。！？!?；;.…”」]|(?:原文|依据|引文|出处|来源)[:：]?)\s*$")
_THOUGHT = re.compile(r"<(think(?:ing)?)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_OPEN_THOUGHT = re.compile(r"<think(?:ing)?>", re.IGNORECASE)
_END_OF_THOUGHT = re.compile(r"^.*</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_PARTIAL_TAG = re.compile(r"<[/a-zA-Z]*$")
_MARKS_ONLY = re.compile(r"[\W_]*")


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as the language model wrote it, with the passages and quotes that it names; nothing is checked."""

    text: str
    numbers: tuple[int, ...]
    quotes: tuple[str, ...]


class DraftReader:
    """Takes a reply apart while it comes in: what stands in <think> is left out, bullets and labels are dropped."""

    def __init__(self) -> None:
        self._buffer = ""
        self._waiting: Draft | None = None

    def feed(self, piece: str) -> list[Draft]:
        """The sentences that are whole now."""
        self._buffer = _THOUGHT.sub("", self._buffer + piece)
        opened = _OPEN_THOUGHT.search(self._buffer)
        if opened:
            ready, kept = self._buffer[: opened.start()], self._buffer[opened.start() :]
        else:
            ready, kept = _END_OF_THOUGHT.sub("", self._buffer), ""
            partial = _PARTIAL_TAG.search(ready)
            if partial:
                ready, kept = ready[: partial.start()], partial.group()
        *lines, rest = re.split(r"\r?\n", ready)
        if len(rest) > MAX_LINE:
            lines, rest = [*lines, rest], ""
        self._buffer = rest + kept
        return [draft for line in lines for draft in self._line(line)]

    def close(self) -> list[Draft]:
        """The sentences that were still waiting for their quotes, when the reply has ended."""
        rest = "" if _OPEN_THOUGHT.search(self._buffer) else _END_OF_THOUGHT.sub("", self._buffer)
        drafts = self._line(rest)
        self._buffer = ""
        if self._waiting:
            drafts.append(self._waiting)
            self._waiting = None
        return drafts

    def _line(self, line: str) -> list[Draft]:
        """The sentences that this line completes; one without a quote waits, for the quote may stand in the next."""
        drafts: list[Draft] = []
        for draft in _drafts(line):
            if not draft.text and self._waiting:
                draft = Draft(
                    self._waiting.text, self._waiting.numbers + draft.numbers, self._waiting.quotes + draft.quotes
                )
                self._waiting = None
            elif self._waiting:
                drafts.append(self._waiting)
                self._waiting = None
            if draft.text and not draft.quotes:
                self._waiting = draft
            elif draft.text:
                drafts.append(draft)
        return drafts


def _drafts(line: str) -> list[Draft]:
    """The sentences of a line, the first with an empty text where it only has quotes."""
    line = _LEAD.sub("", _BULLET.sub("", line))
    drafts: list[Draft] = []
    numbers: list[int] = []
    quotes: list[str] = []
    text, at = "", 0
    for match in _TOKEN.finditer(line):
        between, quote = line[at : match.start()], match[match.lastgroup or 0] if match.lastgroup else None
        named = match["numbers"]
        if not named and not (numbers or (_ENDED.search(text + between) or not (text + between).strip())):
            continue  # a quotation inside of the sentence
        if (numbers or quotes) and not _MARKS_ONLY.fullmatch(_ANNOUNCED.sub("", between)):
            drafts.append(_draft(text, numbers, quotes))
            text, numbers, quotes = between, [], []
        elif not numbers and not quotes:
            text += between
        if named:
            numbers.extend(int(number) for number in re.findall(r"\d+", named))
        elif quote and quote.strip():
            quotes.append(quote.strip())
        at = match.end()
    rest = line[at:]
    if (numbers or quotes) and not _MARKS_ONLY.fullmatch(rest):
        drafts.append(_draft(text, numbers, quotes))
        text, numbers, quotes = rest, [], []
    elif not numbers and not quotes:
        text += rest
    drafts.append(_draft(text, numbers, quotes))
    return [draft for draft in drafts if draft.text or draft.quotes]


def _draft(text: str, numbers: list[int], quotes: list[str]) -> Draft:
    """The draft, its text on one line without characters that draw nothing or turn the direction of writing."""
    plain = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in _ANNOUNCED.sub("", text))
    plain = " ".join(plain.replace("**", "").split()).lstrip("。，；,;、 ")[:MAX_TEXT]
    return Draft("" if _MARKS_ONLY.fullmatch(plain) else plain, tuple(numbers), tuple(quotes))
