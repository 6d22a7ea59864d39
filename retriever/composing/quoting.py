"""Quotes of a language model -> the places in the documents where they stand, word for word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from corpus import Document, Passage, Sentence, Span
from corpus.sentences import sentence_spans
from retriever.composing.wording import Basis

Simplify = Callable[[str], str]

_ELISION = re.compile(r"[\[(（【]?(?:…+|\.{3,}|。{3,}|⋯+)[\])）】]?")
_EDGES = " \t\n“”\"'‘’「」『』。，,；;：:、.!！?？·-—"
_MARKS = {**dict.fromkeys("“”„‟「」『』", '"'), **dict.fromkeys("‘’", "'"), **dict.fromkeys("—–―", "-")}
_CLAUSE_MARKS = "，。；！？、\n,;!?"
_LEAST = 2
"""The fewest characters that are a quote."""


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage as the language model sees it: under its number, which counts from 1."""

    number: int
    passage: Passage
    document: Document


@dataclass(frozen=True, slots=True)
class Quoted:
    """A place that a quote was found at: `document.text[start:end]`, beginning in this passage."""

    shown: ShownPassage
    start: int
    end: int

    def sentence(self) -> Sentence:
        """The quote as it stands there."""
        text = self.shown.document.text[self.start : self.end]
        return Sentence(self.shown.document.id, self.start, self.end, text, False)


class QuoteFinder:
    """Finds quotes in passages: width, case, white space, script and the shape of quotation marks may differ, and ……
    may stand for what was left out."""

    def __init__(self, shown: Sequence[ShownPassage], simplify: Simplify) -> None:
        self._shown = shown
        self._simplify = simplify
        self._runs = [_Run(run, simplify) for run in _runs(shown)]

    def find(self, quote: str, numbers: Iterable[int]) -> list[Quoted]:
        """Where the quote stands, one place for each of its parts in order; [] where not all of it does.

        The passages of these numbers come first, then the others: a number is easier to get wrong than a quote.
        """
        wanted = set(numbers)
        runs = sorted(self._runs, key=lambda run: not wanted & {one.number for one in run.shown})
        for run in runs:
            whole = run.find([quote])
            parts = [part for part in _ELISION.split(quote) if part.strip(_EDGES)]
            found = whole or (run.find(parts) if len(parts) > 1 or _ELISION.search(quote) else [])
            if found:
                return found
        return []

    def basis(self, places: Sequence[Quoted], question: str, fold: Callable[[str], str]) -> Basis:
        """What a sentence with quotes at these places rests on."""
        quoted: list[str] = []
        cited: list[str] = []
        around: list[str] = []
        titles: list[str] = []
        for place in places:
            run = next(run for run in self._runs if place.shown in run.shown)
            text = place.shown.document.text
            quoted.append(text[slice(*_widened(text, place.start, place.end, (run.start, run.end)))])
            cited.extend(
                run.text[start:end]
                for start, end in sentence_spans(run.text)
                if start + run.start < place.end and place.start < end + run.start
            )
            around.append(run.text)
            titles.append(place.shown.document.title)

        def joined(texts: list[str]) -> str:
            return fold("。".join(dict.fromkeys(texts)))

        return Basis(joined(quoted), joined(cited), joined(around), joined(titles), fold(question))


class _Run:
    """Passages of a document that follow one another, as one text to find quotes in."""

    def __init__(self, shown: Sequence[ShownPassage], simplify: Simplify) -> None:
        self.shown = shown
        self.start, self.end = shown[0].passage.start, shown[-1].passage.end
        self.text = shown[0].document.text[self.start : self.end]
        self._simplify = simplify
        self._folded, self._places = _folded(self.text, simplify)

    def find(self, parts: Sequence[str]) -> list[Quoted]:
        """One place for each part, in order; [] where one of them is missing."""
        found: list[Quoted] = []
        at = 0
        for part in parts:
            key, _ = _folded(part.strip(_EDGES), self._simplify)
            at = self._folded.find(key, at) if len(key) >= _LEAST else -1
            if at < 0:
                return []
            start, end = self.start + self._places[at], self.start + self._places[at + len(key) - 1] + 1
            shown = next(one for one in self.shown if one.passage.start <= start < one.passage.end)
            found.append(Quoted(shown, start, end))
            at += len(key)
        return found


def _runs(shown: Sequence[ShownPassage]) -> list[list[ShownPassage]]:
    """The passages by document, each list of them with nothing but white space between one and the next."""
    runs: list[list[ShownPassage]] = []
    for one in sorted(shown, key=lambda one: (one.document.id, one.passage.start)):
        last = runs[-1][-1] if runs else None
        if (
            last and last.document.id == one.document.id
            and not one.document.text[last.passage.end : one.passage.start].strip()
        ):  # fmt: skip
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _folded(text: str, simplify: Simplify) -> tuple[str, list[int]]:
    """The text as quotes are compared, and where each of its characters stands in the text."""
    characters, places = [], []
    for at, character in enumerate(simplify(text)):
        for folded in unicodedata.normalize("NFKC", _MARKS.get(character, character)).casefold():
            if not folded.isspace():
                characters.append(folded)
                places.append(at)
    return "".join(characters), places


def _widened(text: str, start: int, end: int, limits: Span) -> Span:
    """The span grown to the marks around its clauses."""
    while start > limits[0] and text[start - 1] not in _CLAUSE_MARKS:
        start -= 1
    while end < limits[1] and text[end - 1] not in _CLAUSE_MARKS and text[end] not in _CLAUSE_MARKS:
        end += 1
    return start, end
