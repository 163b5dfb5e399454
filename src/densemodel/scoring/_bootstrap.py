"""How sure a metric is: what it would say of other rows, drawn from these with replacement."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from statistics import NormalDist
from typing import Any

import numpy as np

from densemodel.scoring._wilson import NORMAL

Array = np.ndarray[Any, Any]

Intervals = dict[str, tuple[float, float]]

Statistic = Callable[[Array, Array], Array]
"""Metrics of rows that count several times or not at all: from places of rows, shape (m,), and how
often each counts, float64 of shape (draws, m), to shape (draws, metrics)."""

DRAWS = 1_000
MOST_ROWS = 10_000
"Rows that are drawn from; of more, so many stand for all, and the interval is narrowed for that."

_AT_ONCE = 2**20
"Counts of rows that are in memory at once: 8 MB."
_LEAST_DRAWS = 200
_MOST_COUNTS = 4_000_000
"Counts that are drawn for a confusion in all."


def row_intervals(metrics: Mapping[str, float], rows: int, statistic: Statistic) -> Intervals:
    """The 95 % intervals of metrics that are computed from rows.

    Args:
        metrics: What the metrics are on all rows, in the order of the statistic's columns.
        rows: How many rows there are.
        statistic: The metrics of a draw.

    Returns:
        One for each metric, but for those that no draw changes: they would claim to be sure.
    """
    if rows < 2 or not metrics:  # noqa: PLR2004 - a single row says nothing of others
        return {}
    rng = np.random.default_rng(0)
    places = np.arange(rows)
    if rows > MOST_ROWS:
        places = np.sort(rng.choice(rows, MOST_ROWS, replace=False))
    count = len(places)
    at_once = max(_AT_ONCE // count, 1)
    draws = [
        statistic(places, _counts(rng, count, min(at_once, DRAWS - done)))
        for done in range(0, DRAWS, at_once)
    ]
    here = statistic(places, np.ones((1, count)))[0] if count < rows else None
    return _ends(metrics, np.concatenate(draws), here, rows, math.sqrt(count / rows))


def cell_intervals(
    metrics: Mapping[str, float], cells: Array, statistic: Callable[[Array], Array]
) -> Intervals:
    """The 95 % intervals of metrics that depend only on how many rows fell into which cell.

    To draw rows is to draw a count for each cell, which is quicker by far.

    Args:
        metrics: What the metrics are on all rows, in the order of the statistic's columns.
        cells: Rows in each cell, shape (cells,), none of them empty.
        statistic: From counts, int64 of shape (draws, cells), to shape (draws, metrics).
    """
    rows = int(cells.sum())
    if rows < 2 or not metrics:  # noqa: PLR2004
        return {}
    rng = np.random.default_rng(0)
    draws = int(np.clip(_MOST_COUNTS // len(cells), _LEAST_DRAWS, DRAWS))
    drawn = rng.multinomial(rows, cells / rows, size=draws)
    return _ends(metrics, statistic(drawn), None, rows, 1.0)


def _counts(rng: np.random.Generator, rows: int, draws: int) -> Array:
    """How often each row comes in each draw, float64, shape (draws, rows)."""
    drawn = rng.integers(0, rows, (draws, rows), dtype=np.int64)
    drawn += np.arange(draws)[:, None] * rows
    counts = np.bincount(drawn.ravel(), minlength=draws * rows)
    return counts.reshape(draws, rows).astype(np.float64)


def _ends(
    metrics: Mapping[str, float], draws: Array, here: Array | None, rows: int, narrowing: float
) -> Intervals:
    """Percentiles of the draws around each metric, for the number of rows that there are."""
    tail = _tail(rows)
    intervals: Intervals = {}
    for column, (name, value) in enumerate(metrics.items()):
        drawn = draws[:, column]
        drawn = drawn[np.isfinite(drawn)]
        if not len(drawn):
            continue
        low, high = np.quantile(drawn, [tail, 1 - tail])
        if here is not None:
            low, high = (value + narrowing * (end - here[column]) for end in (low, high))
        if high > low:
            intervals[name] = float(low), float(high)
    return intervals


def _tail(rows: int) -> float:
    """The share of draws beyond each end: less than 2.5 % where rows are few.

    Percentiles as they stand are too narrow then: as a deviation without Bessel's correction and
    a normal in place of a t distribution (Hesterberg, What Teachers Should Know About the
    Bootstrap, 2015).
    """
    free = rows - 1
    wider = _t_quantile(free) * math.sqrt(rows / free)
    return max(NormalDist().cdf(-wider), 1 / (2 * DRAWS))


def _t_quantile(free: int) -> float:
    """The 97.5 % quantile of a t distribution, by its expansion around the normal one."""
    z = NORMAL
    terms = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + terms[0] / free + terms[1] / free**2
