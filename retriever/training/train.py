"""Training of the span model with transformers' Trainer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from transformers import EvalPrediction, Trainer, TrainingArguments

from retriever.evaluation import Collection
from retriever.span_input import SpanTokenizer
from retriever.training.examples import Example, ExampleMaker, held_out
from retriever.training.features import Features, collate
from retriever.training.network import SpanNetwork
from retriever.training.settings import TrainingSettings

WATCHED = 1000
"""How many of the examples kept aside are looked at while training."""


def make_examples(collections: Sequence[Collection], settings: TrainingSettings) -> tuple[list[Example], list[Example]]:
    """Examples to train on, all epochs one after the other, each drawn anew; and those kept aside."""
    chosen = np.random.default_rng(settings.seed + 1)
    drawn: list[list[Example]] = [[] for _ in range(math.ceil(settings.epochs))]
    aside: list[Example] = []
    for number, collection in enumerate(collections):
        maker = ExampleMaker(collection, settings.seed)
        kept = [query for query in collection.queries if held_out(collection, query)]
        rest = [query for query in collection.queries if not held_out(collection, query)]
        aside += maker.draw(kept)
        for epoch in drawn:
            asked = chosen.permutation(len(rest))[: settings.questions if number else None]
            epoch += maker.draw((rest[at] for at in sorted(asked)), settings.unanswerable)
    generator = np.random.default_rng(settings.seed)
    ordered = [epoch[at] for epoch in drawn for at in generator.permutation(len(epoch))]
    count = round(len(ordered) * settings.epochs / len(drawn))
    return ordered[:count], [aside[at] for at in generator.permutation(len(aside))]


def by_length(examples: Sequence[Example], batch: int) -> list[Example]:
    """The same examples in batches of like length, in place of order: padding is computed for nothing."""
    stretch = 32 * batch
    batches: list[Sequence[Example]] = []
    generator = np.random.default_rng(0)
    for at in range(0, len(examples), stretch):
        part = sorted(examples[at : at + stretch], key=lambda e: len(e.question) + len(e.context))
        cut = [part[i : i + batch] for i in range(0, len(part), batch)]
        batches += [cut[i] for i in generator.permutation(len(cut))]
    return [example for found in batches for example in found]


class _InOrder(Trainer):
    """A Trainer that takes the examples as they come: they are shuffled, and put together by length, already."""

    def _get_train_sampler(self, train_dataset: Any = None) -> Any:
        return torch.utils.data.SequentialSampler(train_dataset or self.train_dataset)  # type: ignore[arg-type]


def train(
    network: SpanNetwork,
    examples: Sequence[Example],
    aside: Sequence[Example],
    output: Path,
    settings: TrainingSettings,
) -> dict[str, float]:
    """Train the network in place, going on from the last checkpoint in `output`; the measures on those kept aside."""
    network.bert.embeddings.word_embeddings.weight.requires_grad_(False)  # most pieces are never met in training
    before = {name: value.clone() for name, value in network.state_dict().items()}
    trainer = _trainer(network, examples, aside, output, settings)
    trainer.train(resume_from_checkpoint=_last_checkpoint(output))
    after = network.state_dict()
    network.load_state_dict({name: torch.lerp(after[name], before[name], settings.keep) for name in after})
    return _shown(trainer.evaluate())


def _last_checkpoint(output: Path) -> str | None:
    """The newest checkpoint that was written to its end; the trainer's state is the last of its files."""
    whole = [path.parent for path in output.glob("checkpoint-*/trainer_state.json")]
    return str(max(whole, key=lambda path: int(path.name.removeprefix("checkpoint-")))) if whole else None


def watch(network: SpanNetwork, aside: Sequence[Example], output: Path) -> dict[str, float]:
    """The measures of a network on the examples kept aside."""
    return _shown(_trainer(network, [], aside, output, TrainingSettings()).evaluate())


def _trainer(
    network: SpanNetwork,
    examples: Sequence[Example],
    aside: Sequence[Example],
    output: Path,
    settings: TrainingSettings,
) -> Trainer:
    tokenizer = SpanTokenizer()
    arguments = TrainingArguments(
        output_dir=str(output),
        num_train_epochs=1,
        per_device_train_batch_size=settings.batch,
        per_device_eval_batch_size=64,
        learning_rate=settings.learning_rate,
        lr_scheduler_type="linear",
        warmup_steps=0.06,
        weight_decay=0.01,
        max_grad_norm=1.0,
        bf16=True,
        use_cpu=not torch.cuda.is_available(),
        seed=settings.seed,
        data_seed=settings.seed,
        save_steps=settings.steps_between_checkpoints,
        save_total_limit=2,
        eval_strategy="steps",
        eval_steps=settings.steps_between_checkpoints,
        logging_steps=50,
        remove_unused_columns=False,
        label_names=["starts", "ends", "answerable"],
        report_to=[],
    )
    return _InOrder(
        model=network,
        args=arguments,
        train_dataset=Features(by_length(examples, settings.batch), tokenizer),
        eval_dataset=Features(aside[:WATCHED], tokenizer),
        data_collator=collate,
        compute_metrics=measures,
    )


def _shown(found: dict[str, float]) -> dict[str, float]:
    names = {"eval_loss": "loss", "eval_auroc": "AUROC", "eval_exact": "exact span"}
    return {shown: found[name] for name, shown in names.items()}


def measures(prediction: EvalPrediction) -> dict[str, float]:
    """AUROC of answerability (not a number where all are alike), and how often first and last token are both right
    where there is an answer."""
    span, there = (np.asarray(found) for found in prediction.predictions)
    starts, ends, answerable = (np.asarray(right) for right in prediction.label_ids or ())
    placed = (answerable == 1) & (starts >= 0)
    inside = span[:, 1:, :]
    exact = (inside[..., 0].argmax(1) + 1 == starts) & (inside[..., 1].argmax(1) + 1 == ends)
    mixed = len(set(answerable.tolist())) == 2
    return {
        "auroc": float(roc_auc_score(answerable, there)) if mixed else float("nan"),
        "exact": float(exact[placed].mean()) if placed.any() else float("nan"),
    }
