"""Confidence intervals of metrics: Wilson's of a share of rows, and by bootstrap."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from statistics import NormalDist

import numpy as np

from densemodel._array import Array

CONFIDENCE = 0.95

NORMAL = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
"Standard deviations on each side of the mean: 1.96."


def wilson(hits: Array | float, rows: Array | float) -> tuple[Array, Array]:
    """The 95 % interval of a share of independent rows: it is within 0..1, also with few rows.

    Wilson, Probable inference (1927), without a correction for continuity.

    Args:
        hits: Rows that count, of any shape.
        rows: All rows, of the same shape.

    Returns:
        The lower and the upper ends, in float64; nan where there are no rows.
    """
    hits, rows = np.asarray(hits, np.float64), np.asarray(rows, np.float64)
    square = NORMAL**2
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / rows
        middle = (hits + square / 2) / (rows + square)
        half = NORMAL / (rows + square) * np.sqrt(rows * share * (1 - share) + square / 4)
    # at shares of 0 and 1 an end is exactly that, except for rounding
    low = np.where(hits == 0, 0.0, np.maximum(middle - half, 0))
    high = np.where(hits == rows, 1.0, np.minimum(middle + half, 1))
    return np.where(rows > 0, low, np.nan), np.where(rows > 0, high, np.nan)


def wilson_of(hits: float, rows: float) -> tuple[float, float]:
    """The interval of a single share, of at least one row."""
    low, high = wilson(hits, rows)
    return float(low), float(high)


Intervals = dict[str, tuple[float, float]]

_NORMAL = NormalDist()

_SHARE = (0.0, 1.0)
_BOUNDS = {
    "roc_auc": _SHARE,
    "average_precision": _SHARE,
    "brier": _SHARE,
    "accuracy": _SHARE,
    "f1": _SHARE,
    "macro_f1": _SHARE,
    "r2_score": (-math.inf, 1.0),
}
"The limits of each metric. Others stay above 0 if no draw is below, as errors do."


def _intervals(
    metrics: Mapping[str, float],
    *,
    drawn: Array,
    left_out: Array,
    weights: Array,
    here: Array,
    rows: int,
    narrowing: float = 1.0,
) -> Intervals:
    """The interval of each metric that differs between draws.

    The ends are percentiles of the draws, moved for the bias and the skew that a metric has on few
    rows (BCa: Efron, Better Bootstrap Confidence Intervals, 1987), and wider for few rows as a t
    distribution is (Hesterberg, What Teachers Should Know About the Bootstrap, 2015).

    Args:
        metrics: Their values on all rows, in the order of the columns of the tables.
        drawn: Shape (draws, metrics); nan where a draw leaves a metric undefined.
        left_out: The metrics without one of the rows, or without a group of them, shape (groups,
            metrics).
        weights: The number of rows of each group, shape (groups,).
        here: The metrics of the original rows, shape (metrics,).
        rows: The number of original rows.
        narrowing: The root of the share of all rows that are drawn from.
    """
    found: Intervals = {}
    for column, (name, value) in enumerate(metrics.items()):
        own, middle = drawn[:, column], here[column]
        own = own[np.isfinite(own)]
        low, high = _ends(own, middle, _lean(left_out[:, column], weights), rows)
        if high - low > 1e-6 * abs(middle):  # no rounding error, and not nan
            least, most = _BOUNDS.get(name, (0.0 if (own >= 0).all() else -math.inf, math.inf))
            low, high = (value + narrowing * (end - middle) for end in (low, high))
            found[name] = float(min(max(low, least), value)), float(max(min(high, most), value))
    return found


def _ends(drawn: Array, here: float, lean: float, rows: int) -> tuple[float, float]:
    if not len(drawn):
        return math.nan, math.nan
    # the 97.5 % quantile of a t distribution, by its expansion around the normal one
    z, free = NORMAL, rows - 1
    quantile = z + (z**3 + z) / 4 / free + (5 * z**5 + 16 * z**3 + 3 * z) / 96 / free**2
    reach = quantile * math.sqrt(rows / free)
    below = ((drawn < here).sum() + (drawn == here).sum() / 2) / len(drawn)
    # the draws are off centre, as with hundreds of small classes: their spread is used, not their
    # percentiles
    if not 0.05 < below < 0.95:
        return here - reach * float(drawn.std()), here + reach * float(drawn.std())
    bias = _NORMAL.inv_cdf(float(below))
    shares = [_moved(bias, lean, side * reach, len(drawn)) for side in (-1, 1)]
    low, high = np.quantile(drawn, shares)
    return float(low), float(high)


def _lean(left_out: Array, weights: Array) -> float:
    """Efron's acceleration, from the metric without each group."""
    known = np.isfinite(left_out)
    if not known.any():
        return 0.0
    weights, values = weights[known], left_out[known]
    pull = np.average(values, weights=weights) - values
    square = (weights * pull**2).sum()
    return float((weights * pull**3).sum() / (6 * square**1.5)) if square > 0 else 0.0


def _moved(bias: float, lean: float, reach: float, draws: int) -> float:
    """The share of draws below an end of the interval, with BCa's corrections."""
    off = bias + reach
    share = _NORMAL.cdf(bias + off / max(1 - lean * off, 0.1))
    least = 1 / (2 * draws)
    return min(max(share, least), 1 - least)


Statistic = Callable[[Array, Array], Array]
"""Metrics of rows that count several times or not at all: from places of rows, shape (m,), and how
often each counts, float64 of shape (draws, m), to shape (draws, metrics)."""

DRAWS = 1_000
MOST_ROWS = 4_000
"The most rows that are resampled; with more, a sample is used and the interval narrowed."

_GROUPS = 200
"Groups of rows that are left out in turn, for the acceleration."


def row_intervals(metrics: Mapping[str, float], rows: int, statistic: Statistic) -> Intervals:
    """The 95 % intervals of metrics that are computed from rows, if they differ between draws.

    `metrics` are those of all rows, in the order of the statistic's columns.
    """
    if rows < 2 or not metrics:  # a single row says nothing of others
        return {}
    rng = np.random.default_rng(0)
    places = np.arange(rows)
    if rows > MOST_ROWS:
        places = np.sort(rng.choice(rows, MOST_ROWS, replace=False))
    count = len(places)
    at_once = max(2**19 // count, 1)  # 4 MB of counts
    drawn = [
        statistic(places, _counts(rng, count, min(at_once, DRAWS - done)))
        for done in range(0, DRAWS, at_once)
    ]
    groups = np.arange(min(count, _GROUPS))  # with few rows each row is a group
    group_of = rng.permutation(np.arange(count) % len(groups))
    left_out = [
        statistic(places, (group_of != groups[first : first + at_once, None]).astype(np.float64))
        for first in range(0, len(groups), at_once)
    ]
    return _intervals(
        metrics,
        drawn=np.concatenate(drawn),
        left_out=np.concatenate(left_out),
        weights=np.ones(len(groups)),
        here=statistic(places, np.ones((1, count)))[0],
        rows=count,
        narrowing=math.sqrt(count / rows),
    )


def cell_intervals(
    metrics: Mapping[str, float], cells: Array, statistic: Callable[[Array], Array]
) -> Intervals:
    """The 95 % intervals of metrics that depend only on how many rows fell into which cell.

    Drawing a count for each cell is the same as drawing rows, and much faster.

    Args:
        metrics: What the metrics are on all rows, in the order of the statistic's columns.
        cells: Rows in each cell, int64, shape (cells,), none of them empty.
        statistic: From counts, int64 of shape (draws, cells), to shape (draws, metrics).
    """
    rows = int(cells.sum())
    if rows < 2 or not metrics:
        return {}
    rng = np.random.default_rng(0)
    draws = int(np.clip(4_000_000 // len(cells), 200, DRAWS))
    drawn = statistic(rng.multinomial(rows, cells / rows, size=draws))
    some = np.arange(len(cells))[:_GROUPS]  # with more cells the weight of each is negligible
    left_out = statistic(cells - (np.arange(len(cells)) == some[:, None]))
    here = statistic(cells[None])[0]
    return _intervals(
        metrics, drawn=drawn, left_out=left_out, weights=cells[some], here=here, rows=rows
    )


def _counts(rng: np.random.Generator, rows: int, draws: int) -> Array:
    """How often each row comes in each draw, float64, shape (draws, rows)."""
    drawn = rng.integers(0, rows, (draws, rows), dtype=np.int64)
    drawn += np.arange(draws)[:, None] * rows
    counts = np.bincount(drawn.ravel(), minlength=draws * rows)
    return counts.reshape(draws, rows).astype(np.float64)
