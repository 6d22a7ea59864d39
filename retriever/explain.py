"""Why a question got the passages and the answer that it got."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from retriever.answerer import Answerer
from retriever.candidate import Candidate
from retriever.confidence import THRESHOLD
from retriever.hit import Hit
from retriever.hybrid import DEPTH
from retriever.reader import Considered

EXPLAINED = 10
"""How many passages, and how many sentences, are listed."""


_T = TypeVar("_T")
_STEPS = {
    "question": "理解问题",
    "terms": "切词",
    "vector": "编码",
    "dense": "向量检索",
    "lexical": "词检索",
    "fusion": "融合",
    "sentences": "句子",
    "span model": "阅读模型",
    "decision": "判断",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way to an answer, and how many seconds it took this once."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class AnswerExplanation:
    """The question, the passages found for it, and what the reader chose among.

    `question` is the one that is answered: where it followed others, in the form that stands alone. `weights` says how
    much each of its terms, folded and with aliases, tells passages apart. `steps` are in the order they were taken in.
    """

    question: str
    folded: str
    weights: dict[str, float]
    hits: tuple[Hit, ...]
    considered: Considered
    steps: tuple[Step, ...]

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
            "steps": [dataclasses.asdict(step) for step in self.steps],
        }

    def as_text(self) -> str:
        """The same for people."""
        terms = "  ".join(f"{term} {weight:.2f}" for term, weight in self.weights.items())
        lines = [f"问题 question: {self.folded}", f"词与权重 terms and weights: {terms or '–'}", "", "段落 passages:"]
        lines += [line for hit in self.hits for line in _hit_lines(hit)]
        lines += ["", "句子 sentences:"]
        for rank, candidate in enumerate(self.considered.candidates[:EXPLAINED], start=1):
            lines += _candidate_lines(rank, candidate)
        lines += ["", *self._confidence_lines(), "", "用时 time:"]
        lines += [f"   {1000 * step.seconds:8.2f} ms  {_STEPS[step.name]} {step.name}" for step in self.steps]
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


class _Stopwatch:
    """Takes steps and the time of each."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def take(self, name: str, step: Callable[[], _T]) -> _T:
        begin = time.perf_counter()
        result = step()
        self.steps.append(Step(name, time.perf_counter() - begin))
        return result


def explain(answerer: Answerer, question: str, previous: Sequence[str] = ()) -> AnswerExplanation:
    """What `answerer.ask` goes by, each step taken by itself to time it. Raises what it raises."""
    index, retriever, reader = answerer.index, answerer.retriever, answerer.reader
    watch = _Stopwatch()
    cleaned = watch.take("question", lambda: answerer.understood(question, previous))
    terms = watch.take("terms", lambda: index.analyzer.terms(cleaned))
    vector = watch.take("vector", lambda: index.encode_question(cleaned))
    query = index.query_of(cleaned, terms, vector)
    dense = watch.take("dense", lambda: index.dense_leg(query, DEPTH))
    lexical = watch.take("lexical", lambda: index.lexical_leg(query, DEPTH))
    hits = watch.take("fusion", lambda: retriever.fuse(query, index.leg_scores(query, dense, lexical), EXPLAINED))
    sentences = watch.take("sentences", lambda: reader.sentences(query, hits))
    read, windows = watch.take("span model", lambda: reader.read_spans(cleaned, sentences))
    considered = watch.take("decision", lambda: reader.decide(query, sentences, read, windows))
    return AnswerExplanation(
        question=cleaned,
        folded=query.folded,
        weights=query.weights,
        hits=tuple(hits),
        considered=considered,
        steps=tuple(watch.steps),
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
        f"{hit.rank:2}. {hit.passage.id}  {hit.score:.3f} = {parts}",
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
