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
from retriever.answer import Citation, State
from retriever.answerer import Answerer
from retriever.errors import QueryError
from retriever.evaluation.collection import Case, Collection, JudgedQuery, holds_answer
from retriever.evaluation.measures import Estimate, estimate, paired_p_value, per_query, span_f1
from retriever.evaluation.report import Answerability, Comparison, Report, Speed
from retriever.evaluation.run import Run
from retriever.hit import hits_from
from retriever.hybrid import fused_score
from retriever.question import clean_question
from retriever.reader import SHOWN
from retriever.rerank import RerankingRetriever

DEPTH = 300
"""Passages of each leg that are looked at to rank RANKED documents, for a document may be several passages."""
RANKED = 100
CASE_DEPTH = 300
"""Passages searched for when only a case's documents may be read."""
HIDDEN_DEPTH = 50
"""Passages searched for when the relevant documents are hidden, so that enough others are left."""
SYSTEMS = ("lexical", "dense", "fused", "reranked")

Progress = Callable[[Iterable[JudgedQuery]], Iterable[JudgedQuery]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of asking one question of which it is known whether it has an answer."""

    answerable: bool
    confidence: float
    state: State


@dataclass(slots=True)
class _Tally:
    """What is collected query by query."""

    rankings: dict[str, dict[str, dict[str, float]]] = field(default_factory=lambda: {name: {} for name in SYSTEMS})
    milliseconds: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    three: list[float] = field(default_factory=list)
    spans: list[float] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    citations: int = 0
    misquoted: int = 0


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
    collection: Collection,
    answerer: Answerer,
    *,
    against: Run | None = None,
    reranker: RerankingRetriever | None = None,
    progress: Progress = lambda queries: queries,
) -> tuple[Report, dict[str, Run]]:
    """The report on a collection, asked of an answerer over `open_collection_index` of it, and the run of each system
    (`lexical`, `dense`, `fused`, and `reranked` where there is a reranker).

    Answers are measured over the queries whose answer stands in a relevant document. Where the collection has cases,
    these tell how well answerable questions are told from others. Where it has neither cases nor unanswerable queries,
    the queries are asked once more with their relevant documents hidden.
    """
    tally = _Tally()
    hide = not collection.cases and not any(query.answerable is False for query in collection.queries)
    for query in progress(collection.queries):
        try:
            _ask(query, collection, answerer, tally, hide=hide)
            if query.id in collection.qrels:
                _rank(query, answerer.index, reranker, tally)
        except QueryError:  # a text that is no question ranks nothing, and counts as that
            continue
    if collection.cases:
        tally.outcomes.clear()
        for case in collection.cases:
            _ask_case(case, answerer, tally)
    systems = [name for name in SYSTEMS if name != "reranked" or reranker]
    runs = {name: Run(name, collection.fingerprint, tally.rankings[name]) for name in systems}
    values = {name: per_query(collection.qrels, run) for name, run in runs.items()}
    report = Report(
        collection=collection.name,
        fingerprint=collection.fingerprint,
        queries=len(collection.queries),
        judged=len(collection.qrels),
        passages=len(answerer.index),
        span_model=answerer.reader.span_model.fingerprint if answerer.reader.span_model else None,
        measures={name: {measure: estimate(found) for measure, found in values[name].items()} for name in systems},
        first_sentence=_known(tally.first),
        three_sentences=_known(tally.three),
        span=_known(tally.spans),
        answerability=_answerability(tally.outcomes, hidden=hide),
        citations=tally.citations,
        misquoted=tally.misquoted,
        ask=Speed.of(tally.milliseconds),
        comparison=_compare(collection, runs["fused"], against) if against else None,
    )
    return report, runs


def _ask(query: JudgedQuery, collection: Collection, answerer: Answerer, tally: _Tally, *, hide: bool) -> None:
    started = time.perf_counter()
    answer = answerer.ask(query.text)
    tally.milliseconds.append(1000 * (time.perf_counter() - started))
    question = clean_question(query.text)
    tally.citations += len(answer.citations)
    tally.misquoted += sum(not _is_verbatim(citation, collection) for citation in answer.citations)
    if query.answerable is False or query.id in collection.extractive or (query.answerable and not hide):
        tally.outcomes.append(Outcome(query.answerable is not False, answer.confidence, answer.state))
    if query.id not in collection.extractive:
        return
    candidates = answerer.reader.consider(question, answer.hits).candidates[:3]
    held = [holds_answer(found.sentence.text, query) for found in candidates]
    tally.first.append(float(any(held[:1])))
    tally.three.append(float(any(held)))
    if answerer.reader.span_model:
        tally.spans.append(span_f1(candidates[0].words if candidates else "", query.answers))
    if hide:
        hits = answerer.retriever.search(query.text, k=HIDDEN_DEPTH)
        others = hits_from(hits, lambda name: name not in collection.qrels[query.id])
        without = answerer.reader.read(question, others[:SHOWN])
        tally.outcomes.append(Outcome(False, without.confidence, without.state))


def _ask_case(case: Case, answerer: Answerer, tally: _Tally) -> None:
    """Ask with nothing but the case's documents to read."""
    question = clean_question(case.text)
    hits = answerer.retriever.search(question, k=CASE_DEPTH)
    allowed = hits_from(hits, lambda name: name in case.documents)
    answer = answerer.reader.read(question, allowed[:SHOWN])
    tally.outcomes.append(Outcome(case.answerable, answer.confidence, answer.state))


def _is_verbatim(citation: Citation, collection: Collection) -> bool:
    """Whether the quote stands at its place in the collection's own text."""
    return collection.documents[citation.document_id].text[citation.start : citation.end] == citation.quote


def _rank(query: JudgedQuery, index: Index, reranker: RerankingRetriever | None, tally: _Tally) -> None:
    """Rank documents by their best passage, for each system."""
    question = clean_question(query.text)
    best: dict[str, dict[str, float]] = {name: {} for name in SYSTEMS}
    for leg in index.search_legs(index.query(question), DEPTH):
        document_id = index.passage(leg.passage_id).document_id
        scores = {"fused": fused_score(leg)}
        if leg.dense_rank:
            scores["dense"] = leg.cosine
        if leg.lexical_rank:
            scores["lexical"] = leg.bm25
        for name, score in scores.items():
            best[name][document_id] = max(score, best[name].get(document_id, score))
    if reranker:
        for hit in reranker.search(query.text, DEPTH):
            best["reranked"].setdefault(hit.passage.document_id, -hit.rank)
    for name, found in best.items():
        ranked = sorted(found.items(), key=lambda scored: (-scored[1], scored[0]))[:RANKED]
        tally.rankings[name][query.id] = dict(ranked)


def _known(values: list[float]) -> Estimate | None:
    return estimate(values) if values else None


def _answerability(outcomes: list[Outcome], *, hidden: bool) -> Answerability | None:
    answerable = np.array([outcome.answerable for outcome in outcomes], dtype=bool)
    if not answerable.any() or answerable.all():
        return None
    scores = np.array([outcome.confidence for outcome in outcomes])
    states = np.array([outcome.state.value for outcome in outcomes])
    answered = (states == State.ANSWERED.value).astype(np.float64)
    return Answerability(
        hidden=hidden,
        auroc=float(roc_auc_score(answerable, scores)),
        answered=estimate(answered[answerable]),
        declined=estimate(1 - answered[~answerable]),
        related=estimate((states[~answerable] == State.RELATED.value).astype(np.float64)),
    )


def _compare(collection: Collection, run: Run, other: Run) -> Comparison:
    one, two = per_query(collection.qrels, run), per_query(collection.qrels, other)
    return Comparison(
        other.system,
        {name: (float((one[name] - two[name]).mean()), paired_p_value(one[name], two[name])) for name in one},
    )
