"""Tables as text (.csv), separated by commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import itertools

from corpus.decoding import decode
from corpus.errors import UnreadableContentError
from corpus.limits import Limits
from corpus.loaders.composition import Composition
from corpus.loaders.loader import Loaded
from corpus.loaders.plain import encoding_notes
from corpus.loaders.rows import add_rows

_DELIMITERS = (",", ";", "\t", "|")


def load(raw: bytes, limits: Limits) -> Loaded:
    """A line a row, as `add_rows` says; rows are counted as a spreadsheet shows them."""
    decoded = decode(raw)
    lines = list(io.StringIO(decoded.text, newline=""))
    composition = Composition()
    try:
        add_rows(composition, csv.reader(lines, delimiter=_delimiter(lines)))
    except csv.Error as error:
        raise UnreadableContentError(f"不是有效的 CSV：{error}。 Not valid CSV.") from error
    return composition.loaded(notes=encoding_notes(decoded))


def _delimiter(lines: list[str]) -> str:
    """The one that is found in the most of the first lines, as often in each as in the first."""
    sample = [line for line in itertools.islice(lines, 20) if line.strip()]

    def fitting(mark: str) -> tuple[int, int]:
        expected = sample[0].count(mark) if sample else 0
        return sum(line.count(mark) == expected > 0 for line in sample), expected

    return max(_DELIMITERS, key=fitting)
