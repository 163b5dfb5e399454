"""How far one step of training moves the weights of each layer."""

from __future__ import annotations

import time
from math import nan
from typing import Any

import numpy as np

from densemodel.training.diagnosis._meter import norm_of
from densemodel.training.diagnosis._unit_layers import unit_layers

Array = np.ndarray[Any, Any]


class StepSize:
    """The size of the newest measured step, as a share of each layer's weights."""

    def __init__(self) -> None:
        self.ratios: dict[str, float] = {}
        "By the Keras names of the layers with units; empty before the first measurement."
        self.seconds = 0.0
        "Seconds that measuring took, including the step, which is trained alone for it."
        self._before: dict[str, list[Array]] | None = None
        self._began = 0.0

    def begin(self, model: Any) -> None:
        """Prepare to measure the next step."""
        self._began = time.perf_counter()
        self._before = _weights_of(model)

    def end(self, model: Any) -> None:
        """Measure the step that is done; does nothing without `begin`."""
        if self._before is None:
            return
        before, self._before = self._before, None
        self.ratios = {
            name: _ratio(before[name], after)
            for name, after in _weights_of(model).items()
            if name in before
        }
        self.seconds += time.perf_counter() - self._began


def _weights_of(model: Any) -> dict[str, list[Array]]:
    return {
        one.name: [variable.numpy().copy() for variable in one.layer.trainable_weights]
        for one in unit_layers(model)
    }


def _ratio(before: list[Array], after: list[Array]) -> float:
    size = norm_of(before)
    return norm_of([a - b for a, b in zip(after, before, strict=True)]) / size if size else nan
