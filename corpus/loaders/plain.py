"""Plain text, character for character."""

from __future__ import annotations

from corpus.decoding import Decoded, decode
from corpus.limits import Limits
from corpus.loaders.loader import Loaded


def load(raw: bytes, limits: Limits) -> Loaded:
    """The text as it is."""
    decoded = decode(raw)
    return Loaded(decoded.text, notes=encoding_notes(decoded))


def encoding_notes(decoded: Decoded) -> tuple[str, ...]:
    """What a person is told about a text that was not UTF-8."""
    if decoded.encoding == "UTF-8":
        return ()
    sure = f"{decoded.confidence:.2f}"
    return (f"按 {decoded.encoding} 读取（把握 {sure}）。 Read as {decoded.encoding}, confidence {sure}.",)
