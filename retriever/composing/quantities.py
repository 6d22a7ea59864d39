"""Numbers with what they count, in digits or in Chinese, in one form: 三成 is 30%, and 1.8万台 is 18000."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retriever.composing.units import COUNTERS, SORTS, UNITS
from retriever.composing.wording import Word, clauses, share

_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_POWERS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_CHINESE = "[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?"
_NUMBER = rf"(?:\d+(?:,\d{{3}})*(?:\.\d+)?[十百千万亿]*|{_CHINESE}|半)"
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?P<hour>\d{{1,2}})(?::|点)(?P<minute>\d{{2}})分?(?!\d)"
    rf"|(?P<of>百|千|万)分之(?P<parts>{_NUMBER})"
    rf"|(?P<tenths>[一二两三四五六七八九\d])成(?P<half>半)?(?!员(?!工)|[为立功本交分果就熟长])"
    rf"|(?<![到了])一半(?![以之]?[前后上下])|(?P<ordinal>第)?(?P<number>{_NUMBER})[多余来几]?(?P<unit>{_UNIT})?"
)
_LATIN = re.compile(r"(?<![a-z0-9])[a-z][a-z0-9]*(?:[-+#.]?[a-z0-9+#]+)*")
_BEFORE_LEAST = re.compile(
    r"(?:[不未没][得能可应会有]?(?:低于|少于|小于|短于)|至少|最少|起码|(?<![不未没得能可应会])(?:超过|多于|大于|高于|过了)"
    r"|(?<![不未])满)[^,\d]{0,8}$"
)
_BEFORE_MOST = re.compile(
    r"(?:[不未没][得能可应会有]?(?:超过|高于|多于|大于|长于)|最多|最长|最高|至多|不到|不足|不满|未满"
    r"|(?<![不未没得能可应会])(?:低于|少于|小于|短于))[^,\d]{0,8}$"
)
_RANGE = re.compile("[由从自].*[到至为]")
_WHICH = re.compile("[前上后下次每同这那某另]$")
_ABOUT = re.compile("约|大概|左右|上下|近|将近|接近|余|多")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what it counts.

    `value` is in the basic unit of `dimension` ("count" where the unit is none or only a measure word, which is
    `counter` then). `bound` is 1 for at least, -1 for at most. `loose` marks 一 and 两 beside a measure word, which
    often count nothing.
    """

    value: float
    dimension: str
    counter: str
    bound: int
    loose: bool
    about: bool
    start: int
    end: int

    def equals(self, other: Quantity) -> bool:
        """Whether both name the same amount: units must agree, measure words need not, and a bare number fits any."""
        near = 0.02 if self.about else 1e-6
        if abs(self.value - other.value) <= near * max(abs(self.value), abs(other.value)):
            if self.counter and other.counter and (self.counter in SORTS) != (other.counter in SORTS):
                return False
            dimensions = {self.dimension, other.dimension}
            return len(dimensions) == 1 or ("bare" in dimensions and "ordinal" not in dimensions)
        return False


def quantities(text: str, words: tuple[Word, ...]) -> list[Quantity]:
    """The quantities of a folded text, in order; `words` are its words, so that the 五 in 五花肉 is none."""
    plain = _LATIN.sub(lambda m: m.group() if _is_unit(text, m) else "_" * len(m.group()), text)
    found = []
    for match in _QUANTITY.finditer(plain):
        if match.start() and plain[match.start() - 1] == "-" and "_" in plain[: match.start()][-2:]:
            continue  # K-77
        if _idiom(match, words) or _counts_nothing(plain, match):
            continue
        found.append(_quantity(plain, match))
    return found


def _is_unit(text: str, match: re.Match[str]) -> bool:
    return match.start() > 0 and text[match.start() - 1].isdigit() and match.group() in UNITS


def _idiom(match: re.Match[str], words: tuple[Word, ...]) -> bool:
    """Whether a Chinese numeral is only part of a word: 一起, 五花肉, 统一, 十分."""
    number = match["number"]
    if not number or number[0].isdigit():
        return False
    start, end = match.start("number"), match.end()
    for word in words:
        if word.start <= start < word.end:
            rest = word.text[max(0, end - word.start) :]
            return (word.start < start and not match["ordinal"]) or (
                bool(rest) and rest[0] not in f"{COUNTERS}多余来几"
            )
    return False


def _counts_nothing(text: str, match: re.Match[str]) -> bool:
    """Whether 一 only says which: 前一年, 一个集群."""
    if match["number"] != "一" or match["ordinal"]:
        return False
    return bool(_WHICH.search(text[: match.start()])) or text[match.end() : match.end() + 1] in ("个", "位", "种", "名")


def _quantity(text: str, match: re.Match[str]) -> Quantity:
    value, dimension, counter, loose = 50.0, "percent", "", False
    if match["hour"]:
        value, dimension = 60.0 * int(match["hour"]) + int(match["minute"]), "clock"
    elif match["of"]:
        value = 100 * _value(match["parts"]) / {"百": 100, "千": 1000, "万": 10_000}[match["of"]]
    elif match["tenths"]:
        value = 10 * _value(match["tenths"]) + (5 if match["half"] else 0)
    elif match["number"]:
        unit, number = match["unit"], match["number"]
        value = _value(number)
        if match["ordinal"]:
            dimension, loose = "ordinal", value == 1
        elif unit and not (unit == "分" and not re.match(r"\d+秒", text[match.end() :])):
            dimension, factor = UNITS[unit]
            value *= factor
            loose = number == "一"
        else:
            counter = next(iter(re.findall(f"^[{COUNTERS}]", text[match.end() :])), "")
            dimension = "count" if counter or unit else "bare"
            loose = number in ("一", "两", "二", "半")
    before, after = re.split(r"[,;。、]", text[: match.start()])[-1], text[match.end() : match.end() + 5]
    return Quantity(
        value, dimension, counter, _bound(before, after), loose,
        bool(_ABOUT.search(before[-3:] + match.group() + after[:2])), match.start(), match.end(),
    )  # fmt: skip


def _bound(before: str, after: str) -> int:
    if re.match(r"[^,]?[以之]上|及以上|[^,]?起", after) or _BEFORE_LEAST.search(before):
        return 1
    return -1 if re.match(r"[^,]?[以之][下内]", after) or _BEFORE_MOST.search(before) else 0


def _value(numeral: str) -> float:
    """The value of a number in digits, in Chinese, or in both (1.8万)."""
    if numeral == "半":
        return 0.5
    mixed = re.match(r"([\d,]+(?:\.\d+)?)([十百千万亿]*)$", numeral)
    if mixed:
        value = float(mixed[1].replace(",", ""))
        for power in mixed[2]:
            value *= {**_POWERS, **_MYRIADS}[power]
        return value
    whole, _, decimals = numeral.partition("点")
    if len(whole) > 1 and all(c in _DIGITS for c in whole):  # 二〇二三
        value = float("".join(str(_DIGITS[c]) for c in whole))
    else:
        value = float(_chinese(whole))
    return value + float("0." + "".join(str(_DIGITS[c]) for c in decimals)) if decimals else value


def _chinese(numeral: str) -> int:
    total, section, digit = 0, 0, 0
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _POWERS:
            section += (digit or 1) * _POWERS[character]
            digit = 0
        else:
            total = (total + section + digit or 1) * _MYRIADS[character]
            section = digit = 0
    return total + section + digit


def unfounded(claim: str, said: list[Quantity], source: list[Quantity]) -> str | None:
    """The first quantity of the claim that the source does not give, as it is written; None where it gives all."""
    for quantity in said:
        same = [other for other in source if quantity.equals(other)]
        rivals = [other for other in source if _alike(quantity, other)]
        if not same and (not quantity.loose or rivals):
            return claim[quantity.start : quantity.end]
        if same and quantity.bound and all(other.bound == -quantity.bound for other in same):
            return claim[quantity.start : quantity.end]
    return None


def _alike(quantity: Quantity, other: Quantity) -> bool:
    """Whether the source counts the same in another number; the number of a calendar year counts nothing."""
    if quantity.dimension == "ordinal":
        return other.dimension == "ordinal"
    if quantity.dimension in ("count", "bare"):
        return bool(other.counter) and other.counter == quantity.counter
    return other.dimension == quantity.dimension and not (other.dimension == "year" and other.value > 1000)


def misplaced(claim: str, said: list[Quantity], source: str, given: list[Quantity]) -> str | None:
    """The first quantity that the source gives of something else: its clause in the claim resembles a clause of the
    source with another amount of that kind more than any with this one."""
    parts = clauses(source)
    for quantity in said:
        if quantity.loose:
            continue
        clause = clause_at(claim, quantity.start, quantity.end)
        with_it = [p for p in parts if any(q.equals(quantity) and _written(source, q) in p for q in given)]
        rivals = [
            part for part in parts if part not in with_it
            and not any(q.equals(other) for q in given if _written(source, q) in part for other in said)
            and any(q.dimension == quantity.dimension and q.counter == quantity.counter and _written(source, q) in part
                    for q in given)
        ]  # fmt: skip
        if any(_reversed(clause, claim, said, part, source, given) for part in with_it):
            return claim[quantity.start : quantity.end]
        if not with_it or not rivals:
            continue
        here, there = max(_fit(clause, p) for p in with_it), max(_fit(clause, p) for p in rivals)
        if there[0] > here[0] + 0.1 or (here[0] > 0.8 and there[0] >= here[0] and there[1] > here[1] + 0.1):
            return claim[quantity.start : quantity.end]
    return None


def _reversed(clause: str, claim: str, said: list[Quantity], part: str, source: str, given: list[Quantity]) -> bool:
    """Whether both go from one quantity to another, the one from where the other arrives."""
    if not _RANGE.search(clause) or not _RANGE.search(part):
        return False
    mine = [q for q in said if clause_at(claim, q.start, q.end) == clause]
    theirs = [q for q in given if _written(source, q) in part]
    return len(mine) == len(theirs) == 2 and mine[0].equals(theirs[1]) and mine[1].equals(theirs[0])


def _written(text: str, quantity: Quantity) -> str:
    return text[quantity.start : quantity.end]


def _fit(clause: str, other: str) -> tuple[float, float]:
    """How much of a clause stands in another, and of the other in it, numbers left out."""
    some, more = (_QUANTITY.sub("", text) for text in (clause, other))
    return share(some, more), share(more, some)


def clause_at(text: str, start: int, end: int) -> str:
    """The clause of a folded text that holds these characters."""
    marks = [-1, *(m.start() for m in re.finditer(r"(?<!\d),|,(?!\d)|[;。、]", text)), len(text)]
    first = max(mark for mark in marks if mark < end and mark <= start)
    return text[first + 1 : min(mark for mark in marks if mark >= end)]
