"""Why a question got the passages and the answer that it got."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from index.terminal import one_line
from retriever.answerer import Answerer
from retriever.candidate import Candidate
from retriever.confidence import THRESHOLD
from retriever.hit import Hit
from retriever.question import clean_question
from retriever.reader import Considered

EXPLAINED = 10
"""How many passages, and how many sentences, are listed."""


@dataclass(frozen=True, slots=True)
class AnswerExplanation:
    """The question, the passages found for it, and what the reader chose among.

    `weights` says how much each of the question's terms, folded and with aliases, tells passages apart.
    """

    question: str
    folded: str
    weights: dict[str, float]
    hits: tuple[Hit, ...]
    considered: Considered

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
        }

    def as_text(self) -> str:
        """The same for people."""
        terms = "  ".join(f"{term} {weight:.2f}" for term, weight in self.weights.items())
        lines = [f"问题 question: {self.folded}", f"词与权重 terms and weights: {terms or '–'}", "", "段落 passages:"]
        lines += [line for hit in self.hits for line in _hit_lines(hit)]
        lines += ["", "句子 sentences:"]
        for rank, candidate in enumerate(self.considered.candidates[:EXPLAINED], start=1):
            lines += _candidate_lines(rank, candidate)
        lines += ["", *self._confidence_lines()]
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
    cleaned = clean_question(question)
    query = answerer.index.query(cleaned)
    return AnswerExplanation(
        question=question,
        folded=query.folded,
        weights=query.weights,
        hits=tuple(answerer.retriever.search(cleaned, k=EXPLAINED)),
        considered=answerer.consider(cleaned),
    )


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
