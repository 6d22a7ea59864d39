"""An opened store: what a retriever asks its questions of."""

from __future__ import annotations

import functools
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus import Document, Passage, Span
from corpus.splitting import SPLITTER
from index.analyzer import Analyzer, default_analyzer
from index.build import change_documents
from index.dense import DenseIndex
from index.encoder import Encoder, Vectors
from index.encoders import open_encoder
from index.errors import StoreDamagedError, StoreError, StoreMismatchError
from index.generations import Manifest, check_encoder, current_generation, current_name, damaged, rebuild
from index.lexical import LexicalIndex
from index.minhash import nearly_same
from index.texts import TextReader


@dataclass(frozen=True, slots=True)
class LegScores:
    """One passage as both legs see it.

    `cosine` is that of the question's vector with the passage's, `sentence_cosine` the largest with one of its
    sentences', and `bm25` its BM25 score. Ranks count from 1; None where the leg did not find the passage.
    """

    passage_id: str
    cosine: float
    sentence_cosine: float
    bm25: float
    dense_rank: int | None
    lexical_rank: int | None


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the index searches for it.

    `folded` is its text in half width, lower case and simplified script, and `terms` what the analyzer makes of it.
    `weights` says how much each distinct term tells passages apart (BM25's idf); a term that stands nowhere weighs
    most. `vector` is the question's unit vector.
    """

    folded: str
    terms: tuple[str, ...]
    weights: dict[str, float]
    vector: Vectors

    def share(self, terms: Collection[str]) -> float:
        """The share of the question's terms, by weight, that are among these: 0 to 1."""
        total = sum(self.weights.values())
        return sum(weight for term, weight in self.weights.items() if term in terms) / total if total else 0.0

    def without(self, terms: Collection[str]) -> Query:
        """The same question as if these terms weighed nothing."""
        return replace(self, weights={term: weight for term, weight in self.weights.items() if term not in terms})


class Index:
    """A generation of a store, open for searching by several threads; later builds do not disturb it."""

    def __init__(self, store: Path, folder: Path, manifest: Manifest, encoder: Encoder, analyzer: Analyzer) -> None:
        self.store = store
        self.generation = folder.name
        self.manifest = manifest
        self.encoder = encoder
        self.analyzer = analyzer
        self._added: list[Document] = []
        self._removed: list[str] = []
        try:
            self._texts = TextReader(folder / "texts.sqlite")
            passage_ids = self._texts.passage_ids()
            self._dense = DenseIndex.load(folder / "dense.faiss", passage_ids)
            self._lexical = LexicalIndex.load(folder / "bm25", passage_ids)
            self._sentences = np.load(folder / "sentences.npy", mmap_mode="r")
            self._signatures = np.load(folder / "signatures.npy", mmap_mode="r")
            self._spans = np.load(folder / "spans.npy", mmap_mode="r")
            self._first_sentences, self._sentence_counts = np.array(self._texts.sentence_rows(), dtype=np.int64).T
        except (OSError, ValueError, sqlite3.Error) as error:
            raise damaged(store, folder.name) from error
        self._rows = {passage_id: row for row, passage_id in enumerate(passage_ids)}
        self._terms = functools.lru_cache(maxsize=8192)(lambda text: tuple(analyzer.terms(text)))
        self._query = functools.lru_cache(maxsize=16)(self._make_query)
        self._document = functools.lru_cache(maxsize=64)(self._texts.document)

    def is_current(self) -> bool:
        """Whether no build has replaced this generation since it was opened."""
        try:
            return current_name(self.store) == self.generation
        except StoreError:  # whatever has become of the store, there is nothing newer to open
            return True

    def add(self, documents: Iterable[Document]) -> None:
        """Have these documents in the next generation, in place of those of their ids; `commit` makes it."""
        self._added.extend(documents)

    def remove(self, document_ids: Iterable[str]) -> None:
        """Leave these documents out of the next generation; `commit` makes it. Raises KeyError, and then nothing is
        to be removed, for one that is not here."""
        wanted = list(document_ids)
        for document_id in wanted:
            self._texts.document(document_id)
        self._removed.extend(wanted)

    def commit(self) -> Index:
        """Write what was added and removed and open the new generation; this one stays as it is.

        Applies to what is current by now, whoever wrote that. Raises as `add_documents` and `remove_documents` do, and
        what was to be done is still to be done then.
        """
        if self._added or self._removed:
            change_documents(self._added, self._removed, self.store, encoder=self.encoder, analyzer=self.analyzer)
            self._added, self._removed = [], []
        return open_index(self.store, encoder=self.encoder, analyzer=self.analyzer)

    def __len__(self) -> int:
        """How many passages there are."""
        return self.manifest.passages

    def query(self, question: str) -> Query:
        """The question made ready to search for; the last few are remembered."""
        return self._query(question)

    def _make_query(self, question: str) -> Query:
        return self.query_of(question, self.analyzer.terms(question), self.encode_question(question))

    def encode_question(self, question: str) -> Vectors:
        """The question's unit vector."""
        return np.asarray(self.encoder.encode_queries([self.analyzer.simplified(question)])[0])

    def query_of(self, question: str, terms: Sequence[str], vector: Vectors) -> Query:
        """The question made ready to search for, with its terms and its vector as `analyzer.terms` and
        `encode_question` gave them."""
        return Query(self.analyzer.fold(question), tuple(terms), self._lexical.weights(terms), vector)

    def terms(self, text: str) -> tuple[str, ...]:
        """The analyzer's terms of a text; those of texts that were asked for lately are remembered."""
        return self._terms(text)

    def search_legs(self, query: Query, depth: int) -> list[LegScores]:
        """The passages among the first `depth` of either leg, each with both legs' exact scores, by passage id."""
        return self.leg_scores(query, self.dense_leg(query, depth), self.lexical_leg(query, depth))

    def dense_leg(self, query: Query, depth: int) -> dict[str, int]:
        """The ranks of the first `depth` passages by their vectors, best first."""
        return {match.passage_id: rank for rank, match in enumerate(self._dense.search(query.vector, depth), start=1)}

    def lexical_leg(self, query: Query, depth: int) -> dict[str, int]:
        """The ranks of the first `depth` passages by BM25, best first."""
        return {match.passage_id: rank for rank, match in enumerate(self._lexical.search(query.terms, depth), start=1)}

    def leg_scores(self, query: Query, dense: Mapping[str, int], lexical: Mapping[str, int]) -> list[LegScores]:
        """The passages that have a rank in either leg, each with both legs' exact scores, by passage id."""
        lexical_scores = self._lexical.scores(query.terms)
        passage_ids = sorted(dense.keys() | lexical.keys())
        rows = np.array([self._rows[passage_id] for passage_id in passage_ids], dtype=np.int64)
        sentences = self._best_sentences(rows, query.vector)
        # summed row by row, so that copies of a passage have the very same score wherever they stand
        cosines = (self._dense.vectors(rows) * query.vector).sum(axis=1).tolist() if len(rows) else []
        return [
            LegScores(
                passage_id,
                cosine=cosine,
                sentence_cosine=sentence,
                bm25=float(lexical_scores[row]),
                dense_rank=dense.get(passage_id),
                lexical_rank=lexical.get(passage_id),
            )
            for passage_id, row, cosine, sentence in zip(passage_ids, rows.tolist(), cosines, sentences, strict=True)
        ]

    def nearly_same(self, passage_id: str, others: Sequence[str]) -> list[bool]:
        """For each of the other passages whether it says nearly the same as this one. Raises KeyError."""
        rows = [self._rows[other] for other in others]
        return [bool(same) for same in nearly_same(self._signatures[self._rows[passage_id]], self._signatures[rows])]

    def term_scores(self, query: Query, passage_id: str) -> dict[str, float]:
        """What each of the question's terms that the passage holds adds to its BM25 score. Raises KeyError."""
        return self._lexical.term_scores(query.terms, self._rows[passage_id])

    def _best_sentences(self, rows: npt.NDArray[np.int64], vector: Vectors) -> list[float]:
        """For each passage's row the largest cosine of one of its sentences; every passage has a sentence."""
        if not len(rows):
            return []
        counts = self._sentence_counts[rows]
        starts = np.cumsum(counts) - counts
        places = np.repeat(self._first_sentences[rows] - starts, counts) + np.arange(counts.sum())
        cosines = np.asarray(self._sentences[places], dtype=np.float32) @ vector
        return [float(best) for best in np.maximum.reduceat(cosines, starts)]

    def passage(self, passage_id: str) -> Passage:
        """The passage of this id. Raises KeyError."""
        return self._texts.passage(passage_id)

    def document(self, document_id: str) -> Document:
        """The document of this id. Raises KeyError."""
        return self._document(document_id)

    def around(self, passage_id: str) -> tuple[Passage | None, Passage | None]:
        """The passages before and behind this one in its document. Raises KeyError."""
        row = self._rows[passage_id]
        near = [passage for _, passage in self._texts.titled_passages(range(max(0, row - 1), row + 2))]
        at = next(place for place, passage in enumerate(near) if passage.id == passage_id)
        same = [passage if passage.document_id == near[at].document_id else None for passage in near]
        return same[at - 1] if at else None, same[at + 1] if at + 1 < len(same) else None

    def documents(self) -> Iterator[Document]:
        """All documents, one at a time."""
        return self._texts.documents()

    def sample(self, count: int) -> list[Passage]:
        """At most so many passages, evenly spread over the store, in its order; always the same of one generation."""
        rows = np.linspace(0, len(self) - 1, min(count, len(self)), dtype=np.int64)
        return [passage for row in rows for _, passage in self._texts.titled_passages(range(row, row + 1))]

    def sentence_spans(self, passage_id: str) -> list[Span]:
        """Where each sentence of the passage stands in its document, in reading order. Raises KeyError."""
        row = self._rows[passage_id]
        first = int(self._first_sentences[row])
        return [(start, end) for start, end in self._spans[first : first + int(self._sentence_counts[row])].tolist()]

    def vectors(self) -> dict[str, npt.NDArray[np.floating]]:
        """`passages` and `sentences`: one unit row each, those of a passage's sentences one after the other."""
        rows = np.arange(len(self), dtype=np.int64)
        return {"passages": self._dense.vectors(rows), "sentences": self._sentences}

    def passages_of(self, document_id: str) -> list[Passage]:
        """The passages of a document, in reading order."""
        return self._texts.passages_of(document_id)

    def sentence_vectors(self, passage_id: str) -> Vectors:
        """One unit row for each of the passage's sentences, as `split_sentences` gives them. Raises KeyError."""
        row = self._rows[passage_id]
        first = int(self._first_sentences[row])
        return np.asarray(self._sentences[first : first + int(self._sentence_counts[row])], dtype=np.float32)


def open_index(
    store: str | os.PathLike[str], *, encoder: Encoder | None = None, analyzer: Analyzer | None = None
) -> Index:
    """The store's current generation, checked and ready to search.

    The encoder is the one that the store was built with, opened by its name, unless one is given. Raises StoreError
    (missing, damaged, or made with another encoder or analyzer than what would search it) and EncoderError.
    """
    path = Path(store)
    analyzer = analyzer or default_analyzer()
    while True:
        folder, manifest = current_generation(path)
        encoder = encoder or open_encoder(manifest.encoder)
        mend = rebuild(path, manifest.encoder)
        check_encoder(path, manifest, encoder)
        if analyzer.fingerprint != manifest.analyzer_fingerprint:
            raise StoreMismatchError(
                f"索引 {path} 的分词词表与现在的不同；请重建：{mend}。 Built with another analyzer."
            )
        if manifest.splitter != SPLITTER:
            raise StoreMismatchError(
                f"索引 {path} 的切分方式与现在的不同；请重建：{mend}。 Its texts were cut in another way."
            )
        try:
            return Index(path, folder, manifest, encoder, analyzer)
        except StoreDamagedError:
            if current_name(path) == folder.name:
                raise  # and else a build has replaced it in this moment: open the new one
