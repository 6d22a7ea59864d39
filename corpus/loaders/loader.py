"""What a loader takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from corpus.document import Landmark, Span
from corpus.limits import Limits


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file holds. `title` and `source` are "" where it does not say; `excluded` as in a Document; `notes` are
    lines for a person about what was read with less than certainty or left out."""

    text: str
    landmarks: tuple[Landmark, ...] = ()
    title: str = ""
    source: str = ""
    excluded: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()


class Loader(Protocol):
    """Reads one format: a module with this function.

    Its landmarks are in order, and `text[landmark.start:]` begins with what stands there. Raises UnreadableContentError
    for what cannot be read; a parser's own errors may pass through as they are, so that one place names them.
    """

    def load(self, raw: bytes, limits: Limits) -> Loaded: ...
