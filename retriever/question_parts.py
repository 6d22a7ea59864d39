"""A question's parts: its words, what it is about, and which aspect of that it asks for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from index import Analyzer
from retriever.question_words import ATTRIBUTES, JOINING, LIGHT, PREDICATES

_QUANTITY = re.compile(
    "(?:水|资|入|遇|价|薪|格|钱|用|本|费|积|口|度|量|高|重|龄|命|长|润|率|值|产|债|例|数|模|款|算|限|期|额)$"
)
_PERSON = re.compile("(?:人|者|长|裁|主席|官|主角|导演|演|编剧|妻子|丈夫|父亲|母亲|儿子|女儿|老师|配偶)$")
_PLACE = re.compile("(?:总部|首都|省会|地点|位置|地)$")

_INTERROGATIVE = re.compile(
    "什么|甚么|为什么|为啥|啥|谁|哪|多少|怎|如何|为何|何时|何地|何处|何人|何以|几(?![乎率何])|有?多[久长大高远深重快宽厚]|是否|能否|可否|[吗么]$|(.)不\\1|有没有"
)
_FUNCTION = "会要能是吗在有为于由过了"
_MARKS = re.compile(r"[\W_]+")
_CLOSING = re.compile(r"[\W_]+$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was typed, from `start` on; `folded` is what it is looked up by, `kind` what the dictionary says."""

    text: str
    folded: str
    kind: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def is_mark(self) -> bool:
        return _MARKS.fullmatch(self.text) is not None

    @property
    def is_interrogative(self) -> bool:
        return _INTERROGATIVE.match(self.folded) is not None or self.folded in ("吗", "么")

    @property
    def is_name(self) -> bool:
        """A person, a place, an abbreviation, or a word that no dictionary has."""
        if self.is_mark or self.is_interrogative or self.folded.isdecimal():
            return False
        return self.kind[:2] in ("nr", "ns", "nt", "nz") or (self.kind in ("", "eng") and len(self.text) > 1)

    @property
    def is_noun(self) -> bool:
        if self.is_interrogative or self.folded in LIGHT or self.folded in PREDICATES:
            return False
        return self.is_name or self.kind.startswith("n") or self.kind in ("vn", "an", "i", "zg")

    @property
    def is_predicate(self) -> bool:
        """Whether what a question is about has ended before this word, whatever it is."""
        return self.folded in PREDICATES or self.is_interrogative


@dataclass(frozen=True, slots=True)
class Parts:
    """A question taken apart; the ends are offsets in `text`, 0 where there is no such part.

    `text[start:end]` is what it is about, with its aspect (CTO的职责), and `text[start:clause_end]` the same with what
    happens to it (公司裁员). `mark` is where the closing marks stand.
    """

    text: str
    words: tuple[Word, ...]
    start: int
    end: int
    clause_end: int
    mark: int

    @property
    def subject(self) -> str:
        return self.text[self.start : self.end]

    @property
    def clause(self) -> str:
        return self.text[self.start : self.clause_end]

    @property
    def owner_end(self) -> int:
        """Where what has the aspect ends, `end` where no aspect is named: CTO in CTO的职责."""
        at = self.subject.rfind("的")
        return self.start + at if at > 0 else self.end

    @property
    def owner(self) -> str:
        return self.text[self.start : self.owner_end]

    @property
    def aspect(self) -> str:
        return self.text[self.owner_end + 1 : self.end]

    @property
    def bare(self) -> str:
        """The question without its closing marks."""
        return self.text[: self.mark]

    @property
    def joined(self) -> tuple[str, str] | None:
        """The two that are spoken of together: CTO和CIO."""
        for word in self.words:
            if self.start < word.start and word.end < self.end and word.folded in JOINING:
                return self.text[self.start : word.start], self.text[word.end : self.end]
        return None


def cut(text: str, analyzer: Analyzer) -> tuple[Word, ...]:
    """The words of a text with their places, in order, blanks and marks among them."""
    simplified = analyzer.simplified(text)
    if len(simplified) != len(text):
        simplified = "".join(analyzer.simplified(c)[:1] or c for c in text)
    folded = "".join(_folded(c) for c in simplified)
    words: list[Word] = []
    at = 0
    for token in analyzer.words(folded):
        for piece in _pieces(token, analyzer.kind(token)):
            words.append(Word(text[at : at + len(piece)], piece, analyzer.kind(piece), at))
            at += len(piece)
    return tuple(words)


def take_apart(text: str, analyzer: Analyzer) -> Parts:
    """What a question is about. Where it opens with what it asks (如何申请专利), that is the rest of it."""
    words = cut(text, analyzer)
    inner = [word for word in words if not (word.is_mark and not word.text.isspace())]
    mark = max((word.end for word in inner if not word.text.isspace()), default=0)
    at = _opening(words)
    if at < len(words) and words[at].is_interrogative and words[at].folded not in ("吗", "么"):
        return _asked_first(text, words, at, mark)
    start = words[at].start if at < len(words) else 0
    end, clause_end, seen = mark, mark, False
    for place in range(at, len(words)):
        word = words[place]
        if word.start >= mark:
            break
        if word.is_predicate or (word.is_mark and not word.text.isspace() and word.text not in "《》“”「」·-+#."):
            clause_end = word.start
            end = min(end, word.start)
            asks_way = re.match("怎|如何|为什么|为何", word.folded)
            if word.is_interrogative and not asks_way:
                clause_end = end
            break
        if seen and word.start < end and _acts(words, place):
            end = word.start
        seen = seen or word.is_noun or word.kind[:1] in ("t", "s")
    return Parts(text, words, start, max(start, end), max(start, clause_end), mark)


def is_attribute(text: str) -> bool:
    """Whether this names an aspect of something: 薪水, 净利润, 主要职责."""
    return text in ATTRIBUTES or (
        2 < len(text) <= 6 and text[-2:] in ATTRIBUTES and text[:-2] in ("主要", "平均", "具体")
    )


def asks(text: str) -> bool:
    """Whether a word in it asks."""
    return _INTERROGATIVE.search(_CLOSING.sub("", text)) is not None


def asks_for(attribute: str) -> str:
    """How an aspect is asked for: 是多少, 是谁, 在哪里, 是什么."""
    if _PERSON.search(attribute):
        return "是谁"
    if _PLACE.search(attribute):
        return "在哪里"
    return "是多少" if _QUANTITY.search(attribute) else "是什么"


def _folded(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).casefold()
    return folded if len(folded) == 1 else character


def _pieces(token: str, kind: str) -> list[str]:
    """The token; where no dictionary has it, without the function words that were taken for its ends: 驾会, 能升."""
    if kind or len(token) < 2 or token.isascii():
        return [token]
    if token[0] in _FUNCTION and len(token) < 4:
        return [token[0], token[1:]]
    return [token[:-1], token[-1]] if token[-1] in _FUNCTION and len(token) < 4 else [token]


def _opening(words: tuple[Word, ...]) -> int:
    """The place of the first word that is not mere address: 请问, 那么, 您知道."""
    at = 0
    while at < len(words) and (words[at].is_mark or words[at].folded in ("请问", "那", "那么", "想", "问", "一下")):
        at += 1
    return at


def _acts(words: tuple[Word, ...], place: int) -> bool:
    """Whether the word is a verb or preposition behind the subject, and no part of it: 工作 in CTO的工作."""
    word = words[place]
    behind = words[place + 1] if place + 1 < len(words) else None
    if word.kind in ("d", "p") or word.folded[0] in "每各" or (word.kind in ("c",) and word.folded not in JOINING):
        return True
    if word.kind in ("a", "an") and behind is not None and behind.folded in ("吗", "么"):
        return True  # 疫苗安全吗
    if not word.kind.startswith("v") or word.kind == "vn" or word.folded in ATTRIBUTES:
        return False
    if behind is not None and (behind.folded == "的" or behind.folded in ATTRIBUTES):
        return False
    return not (behind is None or behind.is_mark or (behind.folded in ("是", "有") and len(word.text) > 1))


def _asked_first(text: str, words: tuple[Word, ...], at: int, mark: int) -> Parts:
    """什么是X, 为什么X…, 如何X, 谁发明了X."""
    first, rest = words[at], [word for word in words[at + 1 :] if word.start < mark]
    if re.match("为什么|为何", first.folded):
        end = next((w.start for n, w in enumerate(rest) if n and (w.is_predicate or _acts(words, at + 1 + n))), mark)
        start = rest[0].start if rest else mark
        return Parts(text, words, start, max(start, end), mark, mark)
    if re.match("怎|如何", first.folded):
        start = rest[0].start if rest else mark
        return Parts(text, words, start, mark, mark, mark)
    if rest and re.fullmatch("是|叫|叫做|指的?是", rest[0].folded):
        return Parts(text, words, rest[0].end, mark, mark, mark)
    verbs = [w for w in rest if w.kind in ("v", "ul", "ug") or w.folded in PREDICATES]
    start = verbs[-1].end if verbs else mark
    return Parts(text, words, start, mark, mark, mark)
