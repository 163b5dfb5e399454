"""How a network is to be trained: every clause with its value, said or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.spec._keras_call import KerasCall


@dataclass(frozen=True, slots=True)
class Settings:
    """The values of all clauses, defaults filled in. `None` means off where a clause can be off."""

    optimizer: KerasCall
    "The optimizer with its options and clipping, and the learning rate if one is said."
    learning_rate: float
    "The rate that training starts with: the one said, else the optimizer's own in Keras."
    batch: int
    "Rows in one step."
    epochs: int | None
    "Passes over the training rows; None if `steps` is said."
    steps: int | None
    "Batches in all; None if epochs count."
    patience: int | None
    "Epochs without a better validation loss until training stops; None: off."
    split: float | None
    "Share of the rows held back for validation, in (0, 1); None: off."
    seed: int
    loss: KerasCall | None
    "None: chosen by the last layer and the labels."
    metrics: tuple[KerasCall, ...] | None
    "None: chosen by the last layer and the labels."
