"""One size of a network, trained: what it came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from densemodel.sweeps._knee import Gap, best_of, gap_between, knee_of, overfits_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np


@dataclass(frozen=True, slots=True)
class CapacityPoint:
    """A network of one size, with the weights of its best epoch."""

    words: str
    "Its hidden layers in few words: `32 units`."
    spec: str
    "Its text, as a cell takes it."
    parameters: int
    units: tuple[int, ...]
    "Of each hidden layer, in their order."
    training_loss: float
    "The mean over at most 20,000 rows that train, without penalties; nan if it failed."
    validation_loss: float
    "The same of rows that validate; inf if it failed."
    best_epoch: int | None
    epochs: int
    "Epochs done."
    seconds: float
    "That it trained."
    is_written: bool = False
    "Whether it is the network of the cell."
    is_deeper: bool = False
    "Whether layers were added, and not units alone."
    failure: str = ""
    "Why it has no losses, in a sentence."
    row_losses: np.ndarray | None = field(default=None, repr=False, compare=False)
    "The loss of each of the rows that validate, shape (rows,); None if it failed."

    @property
    def layers(self) -> int:
        """How many hidden layers it has."""
        return len(self.units)


@dataclass(frozen=True, slots=True)
class Findings:
    """What the points say when they are put beside each other."""

    gaps: tuple[Gap, ...]
    "How far each lies above the best one, on the same rows."
    best: int
    "The place of the lowest validation loss."
    knee: int
    "The place of the smallest one that is as good, but for noise."
    overfits: int | None
    "The place from which on larger ones overfit."


def findings_of(points: Sequence[CapacityPoint]) -> Findings | None:
    """Put points beside each other; None if there is none that has a loss."""
    parameters = [point.parameters for point in points]
    best = best_of([point.validation_loss for point in points], parameters)
    rows = None if best is None else points[best].row_losses
    if best is None or rows is None:
        return None
    gaps = [
        Gap(0.0, 0.0) if place == best else gap_between(point.row_losses, rows)
        for place, point in enumerate(points)
    ]
    training = [point.training_loss for point in points]
    overfits = overfits_from(parameters, training, gaps, best)
    return Findings(tuple(gaps), best, knee_of(parameters, gaps), overfits)
