"""What a question is and what it asks for."""

from __future__ import annotations

import re
import unicodedata

from retriever.errors import BrokenQueryError, EmptyQueryError, QueryTooLongError

MAX_QUERY = 1000
MAX_BARE_QUESTION = 25

_WORD = re.compile(r"[^\W_]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_POINTS = "(?:步骤|要点|要素|节点|阶段|关卡|条件|原因|方面|建议|技能|职责|流程)"
_ASKS_FOR_LIST = re.compile(
    rf"哪[些几]|(?:几|多少)[个条步种项类关]|[有说列]几点|几点(?:建议|要求|原因)|{_POINTS}(?:分别)?(?:有|是|包括)(?:什么|哪|啥)|的{_POINTS}[?？]?$|有什么{_POINTS}"
    r"|分别是|列出|列举|\b(?:list|steps?|points|which ones)\b",
    re.IGNORECASE,
)
_ASKS_FOR_MORE = re.compile(
    r"如何|怎[么样]|为什么|为何|总结|概括|概述|比较|对比|分析|说明|描述|解释|介绍|评价|影响|原因|建议|意义|区别|不同"
    r"|分别|哪些|哪几|列出|列举|步骤|要点|是否|能否|应该|应当|什么样|要不要|会不会|好不好|吗[?？]?$"
    r"|\b(?:how|why|should|can|compare|explain|summari[sz]e)\b",
    re.IGNORECASE,
)

_ASKS_FOR_SEVERAL = re.compile(
    r"总结|概括|概述|归纳|综述|结合|比较|对比|相比|区别|不同|差[异别]|分别|各自?|哪些|哪几|列出|列举|步骤|要点|分析|评价|介绍|、|以及"
    r"|\b(?:compare|difference|summari[sz]e|list|each|both)\b",
    re.IGNORECASE,
)


def clean_question(text: str) -> str:
    """The question as it is searched for: control characters become spaces, the ends are trimmed.

    Raises EmptyQueryError, QueryTooLongError or BrokenQueryError.
    """
    if not _WORD.search(text) and not _SURROGATE.search(text):
        raise EmptyQueryError("问题里没有文字；请输入问题。 There is no word in the question; type one.")
    if len(text) > MAX_QUERY:
        raise QueryTooLongError(
            f"问题有 {len(text)} 个字符，最多 {MAX_QUERY} 个；请缩短。 The question is too long; shorten it."
        )
    if _SURROGATE.search(text):
        raise BrokenQueryError("问题里有损坏的字符；请重新输入。 The question holds broken characters; type it again.")
    return "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text).strip()


def asks_for_list(question: str) -> bool:
    """Whether the question (folded to simplified script) wants several points or steps, whole."""
    return _ASKS_FOR_LIST.search(question) is not None


def asks_for_fact(question: str) -> bool:
    """Whether the question (folded to simplified script) asks for one fact, which a few words can give: not for
    reasons, ways, opinions, summaries or comparisons, nor for several things at once."""
    return _ASKS_FOR_MORE.search(question) is None


def asks_for_several(question: str) -> bool:
    """Whether the question (folded to simplified script) asks for what stands in several places: for a summary, a
    comparison, points, or more than one thing."""
    return _ASKS_FOR_SEVERAL.search(question) is not None


def is_bare_question(sentence: str) -> bool:
    """Whether a sentence of a text only asks: CTO容易出局? A long one asks of what it has just stated."""
    return len(sentence) <= MAX_BARE_QUESTION and sentence.rstrip('”’」』）)"').endswith(("?", "？"))
