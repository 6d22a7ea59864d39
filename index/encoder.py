"""Text -> vectors: what every encoder promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Maps texts to vectors such that a question lies near the passages that answer it.

    `encode_queries` and `encode_passages` give one row a text, in order, as float32 (n, dimension), each of length 1;
    a row depends on its own text alone. Text beyond what the model reads (512 tokens for the bundled one) is ignored.
    `name` is what `open_encoder` takes; `fingerprint` differs between encoders whose vectors cannot be compared.
    """

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    def encode_queries(self, texts: Sequence[str]) -> Vectors: ...
    def encode_passages(self, texts: Sequence[str]) -> Vectors: ...


def unit_rows(vectors: Vectors) -> Vectors:
    """Each row scaled to length 1; a row of zeros stays as it is."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)
