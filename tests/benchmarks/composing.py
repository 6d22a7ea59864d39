"""How well the check tells supported sentences from others.

    python -m tests.benchmarks.composing [--part develop|measure|fresh] [--quiet]

Reads develop.toml, measure.toml and fresh.toml of tests/retriever/composing: sentences with what they cite, judged by
hand. Prints precision and recall of "supported" on each part, and every pair that is judged wrongly. The check was
tuned on the first two parts; the third was written before the newest rules, by the same hand.
"""

from __future__ import annotations

import argparse
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus import Document, Passage
from index import Encoder, default_analyzer, open_encoder
from retriever.composing.check import Checker
from retriever.composing.quoting import Quoted, QuoteFinder, ShownPassage
from retriever.span_model import SpanModel

PARTS = ("develop", "measure", "fresh")
FOLDER = Path(__file__).parent.parent / "retriever" / "composing"


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence with its quotes, and whether they support it; `shown` are the passages of its document."""

    part: str
    kind: str
    question: str
    sentence: str
    quotes: tuple[str, ...]
    supported: bool
    shown: tuple[ShownPassage, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair and why the check does not take it for supported, None where it does."""

    pair: Pair
    objection: str | None

    @property
    def right(self) -> bool:
        """Whether the check says what the person said."""
        return self.pair.supported == (self.objection is None)


def pairs(part: str) -> Iterator[Pair]:
    """The pairs of one part, in order."""
    content = tomllib.loads((FOLDER / f"{part}.toml").read_text(encoding="utf-8"))
    for number, source in enumerate(content["source"], start=1):
        document = Document(f"{part}-{number}", source["title"], "", "\n".join(source["passages"]))
        shown, start = [], 0
        for place, text in enumerate(source["passages"], start=1):
            passage = Passage(f"{document.id}#{place}", document.id, start, start + len(text), text)
            shown.append(ShownPassage(place, passage, document))
            start += len(text) + 1
        for pair in source["pairs"]:
            quotes = tuple(pair["quotes"])
            yield Pair(
                part, pair["kind"], source["question"], pair["sentence"], quotes, pair["supported"], tuple(shown)
            )


def judge(part: str, encoder: Encoder) -> list[Judged]:
    """Every pair of a part with what the check says of it."""
    analyzer = default_analyzer()
    checker = Checker(analyzer, encoder, SpanModel())
    judged = []
    for pair in pairs(part):
        finder = QuoteFinder(pair.shown, analyzer.simplified)
        places: list[Quoted] = []
        for quote in pair.quotes:
            found = finder.find(quote, (1,))
            places.extend(found)
            if not found:
                break
        else:
            objection = checker.objection(pair.sentence, finder.basis(places, pair.question, analyzer.fold))
            judged.append(Judged(pair, objection))
            continue
        judged.append(Judged(pair, "引文不在原文中。 The quote is not in the source."))
    return judged


def precision_and_recall(judged: list[Judged]) -> tuple[float, float]:
    """Of what the check takes for supported the share that is, and of what is supported the share that it takes."""
    right = sum(one.pair.supported and one.objection is None for one in judged)
    taken, supported = sum(one.objection is None for one in judged), sum(one.pair.supported for one in judged)
    return right / taken if taken else 0.0, right / supported if supported else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS, action="append", help="only this part")
    parser.add_argument("--quiet", action="store_true", help="only figures")
    arguments = parser.parse_args()
    encoder = open_encoder()
    for part in arguments.part or PARTS:
        judged = judge(part, encoder)
        precision, recall = precision_and_recall(judged)
        print(f"{part}: {len(judged)} pairs, precision {precision:.3f}, recall {recall:.3f}")
        if arguments.quiet:
            continue
        kinds = Counter(one.pair.kind for one in judged)
        wrong = Counter(one.pair.kind for one in judged if not one.right)
        print("  " + ", ".join(f"{kind} {count - wrong[kind]}/{count}" for kind, count in sorted(kinds.items())))
        for one in judged:
            if not one.right:
                print(f"  [{one.pair.kind}] supported={one.pair.supported}: {one.pair.sentence}")
                print(f"      {'；'.join(one.pair.quotes)}\n      -> {one.objection or 'supported'}")


if __name__ == "__main__":
    main()
