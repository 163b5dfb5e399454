"""How sure a metric is: what it would say of other rows, drawn from these with replacement."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from densemodel.scoring.intervals._draws import Draws, Intervals

Array = np.ndarray[Any, Any]

Statistic = Callable[[Array, Array], Array]
"""Metrics of rows that count several times or not at all: from places of rows, shape (m,), and how
often each counts, float64 of shape (draws, m), to shape (draws, metrics)."""

DRAWS = 1_000
MOST_ROWS = 4_000
"Rows that are drawn from; of more, so many stand for all, and the interval is narrowed for that."

_AT_ONCE = 2**19
"Counts of rows that are in memory at once: 4 MB."
_GROUPS = 200
"Groups of rows that are left out in turn, to see how a metric leans."
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
    drawn = [
        statistic(places, _counts(rng, count, min(at_once, DRAWS - done)))
        for done in range(0, DRAWS, at_once)
    ]
    left_out = [statistic(places, counts) for counts in _without_groups(rng, count, at_once)]
    draws = Draws(
        np.concatenate(drawn),
        statistic(places, np.ones((1, count)))[0],
        np.concatenate(left_out),
        np.ones(min(count, _GROUPS)),
        count,
    )
    return draws.intervals(metrics, math.sqrt(count / rows))


def cell_intervals(
    metrics: Mapping[str, float], cells: Array, statistic: Callable[[Array], Array]
) -> Intervals:
    """The 95 % intervals of metrics that depend only on how many rows fell into which cell.

    To draw rows is to draw a count for each cell, which is quicker by far.

    Args:
        metrics: What the metrics are on all rows, in the order of the statistic's columns.
        cells: Rows in each cell, int64, shape (cells,), none of them empty.
        statistic: From counts, int64 of shape (draws, cells), to shape (draws, metrics).
    """
    rows = int(cells.sum())
    if rows < 2 or not metrics:  # noqa: PLR2004
        return {}
    rng = np.random.default_rng(0)
    draws = int(np.clip(_MOST_COUNTS // len(cells), _LEAST_DRAWS, DRAWS))
    drawn = statistic(rng.multinomial(rows, cells / rows, size=draws))
    some = np.arange(len(cells))[:_GROUPS]  # of more cells each weighs next to nothing
    left_out = statistic(cells - (np.arange(len(cells)) == some[:, None]))
    here = statistic(cells[None])[0]
    return Draws(drawn, here, left_out, cells[some], rows).intervals(metrics, 1.0)


def _counts(rng: np.random.Generator, rows: int, draws: int) -> Array:
    """How often each row comes in each draw, float64, shape (draws, rows)."""
    drawn = rng.integers(0, rows, (draws, rows), dtype=np.int64)
    drawn += np.arange(draws)[:, None] * rows
    counts = np.bincount(drawn.ravel(), minlength=draws * rows)
    return counts.reshape(draws, rows).astype(np.float64)


def _without_groups(rng: np.random.Generator, rows: int, at_once: int) -> Iterator[Array]:
    """Counts of all rows but those of one group: of each row alone, if rows are few."""
    groups = min(rows, _GROUPS)
    group = rng.permutation(np.arange(rows) % groups)
    for first in range(0, groups, at_once):
        which = np.arange(first, min(first + at_once, groups))
        yield (group != which[:, None]).astype(np.float64)
