"""Files of sentences with what they cite, each with a judgement: to measure the check with.

TOML: `[[source]]` tables with `title`, `passages`, perhaps `question`, and `pairs`, each of them `kind`, `supported`,
`quotes` (slices of the passages, …… for what is left out) and `sentence`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import Document, Passage
from index import Analyzer
from retriever.composing.quoting import Quoted, QuoteFinder, ShownPassage
from retriever.composing.wording import Basis
from retriever.errors import TrainingError


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """A sentence with its quotes, and whether they support it; `shown` are the passages of its document."""

    kind: str
    question: str
    sentence: str
    quotes: tuple[str, ...]
    supported: bool
    shown: tuple[ShownPassage, ...]

    def basis(self, analyzer: Analyzer) -> Basis | None:
        """What the sentence rests on; None where one of the quotes stands nowhere."""
        finder = QuoteFinder(self.shown, analyzer.simplified)
        places: list[Quoted] = []
        for quote in self.quotes:
            found = finder.find(quote, (1,))
            if not found:
                return None
            places.extend(found)
        return finder.basis(places, self.question, analyzer.fold)


def read_pairs(path: Path) -> list[JudgedPair]:
    """The pairs of a file, in order. Raises TrainingError that names the source which is not as it should be."""
    try:
        sources = tomllib.loads(path.read_text(encoding="utf-8"))["source"]
        numbered = list(enumerate(sources, start=1))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{path} 无法读取：{error}。 It cannot be read.") from error
    pairs: list[JudgedPair] = []
    for number, source in numbered:
        try:
            pairs += _of_source(f"{path.stem}-{number}", source)
        except (KeyError, TypeError, AttributeError) as error:
            raise TrainingError(
                f"{path} 第 {number} 个 source 的字段不对：{error}。 Its source {number} is not as it should be."
            ) from error
    return pairs


def _of_source(name: str, source: dict[str, Any]) -> list[JudgedPair]:
    document = Document(name, source["title"], "", "\n".join(source["passages"]))
    shown, start = [], 0
    for number, text in enumerate(source["passages"], start=1):
        passage = Passage(f"{name}#{number}", name, start, start + len(text), text)
        shown.append(ShownPassage(number, passage, document))
        start += len(text) + 1
    question = source.get("question", "")
    return [
        JudgedPair(
            pair["kind"], question, pair["sentence"], tuple(pair["quotes"]), bool(pair["supported"]), tuple(shown)
        )
        for pair in source["pairs"]
    ]
