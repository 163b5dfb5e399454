"""The distribution of the weights of each layer over time, in bounded memory."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.training.checkpoint._checkpoint import Newest


Role = Literal["weights", "biases"]

_NOT_LEARNED = frozenset(
    {"moving_mean", "moving_variance", "mean", "variance", "count", "seed_generator_state"}
)
"Names of counters, averages and seeds, which have no gradient."
_WORDS = {"gamma": "scale (gamma)", "beta": "offset (beta)"}


@dataclass(frozen=True, slots=True)
class Strand:
    """The weights of one layer, or its biases."""

    layer: int
    "The index of the layer among layers with weights, from 0."
    layer_name: str
    "Keras's name of the layer."
    role: Role
    words: str
    'Their name: "weights", "biases", "scale (gamma)", "offset (beta)".'
    count: int
    "The number of values."
    places: tuple[int, ...]
    "The indices of its variables in `model.variables`."

    def values(self, all_values: Sequence[np.ndarray]) -> list[np.ndarray]:
        return [all_values[place] for place in self.places]


def strands_of(model: Any) -> tuple[Strand, ...]:
    """The weights and biases of a built Keras model, layer by layer, weights first."""
    places = {id(variable): place for place, variable in enumerate(model.variables)}
    roles: tuple[Role, ...] = ("weights", "biases")
    found: list[Strand] = []
    number = 0
    for layer in model.layers:
        learned = [
            one
            for one in layer.weights
            if id(one) in places and "float" in str(one.dtype) and one.name not in _NOT_LEARNED
        ]
        for role in roles:
            own = [one for one in learned if (one.name in ("bias", "beta")) == (role == "biases")]
            if own:
                words = _WORDS.get(own[0].name, role) if len(own) == 1 else role
                count = sum(int(np.prod(one.shape)) for one in own)
                at = tuple(places[id(one)] for one in own)
                found.append(Strand(number, layer.name, role, words, count, at))
        number += bool(learned)
    return tuple(found)


P = TypeVar("P")

MOST_POINTS = 256


class Thinned(Generic[P]):
    """At most 256 points at increasing steps; the newest is always among them.

    When it is full, every second point is dropped, and from then on only every second one is added.
    So the whole history stays.
    """

    def __init__(self, points: list[tuple[int, P]] | None = None) -> None:
        self._stored = list(points or ())
        self._newest = self._stored[-1] if self._stored else None
        self._stride, self._since = 1, 0

    @property
    def newest_step(self) -> int | None:
        return None if self._newest is None else self._newest[0]

    def add(self, step: int, point: P) -> None:
        self._newest = step, point
        self._since += 1
        if not self._stored or self._since >= self._stride:
            self._stored.append(self._newest)
            self._since = 0
        if len(self._stored) >= MOST_POINTS:  # the number is even, so the last point is dropped too
            self._stored = self._stored[::2]
            self._since, self._stride = self._stride, self._stride * 2

    def cut(self, step: int) -> None:
        """Drop points after a step, from which training continues."""
        points = [one for one in self.points() if one[0] <= step]
        self._newest = points[-1] if points else None
        self._stored = [one for one in self._stored if one[0] <= step]

    def points(self) -> list[tuple[int, P]]:
        newest = self._newest
        if newest is None or (self._stored and self._stored[-1] is newest):
            return list(self._stored)
        return [*self._stored, newest]


BANDS = 7
LINES = tuple(sorted([*(part / BANDS for part in range(BANDS + 1)), 0.5]))
"""The quantiles of the lines: eight edges of seven bands, and the median."""
MEDIAN = LINES.index(0.5)


@dataclass(frozen=True, eq=False)
class BandPoints:
    """The history so far, at increasing steps; the arrays are copies."""

    steps: Array
    "Steps done since the run's start, int64, shape (points,)."
    places: Array
    "Positions in epochs, float64, shape (points,)."
    lines: Array
    "The values at `LINES` of each strand, float32, shape (points, strands, lines)."

    def __len__(self) -> int:
        return len(self.steps)

    def thinned(self, most: int) -> BandPoints:
        """Fewer points, evenly chosen, including the first and the last."""
        if len(self) <= most:
            return self
        chosen = np.linspace(0, len(self) - 1, most).round().astype(np.int64)
        return BandPoints(self.steps[chosen], self.places[chosen], self.lines[chosen])


class WeightBands:
    """Seven bands of equal counts for the weights and the biases of each layer, over time.

    It holds at most 256 points of nine float32 for each strand. Any thread may add or read.

    Example:
        >>> bands = WeightBands(strands_of(run.model))
        >>> bands.add(run.newest_at)
        >>> bands.points().lines.shape
        (1, 6, 9)
    """

    def __init__(self, strands: Sequence[Strand]) -> None:
        self.strands = tuple(strands)
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        with self._lock:
            self._points: Thinned[tuple[float, Array]] = Thinned()

    def add(self, newest: Newest) -> None:
        """Add a point, and drop points at its step and after."""
        lines = lines_of(self.strands, newest.weights.values)
        with self._lock:
            self._points.cut(newest.step - 1)
            self._points.add(newest.step, (newest.place, lines))

    def points(self) -> BandPoints:
        with self._lock:
            rows = self._points.points()
        steps = np.array([step for step, _ in rows], dtype=np.int64)
        places = np.array([place for _, (place, _) in rows], dtype=np.float64)
        shape = (len(rows), len(self.strands), len(LINES))
        lines = np.array([own for _, (_, own) in rows], dtype=np.float32).reshape(shape)
        return BandPoints(steps, places, lines)


def lines_of(strands: Sequence[Strand], values: Sequence[Array]) -> Array:
    """The values at `LINES` of each strand, float32, shape (strands, lines).

    Args:
        strands: The weights and biases to follow.
        values: The values of all variables, in the order of `model.variables`.
    """
    found = [_lines(strand.values(values)) for strand in strands]
    return np.array(found, dtype=np.float32).reshape(len(strands), len(LINES))


def _lines(arrays: list[Array]) -> Array:
    parts = [array.ravel() for array in arrays]
    count = sum(part.size for part in parts)
    units = arrays[0].shape[-1] if arrays and arrays[0].ndim else 1
    # a large layer is sampled evenly, which moves a line by less than half a percent of the values;
    # the lowest and the highest are exact
    stride = _stride(count, units)
    some = np.concatenate([part[::stride] for part in parts]).astype(np.float32, copy=False)
    if not some.size:
        return np.zeros(len(LINES), dtype=np.float32)
    lines = quantiles_of(some)
    if stride > 1:
        lines[0] = min(part.min() for part in parts if part.size)
        lines[-1] = max(part.max() for part in parts if part.size)
    return np.asarray(lines, dtype=np.float32)


def quantiles_of(values: Array) -> Array:
    """The quantiles of `LINES`, float64, like `numpy.quantile` in a third of the time."""
    ranked = np.sort(values)
    at = np.array(LINES) * (ranked.size - 1)
    below = at.astype(np.int64)
    above = np.minimum(below + 1, ranked.size - 1)
    low, high = ranked[below].astype(np.float64), ranked[above].astype(np.float64)
    return np.asarray(low + (at - below) * (high - low))


def _stride(count: int, units: int) -> int:
    """The stride of a sample of so many values that visits all units."""
    stride = max(1, -(-count // 100_000))
    while stride > 1 and math.gcd(stride, units) > 1:
        stride += 1
    return stride
