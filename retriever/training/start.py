"""What training starts from: a span model trained before, or the bundled encoder."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import BertConfig

from index import ModelError
from index.bundled import BUNDLED
from index.int8 import read_bert, read_linear
from retriever.span_model import check_folder
from retriever.training.features import PAD
from retriever.training.network import HEADS, SpanNetwork


def from_encoder(layers: int) -> SpanNetwork:
    """A network whose first `layers` layers are the bundled encoder's, and whose heads know nothing yet."""
    return _network(read_bert(BUNDLED / "model.onnx"), layers)


def from_span_model(folder: Path) -> SpanNetwork:
    """A network with the weights of a span model's folder, as far as int8 kept them. Raises ModelError."""
    check_folder(folder)
    path = folder / "model.onnx"
    weights = read_bert(path)
    network = _network(weights, 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder")))
    heads = read_linear(path, HEADS)
    if len(heads) != 2 * len(HEADS):
        raise ModelError(f"{path} 里没有完整的输出层：{sorted(heads)}。 Its heads are not whole.")
    network.load_state_dict(heads, strict=False)
    return network


def _network(weights: dict[str, torch.Tensor], layers: int) -> SpanNetwork:
    words, hidden = weights["embeddings.word_embeddings.weight"].shape
    config = BertConfig(
        vocab_size=words,
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=hidden // 32,
        intermediate_size=len(weights["encoder.layer.0.intermediate.dense.bias"]),
        max_position_embeddings=len(weights["embeddings.position_embeddings.weight"]),
        pad_token_id=PAD,
        layer_norm_eps=1e-12,
        attention_probs_dropout_prob=0.0,  # with any, torch has no fused kernel for attention on a CPU
    )
    torch.manual_seed(0)
    network = SpanNetwork(config)
    kept = {
        name: value for name, value in weights.items()
        if not name.startswith("encoder.layer.") or int(name.split(".")[2]) < layers
    }  # fmt: skip
    missing, extra = network.bert.load_state_dict(kept, strict=False)
    if missing or extra:
        raise ModelError(f"权重不全 weights do not fit: {[*missing, *extra][:3]}")
    return network
