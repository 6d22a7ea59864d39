"""Why a question got its passages and its answer -> HTML tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from page.labels import both_html, label_html
from retriever.confidence import THRESHOLD
from retriever.explain import AnswerExplanation
from retriever.hit import Hit

_SIGNS = {
    "intercept": ("常数", "intercept"),
    "titled_cosine": ("句子（带标题）与问题的相似度", "cosine of the sentence below its title"),
    "sentence_cosine": ("句子与问题的相似度", "cosine of the sentence"),
    "terms": ("问题的词有多少在同一段", "share of the terms in one passage"),
    "focus": ("标题之外的词有多少在答案所在的段", "share of the terms beyond the title"),
    "lacks_number": ("问数字或时间而没有", "a number was asked for and is missing"),
    "answerable": ("阅读模型：有没有答案", "span model: is it answerable"),
    "margin": ("阅读模型：最好的答案", "span model: the best span"),
    "best_margin": ("阅读模型：所答的句子", "span model: the sentence that answers"),
    "objection": ("阅读模型：反对", "span model: its objection"),
}
_TERMS = (("词", "Term"), ("权重", "Weight"))
_HITS = (
    ("名次", "Rank"),
    ("段落", "Passage"),
    ("得分", "Score"),
    ("向量名次", "Dense rank"),
    ("词名次", "Lexical rank"),
    ("命中的词", "Terms matched"),
)
_SENTENCES = (
    ("句子", "Sentence"),
    ("答案", "Span"),
    ("相似", "Cosine"),
    ("词", "Terms"),
    ("阅读", "Likelihood"),
    ("得分", "Score"),
)
_STEPS = {
    "question": ("理解问题", "Understanding the question"),
    "terms": ("切词", "Cutting it into terms"),
    "vector": ("算问题的向量", "Encoding it"),
    "dense": ("按向量检索", "The dense leg"),
    "lexical": ("按词检索", "The lexical leg"),
    "fusion": ("融合两路", "Fusing both legs"),
    "sentences": ("比较句子", "Comparing sentences"),
    "reading": ("阅读模型找答案", "Reading by the span model"),
    "decision": ("判断是否回答", "Deciding whether to answer"),
}
_TIME = (("步骤", "Step"), ("毫秒", "Milliseconds"))
_CONFIDENCE = (("依据", "Sign"), ("对数几率", "Log-odds"))


def inside_html(found: AnswerExplanation) -> str:
    """The question's terms, what each leg found, the sentences, and how the confidence came about; all escaped."""
    considered = found.considered
    terms = [(escape(term), f"{weight:.2f}") for term, weight in found.weights.items()]
    sentences = [
        (
            escape(" ".join(candidate.sentence.text.split())),
            escape(" ".join(candidate.words.split())) if candidate.reading else "",
            f"{candidate.cosine:.3f}",
            f"{candidate.share:.2f}",
            f"{candidate.reading.likelihood:.2f}" if candidate.reading else "–",
            f"{candidate.score:.3f}",
        )
        for candidate in considered.candidates[:10]
    ]
    parts = considered.evidence.parts() if considered.evidence else {}
    signs = [(both_html(*_SIGNS[name]), f"{part:+.2f}") for name, part in parts.items()]
    steps = [(both_html(*_STEPS[name]), f"{1000 * seconds:.1f}") for name, seconds in found.steps.items()]
    decision = both_html(f"≥ {THRESHOLD:g} 才回答", f"answered from {THRESHOLD:g} on")
    return "".join(
        (
            _section(both_html("切词、别名和权重", "Terms, aliases and weights"), _TERMS, terms),
            _section(both_html("段落", "Passages"), _HITS, map(_hit, found.hits)),
            _section(both_html("句子", "Sentences"), _SENTENCES, sentences),
            _section(f"{label_html('confidence')} {considered.confidence:.3f} ({decision})", _CONFIDENCE, signs),
            _section(both_html("每步用时", "Time of each step"), _TIME, steps),
        )
    )


def _hit(hit: Hit) -> Sequence[str]:
    matched = "  ".join(f"{term} {value:.1f}" for term, value in hit.explanation.matched.items())
    ranks = (str(rank) if rank else "–" for rank in (hit.dense_rank, hit.lexical_rank))
    beginning = " ".join(hit.passage.text[:40].split())
    return (str(hit.rank), escape(f"{hit.title} {beginning}…"), f"{hit.score:.3f}", *ranks, escape(matched))


def _section(title: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]]) -> str:
    """A table below its title; title and cells are HTML of ours."""
    head = "".join(f"<th scope='col'>{both_html(*column)}</th>" for column in columns)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return (
        f'<h3>{title}</h3><div class="scrolled" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(content: str) -> str:
    number = bool(content) and content.lstrip("+-").replace(".", "", 1).isdigit()
    return f'<td class="number">{content}</td>' if number else f"<td>{content}</td>"
