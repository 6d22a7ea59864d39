"""The span model: reads a question and a window together and says where the answer stands, and whether it does."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.document import Span
from index import Graph, ModelError
from index.graph import TOKENIZER
from retriever.span_input import SpanTokenizer, SpanTokens, below_title

BUNDLED_SPAN_MODEL = Path(__file__).parent / "model"
FORMAT = 1
MAX_SPAN = 60
"""The longest span, in tokens."""
NO_SPAN = -30.0
"""The margin of text that holds no token."""
CONSIDERED = 12
"""How many of the best first tokens are tried with every last one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model says of one window.

    `answerable` is its logit for the answer standing there, and `margin` by how many logits the likeliest span is
    likelier than that there is none. `best_within` tells which span that is.
    """

    answerable: float
    margin: float
    tokens: SpanTokens
    logits: npt.NDArray[np.float32]

    def best_within(self, start: int, end: int) -> tuple[float, Span | None]:
        """The margin and place of the likeliest span between these characters of the window's text; NO_SPAN and None
        where no token of it was read."""
        return _best_span(self.tokens, self.logits, start, end)


class SpanModel:
    """Runs the model of a folder: `model.onnx`, and `config.json`, which says what it goes with."""

    def __init__(self, folder: Path = BUNDLED_SPAN_MODEL) -> None:
        """Raises ModelError when a file is missing, is not what was written, or is of another version."""
        self.fingerprint = check_folder(folder)
        self._graph = Graph(folder / "model.onnx")
        self._tokenizer = SpanTokenizer()

    def read(self, question: str, windows: Sequence[tuple[str, str]]) -> list[Reading]:
        """One Reading for each (title, text), all in simplified script; the places are those in the text."""
        return self.read_all([(question, title, text) for title, text in windows])

    def read_all(self, asked: Sequence[tuple[str, str, str]]) -> list[Reading]:
        """The same for each (question, title, text)."""
        contexts = [below_title(title, text) for _, title, text in asked]
        rows = [
            self._tokenizer.encode(question, *context)
            for (question, _, _), context in zip(asked, contexts, strict=True)
        ]
        readings = []
        for row, (_, start), (logits, answerable) in zip(
            rows, contexts, self._graph.run_all([row.ids for row in rows]), strict=True
        ):
            moved = row.moved(-start)
            margin, _ = _best_span(moved, logits, 0, math.inf)
            readings.append(Reading(float(answerable), margin, moved, logits))
        return readings


def check_folder(folder: Path) -> str:
    """The fingerprint of the folder's model. Raises ModelError unless it is whole, of this format, and for the bundled
    vocabulary."""
    mend = f"请重新获取 {folder}。 Get it again."
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        digest = _hash(folder / "model.onnx")
    except (OSError, ValueError) as error:
        raise ModelError(f"阅读模型 {folder} 不完整：{error}；{mend}") from error
    fitting = {"format": FORMAT, "tokenizer": _hash(TOKENIZER)}
    if not isinstance(config, dict) or any(config.get(name) != value for name, value in fitting.items()):
        raise ModelError(f"阅读模型 {folder} 是另一个版本的；{mend}")
    if config.get("sha256") != digest:
        raise ModelError(f"阅读模型 {folder}/model.onnx 已损坏；{mend}")
    return str(config["sha256"])[:16]


def write_config(folder: Path, **described: object) -> None:
    """Write the `config.json` that goes with the `model.onnx` in the folder."""
    config = {
        "format": FORMAT,
        "tokenizer": _hash(TOKENIZER),
        "sha256": _hash(folder / "model.onnx"),
        **described,
    }
    (folder / "config.json").write_text(json.dumps(config, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _best_span(
    tokens: SpanTokens, logits: npt.NDArray[np.float32], start: float, end: float
) -> tuple[float, Span | None]:
    """The likeliest span whose tokens all lie between two characters: first + last logit, less those of no answer."""
    inside = [
        at for at, (begin, after) in enumerate(tokens.places)
        if at and tokens.allowed[at] and begin >= start and after <= end
    ]  # fmt: skip
    if not inside:
        return NO_SPAN, None
    none = float(logits[0].sum())
    best = (-math.inf, inside[0], inside[0])
    for first in sorted(inside, key=lambda at: -logits[at, 0])[:CONSIDERED]:
        lasts = [at for at in inside if first <= at < first + MAX_SPAN]
        last = max(lasts, key=lambda at: float(logits[at, 1]))
        best = max(best, (float(logits[first, 0] + logits[last, 1]), first, last))
    return best[0] - none, (tokens.places[best[1]][0], tokens.places[best[2]][1])
