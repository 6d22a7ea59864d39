"""What a search gives: Hit, and the promise of every Retriever."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol

from corpus import Passage


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a passage has its score.

    `terms` are the question's, folded and with aliases. `matched` says what each of them that stands in the passage
    adds to its BM25 score. `parts` add up to the hit's score: what the passage's cosine, its best sentence's cosine and
    the terms contribute, and `answers`, where hits were reranked, what the span model says.
    """

    terms: tuple[str, ...]
    matched: dict[str, float] = field(hash=False)
    parts: dict[str, float] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, and how.

    `score` is the fused score of `cosine` (the passage's with the question), `sentence_cosine` (its best sentence's)
    and `bm25` (what the terms that it shares with the question say); `explanation` takes it apart.
    Ranks count from 1; a leg's rank is None where it did not find the passage. `title` and `source` are the document's;
    `also` are the near-duplicates of the passage that were found as well (reposts), best first, with the same rank.
    `location` says where a person finds the passage in the source (第 3 页), "" where that is not known.
    """

    rank: int
    score: float
    passage: Passage
    title: str
    source: str
    location: str
    cosine: float
    sentence_cosine: float
    bm25: float
    dense_rank: int | None
    lexical_rank: int | None
    explanation: Explanation
    also: tuple[Hit, ...] = ()


def hits_from(hits: Iterable[Hit], wanted: Callable[[str], bool]) -> list[Hit]:
    """The hits as if there were no other documents than those whose id is wanted; ranks stay."""
    found = []
    for hit in hits:
        there = [one for one in (hit, *hit.also) if wanted(one.passage.document_id)]
        if there:
            found.append(replace(there[0], also=tuple(replace(one, also=()) for one in there[1:])))
    return found


def check_k(k: int) -> None:
    """Raises ValueError for a number of hits that no search can give."""
    if k < 1:
        raise ValueError(f"k 至少是 1，不是 {k}。 k must be at least 1.")


class Retriever(Protocol):
    """Finds passages for a question.

    At most k hits, best first, higher scores better, ranks from 1, equal scores by passage id; near-duplicates are one
    hit. Raises EmptyQueryError
    for a question without a word, and ValueError for k below 1.
    """

    def search(self, query: str, k: int = 10) -> list[Hit]: ...
