"""Whether a comparison or a change goes the way that it goes in the source, and between the same two."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retriever.composing.wording import Basis, any_of, clauses, content, share

_UP = {
    "amount": "高于 多于 大于 长于 超过 超出 增加 增长 增多 增至 提高 提升 上升 上涨 上调 升至 升到 升高 涨 "
    "扩大 攀升 变大 变多 变高 变长 翻番 加大 增强 盈利 调高 延长",
    "order": "优于 领先 胜过 强于 好于",
    "time": "早于 提前",
    "speed": "快于 加快 加速 变快 提速",
}
_DOWN = {
    "amount": "便宜 低于 少于 小于 短于 减少 减至 下降 降低 降至 降到 降了 下调 下跌 跌 缩小 缩短 变小 变少 变低 变短 "
    "下滑 减弱 减小 亏损 调低 回落",
    "order": "劣于 落后 逊于 不如 不及 弱于 差于",
    "time": "晚于 推迟 延后 迟于",
    "speed": "慢于 放慢 减速 变慢 放缓",
}
_ADJECTIVES = {
    "amount": ("高多大长久贵重厚宽", "低少小短轻薄窄"),
    "time": ("早", "晚迟"),
    "depth": ("深", "浅"),
    "speed": ("快", "慢"),
    "order": ("强好优", "弱差劣"),
}
_NOT_A_DIRECTION = any_of(
    "大约 大多 大部 大量 大火 小火 多数 多少 少数 少许 不少 至少 最少 最多 最大 最小 最高 最低 小时 长度 高度 "
    "早晨 晚上 大小 早期 晚期 更新 好的 多次"
)


def _words() -> dict[str, tuple[str, int]]:
    table = {}
    for sign, words in ((1, _UP), (-1, _DOWN)):
        for dimension, listed in words.items():
            table.update(dict.fromkeys(listed.split(), (dimension, sign)))
    return table


_TABLE = _words()
_ADJECTIVE_SIGNS = {
    adjective: (dimension, sign)
    for dimension, (up, down) in _ADJECTIVES.items()
    for sign, listed in ((1, up), (-1, down))
    for adjective in listed
}
_ALL = "".join(_ADJECTIVE_SIGNS)
_LISTED = "|".join(sorted(_TABLE, key=len, reverse=True))
DIRECTIONS = re.compile(f"{_LISTED}|(?:更|较|越来越)[{_ALL}]")
_WORD = re.compile(
    rf"(?P<word>{_LISTED})|(?:更|较|偏|越来越)(?P<graded>[{_ALL}])"
    rf"|[比较][^,;。]{{1,16}}?(?P<compared>[{_ALL}])(?=了|[约近]?[\d一二三四五六七八九十两半]|得|很|些|一|开|出|进|[,;。]|$)"
    rf"|(?:可以|应当|应该|应|尽量|要)(?P<done>[多少早晚快慢])(?![少数半种次])"
    rf"|(?P<changed>[{_ALL}])了(?=[\d一二三四五六七八九十两半约近])"
)
_DENIED = re.compile("(?:不|未|没有|没|不得|不能|不会|不可|不应|不再|难以|无法|并未)[会能得可再]?$")
_BETWEEN = re.compile(
    r"(?P<left>[^,;。]*?)(?:(?P<word>高于|低于|多于|少于|大于|小于|长于|短于|超过|领先于?|落后于?|不如|不及|早于|晚于"
    r"|优于|胜过|强于|弱于|快于|慢于)"
    rf"(?P<right>[^,;。]+)|比(?P<than>[^,;。]{{1,20}}?)(?P<how>更|还要|[{_ALL}])"
    rf"|没有(?P<less>[^,;。]{{2,12}}?)(?P<so>(?<![提增减降变升调最])[{_ALL}])(?=[,;。]|$))"
)
_AGAINST = re.compile(
    r"(?:与|和|同|跟)?(?P<than>[^,;。]{1,20})相比,|(?:相比|相较于?|较之|对比)(?P<other>[^,;。]{1,20}),"
)
_THAN = re.compile(rf"比[^,;。]{{1,16}}?(?=[更还{_ALL}])")
_LEAST = 0.25
"""How much of a clause must stand in another for their directions to be compared."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """What is compared with what: `sign` is 1 where the left is the more."""

    left: str
    right: str
    sign: int


def turned(claim: str, basis: Basis) -> str | None:
    """The clause of the claim whose comparison goes the other way in the source; None where none does."""
    for clause in clauses(claim):
        said = _signs(clause)
        if not said:
            continue
        alike = [
            (_mutual(_plain(clause), _plain(part)), signs)
            for text in (basis.quoted, basis.cited)
            for part in clauses(text)
            if (signs := _signs(part)).keys() & said.keys()
        ]
        best = max((likeness for likeness, _ in alike), default=0.0)
        if best < _LEAST:
            continue
        given: dict[str, set[int]] = {}
        for likeness, signs in alike:
            if likeness >= 0.75 * best:
                for dimension, found in signs.items():
                    given.setdefault(dimension, set()).update(found)
        opposite = any(given.get(dimension) and not given[dimension] & signs for dimension, signs in said.items())
        if opposite and not _crossing(claim, basis.cited):
            return clause
    return _exchanged(claim, basis)


def _exchanged(claim: str, basis: Basis) -> str | None:
    """A comparison of the claim between the same two as in the source, the other of them being the more."""
    for side in _sides(claim):
        for other in _sides(basis.cited):
            if side.sign * other.sign > 0 and _crosses(side, other):
                return f"{side.left}…{side.right}"
    return None


def _crossing(claim: str, source: str) -> bool:
    """Whether the claim says it from the other side: B比A大 for A比B小."""
    return any(_crosses(side, other) for side in _sides(claim) for other in _sides(source) if side.sign != other.sign)


def _crosses(side: _Sides, other: _Sides) -> bool:
    """Whether each stands on the side where the other has its counterpart. In 甲的面积 it may be 甲 that is compared,
    in 面积在甲处 what stands behind 的."""
    owner, _, owned = side.left.rpartition("的")
    common = set(side.right)
    for left in filter(None, (side.left, owner, owned)):
        mine, theirs = "".join(c for c in left if c not in common), "".join(c for c in side.right if c not in left)
        straight = share(mine, other.left) + share(theirs, other.right)
        if share(mine, other.right) + share(theirs, other.left) > straight + 0.25:
            return True
        fresh = "".join(c for c in left if c not in other.left)
        if len(content(fresh)) > 1 and share(fresh, other.right) > 0.6 and share(theirs, other.left) > 0.5:
            return True
    return False


def _sides(text: str) -> list[_Sides]:
    found = []
    for match in _BETWEEN.finditer(text):
        word = match["word"] or match["how"] or match["so"]
        sign = _ADJECTIVE_SIGNS.get(word, _TABLE.get(word.rstrip("于") if word not in _TABLE else word, ("", 1)))[1]
        left = match["left"]
        if match["so"] or _DENIED.search(left):
            sign = -sign
        found.append(_Sides(left, match["right"] or match["than"] or match["less"], sign))
    for match in _AGAINST.finditer(text):
        rest = text[match.end() :]
        direction = _WORD.search(rest)
        if direction:
            found.append(_Sides(rest[: direction.start()], match["than"] or match["other"], _sign(direction)[1]))
    return found


def _signs(clause: str) -> dict[str, set[int]]:
    """Which ways a clause points, by dimension."""
    plain = _NOT_A_DIRECTION.sub(lambda m: "_" * len(m.group()), clause)
    found: dict[str, set[int]] = {}
    for match in _WORD.finditer(plain):
        dimension, sign = _sign(match)
        denied = match["word"] and _DENIED.search(plain[: match.start()])
        found.setdefault(dimension, set()).add(-sign if denied else sign)
    return found


def _sign(match: re.Match[str]) -> tuple[str, int]:
    if match["word"]:
        return _TABLE[match["word"]]
    return _ADJECTIVE_SIGNS[match["graded"] or match["compared"] or match["done"] or match["changed"]]


def _mutual(clause: str, other: str) -> float:
    return (share(clause, other) + share(other, clause)) / 2


def _plain(clause: str) -> str:
    return DIRECTIONS.sub("", _THAN.sub("", clause))
