"""Any sentence-transformers model as an Encoder. Importing this module imports torch."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from sentence_transformers import SentenceTransformer

from index.encoder import Vectors, unit_rows
from index.errors import EncoderError


class SentenceTransformerEncoder:
    """A sentence-transformers model by its hub name or directory, with the prompts that its own files give."""

    def __init__(self, name: str) -> None:
        """Raises EncoderError when it cannot be loaded."""
        self.name = name
        try:
            self._model = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError, ImportError, KeyError, RuntimeError) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise EncoderError(f"编码器 {name} 无法载入：{reason}。 The encoder cannot be loaded.") from error
        self.dimension = int(self._model.get_embedding_dimension() or 0)

    @functools.cached_property
    def fingerprint(self) -> str:
        """Hash of the weights and the prompts."""
        digest = hashlib.sha256(repr(sorted(self._model.prompts.items())).encode())
        for name, values in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(values.float().contiguous().numpy().tobytes())
        return digest.hexdigest()[:16]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._rows(self._model.encode_query, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._rows(self._model.encode_document, texts)

    def _rows(self, encode: Any, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return unit_rows(np.asarray(encode(list(texts), show_progress_bar=False), dtype=np.float32))
