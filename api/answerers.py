"""The answerer that answers now, whatever has become of the store meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from retriever import Answerer, open_answerer
from retriever.suggestions import suggest_questions


class CurrentAnswerer:
    """The answerer of the store's current generation, opened when first needed and again after a build; safe to use
    from several threads."""

    def __init__(self, store: Path, opening: Callable[[Path], Answerer] = open_answerer) -> None:
        self.store = store
        self._opening = opening
        self._lock = threading.Lock()
        self._answerer: Answerer | None = None
        self._suggestions: dict[str, list[str]] = {}

    def get(self) -> Answerer:
        """Raises IndexingError when the store cannot be opened; the next call tries again."""
        with self._lock:
            if self._answerer is None or not self._answerer.index.is_current():
                self._answerer = self._opening(self.store)
            return self._answerer

    def suggestions(self) -> list[str]:
        """Questions that its texts answer; made once for a generation. Raises as `get` does."""
        answerer = self.get()
        generation = answerer.index.generation
        if generation not in self._suggestions:
            # not by the answerer that counts questions: nobody asked these
            asking = Answerer(answerer.index, answerer.reader.span_model)
            self._suggestions = {generation: suggest_questions(asking)}
        return self._suggestions[generation]

    @property
    def opened(self) -> Answerer | None:
        """The one that answered last; None where none was needed yet. Opens nothing."""
        return self._answerer
