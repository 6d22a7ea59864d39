"""Fit the coefficients of `retriever/confidence.py`, choose its threshold, draw its reliability.

    python -m retriever.calibration fit FOLDER…
    python -m retriever.calibration choose FOLDER… [--plot docs/reliability.svg]

For whoever changes the reader. Each folder is a collection as `python -m retriever evaluate` takes it, two at least.
`fit` asks only the questions that the training of the span model kept aside, and of the last folder takes nothing but
questions that are far from the others. `choose` goes by the coefficients that
stand in `retriever/confidence.py`, on collections that nothing was fitted to. `--plot` needs matplotlib.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path

from tqdm import tqdm

from index import open_encoder
from retriever.answerer import open_span_model
from retriever.calibration.asked import Asked, Asker
from retriever.calibration.fit import choose_thresholds, fit, fit_objection, reliability, table
from retriever.calibration.plot import draw
from retriever.confidence import Evidence
from retriever.evaluation import Collection, JudgedQuery, read_collection
from retriever.span_model import BUNDLED_SPAN_MODEL
from retriever.training.examples import held_out

CACHE = Path(__file__).parent.parent.parent / "build" / "calibration"
"""Where the stores are kept."""


def _asked(folders: list[Path], span_model: Path | None, *, aside: bool, save: Path | None) -> list[Asked]:
    described = f"{aside} {span_model} {' '.join(map(str, folders))}"
    if save and save.exists():
        first, *records = [json.loads(line) for line in save.read_text(encoding="utf-8").splitlines()]
        if first != described:
            raise SystemExit(f"{save} holds other questions: {first}")
        return [Asked(**{**r, "evidence": Evidence(**r["evidence"]) if r["evidence"] else None}) for r in records]
    collections = [read_collection(folder, strict=False) for folder in folders]

    def wanted(collection: Collection, query: JudgedQuery) -> bool:
        return not aside or held_out(collection, query)

    found: list[Asked] = []
    asker = Asker(open_encoder(), open_span_model(span_model), wanted, CACHE)
    others = collections[1:] if aside else [*collections[1:], collections[0]]
    for collection, other in zip(collections, others, strict=False):
        found += tqdm(asker.ask(collection, other), desc=collection.name)
    if save:
        lines = [json.dumps(content) for content in (described, *map(dataclasses.asdict, found))]
        save.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return found


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("fit", "choose"))
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--span-model", type=Path, default=BUNDLED_SPAN_MODEL, metavar="FOLDER")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep what was asked, and go by it the next time")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="where to draw the reliability")
    arguments = parser.parse_args()
    fitting = arguments.command == "fit"
    asked = _asked(arguments.folders, arguments.span_model, aside=fitting, save=arguments.save)
    if fitting:
        facts, others = ([one for one in asked if one.fact is known] for known in (True, False))
        for name, questions in (("LIKENESS", asked), ("READ", facts)):
            coefficients, intercept = fit(questions, with_span_model=name == "READ")
            print(f"{name} = (({', '.join(f'{value:.2f}' for value in coefficients)}), {intercept:.2f})")
        print("OBJECTION = ({:.2f}, {:.2f})".format(*fit_objection(others)))
    else:
        threshold, raised, related = choose_thresholds(asked)
        print(f"THRESHOLD near {threshold}\nintercept of LIKENESS {raised:+.2f}\nRELATED = {related}")
    print("\n".join(table(asked)))
    if arguments.plot:
        draw(reliability(asked), arguments.plot)


if __name__ == "__main__":
    main()
