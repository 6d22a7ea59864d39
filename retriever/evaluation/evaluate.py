"""Evaluating what is shipped on a collection: each leg, the whole, the answers, and when they are declined."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from corpus.splitting import SPLITTER
from index import Encoder, Index, StoreError, build_index, default_analyzer, open_encoder, open_index
from retriever.answerer import Answerer
from retriever.errors import QueryError
from retriever.evaluation.collection import Collection, JudgedQuery, holds_answer
from retriever.evaluation.measures import Estimate, estimate, paired_p_value, per_query
from retriever.evaluation.report import Answerability, Comparison, Report, Speed
from retriever.evaluation.run import Run
from retriever.hybrid import HybridRetriever, fused_score
from retriever.question import clean_question
from retriever.reader import SHOWN, Reader

DEPTH = 300
"""Passages of each leg that are looked at to rank RANKED documents, for a document may be several passages."""
RANKED = 100
HIDDEN_DEPTH = 50
"""Passages searched for when the relevant documents are hidden, so that enough others are left."""
SYSTEMS = ("lexical", "dense", "fused")

Progress = Callable[[Iterable[JudgedQuery]], Iterable[JudgedQuery]]


@dataclass(slots=True)
class _Tally:
    """What is collected query by query."""

    rankings: dict[str, dict[str, dict[str, float]]] = field(default_factory=lambda: {name: {} for name in SYSTEMS})
    milliseconds: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    three: list[float] = field(default_factory=list)
    confidences: list[tuple[bool, float, bool]] = field(default_factory=list)
    """(answerable, confidence, abstained)"""


def open_collection_index(collection: Collection, cache: Path, encoder_name: str = "bundled") -> Index:
    """An index of the collection's documents, built once for the same documents, encoder, analyzer and splitter."""
    encoder: Encoder = open_encoder(encoder_name)
    parts = (collection.fingerprint, encoder.fingerprint, default_analyzer().fingerprint, SPLITTER.replace(" ", "-"))
    store = cache / "-".join(parts)
    try:
        return open_index(store, encoder=encoder)
    except StoreError:
        build_index(collection.documents.values(), store, encoder=encoder)
    return open_index(store, encoder=encoder)


def evaluate(
    collection: Collection, index: Index, *, against: Run | None = None, progress: Progress = lambda queries: queries
) -> tuple[Report, dict[str, Run]]:
    """The report on a collection, and the run of each system (`lexical`, `dense`, `fused`).

    Answers are measured over the queries whose answer stands in a relevant document. Where the collection has no
    unanswerable queries of its own, these queries are asked once more with their relevant documents hidden.
    """
    tally = _Tally()
    hide = not any(query.answerable is False for query in collection.queries)
    for query in progress(collection.queries):
        try:
            _ask(query, collection, index, tally, hide=hide)
        except QueryError:  # a text that is no question ranks nothing, and counts as that
            continue
    runs = {name: Run(name, collection.fingerprint, tally.rankings[name]) for name in SYSTEMS}
    values = {name: per_query(collection.qrels, run) for name, run in runs.items()}
    report = Report(
        collection=collection.name,
        fingerprint=collection.fingerprint,
        queries=len(collection.queries),
        judged=len(collection.qrels),
        passages=len(index),
        measures={name: {measure: estimate(found) for measure, found in values[name].items()} for name in SYSTEMS},
        first_sentence=_known(tally.first),
        three_sentences=_known(tally.three),
        answerability=_answerability(tally.confidences, hidden=hide),
        ask=Speed.of(tally.milliseconds),
        comparison=_compare(collection, runs["fused"], against) if against else None,
    )
    return report, runs


def _ask(query: JudgedQuery, collection: Collection, index: Index, tally: _Tally, *, hide: bool) -> None:
    started = time.perf_counter()
    answer = Answerer(index).ask(query.text)
    tally.milliseconds.append(1000 * (time.perf_counter() - started))
    question, reader = clean_question(query.text), Reader(index)
    if query.id in collection.qrels:
        _rank(query, index, question, tally)
    if query.answerable is False or query.id in collection.extractive or (query.answerable and not hide):
        tally.confidences.append((query.answerable is not False, answer.confidence, answer.abstained))
    if query.id not in collection.extractive:
        return
    held = [holds_answer(found.sentence.text, query) for found in reader.rank(question, answer.hits)[:3]]
    tally.first.append(float(any(held[:1])))
    tally.three.append(float(any(held)))
    if hide:
        hits = HybridRetriever(index).search(query.text, k=HIDDEN_DEPTH)
        others = [hit for hit in hits if hit.passage.document_id not in collection.qrels[query.id]]
        without = reader.read(question, others[:SHOWN])
        tally.confidences.append((False, without.confidence, without.abstained))


def _rank(query: JudgedQuery, index: Index, question: str, tally: _Tally) -> None:
    """Rank documents by their best passage, for each system."""
    best: dict[str, dict[str, float]] = {name: {} for name in SYSTEMS}
    for leg in index.search_legs(index.query(question), DEPTH):
        document_id = index.passage(leg.passage_id).document_id
        scores = {"fused": fused_score(leg)}
        if leg.dense_rank:
            scores["dense"] = leg.cosine
        if leg.lexical_rank:
            scores["lexical"] = leg.coverage
        for name, score in scores.items():
            best[name][document_id] = max(score, best[name].get(document_id, score))
    for name, found in best.items():
        ranked = sorted(found.items(), key=lambda scored: (-scored[1], scored[0]))[:RANKED]
        tally.rankings[name][query.id] = dict(ranked)


def _known(values: list[float]) -> Estimate | None:
    return estimate(values) if values else None


def _answerability(confidences: list[tuple[bool, float, bool]], *, hidden: bool) -> Answerability | None:
    answerable = np.array([there for there, _, _ in confidences], dtype=bool)
    if not answerable.any() or answerable.all():
        return None
    scores = np.array([score for _, score, _ in confidences])
    abstained = np.array([declined for _, _, declined in confidences], dtype=np.float64)
    return Answerability(
        hidden=hidden,
        auroc=float(roc_auc_score(answerable, scores)),
        answered=estimate(1 - abstained[answerable]),
        declined=estimate(abstained[~answerable]),
    )


def _compare(collection: Collection, run: Run, other: Run) -> Comparison:
    one, two = per_query(collection.qrels, run), per_query(collection.qrels, other)
    return Comparison(
        other.system,
        {name: (float((one[name] - two[name]).mean()), paired_p_value(one[name], two[name])) for name in one},
    )
