"""How well the check tells supported sentences from others.

    python -m tests.benchmarks.composing [--part develop|measure|fresh|blind|pairs] [--quiet]

Reads the .toml files of tests/retriever/composing: sentences with what they cite, judged by hand. Prints precision and
recall of "supported" on each part, and every pair that is judged wrongly. The check was tuned on the first two parts;
the third was written before the newest rules, by the same hand; the last by another hand, which did not know the
check, and nothing was chosen by it. `pairs` are the many of tests/benchmarks/pairs, by several hands, as far from the
check; they take some minutes, so that they are judged only where that is asked for.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from index import Encoder, default_analyzer, open_encoder
from retriever.composing.check import Checker
from retriever.span_model import SpanModel
from tests.benchmarks.judged import JudgedPair, read_pairs

PARTS = ("develop", "measure", "fresh", "blind")
MANY = "pairs"
FOLDER = Path(__file__).parent.parent / "retriever" / "composing"


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair and why the check does not take it for supported, None where it does."""

    pair: JudgedPair
    objection: str | None

    @property
    def right(self) -> bool:
        """Whether the check says what the person said."""
        return self.pair.supported == (self.objection is None)


def pairs(part: str) -> list[JudgedPair]:
    """The pairs of one part, in order."""
    if part == MANY:
        return [pair for path in sorted((Path(__file__).parent / MANY).glob("*.toml")) for pair in read_pairs(path)]
    return read_pairs(FOLDER / f"{part}.toml")


def judge(part: str, encoder: Encoder) -> list[Judged]:
    """Every pair of a part with what the check says of it."""
    analyzer = default_analyzer()
    checker = Checker(analyzer, encoder, SpanModel())
    judged = []
    for pair in pairs(part):
        basis = pair.basis(analyzer)
        objection = checker.objection(pair.sentence, basis) if basis else "引文不在原文中。 The quote is not there."
        judged.append(Judged(pair, objection))
    return judged


def precision_and_recall(judged: list[Judged]) -> tuple[float, float]:
    """Of what the check takes for supported the share that is, and of what is supported the share that it takes."""
    right = sum(one.pair.supported and one.objection is None for one in judged)
    taken, supported = sum(one.objection is None for one in judged), sum(one.pair.supported for one in judged)
    return right / taken if taken else 0.0, right / supported if supported else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=[*PARTS, MANY], action="append", help="only this part")
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
