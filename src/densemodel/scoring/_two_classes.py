"""Two classes: how well a score tells them apart, and whether a chance means what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring._wilson import wilson

if TYPE_CHECKING:
    import pandas as pd

Array = np.ndarray[Any, Any]

_MOST_POINTS = 200
_BINS = 10


def rank_metrics(truth: Array, scores: Array) -> dict[str, float]:
    """`roc_auc` and `average_precision`; empty unless there are rows of both classes.

    Args:
        truth: 0 or 1 for each row, shape (n,).
        scores: Higher for the second class, shape (n,).
    """
    from sklearn.metrics import average_precision_score, roc_auc_score

    if truth.min() == truth.max():
        return {}
    return {
        "roc_auc": float(roc_auc_score(truth, scores)),
        "average_precision": float(average_precision_score(truth, scores)),
    }


def rank_statistic(truth: Array, scores: Array, places: Array, counts: Array) -> Array:
    """`roc_auc` and `average_precision` of draws of rows.

    Args:
        truth: 0 or 1 for each row, shape (n,).
        scores: Higher for the second class, shape (n,).
        places: Which rows are drawn from, shape (m,).
        counts: How often each of them is drawn, shape (draws, m).

    Returns:
        Shape (draws, 2); nan where a draw has rows of one class alone.
    """
    order = places[np.argsort(-scores[places], kind="stable")]
    weights = counts[:, np.argsort(-scores[places], kind="stable")]
    ends = np.append(np.flatnonzero(np.diff(scores[order])), len(order) - 1)
    all_so_far = np.cumsum(weights, axis=1)[:, ends]
    hits = np.cumsum(weights * (truth[order] == 1), axis=1)[:, ends]
    misses = all_so_far - hits
    with np.errstate(invalid="ignore", divide="ignore"):
        area = (np.diff(misses, axis=1, prepend=0) * (hits + _before(hits)) / 2).sum(axis=1)
        roc_auc = area / (hits[:, -1] * misses[:, -1])
        steps = np.diff(hits, axis=1, prepend=0)
        precision = np.where(all_so_far > 0, hits / all_so_far, 0)
        average = (steps * precision).sum(axis=1) / hits[:, -1]
    return np.stack([roc_auc, np.where(np.isfinite(roc_auc), average, np.nan)], axis=1)


def roc_table(truth: Array, scores: Array) -> pd.DataFrame | None:
    """The ROC curve; None unless there are rows of both classes."""
    import pandas as pd
    from sklearn.metrics import roc_curve

    if truth.min() == truth.max():
        return None
    false, true, threshold = roc_curve(truth, scores)
    some = _corners(false, true)
    return pd.DataFrame(
        {
            "false_positive_rate": false[some],
            "true_positive_rate": true[some],
            "threshold": threshold[some].astype(np.float64),
        }
    )


def precision_recall_table(truth: Array, scores: Array) -> pd.DataFrame | None:
    """Precision at each recall; None unless there are rows of both classes."""
    import pandas as pd
    from sklearn.metrics import precision_recall_curve

    if truth.min() == truth.max():
        return None
    precision, recall, threshold = precision_recall_curve(truth, scores)
    some = _corners(recall, precision)
    return pd.DataFrame(
        {
            "recall": recall[some],
            "precision": precision[some],
            # the last point, where nothing is said to be of the class, has none
            "threshold": np.append(threshold.astype(np.float64), np.inf)[some],
        }
    )


def calibration_table(truth: Array, chances: Array) -> pd.DataFrame:
    """Groups of rows by the chance that was said, of equal size where chances do not repeat.

    Args:
        truth: 0 or 1 for each row, shape (n,).
        chances: Of the second class, shape (n,).
    """
    import pandas as pd

    chances = chances.astype(np.float64)
    edges = np.unique(np.quantile(chances, np.linspace(0, 1, _BINS + 1)[1:-1]))
    groups = np.searchsorted(edges, chances, side="left")
    groups = np.unique(groups, return_inverse=True)[1]
    rows, hits = np.bincount(groups), np.bincount(groups, truth == 1)
    sums = np.bincount(groups, chances)
    low, high = wilson(hits, rows)
    return pd.DataFrame(
        {"chance": sums / rows, "share": hits / rows, "low": low, "high": high, "rows": rows}
    )


def _before(sums: Array) -> Array:
    """Each sum's predecessor."""
    return np.concatenate([np.zeros((len(sums), 1)), sums[:, :-1]], axis=1)


def _corners(across: Array, up: Array) -> Array:
    """Numbers of the points that are kept of a curve: its ends, and others evenly along it."""
    if len(across) <= _MOST_POINTS:
        return np.arange(len(across))
    way = np.cumsum(np.hypot(np.diff(across, prepend=across[0]), np.diff(up, prepend=up[0])))
    wanted = np.linspace(0, way[-1], _MOST_POINTS - 1)
    inner = np.searchsorted(way, wanted, side="left").clip(max=len(way) - 1)
    return np.unique(np.append(inner, len(way) - 1))
