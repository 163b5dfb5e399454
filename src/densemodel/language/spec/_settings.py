"""How a network is to be trained: every clause with its value, said or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from densemodel.language.tree._schedule import Schedule
    from densemodel.language.vocabulary._keras_call import KerasCall


@dataclass(frozen=True, slots=True)
class Settings:
    """The values of all clauses, defaults filled in. `None` means off where a clause can be off.

    Epochs and patience that are not said are the least that they can be: `Spec.with_lengths` gives
    those that fit the data.
    """

    optimizer: KerasCall
    "The optimizer with its options and clipping, and the learning rate if one is said."
    learning_rate: float
    "The rate that training starts with: the one said, else the optimizer's own in Keras."
    batch: int
    "Rows in one step."
    epochs: int | None
    "Passes over the training rows; 30 if nothing is said, None if `steps` is."
    steps: int | None
    "Batches in all; None if epochs count."
    patience: int | None
    """Evaluations (epochs or, with `every`, looks) without a better validation loss until training
    stops; 2 if nothing is said, None: off."""
    split: float | None
    "Share of the rows held back for validation, in (0, 1); None: off."
    seed: int
    loss: KerasCall | None
    "None: chosen by the last layer and the labels."
    metrics: tuple[KerasCall, ...] | None
    "None: chosen by the last layer and the labels."
    schedule: Schedule | None = None
    "How the rate changes; None: it stays. The optimizer itself holds the rate of the first step."
    every: int | None = None
    "Steps between two looks at the validation loss; None: a look at the end of each epoch."
    minutes: float | None = None
    "Minutes of training after which it ends; None: no limit."
    repeat: int = 1
    "How many times the network is trained, each time with the next seed."
    split_way: Literal["chance", "last", "by"] = "chance"
    "Which rows are held back: any, the last ones, or whole groups."
    split_column: str | None = None
    "The column that holds the groups of `split ... by`."
    weights: Literal["balanced"] | None = None
    "Whether each class counts alike, however many rows it has."
    missing: Literal["drop", "fill"] | None = None
    "What becomes of rows with missing values; None: they are refused."
    without: tuple[str, ...] = ()
    "Columns of x that are left out."
    target_norm: bool = False
    "Whether the last layer brings the answers into the unit of y, by its mean and spread."
