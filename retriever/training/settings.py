"""How a span model is trained. Apart from the trainer, so that reading the command line loads no torch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """What the trainer is told; the shipped model's card has what that was trained with.

    `layers` is how many of the encoder's layers a model has that starts from it. `unanswerable` is how many examples
    without the answer are drawn beside each with it, 0 to 2. `questions` is how many are drawn
    at the most from each collection but the first, other ones in every epoch. `keep` is the share of the weights from
    before in the mean that is taken at the end, by which less of what was known is lost (Wortsman et al. 2022,
    https://arxiv.org/abs/2109.01903).
    """

    layers: int = 11
    epochs: float = 1.0
    batch: int = 16
    learning_rate: float = 1.5e-4
    unanswerable: int = 2
    questions: int = 1_000_000
    keep: float = 0.0
    seed: int = 7
    steps_between_checkpoints: int = 1000
