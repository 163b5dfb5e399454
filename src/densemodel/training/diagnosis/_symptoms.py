"""All that a rule can know of a run: what was measured, its losses, its settings and its data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.data import Bound
    from densemodel.spec import Settings, Spec
    from densemodel.training._guessing import Guess
    from densemodel.training.diagnosis._measurement import Measurement
    from densemodel.training.diagnosis._meter import Probe

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Symptoms:
    """A run at one moment: while it trains, after an evaluation; or when it has ended."""

    model: Any
    "The Keras model; rules read its weights and change nothing."
    spec: Spec
    "With the settings that hold now."
    bound: Bound | None
    "The data; None if they come in batches."
    probe: Probe
    first: Measurement | None
    "Taken early in the run."
    now: Measurement
    "Of the weights as they are now."
    history: Mapping[str, Sequence[float]]
    "Of every evaluation so far, by Keras's names: loss, val_loss, accuracy, ..."
    losses: Array
    "Of the newest steps, float32: all since the measurement before, and some 4,000 at least."
    steps: int
    "Steps done since the run's start."
    steps_per_epoch: int
    planned_steps: int
    "Steps to be done in all."
    guess: Guess | None
    "The baseline: the best answers that are the same for every row; None if it can't be known."
    has_ended: bool
    "Whether the run is over: `now` is then of the best weights."

    @property
    def settings(self) -> Settings:
        """How it is trained."""
        return self.spec.settings
