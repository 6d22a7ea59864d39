"""ONNX graphs over token ids, for every bundled model, and their tokenizers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Encoding, Tokenizer

from index.errors import ModelError

TOKENIZER = Path(__file__).parent / "model" / "tokenizer.json"
"""The vocabulary that all bundled models share."""

Outputs = list[npt.NDArray[np.float32]]


class Graph:
    """A graph of `input_ids` and `attention_mask` (1, tokens).

    Texts run through it one by one, several at a time on as many threads as there are cores: an int8 graph scales its
    activations over all that it is given at once, so in a batch a text's vectors would depend on its neighbours (cosine
    0.998), and padding would be computed for nothing.
    """

    def __init__(self, path: Path) -> None:
        """Raises ModelError when the file is missing or is not what it should be."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises classes that it does not export
            raise unreadable(path, error) from error
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix=path.stem)

    def run(self, ids: Sequence[int]) -> Outputs:
        """What the graph gives for one text, without the batch's axis."""
        row = np.array([ids], dtype=np.int64)
        outputs: list[Any] = self._session.run(None, {"input_ids": row, "attention_mask": np.ones_like(row)})
        return [np.asarray(output[0], dtype=np.float32) for output in outputs]

    def run_all(self, texts: Sequence[Sequence[int]]) -> list[Outputs]:
        """`run` for the ids of each text, in order."""
        if len(texts) == 1:  # a question is answered sooner on this thread
            return [self.run(texts[0])]
        return list(self._pool.map(self.run, texts))


def open_tokenizer(path: Path, max_tokens: int, *, cut: str = "longest_first") -> Tokenizer:
    """A tokenizer that gives at most so many tokens; `cut`: which of a pair is shortened. Raises ModelError."""
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises bare Exception
        raise unreadable(path, error) from error
    tokenizer.enable_truncation(max_tokens, strategy=cut)
    return tokenizer


class PairTokenizer:
    """Pairs of texts -> token ids, with the bundled vocabulary."""

    def __init__(self, max_tokens: int) -> None:
        """Raises ModelError."""
        self._tokenizer = open_tokenizer(TOKENIZER, max_tokens, cut="only_second")

    def encode(self, first: str, second: str) -> tuple[list[int], list[bool], list[tuple[int, int]]]:
        """`<s> first </s> </s> second </s>`: ids; whether each is a token of the second text; its place in its text.

        The second text is cut off where it is too long; the first one must leave room for it.
        """
        encoding: Encoding = self._tokenizer.encode(first, second)
        return encoding.ids, [number == 1 for number in encoding.sequence_ids], encoding.offsets


def unreadable(path: Path, error: Exception) -> ModelError:
    """The error for a model file that a library could not load."""
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return ModelError(f"模型文件 {path} 无法载入：{reason}；请重新获取。 It cannot be loaded; get it again.")
