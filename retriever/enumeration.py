"""Points and steps: sentences that count, such as 第一个节点…, 第二个节点…, or 1. … 2. …"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Sentence

_NUMERALS = {character: value for value, character in enumerate("零一二三四五六七八九十")}
_COUNT = r"(?P<count>[一二三四五六七八九十]{1,3}|\d{1,2})"
_MARKERS = (
    re.compile(rf"第{_COUNT}(?P<kind>[个项条步点类种阶]?[一-鿿]{{0,6}}?)\**(?:[,，、:：]|是|就是)"),
    re.compile(rf"(?P<kind>步骤|阶段|方法|原因|建议|要点){_COUNT}(?:[,，、:：.．]|是)"),
    re.compile(rf"(?P<kind>[(（【\[]?){_COUNT}(?:[)）】\]][、.．]?|[、.．:：])(?![\d一二三四五六七八九十])"),
    re.compile(rf"(?P<kind>其){_COUNT}(?:[,，、:：]|是)"),
    re.compile(rf"(?P<kind>){_COUNT}是"),
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ORNAMENT = re.compile(r"^(?:[-*>#•·]+\s*|\*\*)+")
_WORDS = {"首先": 1, "其次": 2, "接着": 2, "然后": 3, "再次": 3, "再者": 3, "最后": 9}


@dataclass(frozen=True, slots=True)
class _Marker:
    family: str
    count: int


def enumerations(sentences: Sequence[Sentence]) -> list[list[int]]:
    """The lists that stand in these sentences of one document: for each, the places of its items, two or more.

    The items of a list are marked alike and count upward from 1; numbers may be left out.
    """
    open_lists: dict[str, tuple[int, list[int]]] = {}
    found: list[list[int]] = []
    for place, sentence in enumerate(sentences):
        marker = _marker(sentence.text) or _first_marker(sentence.text)
        if marker is None:
            continue
        count, items = open_lists.get(marker.family, (0, []))
        if marker.count == 1 or marker.count <= count:
            items = []
            if marker.count == 1:
                found.append(items)
        elif not items:
            continue  # a list that does not start: a stray number
        items.append(place)
        open_lists[marker.family] = (marker.count, items)
    return [items for items in found if len(items) > 1]


def _marker(text: str) -> _Marker | None:
    text = _ORNAMENT.sub("", text)
    if text and text[0] in _CIRCLED:
        return _Marker("circled", _CIRCLED.index(text[0]) + 1)
    for number, pattern in enumerate(_MARKERS):
        match = pattern.match(text)
        if match:
            written = "d" if match["count"].isdigit() else "c"
            return _Marker(f"{number} {match['kind']} {written}", _value(match["count"]))
    return next((_Marker("words", count) for word, count in _WORDS.items() if text.startswith(word)), None)


def _first_marker(text: str) -> _Marker | None:
    """The marker of a list's first item behind the colon that announces the list: 有三点:一是…"""
    marker = _marker(re.split("[:：]", text)[-1])
    return marker if marker and marker.count == 1 else None


def _value(numeral: str) -> int:
    if numeral.isdigit():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _NUMERALS[numeral[-1]]
    return 10 * (_NUMERALS[tens[-1]] if tens else 1) + (_NUMERALS[ones] if ones else 0)
