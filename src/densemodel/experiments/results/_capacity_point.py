"""The result of one network size."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import sqrt
from typing import TYPE_CHECKING

from densemodel.experiments.results._knee import (
    Gap,
    best_of,
    gap_between,
    knee_of,
    overfits_from,
    spread_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd


@dataclass(frozen=True, slots=True)
class CapacityPoint:
    """The result of one network size, with the weights of its best epoch."""

    words: str
    "Its hidden layers in few words: `32 units`."
    spec: str
    "Its text, as a cell takes it."
    parameters: int
    units: tuple[int, ...]
    "The units of each hidden layer, in order."
    training_loss: float
    "The mean over at most 20,000 rows that train, without penalties; nan if it failed."
    validation_loss: float
    "The same of rows that validate; inf if it failed."
    best_epoch: int | None
    epochs: int
    "Epochs done."
    seconds: float
    "The training time."
    is_written: bool = False
    "Whether it is the network of the cell."
    is_deeper: bool = False
    "Whether layers were added, not only units."
    failure: str = ""
    "Why it has no losses, in a sentence."
    losses: tuple[float, ...] = ()
    "The validation loss of each training, if it was trained again with other seeds."
    row_losses: np.ndarray | None = field(default=None, repr=False, compare=False)
    "The loss of each row that validates, a mean over trainings, shape (rows,); None if it failed."

    @property
    def layers(self) -> int:
        """The number of hidden layers."""
        return len(self.units)

    @property
    def trainings(self) -> int:
        """The number of trainings that its losses average."""
        return max(1, len(self.losses))

    def and_again(self, other: CapacityPoint) -> CapacityPoint:
        """This point averaged with another training of the same network."""
        if self.row_losses is None or other.row_losses is None:
            return self
        count = self.trainings
        losses = (*(self.losses or (self.validation_loss,)), other.validation_loss)
        return replace(
            self,
            losses=losses,
            validation_loss=sum(losses) / len(losses),
            training_loss=(self.training_loss * count + other.training_loss) / (count + 1),
            row_losses=(self.row_losses * count + other.row_losses) / (count + 1),
            seconds=self.seconds + other.seconds,
        )


@dataclass(frozen=True, slots=True)
class SizeComparison:
    """The comparison of all sizes: best, knee and overfitting."""

    gaps: tuple[Gap, ...]
    "How far each lies above the best one, on the same rows."
    best: int
    "The place of the lowest validation loss."
    knee: int
    "The place of the smallest one that is as good, but for noise."
    overfits: int | None
    "The place from which on larger ones overfit."


def findings_of(points: Sequence[CapacityPoint]) -> SizeComparison | None:
    """Compare the points; None if none has a loss."""
    parameters = [point.parameters for point in points]
    best = best_of([point.validation_loss for point in points], parameters)
    rows = None if best is None else points[best].row_losses
    if best is None or rows is None:
        return None
    spread = spread_of([point.losses for point in points])
    of_best = 1 / points[best].trainings
    gaps = [
        Gap(0.0, 0.0)
        if place == best
        else gap_between(point.row_losses, rows, spread * sqrt(1 / point.trainings + of_best))
        for place, point in enumerate(points)
    ]
    training = [point.training_loss for point in points]
    overfits = overfits_from(parameters, training, gaps, best)
    return SizeComparison(tuple(gaps), best, knee_of(parameters, gaps), overfits)


def points_frame(points: Sequence[CapacityPoint]) -> pd.DataFrame:
    """A row for each size, by number of parameters.

    `above_best` is how far its validation loss lies above the best, `noise` one standard
    deviation of that; `is_knee` marks the smallest that is as good, but for noise.
    """
    import pandas as pd

    found = findings_of(points)
    rows = [
        {
            "size": point.words,
            "parameters": point.parameters,
            "layers": point.layers,
            "training_loss": point.training_loss,
            "validation_loss": point.validation_loss,
            "above_best": None if found is None else found.gaps[place].mean,
            "noise": None if found is None else found.gaps[place].noise,
            "trainings": point.trainings,
            "is_knee": found is not None and place == found.knee,
            "is_written": point.is_written,
            "best_epoch": point.best_epoch,
            "epochs": point.epochs,
            "seconds": point.seconds,
            "spec": point.spec,
        }
        for place, point in sorted(enumerate(points), key=lambda one: one[1].parameters)
    ]
    return pd.DataFrame(rows)
