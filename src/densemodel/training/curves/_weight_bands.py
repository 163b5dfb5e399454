"""How the weights of each layer spread over the time of a run, in bounded memory."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training.curves._thinned import Thinned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.training.checkpoint._newest import Newest
    from densemodel.training.curves._strands import Strand

Array = np.ndarray[Any, Any]

BANDS = 7
LINES = tuple(sorted([*(part / BANDS for part in range(BANDS + 1)), 0.5]))
"""The share of the values below each line: eight edges of seven bands, and the median."""
MEDIAN = LINES.index(0.5)
_MOST_VALUES = 100_000


@dataclass(frozen=True, eq=False)
class BandPoints:
    """The course so far, the places growing; the arrays are copies."""

    steps: Array
    "Steps done since the run's start, int64, shape (points,)."
    places: Array
    "On an axis of epochs, float64, shape (points,)."
    lines: Array
    "The values at `LINES` of each strand, float32, shape (points, strands, lines)."

    def __len__(self) -> int:
        return len(self.steps)

    def thinned(self, most: int) -> BandPoints:
        """Fewer points, evenly chosen, the first and the last among them."""
        if len(self) <= most:
            return self
        chosen = np.linspace(0, len(self) - 1, most).round().astype(np.int64)
        return BandPoints(self.steps[chosen], self.places[chosen], self.lines[chosen])


class WeightBands:
    """Seven bands of equal counts for the weights and the biases of each layer, over time.

    It holds at most 256 points of nine float32 for each strand. Any thread may add or read.

    Args:
        strands: What is followed, of one model.

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
        """Forget the course: another one begins."""
        with self._lock:
            self._points: Thinned[tuple[float, Array]] = Thinned()

    def add(self, newest: Newest) -> None:
        """Add a point; points at its step and beyond, of a course that went back, are dropped."""
        lines = lines_of(self.strands, newest.weights.values)
        with self._lock:
            self._points.cut(newest.step - 1)
            self._points.add(newest.step, (newest.place, lines))

    def points(self) -> BandPoints:
        """The course so far."""
        with self._lock:
            rows = self._points.points()
        steps = np.array([step for step, _ in rows], dtype=np.int64)
        places = np.array([place for _, (place, _) in rows], dtype=np.float64)
        shape = (len(rows), len(self.strands), len(LINES))
        lines = np.array([own for _, (_, own) in rows], dtype=np.float32).reshape(shape)
        return BandPoints(steps, places, lines)


def lines_of(strands: Sequence[Strand], values: Sequence[Array]) -> Array:
    """The values at `LINES` of each strand.

    Args:
        strands: What is followed.
        values: Of all variables, in the order of `model.variables`.

    Returns:
        float32, shape (strands, lines).
    """
    found = [_lines(strand.values(values)) for strand in strands]
    return np.array(found, dtype=np.float32).reshape(len(strands), len(LINES))


def _lines(arrays: list[Array]) -> Array:
    parts = [array.ravel() for array in arrays]
    count = sum(part.size for part in parts)
    units = arrays[0].shape[-1] if arrays and arrays[0].ndim else 1
    # of a large layer an even sample stands for all, which moves a line by less than half a
    # percent of the values; the lowest and the highest are always the true ones
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
    """The values at `LINES`, as `numpy.quantile` has them, which takes three times as long.

    Args:
        values: Any numbers, shape (n,).

    Returns:
        float64, shape (lines,).
    """
    ranked = np.sort(values)
    at = np.array(LINES) * (ranked.size - 1)
    below = at.astype(np.int64)
    above = np.minimum(below + 1, ranked.size - 1)
    low, high = ranked[below].astype(np.float64), ranked[above].astype(np.float64)
    return np.asarray(low + (at - below) * (high - low))


def _stride(count: int, units: int) -> int:
    """From one value of a sample to the next: through all units, not the same few again and again.

    Args:
        count: How many values there are.
        units: How many stand side by side, one for each unit.
    """
    stride = max(1, -(-count // _MOST_VALUES))
    while stride > 1 and math.gcd(stride, units) > 1:
        stride += 1
    return stride
