"""Measurements of the layers of a network on a few fixed rows, at one step of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training.curves._weight_bands import LINES

if TYPE_CHECKING:
    import pandas as pd

Array = np.ndarray[Any, Any]

COLUMNS = (
    "layer",
    "units",
    "dead",
    "saturated",
    "gradient_norm",
    "update_ratio",
    "activation_mean",
    "activation_std",
)


@dataclass(frozen=True, eq=False)
class LayerMeasurement:
    """One layer with units, measured on the probe rows."""

    name: str
    "Keras's name of the layer."
    words: str
    "Its name in sentences: `hidden layer 2`, `the last layer`."
    activation: str
    "Keras's name of its activation; `linear` for none."
    units: int
    gradient_norm: float
    """The norm of the gradient of the loss on the probe rows, over all trainable weights of the
    layer.

    nan if unknown: in a frozen layer, or with a custom training step.
    """
    weight_norm: float
    "The norm of the same weights."
    unit_spread: float
    "The difference of weights between units, as a share of their size; 0 if all are equal."
    update_ratio: float = nan
    "The norm of one step's change of its weights, as a share of `weight_norm`; nan if unknown."
    dead_units: Array = field(default_factory=partial(np.empty, 0, np.int64))
    "The units, from 0, of a relu or similar activation that are 0 for every probe row."
    saturated_units: Array = field(default_factory=partial(np.empty, 0, np.int64))
    "The units, from 0, of a sigmoid, tanh or similar activation that stay at its ends."
    activation_mean: float = nan
    "The mean activation; like all activations, nan if they can't be read."
    activation_std: float = nan
    lines: Array = field(default_factory=lambda: np.full(len(LINES), np.nan))
    "The values at `LINES` of its activations, float32; of the last layer its logits."
    unit_means: Array = field(default_factory=partial(np.empty, 0, np.float32))
    "The mean activation of each unit, float32, shape (units,)."
    top_rows: Array = field(default_factory=partial(np.empty, (0, 0), np.int32))
    """The probe rows with the largest activations of each unit, from 0, the largest first.

    int32, shape (units, at most 9).
    """
    top_values: Array = field(default_factory=partial(np.empty, (0, 0), np.float32))
    """The activations of these rows; for a convolution, the largest over a row's positions.

    float32, in the shape of `top_rows`.
    """

    @property
    def dead(self) -> int:
        """The number of dead units."""
        return len(self.dead_units)

    @property
    def saturated(self) -> int:
        """The number of saturated units."""
        return len(self.saturated_units)


@dataclass(frozen=True, eq=False)
class Measurement:
    """All layers with units, and the losses, at one step of a run."""

    step: int
    "Steps done since the run's start."
    place: float
    "The position in epochs: 2.5 is half way through the third."
    layers: tuple[LayerMeasurement, ...]
    loss: float
    "The loss on the probe rows, without dropout and penalties."
    penalty: float
    "The penalties of l1, l2 and similar regularizers."
    answers: Array
    "The outputs for the probe rows."

    def frame(self) -> pd.DataFrame:
        """A table, one row for each layer with units."""
        import pandas as pd

        rows = [
            (
                layer.name,
                layer.units,
                layer.dead,
                layer.saturated,
                layer.gradient_norm,
                layer.update_ratio,
                layer.activation_mean,
                layer.activation_std,
            )
            for layer in self.layers
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS))
