"""Text -> index terms, for the lexical leg alone: what people see and what is cited is never folded."""

from __future__ import annotations

import functools
import hashlib
import re
import sys
import unicodedata
import warnings
from pathlib import Path

import opencc

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # jieba 0.42.1 has regular expressions in plain strings
    import jieba

LEXICON = Path(__file__).parent / "lexicon"
ALGORITHM = 1
"""Raised whenever the same lists give other terms than before."""

_WORD = re.compile(r"\w")
_WIDE_SPACES = re.compile(r"\s+")


class _Tokenizer(jieba.Tokenizer):  # type: ignore[misc]
    """jieba with a dictionary of its own and no cache file: reading the plain dictionary takes no longer, and a cache
    in the shared temporary folder could be anybody's."""

    initialized: bool

    def initialize(self, dictionary: str | None = None) -> None:
        if not self.initialized:
            self.FREQ, self.total = self.gen_pfdict(self.get_dict_file())
            self.initialized = True


class Analyzer:
    """Cuts text with jieba into the terms that are indexed and searched, the same for both.

    Width, case and traditional script are folded; words of `words.txt` stay whole beside their parts; a name in
    `aliases.txt` also gives the first name of its line; stop words and punctuation give nothing.
    """

    def __init__(self, lexicon: Path = LEXICON) -> None:
        self._script = opencc.OpenCC("t2s")
        words = [self.fold(word) for word in _entries(lexicon / "words.txt")]
        groups = [[self.fold(name) for name in line.split(" = ")] for line in _entries(lexicon / "aliases.txt")]
        self._stopwords = frozenset(self.fold(word) for word in _entries(lexicon / "stopwords.txt"))
        self._first_names = {name: group[0] for group in groups for name in group}
        by_length = sorted(self._first_names, key=len, reverse=True)
        bounded = (rf"(?<![a-z0-9]){re.escape(n)}(?![a-z0-9])" if n.isascii() else re.escape(n) for n in by_length)
        self._aliases = re.compile("|".join(bounded) or r"(?!)")
        self._tokenizer = _Tokenizer()
        for word in [*words, *self._first_names]:
            if not word.isascii():
                self._tokenizer.add_word(word)
        versions = f"{ALGORITHM} jieba {jieba.__version__} opencc {opencc.__version__}"
        lists = repr((words, groups, sorted(self._stopwords)))
        self.fingerprint = hashlib.sha256(f"{versions} {lists}".encode()).hexdigest()[:16]

    def simplified(self, text: str) -> str:
        """The text in simplified script, nothing else changed: what encoders are given, for they know it better."""
        return str(self._script.convert(text))

    def fold(self, text: str) -> str:
        """Half width, lower case, simplified script, single spaces."""
        folded = unicodedata.normalize("NFKC", text).casefold()
        return _WIDE_SPACES.sub(" ", self.simplified(folded)).strip()

    def words(self, text: str) -> list[str]:
        """The words of a text that `fold` gave, in order, nothing left out: joined they are the text again."""
        return [str(word) for word in self._tokenizer.lcut(text)]

    def kind(self, word: str) -> str:
        """What jieba's dictionary says a word is: "n…" a noun ("nr" a person, "ns" a place), "v…" a verb; "" for a word
        that is not in it."""
        return self._kinds.get(word, "")

    @functools.cached_property
    def _kinds(self) -> dict[str, str]:
        with self._tokenizer.get_dict_file() as file:
            entries = [line.decode("utf-8").split() for line in file]
        return {entry[0]: sys.intern(entry[2]) for entry in entries}  # few kinds, 350,000 words

    def terms(self, text: str) -> list[str]:
        """The terms of a text, in the order of their places, repeated as often as they stand there."""
        folded = self.fold(text)
        cut = self._tokenizer.lcut_for_search(folded)
        terms = [term for term in cut if term not in self._stopwords and _WORD.search(term)]
        named = (match.group() for match in self._aliases.finditer(folded))
        return terms + [self._first_names[name] for name in named if self._first_names[name] != name]


@functools.cache
def default_analyzer() -> Analyzer:
    """The analyzer over the lists that ship with Zhiyin; made once, for jieba's dictionary takes half a second."""
    return Analyzer()


def _entries(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
