"""torch module -> int8 ONNX graph, and back. For whoever makes or trains a model; it needs requirements-train.txt."""

from __future__ import annotations

import re
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

INPUTS = ("input_ids", "attention_mask")


def export_int8(
    module: torch.nn.Module, target: Path, outputs: Sequence[str], *, heads: int, hidden: int, exact: str = "(?!)"
) -> None:
    """Write the graph of a BERT-like module: `input_ids`, `attention_mask` (batch, tokens) -> `outputs`, each with the
    batch first. It is fused by onnxruntime's transformer optimiser and quantised to dynamic int8 per channel; but not
    the nodes whose names match `exact`.

    The module's attention must be eager (plain matrix products), or nothing is fused.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model

    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder) / "plain.onnx", Path(folder) / "fused.onnx"
        ids = torch.randint(4, 1000, (2, 16))
        axes = {name: {0: "batch", 1: "tokens"} for name in INPUTS} | {name: {0: "batch"} for name in outputs}
        with torch.no_grad():
            shapes = [tuple(found.shape) for found in module(ids, torch.ones_like(ids))]
        for name, shape in zip(outputs, shapes, strict=True):
            if len(shape) > 1 and shape[1] == 16:
                axes[name][1] = "tokens"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it is the old exporter, whose graphs the optimiser knows how to fuse
            torch.onnx.export(
                module, (ids, torch.ones_like(ids)), str(plain), input_names=list(INPUTS), output_names=list(outputs),
                dynamic_axes=axes, opset_version=17, dynamo=False,
            )  # fmt: skip
        options = FusionOptions("bert")
        graph = optimize_model(str(plain), "bert", num_heads=heads, hidden_size=hidden, optimization_options=options)
        print("fused:", {name: count for name, count in graph.get_fused_operator_statistics().items() if count})
        graph.save_model_to_file(str(fused))
        nodes = [node.name for node in graph.model.graph.node]
        names = [*nodes, *(f"{name}_MatMul" for name in nodes)]  # what the quantiser makes of a Gemm
        quantize_dynamic(
            fused, target, per_channel=True, weight_type=QuantType.QInt8,
            nodes_to_exclude=[name for name in names if re.search(exact, name)],
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )  # fmt: skip


def read_bert(path: Path) -> dict[str, torch.Tensor]:
    """The weights of a graph that `export_int8` wrote, scaled back to fp32, by their names in transformers' BertModel.

    Nodes are in the order of the layers; those of plain products keep the name of the module that they came from.
    """
    import onnx

    graph = onnx.load(str(path)).graph
    values = _Values(graph)
    found: dict[str, torch.Tensor] = {}
    layer, norms = -1, 0
    for node in graph.node:
        if "EmbedLayerNormalization" in node.op_type and "Skip" not in node.op_type:
            parts = ("word_embeddings.weight", "position_embeddings.weight", "token_type_embeddings.weight")
            for name, given in zip((*parts, "LayerNorm.weight", "LayerNorm.bias"), node.input[2:7], strict=True):
                found[f"embeddings.{name}"] = values.of(given)
        elif node.op_type == "QAttention":
            layer += 1
            weights, biases = values.of(node.input[1]).chunk(3, dim=1), values.of(node.input[2]).chunk(3)
            for name, weight, bias in zip(("query", "key", "value"), weights, biases, strict=True):
                found[f"encoder.layer.{layer}.attention.self.{name}.weight"] = weight.T.contiguous()
                found[f"encoder.layer.{layer}.attention.self.{name}.bias"] = bias.clone()
            norms = 0
        elif node.op_type == "SkipLayerNormalization":  # two a layer: behind attention, and behind the rest
            name = f"encoder.layer.{layer}.{'output' if norms else 'attention.output'}"
            weight, bias, dense = (values.of(given) for given in node.input[2:5])
            found |= {f"{name}.LayerNorm.weight": weight, f"{name}.LayerNorm.bias": bias, f"{name}.dense.bias": dense}
            norms += 1
        elif node.op_type == "BiasGelu":
            found[f"encoder.layer.{layer}.intermediate.dense.bias"] = values.of(node.input[1])
        elif node.op_type == "MatMulInteger":
            module = re.search(r"/(encoder/layer\.\d+/.*)/MatMul_", node.output[0])
            if module:
                found[f"{module[1].replace('/', '.')}.weight"] = values.of(node.input[1]).T.contiguous()
    return found


def read_linear(path: Path, names: Sequence[str]) -> dict[str, torch.Tensor]:
    """`name.weight` and `name.bias` of the linear layers of these names, which stand outside the encoder."""
    import onnx

    graph = onnx.load(str(path)).graph
    values = _Values(graph)
    found: dict[str, torch.Tensor] = {}
    for node in graph.node:
        for name in names:
            if node.op_type in ("MatMul", "MatMulInteger") and re.search(rf"/{name}/(Gemm|MatMul)_", node.output[0]):
                found[f"{name}.weight"] = values.of(node.input[1]).T.contiguous()
            for given in node.input:
                if re.search(rf"(^|\.){name}\.bias$", given):
                    found[f"{name}.bias"] = values.of(given)
    return found


class _Values:
    """The constants of a graph by name, those that were quantised scaled back."""

    def __init__(self, graph: Any) -> None:
        from onnx import numpy_helper

        self._constants = {constant.name: numpy_helper.to_array(constant) for constant in graph.initializer}

    def of(self, name: str) -> torch.Tensor:
        stem = name.removesuffix("_quantized")
        if f"{stem}_quantized" in self._constants:
            whole, scale, zero = (self._constants[f"{stem}_{part}"] for part in ("quantized", "scale", "zero_point"))
            return torch.from_numpy(((whole.astype(np.float32) - zero.astype(np.float32)) * scale).astype(np.float32))
        return torch.from_numpy(np.array(self._constants[name], dtype=np.float32))
