"""How sentences are laid side by side: clauses, words, and how much of one stands in another."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from index import Analyzer

_CLAUSE_MARKS = re.compile(r"(?<!\d),|,(?!\d)|:(?!\d)|[;。!?、…\n()\[\]“”\"「」]|\.(?=\s|$)")
_FUNCTION = frozenset(
    "的了在是和与及也就都而被把为以于从到由对将会要能可其它他她这那该此个们着过地得之所并且等有又还很"
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范石廖贾韦夏付邹熊孟秦邱江尹薛闫段侯龙黎史陶贺毛郝顾龚邵钱覃武戴莫孔汤鲁"
)
_WORD = re.compile(r"\w")


class Word(NamedTuple):
    """A word, where it stands in its text, and what it is (see `Analyzer.kind`)."""

    text: str
    start: int
    end: int
    kind: str

    @property
    def is_name(self) -> bool:
        """Whether it may name a person, a place or a thing: a noun, or a word that no dictionary has."""
        known = self.kind[:1] in ("n", "") and self.kind != "nrfg" if self.kind else len(self.text) > 1
        return known and not self.text[0].isdigit() and len(self.text) > 1 and bool(_WORD.search(self.text))

    @property
    def is_proper(self) -> bool:
        """Whether the dictionary has it for a person, a place or an organisation."""
        if self.kind in ("nr", "nrfg"):  # jieba takes 兴旺 for a person too
            return len(self.text) > 1 and self.text[0] in _SURNAMES
        return self.kind in ("ns", "nt", "nrt") and len(self.text) > 1


@dataclass(frozen=True, slots=True)
class Basis:
    """What a composed sentence rests on, all folded.

    `quoted` are the clauses that its quotes touch, `cited` the whole sentences, `around` their passages, and `titles`
    those of their documents. The question says what it is about, and is no source.
    """

    quoted: str
    cited: str
    around: str
    titles: str
    question: str

    @property
    def above(self) -> str:
        """Titles and question: what a sentence may take its subject from."""
        return f"{self.titles}。{self.question}"

    def changed(self, change: Callable[[str], str]) -> Basis:
        """The same with every text changed in this way."""
        return Basis(*map(change, (self.quoted, self.cited, self.around, self.titles, self.question)))


class Wording:
    """Cuts folded texts into clauses and words; what was cut lately is remembered."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self.words = functools.lru_cache(maxsize=512)(self._cut)

    def _cut(self, text: str) -> tuple[Word, ...]:
        """The words of a folded text, in order, nothing left out."""
        words, at = [], 0
        for word in self._analyzer.words(text):
            words.append(Word(word, at, at + len(word), self._kind(word)))
            at += len(word)
        return tuple(words)

    def _kind(self, word: str) -> str:
        kind = self._analyzer.kind(word)
        if kind[:2] == "nr" and len(word) > 2 and self._analyzer.kind(word[:-1]) == "n":
            return "n"  # jieba takes 房屋里 for a person
        return kind


def clauses(text: str) -> list[str]:
    """The parts of a folded text between its marks."""
    return [part.strip() for part in _CLAUSE_MARKS.split(text) if part and _WORD.search(part)]


def content(text: str) -> str:
    """The characters of a text that carry meaning by themselves."""
    return "".join(c for c in text if c not in _FUNCTION and _WORD.match(c))


def share(text: str, within: str) -> float:
    """How much of a text stands in another, by its single characters and its pairs: 0 to 1; 0 for an empty text."""
    characters = content(text)
    if not characters:
        return 0.0
    other = content(within)
    single = sum(c in other for c in characters) / len(characters)
    pairs = [characters[at : at + 2] for at in range(len(characters) - 1)]
    return (single + sum(pair in other for pair in pairs) / len(pairs)) / 2 if pairs else single


def without(text: str, known: str) -> str:
    """The text less every run of two or more characters that stands in another."""
    rest, at = "", 0
    while at < len(text):
        end = at
        while end < len(text) and text[at : end + 1] in known:
            end += 1
        if end - at < 2:
            rest, end = rest + text[at], at + 1
        at = end
    return rest


def most_alike(clause: str, others: Iterable[str]) -> tuple[str, float]:
    """Of other clauses the one that most of this stands in, and how much; "" and 0 where there is none."""
    scored = [(share(clause, other), share(other, clause), other) for other in others]
    best = max(scored, default=(0.0, 0.0, ""))
    return best[2], best[0]


def any_of(words: str) -> re.Pattern[str]:
    """A pattern for any of these words, which blanks divide; the longest first."""
    return re.compile("|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True)))
