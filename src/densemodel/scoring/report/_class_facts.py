"""Rows of classes with their counts, as all metrics take them, and the curves of two classes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.intervals._bootstrap import cell_intervals, wilson
from densemodel.scoring.rows._predictions import baseline_loss

if TYPE_CHECKING:
    import pandas as pd

    from densemodel._array import Array
    from densemodel.scoring.intervals._bootstrap import Intervals
    from densemodel.scoring.report._about import About
    from densemodel.scoring.rows._predictions import Predictions


_MOST_POINTS = 200


@dataclass(frozen=True, eq=False)
class Ranked:
    """Rows of two classes with a score that is higher for the second."""

    y_true: Array
    "0 or 1 for each row, shape (n,)."
    scores: Array
    "Shape (n,)."

    @property
    def has_both(self) -> bool:
        return bool(self.y_true.min() < self.y_true.max())

    @cached_property
    def _roc(self) -> tuple[Array, Array, Array]:
        from sklearn.metrics import roc_curve

        false, true, threshold = roc_curve(self.y_true, self.scores)
        return false, true, threshold

    @cached_property
    def _curve(self) -> tuple[Array, Array, Array]:
        from sklearn.metrics import precision_recall_curve

        precision, recall, threshold = precision_recall_curve(self.y_true, self.scores)
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


@dataclass(frozen=True, eq=False)
class ClassFacts:
    """True classes, predicted classes and probabilities."""

    predictions: Predictions
    about: About
    y_true: Array
    "The true class of each row, int64, shape (n,)."
    y_pred: Array
    "The predicted class of each row, int64, shape (n,)."
    probabilities: Array | None
    "Probabilities, shape (n, classes); None if the outputs are not probabilities."
    scores: Array
    "With two classes: a score that is higher for the second, shape (n,); else empty."
    classes: int
    losses: Array | float | None
    "The loss of each row, or of all together; None if the loss is unknown."
    penalty: float = 0.0
    is_guess: bool = False
    "Whether all rows have the same prediction."

    @property
    def of_two(self) -> bool:
        return self.classes == 2

    @cached_property
    def counts(self) -> Array:
        """The confusion matrix, int64, shape (classes, classes), the true class first."""
        return confusion_counts(self.y_true, self.y_pred, self.classes)

    @cached_property
    def tally(self) -> ClassCounts:
        return tally_of(self.counts)

    @cached_property
    def surprise(self) -> Array:
        """The log loss of each row, shape (n,); nan without probabilities."""
        if self.probabilities is None:
            return np.full(len(self.y_true), np.nan)
        least = np.finfo(self.probabilities.dtype).eps
        of_true = self.probabilities[np.arange(len(self.y_true)), self.y_true]
        return np.asarray(-np.log(np.clip(of_true, least, 1 - least).astype(np.float64)))

    @cached_property
    def ranked(self) -> Ranked:
        return Ranked(self.y_true, self.scores)

    def rank_metrics(self) -> dict[str, float]:
        """`roc_auc` and `average_precision`, with two classes."""
        if self.is_guess and self.ranked.has_both:  # one score for all rows
            return {"roc_auc": 0.5, "average_precision": float(self.y_true.mean())}
        return self.ranked.metrics()

    @cached_property
    def row_columns(self) -> dict[str, Array]:
        """The metrics that are means over rows, with the number of each row, shape (n,).

        `log_loss`, as in scikit-learn, is reported only where the loss of the model is unknown.
        """
        columns: dict[str, Array] = {}
        if isinstance(self.losses, np.ndarray):
            columns["loss"] = self.losses
        if self.probabilities is not None and self.losses is None:
            columns["log_loss"] = self.surprise
        if self.probabilities is not None and self.of_two:  # the squared error of the second class
            columns["brier"] = (self.probabilities[:, 1].astype(np.float64) - self.y_true) ** 2
        return columns

    def guessed(self) -> ClassFacts:
        """The same rows with the baseline's constant prediction."""
        baseline = self.about.baseline(self.predictions)
        shares = np.asarray(baseline.class_shares, np.float32)
        rows = len(self.y_true)
        return replace(
            self,
            y_pred=np.full(rows, baseline.prediction),
            probabilities=None
            if self.probabilities is None
            else np.broadcast_to(shares, (rows, len(shares))),
            scores=np.zeros(rows if self.of_two else 0),
            losses=None if self.losses is None else baseline_loss(self.predictions, baseline),
            penalty=0.0,
            is_guess=True,
        )


def scores_of(predictions: Predictions, classes: int) -> Array:
    """With two classes: a score that is higher for the second, shape (n,); else empty."""
    if classes != 2:
        return np.empty(0, np.float32)
    if predictions.probabilities is not None:
        return predictions.probabilities[:, 1]
    answers = predictions.answers
    return answers[:, 0] if answers.shape[1] == 1 else answers[:, 1] - answers[:, 0]


@dataclass(frozen=True, eq=False)
class ClassCounts:
    """For each class, in the last axis: its rows, rows predicted as it, and correct ones.

    A metric is nan where it is undefined; means are over the classes in which it is not.
    """

    y_true: Array
    y_pred: Array
    both: Array

    @property
    def recall(self) -> Array:
        return _share(self.both, self.y_true)

    @property
    def precision(self) -> Array:
        return _share(self.both, self.y_pred)

    @property
    def f1(self) -> Array:
        return _share(2 * self.both, self.y_true + self.y_pred)

    @property
    def balanced_accuracy(self) -> Array:
        return _mean(self.recall)


def confusion_counts(y_true: Array, y_pred: Array, classes: int) -> Array:
    """The confusion matrix of class numbers, int64, shape (classes, classes), true class first."""
    cells = np.asarray(y_true, np.int64) * classes + y_pred
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


def tally_of(counts: Array) -> ClassCounts:
    return ClassCounts(counts.sum(axis=1), counts.sum(axis=0), np.diagonal(counts))


def share_metrics(tally: ClassCounts, *, of_two: bool) -> dict[str, float]:
    """The metrics of counts, except accuracy; undefined ones are left out."""
    found = {"balanced_accuracy": tally.balanced_accuracy, **_columns(tally, of_two=of_two)}
    if of_two:
        found |= {"precision": tally.precision[1], "recall": tally.recall[1]}
    return {name: float(value) for name, value in found.items() if np.isfinite(value)}


def share_intervals(counts: Array, metrics: dict[str, float]) -> Intervals:
    """The 95 % intervals of `macro_f1` and, of two classes, `f1`, if they are in `metrics`."""
    y_true, y_pred = np.nonzero(counts)
    is_right, classes = y_true == y_pred, len(counts)
    of_two = classes == 2
    names = [name for name in _columns(tally_of(counts), of_two=of_two) if name in metrics]

    def of_draws(drawn: Array) -> Array:
        both = np.zeros((len(drawn), classes), np.int64)
        both[:, y_true[is_right]] = drawn[:, is_right]
        tally = ClassCounts(_summed(drawn, y_true, classes), _summed(drawn, y_pred, classes), both)
        columns = _columns(tally, of_two=of_two)
        return np.stack([columns[name] for name in names], axis=1)

    return cell_intervals({name: metrics[name] for name in names}, counts[y_true, y_pred], of_draws)


def balanced_interval(tally: ClassCounts) -> tuple[float, float]:
    """The 95 % interval of the balanced accuracy, from Wilson's interval of each recall.

    The recalls are independent, so the squares of their interval widths add up (Zou and Donner,
    Construction of confidence limits about effect measures, 2008).
    """
    true, both = tally.y_true[tally.y_true > 0], tally.both[tally.y_true > 0]
    low, high = wilson(both, true)
    recall, value = both / true, float(tally.balanced_accuracy)
    below, above = (float(np.sqrt(((end - recall) ** 2).sum())) for end in (low, high))
    return value - below / len(true), value + above / len(true)


def class_table(tally: ClassCounts, names: Array | list[Any]) -> pd.DataFrame:
    """A row for each class or flag: how often it is true, its metrics and their intervals."""
    import pandas as pd

    precision, recall = wilson(tally.both, tally.y_pred), wilson(tally.both, tally.y_true)
    columns = {
        "rows": tally.y_true,
        "precision": tally.precision,
        "recall": tally.recall,
        "f1": tally.f1,
        "precision_low": precision[0],
        "precision_high": precision[1],
        "recall_low": recall[0],
        "recall_high": recall[1],
    }
    return pd.DataFrame(columns, index=pd.Index(names, name="class"))


def _columns(tally: ClassCounts, *, of_two: bool) -> dict[str, Array]:
    columns = {"macro_f1": _mean(tally.f1)}
    return columns | ({"f1": tally.f1[..., 1]} if of_two else {})


def _summed(drawn: Array, of: Array, classes: int) -> Array:
    order = np.argsort(of, kind="stable")
    found, starts = np.unique(of[order], return_index=True)
    sums = np.zeros((len(drawn), classes), np.int64)
    sums[:, found] = np.add.reduceat(drawn[:, order], starts, axis=1)
    return sums


def _share(part: Array, whole: Array) -> Array:
    whole = np.asarray(whole)
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), np.nan)


def _mean(values: Array) -> Array:
    """The mean of the finite numbers over the last axis; nan without any."""
    known = np.isfinite(values)
    return _share(np.where(known, values, 0).sum(axis=-1), known.sum(axis=-1))


def rank_statistic(y_true: Array, scores: Array, places: Array, counts: Array) -> Array:
    """`roc_auc` and `average_precision` of draws of rows.

    Args:
        y_true: 0 or 1 for each row, shape (n,).
        scores: In falling order, shape (n,).
        places: The rows to draw from, in their order, shape (m,).
        counts: How often each of them is drawn, shape (draws, m).

    Returns:
        Shape (draws, 2); nan if a draw has rows of only one class.
    """
    hits, misses = counts * y_true[places], counts * (1 - y_true[places])
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


def calibration_table(y_true: Array, probabilities: Array) -> pd.DataFrame:
    """Groups of rows by predicted probability, of equal size if probabilities are distinct.

    `y_true` is 0 or 1 for each row, `probabilities` the probability of the second class.
    """
    import pandas as pd

    probabilities = probabilities.astype(np.float64)
    edges = np.unique(np.quantile(probabilities, np.linspace(0, 1, 11)[1:-1]))
    groups = np.searchsorted(edges, probabilities, side="left")
    groups = np.unique(groups, return_inverse=True)[1]
    rows, hits = np.bincount(groups), np.bincount(groups, y_true == 1)
    sums = np.bincount(groups, probabilities)
    low, high = wilson(hits, rows)
    return pd.DataFrame(
        {"probability": sums / rows, "share": hits / rows, "low": low, "high": high, "rows": rows}
    )


def _corners(across: Array, up: Array) -> Array:
    """Indices of the points of a curve to keep: its ends, and others evenly along it."""
    if len(across) <= _MOST_POINTS:
        return np.arange(len(across))
    way = np.cumsum(np.hypot(np.diff(across, prepend=across[0]), np.diff(up, prepend=up[0])))
    wanted = np.linspace(0, way[-1], _MOST_POINTS - 1)
    inner = np.searchsorted(way, wanted, side="left").clip(max=len(way) - 1)
    return np.unique(np.append(inner, len(way) - 1))
