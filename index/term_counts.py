"""How often each passage holds each term: what BM25 is computed from, kept for later generations to take over."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

_FILES = ("starts", "terms", "counts")
MAX_COUNT = 65_535


@dataclass(frozen=True, slots=True)
class TermCounts:
    """Passage `row` holds `terms[starts[row]:starts[row + 1]]` (numbers in `vocabulary`), as often as `counts` says
    (MAX_COUNT stands for more); a passage's terms are distinct."""

    vocabulary: dict[str, int]
    starts: npt.NDArray[np.int64]
    terms: npt.NDArray[np.int32]
    counts: npt.NDArray[np.uint16]

    @property
    def passages(self) -> int:
        """How many passages there are."""
        return len(self.starts) - 1

    def save(self, folder: Path) -> None:
        """Write all but the vocabulary, which stands in the lexical index, into an existing folder. Raises OSError."""
        for name in _FILES:
            np.save(folder / f"{name}.npy", getattr(self, name))

    @classmethod
    def load(cls, folder: Path, vocabulary: dict[str, int]) -> TermCounts:
        """What was saved there, mapped and not read. Raises OSError, or ValueError for what is no array."""
        return cls(vocabulary, *(np.load(folder / f"{name}.npy", mmap_mode="r") for name in _FILES))

    def without_unused(self) -> TermCounts:
        """The same with a vocabulary of nothing but the terms that a passage holds."""
        used = np.bincount(self.terms, minlength=len(self.vocabulary)) > 0
        if used.all():
            return self
        numbers = np.cumsum(used) - 1
        vocabulary = {term: int(numbers[number]) for term, number in self.vocabulary.items() if used[number]}
        return TermCounts(vocabulary, self.starts, numbers[self.terms].astype(np.int32), self.counts)


class TermCounter:
    """Makes TermCounts, passage by passage; numbers count on from a vocabulary that there is already."""

    def __init__(self, vocabulary: dict[str, int] | None = None) -> None:
        self._vocabulary = dict(vocabulary or {})
        self._lengths = array("q")
        self._terms: list[npt.NDArray[np.int32]] = []
        self._counts: list[npt.NDArray[np.uint16]] = []

    def add(self, terms: Sequence[str]) -> None:
        """The next passage, of these terms."""
        counted = Counter(terms)
        numbers = [self._vocabulary.setdefault(term, len(self._vocabulary)) for term in counted]
        self._lengths.append(len(counted))
        self._terms.append(np.array(numbers, dtype=np.int32))
        self._counts.append(np.minimum(np.fromiter(counted.values(), dtype=np.int64), MAX_COUNT).astype(np.uint16))

    def copy(self, source: TermCounts, rows: range) -> None:
        """The next passages, as they are in these consecutive rows; this counter began with the source's vocabulary."""
        start, stop = int(source.starts[rows.start]), int(source.starts[rows.stop])
        self._lengths.extend(np.diff(source.starts[rows.start : rows.stop + 1]).tolist())
        self._terms.append(np.array(source.terms[start:stop]))
        self._counts.append(np.array(source.counts[start:stop]))

    def finish(self) -> TermCounts:
        """Of all the passages, in their order."""
        starts = np.zeros(len(self._lengths) + 1, dtype=np.int64)
        np.cumsum(np.frombuffer(self._lengths, dtype=np.int64), out=starts[1:])
        terms = np.concatenate([np.empty(0, np.int32), *self._terms])
        counts = np.concatenate([np.empty(0, np.uint16), *self._counts])
        return TermCounts(self._vocabulary, starts, terms, counts).without_unused()


def count_terms(passages: Iterable[Sequence[str]]) -> TermCounts:
    """Of these passages, each given as its terms."""
    counter = TermCounter()
    for terms in passages:
        counter.add(terms)
    return counter.finish()
