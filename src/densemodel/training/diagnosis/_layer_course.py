"""Measurements of the layers over time, in bounded memory."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training.curves._weight_bands import LINES, Thinned

if TYPE_CHECKING:
    from densemodel.training.diagnosis._measurement import Measurement

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class LayerPoints:
    """The measurements so far, by increasing step; the arrays are copies."""

    names: tuple[str, ...]
    "Keras's names of the layers with units."
    units: Array
    "Their numbers of units, int64, shape (layers,)."
    steps: Array
    "Steps done since the run's start, int64, shape (points,)."
    places: Array
    "Positions in epochs, float64, shape (points,)."
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


KINDS = {
    "dead": np.int64,
    "saturated": np.int64,
    "gradient_norms": np.float32,
    "update_ratios": np.float32,
    "activation_means": np.float32,
    "activation_stds": np.float32,
    "lines": np.float32,
}
"""The tables of a course, by their names in `LayerPoints`, with the types of their values."""


@dataclass(frozen=True, eq=False)
class _Point:
    """One measurement, only the parts for strips."""

    place: float
    numbers: dict[str, Array]
    "One row of each table in `KINDS`."

    @classmethod
    def of(cls, measurement: Measurement) -> _Point:
        numbers = {
            name: np.array([getattr(one, name.removesuffix("s")) for one in measurement.layers])
            for name in KINDS
            if name != "lines"
        }
        lines = np.array([one.lines for one in measurement.layers]).reshape(-1, len(LINES))
        return cls(measurement.place, numbers | {"lines": lines})


class LayerCourse:
    """Measurements over the course of a run: at most 256 points, including the newest.

    Any thread may add or read.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.first: Measurement | None = None
        "The earliest measurement; None before it, and in a loaded course."
        self.newest: Measurement | None = None
        "The newest measurement; None under the same conditions."
        self._names: tuple[str, ...] = ()
        self._units: tuple[int, ...] = ()
        self._points: Thinned[_Point] = Thinned()

    @classmethod
    def of(cls, points: LayerPoints) -> LayerCourse:
        """The course that a file holds."""
        course = cls()
        course._names, course._units = points.names, tuple(points.units.tolist())
        places = enumerate(zip(points.steps.tolist(), points.places.tolist(), strict=True))
        course._points = Thinned(
            [
                (step, _Point(place, {name: getattr(points, name)[at] for name in KINDS}))
                for at, (step, place) in places
            ]
        )
        return course

    def __len__(self) -> int:
        with self._lock:
            return len(self._points.points())

    def copied(self) -> LayerCourse:
        """A copy; faster than reading its points."""
        course = LayerCourse()
        with self._lock:
            course._names, course._units = self._names, self._units
            course._points = Thinned(self._points.points())
        return course

    def add(self, measurement: Measurement) -> None:
        """Add a measurement, unless its step is earlier than the newest one's."""
        with self._lock:
            newest = self._points.newest_step
            if newest is not None and newest >= measurement.step:
                return
            self.first, self.newest = self.first or measurement, measurement
            self._names = tuple(layer.name for layer in measurement.layers)
            self._units = tuple(layer.units for layer in measurement.layers)
            self._points.add(measurement.step, _Point.of(measurement))

    def cut(self, step: int) -> None:
        """Drop points after a step, from which training continues."""
        with self._lock:
            self._points.cut(step)
            if self.newest is not None and self.newest.step > step:
                self.newest = None
            if self.first is not None and self.first.step > step:
                self.first = None

    def points(self) -> LayerPoints:
        """The course so far."""
        with self._lock:
            points, names, units = self._points.points(), self._names, self._units
        rows = [point for _, point in points]
        shape = len(rows), len(names)
        width = rows[0].numbers["lines"].shape[1:] if rows else (0,)
        tables = {
            name: np.array([row.numbers[name] for row in rows], kind).reshape(
                *shape, *(width if name == "lines" else ())
            )
            for name, kind in KINDS.items()
        }
        return LayerPoints(
            names,
            np.array(units, np.int64),
            np.array([step for step, _ in points], np.int64),
            np.array([row.place for row in rows], np.float64),
            **tables,
        )
