"""From what a metric is on drawn rows to its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.intervals._wilson import NORMAL

if TYPE_CHECKING:
    from collections.abc import Mapping

Array = np.ndarray[Any, Any]

Intervals = dict[str, tuple[float, float]]

_NORMAL = NormalDist()

_ASIDE = 0.05
"""The share of draws on one side of a metric below which their middle lies elsewhere, as with
hundreds of classes of a few rows: their spread still tells, their percentiles do not."""

_ROUNDING = 1e-6
"Intervals that are narrower than this share of the metric are rounding."

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
"Between what a metric may lie; another keeps above 0 if no draw is below it, as errors do."


@dataclass(frozen=True, eq=False)
class Draws:
    """Metrics of draws, one a column.

    The ends are percentiles of them, moved for the bias and the skew that a metric has on few rows
    (BCa: Efron, Better Bootstrap Confidence Intervals, 1987), and wider for few rows as a t
    distribution is (Hesterberg, What Teachers Should Know About the Bootstrap, 2015).
    """

    drawn: Array
    "Shape (draws, metrics); nan where a draw leaves a metric undefined."
    here: Array
    "The metrics of the rows that are drawn from, shape (metrics,)."
    left_out: Array
    "The metrics without one of the rows, or without a group of them, shape (groups, metrics)."
    weights: Array
    "For how many rows each line of them stands, shape (groups,)."
    rows: int
    "How many rows are drawn from."

    def intervals(self, metrics: Mapping[str, float], narrowing: float) -> Intervals:
        """The interval of each metric that draws change.

        Args:
            metrics: What the metrics are on all rows, in the order of the columns.
            narrowing: The root of the share of all rows that are drawn from.
        """
        found: Intervals = {}
        for column, (name, value) in enumerate(metrics.items()):
            low, high = self._ends(column)
            here = self.here[column]
            if high - low > _ROUNDING * abs(here):  # and not nan
                least, most = self._bounds(name, column)
                low, high = (value + narrowing * (end - here) for end in (low, high))
                found[name] = (
                    float(min(max(low, least), value)),
                    float(max(min(high, most), value)),
                )
        return found

    def _bounds(self, name: str, column: int) -> tuple[float, float]:
        drawn = self.drawn[:, column]
        is_above = bool((drawn[np.isfinite(drawn)] >= 0).all())
        return _BOUNDS.get(name, (0.0 if is_above else -math.inf, math.inf))

    def _ends(self, column: int) -> tuple[float, float]:
        drawn = self.drawn[:, column]
        drawn = drawn[np.isfinite(drawn)]
        if not len(drawn):
            return math.nan, math.nan
        here = self.here[column]
        reach = _t_quantile(self.rows - 1) * math.sqrt(self.rows / (self.rows - 1))
        below = ((drawn < here).sum() + (drawn == here).sum() / 2) / len(drawn)
        if not _ASIDE < below < 1 - _ASIDE:
            return here - reach * float(drawn.std()), here + reach * float(drawn.std())
        bias, lean = _NORMAL.inv_cdf(float(below)), self._lean(column)
        shares = [_moved(bias, lean, side * reach, len(drawn)) for side in (-1, 1)]
        low, high = np.quantile(drawn, shares)
        return float(low), float(high)

    def _lean(self, column: int) -> float:
        """How much surer the metric is on one side: Efron's acceleration."""
        values = self.left_out[:, column]
        known = np.isfinite(values)
        if not known.any():
            return 0.0
        weights, values = self.weights[known], values[known]
        pull = np.average(values, weights=weights) - values
        square = (weights * pull**2).sum()
        return float((weights * pull**3).sum() / (6 * square**1.5)) if square > 0 else 0.0


def _moved(bias: float, lean: float, reach: float, draws: int) -> float:
    """The share of the draws below an end that lies so many standard deviations off."""
    off = bias + reach
    share = _NORMAL.cdf(bias + off / max(1 - lean * off, 0.1))
    least = 1 / (2 * draws)
    return min(max(share, least), 1 - least)


def _t_quantile(free: int) -> float:
    """The 97.5 % quantile of a t distribution, by its expansion around the normal one."""
    z = NORMAL
    terms = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + terms[0] / free + terms[1] / free**2
