"""How sure the metrics of numbers are."""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.intervals._bootstrap import row_intervals
from densemodel.scoring.intervals._wilson import CONFIDENCE, NORMAL

if TYPE_CHECKING:
    from densemodel.scoring.intervals._draws import Intervals
    from densemodel.scoring.report._number_metrics import Numbers

Array = np.ndarray[Any, Any]

_MOST_COLUMNS = 20
"Columns of y up to which there are intervals: each has four sums in each draw."

_COUNTED = 60
"Rows up to which the chances of a median are summed up; beyond, they are normal."


_ROUNDING = 1e-12
"A variance that is a smaller share of the squares than this is rounding."


def number_intervals(numbers: Numbers, metrics: dict[str, float], *, quick: bool) -> Intervals:
    """The 95 % intervals of the metrics of numbers.

    Args:
        numbers: The rows.
        metrics: Their metrics.
        quick: Without those that are drawn by bootstrap.
    """
    intervals: Intervals = {}
    if numbers.columns == 1:
        median = median_interval(np.abs(numbers.residuals[:, 0]))
        intervals |= {} if median is None else {"median_absolute_error": median}
    if not quick and numbers.columns <= _MOST_COLUMNS:
        intervals |= _drawn(numbers, metrics)
    return {name: intervals[name] for name in metrics if name in intervals}


def median_interval(values: Array) -> tuple[float, float] | None:
    """The interval of a median by the order of the values: it holds whatever their distribution.

    Args:
        values: Shape (n,).

    Returns:
        None where rows are so few that even their smallest and largest are not enough: below 6.
    """
    below = _values_below(len(values))
    if below < 0:
        return None
    ordered = np.sort(values)
    low, high = float(ordered[below]), float(ordered[len(values) - 1 - below])
    return (low, high) if high > low else None


def _values_below(count: int) -> int:
    """The largest k for which the k + 1st value from either end is an end; -1 if none is."""
    tail = (1 - CONFIDENCE) / 2
    if count > _COUNTED:
        return int(count / 2 - NORMAL * count**0.5 / 2 - 0.5)
    chance, below = 0.0, -1
    while chance + comb(count, below + 1) / 2**count <= tail:
        below += 1
        chance += comb(count, below) / 2**count
    return below


def _drawn(numbers: Numbers, metrics: dict[str, float]) -> Intervals:
    residuals = numbers.residuals
    around = numbers.true - numbers.true.mean(axis=0)  # squares of large numbers lose digits
    sums = np.hstack([np.abs(residuals), residuals**2, around, around**2])
    losses = numbers.losses if isinstance(numbers.losses, np.ndarray) else None
    names = ["mean_absolute_error", "root_mean_squared_error"]
    names += ["r2_score"] if "r2_score" in metrics else []

    def of_draws(places: Array, drawn: Array) -> Array:
        means = drawn @ sums[places] / drawn.sum(axis=1, keepdims=True)
        size, square, middle, spread = np.split(means, 4, axis=1)
        found = [size.mean(axis=1), np.sqrt(square).mean(axis=1)]
        if "r2_score" in metrics:
            with np.errstate(invalid="ignore", divide="ignore"):
                variance = spread - middle**2
                variance[variance <= _ROUNDING * spread] = np.nan  # of one row, drawn again
                found.append((1 - square / variance).mean(axis=1))
        if losses is not None:
            found.append(drawn @ losses[places] / drawn.sum(axis=1) + numbers.penalty)
        return np.stack(found, axis=1)

    names += ["loss"] if losses is not None else []
    return row_intervals({name: metrics[name] for name in names}, len(residuals), of_draws)
