"""Training examples -> what the network takes: token ids, where an answer may stand, and where it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from retriever.span_input import SpanTokenizer
from retriever.training.examples import Example
from retriever.training.network import UNKNOWN

PAD = 1


class Features(torch.utils.data.Dataset[dict[str, Any]]):
    """One item an example, tokenised when it is asked for."""

    def __init__(self, examples: Sequence[Example], tokenizer: SpanTokenizer) -> None:
        self.examples = examples
        self._tokenizer = tokenizer

    def __len__(self) -> int:
        return len(self.examples)

    def __getitem__(self, at: int) -> dict[str, Any]:
        example = self.examples[at]
        tokens = self._tokenizer.encode(example.question, example.context, example.start)
        start, end = 0, 0
        if example.answerable:
            place = tokens.tokens_of(example.span) if example.span else None
            start, end = place or (UNKNOWN, UNKNOWN)
        return {
            "input_ids": tokens.ids,
            "allowed": tokens.allowed,
            "starts": start,
            "ends": end,
            "answerable": int(example.answerable),
        }


def collate(items: Sequence[dict[str, Any]]) -> dict[str, torch.Tensor]:
    """A batch: padded to its longest."""
    longest = max(len(item["input_ids"]) for item in items)

    def padded(name: str, filler: int) -> torch.Tensor:
        return torch.tensor([list(item[name]) + [filler] * (longest - len(item[name])) for item in items])

    return {
        "input_ids": padded("input_ids", PAD),
        "attention_mask": torch.tensor(
            [[1] * len(item["input_ids"]) + [0] * (longest - len(item["input_ids"])) for item in items]
        ),
        "allowed": padded("allowed", 0).bool(),
        "starts": torch.tensor([item["starts"] for item in items]),
        "ends": torch.tensor([item["ends"] for item in items]),
        "answerable": torch.tensor([item["answerable"] for item in items]),
    }
