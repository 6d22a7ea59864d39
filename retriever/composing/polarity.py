"""Whether a sentence denies what its source says, or says what its source denies."""

from __future__ import annotations

import re

from retriever.composing.direction import DIRECTIONS
from retriever.composing.wording import Basis, Word, Wording, any_of, clauses, content, share

_NO_NEGATION = any_of(
    "不仅 不但 不过 不久 不断 不同 不少 不管 不论 无论 不得不 不只 不止 不光 不间断 非常 除非 未来 无疑 "
    "差不多 不锈钢 不良 不然 要不 是否 能否 可否 与否 非洲 无线 不等 不一 不动产 免疫 别的 别人 特别 分别 "
    "区别 级别 性别 个别 差别 识别 告别 类别 别墅 别名 别称 无人机 无比 无数 未必不 不必说 并非完全不 "
    "并非不 不能不 不会不 没有不 无不 不无 不可不 不如 不及 不至于 不时 不禁 不料 不愧 不妨 不满意 困难 "
    "不适 不全 不良 不便 不幸 不利 "
    "难度 难题 难民 灾难 免得 以免 莫名 莫非 非法 不法 不得已 禁不住 不由 不惜 不已 不懈 不朽 不限于"
)
_BOUND = re.compile(
    r"[不未没][得能可应会有]?(?:超过|高于|低于|少于|多于|大于|小于|早于|晚于|长于|短于)|不足(?=\d)|不到|不满|未满"
)
_LESS = re.compile("没有[^,;。]{2,12}?(?<![提增减降变升调最])[高低多少大小长短早晚深浅快慢强弱好差贵重](?=[,;。]|$)")
_EITHER = re.compile(r"(.)不\1")
_NEGATION = re.compile(
    "没有|没能|没|未能|未曾|未|不|无法|无需|无须|无|并非|绝非|而非|别|勿|莫|禁止|严禁|禁|拒绝|免除|免费|免|难以|很难|缺乏|缺少|停止|停用|取消|拒|"
    "很少|极少|除外|否认|否决|放弃"
)
_WILD = re.compile("只|仅|除了|除|唯|惟|才能|以外|最多|至多")
_MUST_NOT = re.compile(
    "(?:[不未没无][可得能准许允会应要宜法]|不允许|不可以|没有|禁止|严禁|尚未|并未|未)(?P<word>[\u4e00-\u9fff]{2})"
)
_NOT_BEFORE = re.compile("[不未没无禁非别勿免拒难][^,;。]{0,3}$")
_MAY_BEFORE = re.compile("(?:可以?|能够?|允许|已经?|都|也|会|必须|应当?|要)$")
_CLOSE = 0.5
"""How much of a clause must stand in another for a word to be looked for there alone."""
_REACH = 0.6
"""How much of a clause must stand in another for their negations to be compared, where they share no denied word."""


def turned(claim: str, basis: Basis, wording: Wording) -> str | None:
    """The word of the claim that is denied there and not in its source, or the other way round; None where none is."""
    quoted = clauses(basis.quoted)
    forbidden = _forbidden(claim, basis.quoted) or _forbidden(basis.quoted, claim)
    if forbidden:
        return forbidden
    cited = [clause for clause in clauses(basis.cited) if clause not in quoted]
    for clause in clauses(claim):
        if clause in quoted:
            continue
        said = _polarities(clause, wording)
        nearest = max(quoted, key=lambda part: _likeness(clause, part), default="")
        close = share(_bare(clause), _bare(nearest))
        differing, denied_in_both = None, False
        for word, denied in said.items():
            near = [nearest] if close >= _CLOSE and word in _polarities(nearest, wording) else quoted
            where = _standing(word, near, wording) or _standing(word, cited, wording)
            if any(standing == denied for _, standing in where):
                denied_in_both |= denied
            elif any(_odd(part) != _odd(clause) and not _wild(clause, part) for part, _ in where):
                differing = differing or word
        if differing and not denied_in_both:
            return differing
        mutual = min(close, 1.5 * share(_bare(nearest), _bare(clause)))
        if mutual >= _REACH and _odd(nearest) != _odd(clause) and not _wild(clause, nearest) and not denied_in_both:
            return clause
    return None


def _forbidden(some: str, other: str) -> str | None:
    """What one of the texts allows or does and the other does not, by the very word: 可免除, and 不可免除."""
    for match in _MUST_NOT.finditer(some):
        word = match["word"]
        places = [found.start() for found in re.finditer(re.escape(word), other)]
        if (
            places
            and not any(_NOT_BEFORE.search(other[:place]) for place in places)
            and not _WILD.search((some + other).replace(word, ""))
            and any(_MAY_BEFORE.search(other[:place]) for place in places)
        ):
            return word
    return None


def _likeness(clause: str, part: str) -> tuple[float, float]:
    return share(_bare(clause), _bare(part)), share(_bare(part), _bare(clause))


def _standing(word: str, parts: list[str], wording: Wording) -> list[tuple[str, bool]]:
    """The clauses that hold the word, each with whether it is denied there."""
    found = [(part, _polarities(part, wording)) for part in parts if word in part]
    return [(part, polarities[word]) for part, polarities in found if word in polarities]


def negations(clause: str) -> list[int]:
    """Where the words of a clause stand that deny what follows them."""
    plain = clause
    for pattern in (_NO_NEGATION, _LESS, _BOUND, _EITHER):
        plain = pattern.sub(lambda m: "_" * len(m.group()), plain)
    return [match.start() for match in _NEGATION.finditer(plain)]


def _odd(clause: str) -> bool:
    return len(negations(clause)) % 2 == 1


def _wild(some: str, other: str) -> bool:
    """Whether one of the clauses says 只 or 除了 and the other does not: such a clause denies without a negation."""
    return bool(_WILD.search(some)) != bool(_WILD.search(other))


def _bare(clause: str) -> str:
    return DIRECTIONS.sub("", _NEGATION.sub("", clause))


def _polarities(clause: str, wording: Wording) -> dict[str, bool]:
    """The weighty words of a clause, each with whether it is denied."""
    places = negations(clause)
    return {
        word.text: sum(place < word.end and place <= word.start for place in places) % 2 == 1
        for word in wording.words(clause)
        if _weighty(word)
    }


def _weighty(word: Word) -> bool:
    if word.text.isascii():
        return word.text.isalpha() and len(word.text) > 1
    other = _NEGATION.search(word.text) or DIRECTIONS.search(word.text) or word.kind[:1] in ("d", "c", "p", "m", "t")
    return len(content(word.text)) > 1 and not other
