"""Why a question got the passages and the answer that it got."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from index.terminal import one_line
from retriever.answerer import Answerer
from retriever.candidate import Candidate
from retriever.confidence import THRESHOLD
from retriever.hit import Hit
from retriever.hybrid import DEPTH
from retriever.reader import Considered

EXPLAINED = 10
"""How many passages, and how many sentences, are listed."""
STEPS = {
    "question": "理解 question",
    "terms": "切词 terms",
    "vector": "向量 vector",
    "dense": "向量检索 dense leg",
    "lexical": "词检索 lexical leg",
    "fusion": "融合 fusion",
    "sentences": "句子 sentences",
    "reading": "阅读 reading",
    "decision": "判断 decision",
}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class AnswerExplanation:
    """The question, the passages found for it, and what the reader chose among.

    `question` is the one that is answered: where it followed others, in the form that stands alone. `weights` says how
    much each of its terms, folded and with aliases, tells passages apart. `steps` are the seconds of each step, in the
    order in which they were taken, none inside another: to make the `question` stand alone, to cut it into `terms`, to
    make its `vector`, to ask the `dense` and the `lexical` leg, for their `fusion` into hits, to compare the
    `sentences` with the question, for the span model's `reading`, and for the `decision` whether to answer.
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
        signs = considered.evidence.signs()
        values = {"intercept": 1.0, "objection": signs.get("answerable", 0.0)} | signs
        parts = considered.evidence.parts()
        return [summary, *(f"   {name:16} {values[name]:8.3f} -> {part:+.2f}" for name, part in parts.items())]


class _Stopwatch:
    """Takes steps, each once, and notes the seconds that each took."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}

    def take(self, name: str, step: Callable[[], _T]) -> _T:
        started = time.perf_counter()
        result = step()
        self.steps[name] = time.perf_counter() - started
        return result


def explain(answerer: Answerer, question: str, previous: Sequence[str] = ()) -> AnswerExplanation:
    """What `answerer.ask` goes by, its steps taken one by one. Raises what it raises."""
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
    read, windows = watch.take("reading", lambda: reader.read_spans(cleaned, sentences))
    considered = watch.take("decision", lambda: reader.decide(query, sentences, read, windows))
    return AnswerExplanation(cleaned, query.folded, query.weights, tuple(hits), considered, watch.steps)


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
