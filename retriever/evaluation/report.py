"""What an evaluation found, for people and for programs."""

from __future__ import annotations

import dataclasses
import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from retriever.evaluation.measures import Estimate


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds a question, search and reading together."""

    p50: float
    p95: float

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> Self:
        """Of these times; not a number where there are none."""
        if not milliseconds:
            return cls(float("nan"), float("nan"))
        ordered = sorted(milliseconds)
        return cls(statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))])


@dataclass(frozen=True, slots=True)
class Answerability:
    """How well the confidence tells answerable questions from others.

    `answered` is the share of answerable questions that get an answer at the shipped threshold, `declined` that of the
    others that get none, `related` that of the others that get related passages in its place. `hidden` says that the
    others are the same questions with their relevant documents hidden.
    """

    hidden: bool
    auroc: float
    answered: Estimate
    declined: Estimate
    related: Estimate


@dataclass(frozen=True, slots=True)
class Comparison:
    """Mean difference to another run and its p value, measure by measure; above 0 the other run is worse."""

    other: str
    differences: dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one collection. None stands where the collection cannot tell."""

    collection: str
    fingerprint: str
    queries: int
    judged: int
    passages: int
    span_model: str | None
    measures: dict[str, dict[str, Estimate]]
    first_sentence: Estimate | None
    three_sentences: Estimate | None
    span: Estimate | None
    answerability: Answerability | None
    citations: int
    misquoted: int
    ask: Speed
    comparison: Comparison | None

    def as_json(self) -> str:
        """Every field, for programs; null where there is no number."""
        plain = json.loads(json.dumps(dataclasses.asdict(self)), parse_constant=lambda name: None)
        return json.dumps(plain, ensure_ascii=False, indent=1)

    def as_text(self) -> str:
        """A table for people."""
        lines = [f"{self.collection}: {self.judged} / {self.queries} 问题 queries, {self.passages} 段落 passages", ""]
        names = list(self.measures)
        lines.append(f"{'':12}" + "".join(f"{name:>24}" for name in names))
        for measure in next(iter(self.measures.values())):
            row = (_shown(self.measures[name][measure]) for name in names)
            lines.append(f"{measure:12}" + "".join(f"{cell:>24}" for cell in row))
        lines.append("")
        for label, found in (
            ("首句含答案 first sentence", self.first_sentence),
            ("前三句 first three", self.three_sentences),
            ("答案文字 F1 answer span F1", self.span),
        ):
            if found:
                lines.append(f"{label}: {_shown(found)}, n = {found.count}")
        if self.answerability:
            known = self.answerability
            kind = "隐去相关文档 relevant documents hidden" if known.hidden else "无答案的问题 unanswerable queries"
            lines.append(
                f"{kind}: AUROC {known.auroc:.3f}; 有答案而作答 answered {_shown(known.answered)}; "
                f"无答案而拒答 declined {_shown(known.declined)}, 给出相关段落 as related {_shown(known.related)}"
            )
        lines.append(f"引文 citations: {self.citations}, 与原文不符 not verbatim: {self.misquoted}")
        lines.append(f"ask: p50 {self.ask.p50:.1f} ms, p95 {self.ask.p95:.1f} ms")
        if self.comparison:
            lines.append(f"\n与 {self.comparison.other} 相比 against it:")
            for measure, (difference, p) in self.comparison.differences.items():
                lines.append(f"{measure:12} {difference:+.4f}  p = {p:.4f}")
        return "\n".join(lines)


def _shown(found: Estimate) -> str:
    return f"{found.mean:.3f} [{found.low:.3f}, {found.high:.3f}]"
