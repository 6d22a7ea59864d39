"""The bundled encoder through onnxruntime: no torch, no sentence-transformers, no network."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Encoding

from index.encoder import Vectors, unit_rows
from index.errors import EncoderError, ModelError
from index.graph import Graph, open_tokenizer

BUNDLED = Path(__file__).parent / "model"
BUNDLED_NAME = "bundled"
MAX_TOKENS = 512
QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "


class TokenGraph:
    """The encoder's graph and its tokenizer: text -> one vector a token."""

    def __init__(self, folder: Path) -> None:
        """Raises EncoderError when a file is missing or is not what it should be."""
        try:
            self._tokenizer = open_tokenizer(folder / "tokenizer.json", MAX_TOKENS)
            self._graph = Graph(folder / "model.onnx")
        except ModelError as error:
            raise EncoderError(str(error)) from error

    def tokenize(self, texts: Sequence[str]) -> list[Encoding]:
        """Token ids and their offsets in the texts, special tokens at both ends."""
        return self._tokenizer.encode_batch(list(texts))

    def run_all(self, texts: Sequence[Sequence[int]]) -> list[Vectors]:
        """For the ids of each text, in order, one row a token, special tokens included: (tokens, 384)."""
        return [outputs[0] for outputs in self._graph.run_all(texts)]


class BundledEncoder:
    """The encoder in `index/model/`: multilingual-e5-small, cut to Chinese and English, int8."""

    name = BUNDLED_NAME
    dimension = 384

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._graph = TokenGraph(folder)

    @functools.cached_property
    def fingerprint(self) -> str:
        """Hash of the graph, the tokenizer and the prompts."""
        digest = hashlib.sha256(f"{QUERY_PROMPT}|{PASSAGE_PROMPT}|{MAX_TOKENS}".encode())
        for name in ("model.onnx", "tokenizer.json"):
            digest.update((self._folder / name).read_bytes())
        return digest.hexdigest()[:16]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(QUERY_PROMPT, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(PASSAGE_PROMPT, texts)

    def _encode(self, prompt: str, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        tokens = self._graph.run_all(
            [encoding.ids for encoding in self._graph.tokenize([prompt + text for text in texts])]
        )
        return unit_rows(np.stack([rows.mean(axis=0) for rows in tokens]))
