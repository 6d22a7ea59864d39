"""Opening an encoder by its name."""

from __future__ import annotations

import os
from pathlib import Path

from index.bundled import BUNDLED, BUNDLED_NAME, BundledEncoder
from index.encoder import Encoder


def open_encoder(name: str | os.PathLike[str] = BUNDLED_NAME) -> Encoder:
    """The encoder of this name: `bundled`, or any sentence-transformers model by its hub name or directory.

    The bundled one runs without torch. Raises EncoderError if it cannot be loaded.
    """
    if str(name) == BUNDLED_NAME or Path(name).resolve() == BUNDLED.resolve():
        return BundledEncoder(BUNDLED)
    from index.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(str(name))
