"""Why a question got the passages and the answer that it got."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from index.terminal import one_line
from retriever.answerer import Answerer
from retriever.candidate import Candidate
from retriever.confidence import THRESHOLD
from retriever.hit import Hit
from retriever.hybrid import DEPTH
from retriever.reader import READ, Considered, Reader

EXPLAINED = 10
"""How many passages, and how many sentences, are listed."""
STEPS = {
    "terms": "切词 terms",
    "vector": "向量 vector",
    "legs": "两路 legs",
    "search": "检索 search",
    "sentences": "句子 sentences",
    "reading": "阅读 reading",
}


@dataclass(frozen=True, slots=True)
class AnswerExplanation:
    """The question, the passages found for it, and what the reader chose among.

    `weights` says how much each of the question's terms, folded and with aliases, tells passages apart. `steps` are
    seconds, measured one after the other: to cut the question into `terms`, to make its `vector`, to ask both `legs`,
    the whole `search` (with the legs), to rank the `sentences` by likeness, and the whole `reading` (with that).
    """

    question: str
    folded: str
    weights: dict[str, float]
    hits: tuple[Hit, ...]
    considered: Considered
    steps: dict[str, float]

    def as_plain(self) -> dict[str, Any]:
        """Everything, for JSON."""
        evidence = self.considered.evidence
        return {
            "question": self.question,
            "folded": self.folded,
            "weights": self.weights,
            "hits": [dataclasses.asdict(hit) for hit in self.hits],
            "candidates": [_plain(candidate) for candidate in self.considered.candidates[:EXPLAINED]],
            "evidence": dataclasses.asdict(evidence) if evidence else None,
            "log_odds": evidence.parts() if evidence else None,
            "confidence": self.considered.confidence,
            "state": self.considered.state.value,
            "steps": self.steps,
        }

    def as_text(self) -> str:
        """The same for people."""
        terms = "  ".join(f"{term} {weight:.2f}" for term, weight in self.weights.items())
        lines = [f"问题 question: {self.folded}", f"词与权重 terms and weights: {terms or '–'}", "", "段落 passages:"]
        lines += [line for hit in self.hits for line in _hit_lines(hit)]
        lines += ["", "句子 sentences:"]
        for rank, candidate in enumerate(self.considered.candidates[:EXPLAINED], start=1):
            lines += _candidate_lines(rank, candidate)
        lines += ["", *self._confidence_lines(), "", "时间 time:"]
        lines += [f"   {STEPS[name]:20} {1000 * seconds:8.1f} ms" for name, seconds in self.steps.items()]
        return "\n".join(lines)

    def _confidence_lines(self) -> list[str]:
        considered = self.considered
        summary = (
            f"可信度 confidence {considered.confidence:.3f} -> {considered.state.value}"
            f"  (≥ {THRESHOLD} answered, ≥ {considered.related} related)"
        )
        if considered.evidence is None:
            return [summary]
        values = {"intercept": 1.0} | dataclasses.asdict(considered.evidence)
        parts = considered.evidence.parts()
        return [summary, *(f"   {name:16} {values[name]:8.3f} -> {part:+.2f}" for name, part in parts.items())]


def explain(answerer: Answerer, question: str) -> AnswerExplanation:
    """What `answerer.ask` goes by. Raises what it raises."""
    index, retriever, steps = answerer.index, answerer.retriever, dict.fromkeys(STEPS, 0.0)

    def timed(name: str, step: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        result = step()
        steps[name] = time.perf_counter() - started
        return result

    cleaned = answerer.understood(question)
    timed("terms", lambda: index.analyzer.terms(cleaned))
    timed("vector", lambda: index.encoder.encode_queries([index.analyzer.simplified(cleaned)]))
    query = index.query(cleaned)  # remembered, so that the steps below do not make it again
    timed("legs", lambda: index.search_legs(query, DEPTH))
    hits = timed("search", lambda: retriever.search(cleaned, k=EXPLAINED))
    timed("sentences", lambda: Reader(index).consider(cleaned, hits[:READ]))
    considered = timed("reading", lambda: answerer.reader.consider(cleaned, hits[:READ]))
    return AnswerExplanation(question, query.folded, query.weights, tuple(hits), considered, steps)


def _plain(candidate: Candidate) -> dict[str, Any]:
    reading = candidate.reading
    return {
        "sentence": dataclasses.asdict(candidate.sentence),
        "score": candidate.score,
        "cosine": candidate.cosine,
        "share": candidate.share,
        "span": reading.span if reading else None,
        "margin": reading.margin if reading else None,
    }


def _hit_lines(hit: Hit) -> list[str]:
    parts = " + ".join(f"{name} {value:.3f}" for name, value in hit.explanation.parts.items())
    matched = "  ".join(f"{term} {value:.2f}" for term, value in hit.explanation.matched.items())
    ranks = f"向量 dense {hit.dense_rank or '–'}, 词 lexical {hit.lexical_rank or '–'}"
    return [
        f"{hit.rank:2}. {one_line(hit.passage.id)}  {hit.score:.3f} = {parts}",
        f"    名次 ranks: {ranks}; 命中的词 matched: {matched or '–'}",
    ]


def _candidate_lines(rank: int, candidate: Candidate) -> list[str]:
    text = " ".join(candidate.sentence.text.split())
    read = ""
    if candidate.reading:
        words = " ".join(candidate.words.split())
        read = f", 答案 span {words!r} {candidate.reading.likelihood:.2f}"
    return [
        f"{rank:2}. {candidate.score:.3f}: 相似 cosine {candidate.cosine:.3f}, 词 terms {candidate.share:.2f}{read}",
        f"    {text}",
    ]
