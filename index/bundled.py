"""The bundled encoder through onnxruntime: no torch, no sentence-transformers, no network."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from index.encoder import Vectors, unit_rows
from index.errors import EncoderError

BUNDLED = Path(__file__).parent / "model"
BUNDLED_NAME = "bundled"
MAX_TOKENS = 512
QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "


class TokenGraph:
    """The graph and its tokenizer: text -> one vector a token.

    Texts run through the graph one by one, several at a time on as many threads as there are cores: the graph scales
    its int8 activations over all that it is given at once, so in a batch a text's vectors would depend on its
    neighbours (cosine 0.998), and padding would be computed for nothing.
    """

    def __init__(self, folder: Path) -> None:
        """Raises EncoderError when a file is missing or is not what it should be."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise bare Exception, or classes they do not export
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise EncoderError(
                f"内置模型 {folder} 无法载入：{reason}；请重新获取 index/model。 It cannot be loaded; get it again."
            ) from error
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="encoder")

    def tokenize(self, texts: Sequence[str]) -> list[Encoding]:
        """Token ids and their offsets in the texts, special tokens at both ends."""
        return self._tokenizer.encode_batch(list(texts))

    def run(self, ids: Sequence[int]) -> Vectors:
        """One row a token, special tokens included: (tokens, 384)."""
        row = np.array([ids], dtype=np.int64)
        output: list[Any] = self._session.run(None, {"input_ids": row, "attention_mask": np.ones_like(row)})
        return np.asarray(output[0][0], dtype=np.float32)

    def run_all(self, texts: Sequence[Sequence[int]]) -> list[Vectors]:
        """`run` for the ids of each text, in order."""
        if len(texts) == 1:  # a question is answered sooner on this thread
            return [self.run(texts[0])]
        return list(self._pool.map(self.run, texts))


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
