"""The span model as torch trains it: a BERT encoder with a head for the span and one for whether there is any."""

from __future__ import annotations

from typing import Any

import torch
from transformers import BertConfig, BertModel

UNKNOWN = -100
"""The place of an answer that is there, nobody knows where."""
HEADS = ("span", "answerable")
"""The names of the layers that stand on the encoder."""


class SpanNetwork(torch.nn.Module):
    """Question and window in one sequence -> span and answerability.

    As in BERT's own model for SQuAD 2.0 (Devlin et al. 2019), the first token stands for "no answer here"; the
    answerability head reads that token too.
    """

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.config = config
        self.bert = BertModel(config, add_pooling_layer=False)
        self.span = torch.nn.Linear(config.hidden_size, 2)
        self.answerable = torch.nn.Linear(config.hidden_size, 1)

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        allowed: torch.Tensor | None = None,
        starts: torch.Tensor | None = None,
        ends: torch.Tensor | None = None,
        answerable: torch.Tensor | None = None,
    ) -> dict[str, Any]:
        """`span` (batch, tokens, 2), the logits of each token to be the answer's first and last; `answerable` (batch);
        and `loss`, when the right ones are given. `allowed` (batch, tokens) marks where an answer may stand, the first
        token included; `starts` and `ends` may be UNKNOWN."""
        hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        span = self.span(hidden).float()
        there = self.answerable(hidden[:, 0]).float().squeeze(-1)
        if starts is None or ends is None or answerable is None or allowed is None:
            return {"span": span, "answerable": there}
        masked = span.masked_fill(~allowed.unsqueeze(-1), -1e4)
        known = (starts != UNKNOWN).sum().clamp(min=1)  # a batch may know no place at all
        places = torch.nn.functional.cross_entropy(
            torch.cat([masked[..., 0], masked[..., 1]]),
            torch.cat([starts, ends]),
            ignore_index=UNKNOWN,
            reduction="sum",
        )
        loss = places / known / 2
        loss = loss + torch.nn.functional.binary_cross_entropy_with_logits(there, answerable.float())
        return {"loss": loss, "span": masked, "answerable": there}
