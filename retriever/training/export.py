"""Trained network -> the folder that `retriever.span_model` opens."""

from __future__ import annotations

from pathlib import Path

import torch

from index.int8 import export_int8
from retriever.errors import TrainingError
from retriever.span_model import write_config
from retriever.training.network import SpanNetwork


class _Outputs(torch.nn.Module):
    """The network's logits in the order of the graph's outputs."""

    def __init__(self, network: SpanNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        found = self.network(input_ids, attention_mask)
        return found["span"], found["answerable"]


def export(network: SpanNetwork, folder: Path, **described: object) -> None:
    """Write `model.onnx`, int8, and `config.json` with what is described. Raises TrainingError for weights that are no
    numbers."""
    if not all(torch.isfinite(value).all() for value in network.state_dict().values()):
        raise TrainingError("训练没有收敛，模型没有写出。 Training diverged; no model was written.")
    folder.mkdir(parents=True, exist_ok=True)
    config = network.config
    config._attn_implementation = "eager"
    plain = SpanNetwork(config)
    plain.load_state_dict(network.state_dict())
    plain.train(False)
    export_int8(
        _Outputs(plain), folder / "model.onnx", ["span", "answerable"],
        heads=config.num_attention_heads, hidden=config.hidden_size, exact="/(span|answerable)/",
    )  # fmt: skip
    write_config(folder, layers=config.num_hidden_layers, **described)
