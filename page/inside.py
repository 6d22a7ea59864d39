"""Why a question got its passages and its answer -> HTML tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from retriever.confidence import THRESHOLD
from retriever.explain import AnswerExplanation
from retriever.hit import Hit

_SIGNS = {
    "intercept": "常数 intercept",
    "titled_cosine": "句子（带标题）与问题的相似度 cosine below the title",
    "sentence_cosine": "句子与问题的相似度 cosine of the sentence",
    "terms": "问题的词有多少在同一段 share of the terms in one passage",
    "focus": "标题之外的词有多少在答案所在的段 share of the terms beyond the title",
    "lacks_number": "问数字或时间而没有 a number was asked for and is missing",
    "answerable": "阅读模型：有没有答案 span model: is it answerable",
    "margin": "阅读模型：最好的答案 span model: best span",
    "best_margin": "阅读模型：所答的句子 span model: the sentence that answers",
}


def inside_html(found: AnswerExplanation) -> str:
    """The question's terms, what each leg found, the sentences, and how the confidence came about; all escaped."""
    considered = found.considered
    terms = [(term, f"{weight:.2f}") for term, weight in found.weights.items()]
    sentences = [
        (
            " ".join(candidate.sentence.text.split()),
            " ".join(candidate.words.split()) if candidate.reading else "",
            f"{candidate.cosine:.3f}",
            f"{candidate.share:.2f}",
            f"{candidate.reading.likelihood:.2f}" if candidate.reading else "–",
            f"{candidate.score:.3f}",
        )
        for candidate in considered.candidates[:10]
    ]
    parts = considered.evidence.parts() if considered.evidence else {}
    return "".join(
        (
            _section("切词、别名和权重 Terms, aliases and weights", ("词 term", "权重 weight"), terms),
            _section(
                "段落 Passages",
                ("", "段落 passage", "得分 score", "向量 dense", "词 lexical", "命中的词 matched"),
                map(_hit, found.hits),
            ),
            _section(
                "句子 Sentences",
                ("句子 sentence", "答案 span", "相似 cosine", "词 terms", "阅读 likelihood", "得分 score"),
                sentences,
            ),
            _section(
                f"可信度 Confidence {considered.confidence:.3f}（≥ {THRESHOLD:g} 才回答 to answer）",
                ("依据 sign", "对数几率 log-odds"),
                [(_SIGNS[name], f"{part:+.2f}") for name, part in parts.items()],
            ),
        )
    )


def _hit(hit: Hit) -> Sequence[str]:
    matched = "  ".join(f"{term} {value:.1f}" for term, value in hit.explanation.matched.items())
    ranks = (str(rank) if rank else "–" for rank in (hit.dense_rank, hit.lexical_rank))
    beginning = " ".join(hit.passage.text[:40].split())
    return (str(hit.rank), f"{hit.title} {beginning}…", f"{hit.score:.3f}", *ranks, matched)


def _section(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th scope='col'>{escape(column)}</th>" for column in columns)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<h3>{escape(title)}</h3><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(text: str) -> str:
    number = bool(text) and text.lstrip("+-").replace(".", "", 1).isdigit()
    return f'<td class="number">{escape(text)}</td>' if number else f"<td>{escape(text)}</td>"
