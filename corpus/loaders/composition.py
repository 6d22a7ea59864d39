"""A text put together from the blocks of a file, with landmarks at the right offsets."""

from __future__ import annotations

import re

from corpus.document import Landmark, LandmarkKind
from corpus.loaders.loader import Loaded

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_PATH = " › "


class Composition:
    """Blocks of text, one after another, each on lines of its own. What no store takes (NUL characters, lone
    surrogates) is left out of them."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._landmarks: list[Landmark] = []
        self._pending: list[tuple[LandmarkKind, str]] = []
        self._headings: list[tuple[int, str]] = []

    @property
    def blank(self) -> bool:
        """Whether no text stands in it yet."""
        return not self._parts

    def mark(self, kind: LandmarkKind, label: str) -> None:
        """Say that the next block stands at this place."""
        self._pending.append((kind, label))

    def add(self, block: str, separator: str = "\n") -> None:
        """Put a block at the end; one without a character that can be seen is left out."""
        block = _UNSTORABLE.sub("", block).strip()
        if not block:
            return
        if self._parts:
            self._parts.append(separator)
            self._length += len(separator)
        self._landmarks += [Landmark(self._length, kind, label) for kind, label in self._pending]
        self._pending.clear()
        self._parts.append(block)
        self._length += len(block)

    def add_heading(self, level: int, text: str) -> None:
        """Put a heading of this level (1 is the highest) at the end."""
        line = " ".join(_UNSTORABLE.sub("", text).split())
        if line:
            self.mark(LandmarkKind.HEADING, heading_path(self._headings, level, line))
            self.add(line)

    def loaded(self, title: str = "", notes: tuple[str, ...] = ()) -> Loaded:
        """All of it. Places behind the last block stand at the end of the text."""
        tail = [Landmark(self._length, kind, label) for kind, label in self._pending]
        title = " ".join(_UNSTORABLE.sub("", title).split())
        return Loaded("".join(self._parts), (*self._landmarks, *tail), title, notes=notes)


def heading_path(above: list[tuple[int, str]], level: int, text: str) -> str:
    """The path of a heading below those `above` it (level, text), which are changed to those above the next one."""
    while above and above[-1][0] >= level:
        above.pop()
    above.append((level, text))
    return _PATH.join(heading for _, heading in above)
