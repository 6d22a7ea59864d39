"""The lexical leg: BM25 over the analyzer's terms. The only module that imports bm25s."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt

from index.match import Match, best_matches
from index.term_counts import TermCounts, count_terms

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG and prints each step

K1 = 1.5
B = 0.75


class LexicalIndex:
    """Finds passages by the terms they share with a question.

    Scores are Lucene's BM25 (Kamphuis et al. 2020, "Which BM25 do you mean?", the `lucene` variant) with k1 = 1.5 and
    b = 0.75. A passage without any of the terms is never a match.
    """

    def __init__(self, passage_ids: Sequence[str], bm25: bm25s.BM25) -> None:
        self._passage_ids = passage_ids
        self._bm25 = bm25
        # a column a term; plain views, for the class of mapped arrays is slow to index
        self._starts, self._rows, self._values = (
            np.asarray(bm25.scores[name]).view(np.ndarray) for name in ("indptr", "indices", "data")
        )

    @classmethod
    def build(cls, passage_ids: Sequence[str], terms: Iterable[Sequence[str]]) -> LexicalIndex:
        """From the terms of each passage, in the order of the ids. No terms make a passage that is never found."""
        return cls.of_counts(passage_ids, count_terms(terms))

    @classmethod
    def of_counts(cls, passage_ids: Sequence[str], counts: TermCounts) -> LexicalIndex:
        """The same from terms that were counted before."""
        bm25 = bm25s.BM25(k1=K1, b=B, method="lucene")
        # bm25s cannot hold nothing at all: give every passage a term that nobody asks for
        bm25.vocab_dict = counts.vocabulary or {"": 0}
        bm25.unique_token_ids_set = set(bm25.vocab_dict.values())
        bm25.nonoccurrence_array = None
        bm25.scores = _scores(counts, len(bm25.vocab_dict))
        return cls(passage_ids, bm25)

    def search(self, terms: Sequence[str], k: int) -> list[Match]:
        """At most k passages that hold one of the terms; a term given twice counts twice."""
        scores = self.scores(terms)
        found = np.flatnonzero(scores > 0)
        if k < 1:
            return []
        if len(found) > k:
            kth = np.partition(scores[found], -k)[-k]
            found = found[scores[found] >= kth - 1e-5]
        return best_matches(found, scores[found], self._passage_ids, k)

    def scores(self, terms: Sequence[str]) -> npt.NDArray[np.float32]:
        """The score of every passage, in the order of the ids; 0 without any of the terms."""
        known = [term for term in terms if term in self._bm25.vocab_dict]
        if not known:
            return np.zeros(len(self._passage_ids), dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    def term_scores(self, terms: Sequence[str], row: int) -> dict[str, float]:
        """What each distinct term adds to the score of the passage in this row; terms it does not hold are left out."""
        found: dict[str, float] = {}
        for term in dict.fromkeys(terms):
            number = self._bm25.vocab_dict.get(term)
            if number is None:
                continue
            start, end = int(self._starts[number]), int(self._starts[number + 1])
            at = start + int(np.searchsorted(self._rows[start:end], row))
            if at < end and self._rows[at] == row:
                found[term] = float(self._values[at]) * terms.count(term)
        return found

    def weights(self, terms: Sequence[str]) -> dict[str, float]:
        """How much each distinct term tells passages apart: BM25's idf, ln(1 + (N - n + 0.5) / (n + 0.5))."""
        frequencies = {term: self._document_frequency(term) for term in terms}
        count = len(self._passage_ids)
        return {term: float(np.log(1 + (count - n + 0.5) / (n + 0.5))) for term, n in frequencies.items()}

    def save(self, folder: Path) -> None:
        """Write the index into an existing folder. Raises OSError."""
        self._bm25.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path, passage_ids: Sequence[str]) -> LexicalIndex:
        """The index that was saved there, its arrays mapped and not read."""
        return cls(passage_ids, bm25s.BM25.load(folder, mmap=True, show_progress=False, verbosity=0))

    @property
    def vocabulary(self) -> dict[str, int]:
        """The number of each term."""
        return dict(self._bm25.vocab_dict)

    def _document_frequency(self, term: str) -> int:
        number = self._bm25.vocab_dict.get(term)
        if number is None:
            return 0
        return int(self._starts[number + 1] - self._starts[number])


def _scores(counts: TermCounts, terms: int) -> dict[str, object]:
    """What `bm25s.BM25.build_index_from_ids` makes, from counts: it would hold each occurrence as an object, which for
    100,000 passages takes a gigabyte. A column a term, the passages that hold it in order."""
    from scipy import sparse

    shape = (counts.passages, terms)
    by_term = sparse.csr_matrix((counts.counts.astype(np.float32), counts.terms, counts.starts), shape=shape).tocsc()
    lengths = np.add.reduceat(np.append(counts.counts, 0).astype(np.int64), counts.starts[:-1])
    lengths = np.where(np.diff(counts.starts) > 0, lengths, 0)
    found = np.diff(by_term.indptr)
    idf = np.log(1 + (counts.passages - found + 0.5) / (found + 0.5))
    mean = max(float(lengths.mean()), 1e-9)
    norm = K1 * (1 - B + B * lengths / mean)
    data = np.repeat(idf, found) * by_term.data / (norm[by_term.indices] + by_term.data)
    return {
        "data": data.astype(np.float32),
        "indices": by_term.indices.astype(np.int32),
        "indptr": by_term.indptr.astype(np.int32),
        "num_docs": counts.passages,
    }
