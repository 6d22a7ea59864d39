"""Questions that only name something: 那技术总监呢, 2020年呢, 第二个节点呢; asked as the last one was."""

from __future__ import annotations

import re

from index import Analyzer
from retriever.question_parts import Parts, Word, asks_for, cut, is_attribute

LONGEST = 16
"""A longer text before 呢 says more than a name."""

_ENDS = "[?？!！。.~～\\s]*$"
_LEAD = "^(?:那么|那麼|那|而|还有|還有|换成|如果换成|至于|对于|关于)?"
_FRAGMENT = re.compile(f"{_LEAD}(?:说到)?(?P<named>[^，,。；;？?]+?)(?:又)?(?:呢|也是吗|也是这样吗|也一样吗){_ENDS}")
_NAMED_ONLY = re.compile(f"^(?:那么|那麼|那)(?P<named>[^，,。；;？?]+?){_ENDS}")
_CONDITION = re.compile(f"^(?:那么|那)?(?P<condition>(?:如果|要是|假如|若|万一).{{2,40}}?)呢{_ENDS}")
_POINT = re.compile(
    f"^(?:那么|那)?(?P<point>(?:第[一二三四五六七八九十\\d]+|最后一|下一)(?:个|点|条|步|项|种|类|阶段|部分|方面)?)(?P<noun>[一-鿿]{{0,4}}?)"
    f"(?:呢|是什么|是啥|是什么呢|怎么样)?{_ENDS}"
)
_COUNTED = re.compile("(?:哪几|哪些|几|多少|什么|哪)(?:个|点|条|步|项|种|类)?(?P<noun>[一-鿿]{2,6})$")
_TIME = re.compile(
    "\\d{2,4}年(?:\\d{1,2}月)?(?:\\d{1,2}[日号])?|\\d{1,2}月|第?[一二三四]季度|[去今明前后]年|[上下本]个?[月周]|[上下]半年"
)
_PREPOSITIONS = ("离", "和", "跟", "与")
_CIRCUMSTANCE = re.compile("(?:之后|以后|之前|以前|的时候|时|的话|期间|情况下)$")
_PRONOUN = re.compile("^(?:他|她|它|牠|你|我|这|那|其)")


def asking_fragment(question: str, last: Parts, analyzer: Analyzer) -> str | None:
    """The last question asked of what this one names; None where this one does more than name something."""
    condition = _CONDITION.match(question)
    if condition:
        return f"{condition['condition']}，{last.bare}？"
    point = _POINT.match(question)
    if point:
        return _point(point["point"], point["noun"], last)
    match = _FRAGMENT.match(question) or _NAMED_ONLY.match(question)
    if not match or len(match["named"]) > LONGEST:
        return None
    named = match["named"].strip()
    if analyzer.kind(f"那{named}") and not analyzer.kind(named):
        named = f"那{named}"  # 那英
    words = [word for word in cut(named, analyzer) if not word.text.isspace()]
    if not words or _PRONOUN.match(named) or any(word.is_interrogative for word in words):
        return None
    if (
        "呢" not in question
        and "也" not in question
        and not all(w.is_noun or w.is_mark or w.folded == "的" for w in words)
    ):
        return None
    return _asked_of(named, words, last)


def _asked_of(named: str, words: list[Word], last: Parts) -> str | None:
    time = _TIME.fullmatch(named)
    if time:
        old = _TIME.search(last.text)
        return last.text[: old.start()] + named + last.text[old.end() :] if old else named + last.text
    if is_attribute(named):
        return _aspect(named, last)
    if len(words) > 1 and (words[0].kind == "p" or words[0].folded in _PREPOSITIONS):
        return _beside(named, words[0].folded, last)
    if _CIRCUMSTANCE.search(named):
        return f"{named}，{last.bare}？"
    if last.aspect and "的" in named and not named.startswith("的"):
        return _put(named, last.start, last.end, last)  # both are new: 技术总监的薪水
    if (
        not last.aspect
        and last.subject
        and is_attribute(last.subject[-2:])
        and len(last.subject) > 2
        and not _alike(named, last.subject)
    ):
        return f"{last.text[: last.start]}{named}的{last.text[last.start :]}"  # 女性的退休年龄
    place = _place(named, words, last)
    return _put(named, *place, last) if place else None


def _beside(named: str, preposition: str, last: Parts) -> str:
    """The last question with this in place of what stood behind the same preposition (离太阳), or else in front."""
    for word, behind in zip(last.words, last.words[1:], strict=False):
        if word.folded == preposition and behind.is_noun:
            return _put(named, word.start, behind.end, last)
    return f"{named}，{last.bare}？"


def _aspect(named: str, last: Parts) -> str | None:
    """The same thing, another aspect: 会计的工作内容有哪些, 薪水 -> 会计的薪水是多少."""
    if not last.subject:
        return None
    if not last.aspect and is_attribute(last.subject):
        return _put(named, last.start, last.end, last)
    rest = last.text[last.end : last.mark]
    asked = asks_for(named)
    if (
        last.aspect
        and (asks_for(last.aspect) == asked or rest in ("怎么样", "如何"))
        and (asked != "是多少" or "哪些" not in rest)
    ):
        return f"{last.owner}的{named}{last.text[last.end :]}"
    return f"{last.owner}的{named}{asked}？"


def _point(point: str, noun: str, last: Parts) -> str | None:
    """One of the points that the last question asked for: 第二个节点 of CTO有哪几个关键节点."""
    counted = _COUNTED.search(last.bare)
    earlier = re.search("第[一二三四五六七八九十\\d]+", last.bare)
    if earlier and (not noun or noun in last.bare):
        new = re.match("第[一二三四五六七八九十\\d]+", point)
        return last.text[: earlier.start()] + new.group() + last.text[earlier.end() :] if new else None
    if not counted or (noun and noun not in last.bare) or not last.owner:
        return None
    measure = "" if point[-1] in "个点条步项种类段分面" else "个"
    kind = noun or counted["noun"]
    return f"{last.owner}的{point}{measure}{kind}是什么？"


def _place(named: str, words: list[Word], last: Parts) -> tuple[int, int] | None:
    """Where in the last question stands what the new name replaces: most often what it is about, else what is most
    like the new name."""
    kinds = {word.kind[:2] for word in words if word.is_name} if len(words) == 1 else set()
    places: list[tuple[float, int, int]] = []
    if last.subject:
        start = _object(last)
        places.append((1.5 + _alike(named, last.text[start : last.owner_end]), start, last.owner_end))
        if last.aspect:
            places.append((_alike(named, last.aspect), last.owner_end + 1, last.end))
    for word in last.words:
        if not word.is_noun or len(word.text) < 2:
            continue
        same = 1.0 if word.kind[:2] in kinds and len(words) == 1 and word.kind else 0.0
        within = last.start <= word.start < last.end
        if last.subject and within and (word.start, word.end) == (last.start, last.owner_end):
            continue
        if within and len(word.text) != len(named):
            same = -1.0
        places.append((_alike(named, word.text) + same, word.start, word.end))
    if not places:
        return None
    score, start, end = max(places, key=lambda place: (place[0], -place[1]))
    return (start, end) if score > 0 else None


def _object(last: Parts) -> int:
    """Where the thing starts of which something is done: 专利 in 申请专利."""
    inside = [word for word in last.words if last.start <= word.start < last.owner_end and not word.text.isspace()]
    done = len(inside) > 1 and inside[0].start == last.start and inside[0].kind == "v" and inside[1].is_noun
    return inside[1].start if done else last.start


def _alike(one: str, other: str) -> float:
    """How much two names look like names of one kind: endings and beginnings in common, both in capitals."""
    one, other = one.casefold(), other.casefold()
    if one.isascii() and other.isascii():
        return 2.0
    shared = 0
    while shared < min(len(one), len(other)) and one[-1 - shared] == other[-1 - shared]:
        shared += 1
    siblings = shared and len(one) == len(other)  # 病假 and 事假
    return 1.0 * shared + (0.6 if siblings else 0.0) + (0.5 if one[0] == other[0] else 0.0)


def _put(named: str, start: int, end: int, last: Parts) -> str:
    return last.text[:start] + named + last.text[end:]
