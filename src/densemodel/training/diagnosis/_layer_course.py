"""What was measured of the layers over the time of a run, in bounded memory."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from densemodel.training.diagnosis._measurement import Measurement

Array = np.ndarray[Any, Any]

MOST_POINTS = 256
"""Of a course. When there are more, every second one is dropped."""


@dataclass(frozen=True, eq=False)
class LayerPoints:
    """The course so far, the steps growing; the arrays are copies."""

    names: tuple[str, ...]
    "Keras's names of the layers with units."
    units: Array
    "How many each has, int64, shape (layers,)."
    steps: Array
    "Steps done since the run's start, int64, shape (points,)."
    places: Array
    "On an axis of epochs, float64, shape (points,)."
    dead: Array
    "Numbers of dead units, int64, shape (points, layers)."
    saturated: Array
    "Numbers of saturated units, int64, shape (points, layers)."
    gradient_norms: Array
    "float32, shape (points, layers)."
    update_ratios: Array
    "float32, shape (points, layers); nan where unknown."
    activation_means: Array
    "float32, shape (points, layers)."
    activation_stds: Array
    "float32, shape (points, layers)."
    lines: Array
    "The values at `LINES` of the activations, float32, shape (points, layers, lines)."

    def __len__(self) -> int:
        return len(self.steps)


class LayerCourse:
    """Measurements over the time of a run: at most 256 points, the newest always among them.

    Any thread may add or read.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: list[Measurement] = []
        self._newest: Measurement | None = None
        self._stride, self._since = 1, 0

    def __len__(self) -> int:
        with self._lock:
            return len(self._all())

    @property
    def first(self) -> Measurement | None:
        """The earliest measurement."""
        with self._lock:
            return self._kept[0] if self._kept else None

    @property
    def newest(self) -> Measurement | None:
        """The newest measurement."""
        return self._newest

    def add(self, measurement: Measurement) -> None:
        """Add one; those at its step and beyond, of a course that went back, are dropped."""
        with self._lock:
            while self._kept and self._kept[-1].step >= measurement.step:
                self._kept.pop()
            self._newest = measurement
            self._since += 1
            if not self._kept or self._since >= self._stride:
                self._kept.append(measurement)
                self._since = 0
            if len(self._kept) >= MOST_POINTS:  # an even number: the last one goes as well
                self._kept = self._kept[::2]
                self._since, self._stride = self._stride, self._stride * 2

    def points(self) -> LayerPoints:
        """The course so far."""
        with self._lock:
            rows = self._all()
        layers = rows[-1].layers if rows else ()

        def table(name: str, kind: Any) -> Array:
            values = [[getattr(layer, name) for layer in row.layers] for row in rows]
            return np.array(values, dtype=kind).reshape(len(rows), len(layers))

        lines = [[layer.lines for layer in row.layers] for row in rows]
        width = len(layers[0].lines) if layers else 0
        return LayerPoints(
            names=tuple(layer.name for layer in layers),
            units=np.array([layer.units for layer in layers], np.int64),
            steps=np.array([row.step for row in rows], np.int64),
            places=np.array([row.place for row in rows], np.float64),
            dead=table("dead", np.int64),
            saturated=table("saturated", np.int64),
            gradient_norms=table("gradient_norm", np.float32),
            update_ratios=table("update_ratio", np.float32),
            activation_means=table("activation_mean", np.float32),
            activation_stds=table("activation_std", np.float32),
            lines=np.array(lines, np.float32).reshape(len(rows), len(layers), width),
        )

    def _all(self) -> list[Measurement]:
        newest = self._newest
        if newest is None or (self._kept and self._kept[-1] is newest):
            return list(self._kept)
        return [*self._kept, newest]
