"""Two classes: ROC, precision and recall, and calibration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.intervals._bootstrap import wilson

if TYPE_CHECKING:
    import pandas as pd

Array = np.ndarray[Any, Any]

_MOST_POINTS = 200
_BINS = 10


@dataclass(frozen=True, eq=False)
class Ranked:
    """Rows of two classes with a score that is higher for the second."""

    truth: Array
    "0 or 1 for each row, shape (n,)."
    scores: Array
    "Shape (n,)."

    @property
    def has_both(self) -> bool:
        return bool(self.truth.min() < self.truth.max())

    @cached_property
    def _roc(self) -> tuple[Array, Array, Array]:
        from sklearn.metrics import roc_curve

        false, true, threshold = roc_curve(self.truth, self.scores)
        return false, true, threshold

    @cached_property
    def _curve(self) -> tuple[Array, Array, Array]:
        from sklearn.metrics import precision_recall_curve

        precision, recall, threshold = precision_recall_curve(self.truth, self.scores)
        return precision, recall, threshold

    def metrics(self) -> dict[str, float]:
        """`roc_auc` and `average_precision`; empty without rows of both classes."""
        if not self.has_both:
            return {}
        from sklearn.metrics import auc

        false, true, _ = self._roc
        precision, recall, _ = self._curve
        return {
            "roc_auc": float(auc(false, true)),
            "average_precision": float(-(np.diff(recall) * precision[:-1]).sum()),
        }

    def tables(self) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
        """The ROC curve, and precision at each recall; None without rows of both classes."""
        import pandas as pd

        if not self.has_both:
            return None, None
        false, true, threshold = self._roc
        columns = {"false_positive_rate": false, "true_positive_rate": true, "threshold": threshold}
        roc = pd.DataFrame(columns, dtype=np.float64).iloc[_corners(false, true)]
        precision, recall, threshold = self._curve
        # the last point, without predictions of the class, has no threshold
        columns = {
            "recall": recall,
            "precision": precision,
            "threshold": np.append(threshold.astype(np.float64), np.inf),
        }
        curve = pd.DataFrame(columns).iloc[_corners(recall, precision)]
        return roc.reset_index(drop=True), curve.reset_index(drop=True)


def rank_statistic(truth: Array, scores: Array, places: Array, counts: Array) -> Array:
    """`roc_auc` and `average_precision` of draws of rows.

    Args:
        truth: 0 or 1 for each row, shape (n,).
        scores: In falling order, shape (n,).
        places: The rows to draw from, in their order, shape (m,).
        counts: How often each of them is drawn, shape (draws, m).

    Returns:
        Shape (draws, 2); nan if a draw has rows of only one class.
    """
    hits, misses = counts * truth[places], counts * (1 - truth[places])
    starts = np.flatnonzero(np.diff(scores[places], prepend=np.inf))
    if len(starts) < len(places):  # rows of equal score come together
        hits, misses = (np.add.reduceat(side, starts, axis=1) for side in (hits, misses))
    found, wrong = np.cumsum(hits, axis=1), np.cumsum(misses, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        area = np.einsum("ij,ij->i", misses, found - hits / 2)
        roc_auc = area / (found[:, -1] * wrong[:, -1])
        wrong += found
        average = np.einsum("ij,ij->i", hits, found / np.maximum(wrong, 1)) / found[:, -1]
    return np.stack([roc_auc, np.where(np.isfinite(roc_auc), average, np.nan)], axis=1)


def calibration_table(truth: Array, chances: Array) -> pd.DataFrame:
    """Groups of rows by predicted probability, of equal size if probabilities are distinct.

    `truth` is 0 or 1 for each row, `chances` the probability of the second class.
    """
    import pandas as pd

    from densemodel.scoring.rows._renamed_columns import with_old_names

    chances = chances.astype(np.float64)
    edges = np.unique(np.quantile(chances, np.linspace(0, 1, _BINS + 1)[1:-1]))
    groups = np.searchsorted(edges, chances, side="left")
    groups = np.unique(groups, return_inverse=True)[1]
    rows, hits = np.bincount(groups), np.bincount(groups, truth == 1)
    sums = np.bincount(groups, chances)
    low, high = wilson(hits, rows)
    table = pd.DataFrame(
        {"probability": sums / rows, "share": hits / rows, "low": low, "high": high, "rows": rows}
    )
    return with_old_names(table, {"chance": "probability"})


def _corners(across: Array, up: Array) -> Array:
    """Indices of the points of a curve to keep: its ends, and others evenly along it."""
    if len(across) <= _MOST_POINTS:
        return np.arange(len(across))
    way = np.cumsum(np.hypot(np.diff(across, prepend=across[0]), np.diff(up, prepend=up[0])))
    wanted = np.linspace(0, way[-1], _MOST_POINTS - 1)
    inner = np.searchsorted(way, wanted, side="left").clip(max=len(way) - 1)
    return np.unique(np.append(inner, len(way) - 1))
