"""The bundled graph as a sentence-transformers input module, named in `index/model/modules.json`.

Only for loading `index/model` with sentence-transformers; Zhiyin itself runs the graph through `index.bundled`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import torch
from sentence_transformers.base.modules import InputModule

from index.bundled import MAX_TOKENS, TokenGraph

_FILES = ("model.onnx", "tokenizer.json")


class GraphModule(InputModule):
    """Texts -> token vectors, each text run on its own, then padded to one tensor."""

    config_file_name = "graph_config.json"
    config_keys = ["max_seq_length"]  # noqa: RUF012 (the base class declares it so)

    def __init__(self, folder: str, max_seq_length: int = MAX_TOKENS) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.max_seq_length = max_seq_length
        self._contents = {name: (Path(folder) / name).read_bytes() for name in _FILES}
        self._graph = TokenGraph(Path(folder))
        digest = hashlib.sha256(b"".join(self._contents.values())).digest()
        self.register_buffer("digest", torch.frombuffer(bytearray(digest), dtype=torch.uint8))

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """Token ids, padded to the longest, and their mask."""
        encodings = self._graph.tokenize([f"{prompt or ''}{text}" for text in inputs])
        ids = [torch.tensor(encoding.ids) for encoding in encodings]
        padded = torch.nn.utils.rnn.pad_sequence(ids, batch_first=True, padding_value=1)
        lengths = torch.tensor([[len(row)] for row in ids])
        return {"input_ids": padded, "attention_mask": (torch.arange(padded.shape[1]) < lengths).long()}

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Adds `token_embeddings` (texts, tokens, 384)."""
        lengths = features["attention_mask"].sum(dim=1).tolist()
        rows = self._graph.run_all([ids[:n] for ids, n in zip(features["input_ids"].tolist(), lengths, strict=True)])
        tokens = [torch.from_numpy(values) for values in rows]
        features["token_embeddings"] = torch.nn.utils.rnn.pad_sequence(tokens, batch_first=True)
        return features

    def get_embedding_dimension(self) -> int:
        """Length of a token's vector."""
        return 384

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Write the graph, its tokenizer and settings into a folder."""
        for name, content in self._contents.items():
            Path(output_path, name).write_bytes(content)
        self.save_config(output_path)

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", *args: Any, **kwargs: Any) -> Self:
        """From a local model directory."""
        folder = Path(model_name_or_path, subfolder)
        return cls(str(folder), **cls.load_config(str(folder)))
