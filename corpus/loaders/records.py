"""JSON lines, as they are: the documents in them are told apart by whoever reads them."""

from __future__ import annotations

from corpus.limits import Limits
from corpus.loaders import plain
from corpus.loaders.loader import Loaded


def load(raw: bytes, limits: Limits) -> Loaded:
    """The text as it is, one record a line."""
    return plain.load(raw, limits)
