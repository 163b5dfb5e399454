"""Counts of rows by their true class and by the one that was said, and the metrics they give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.intervals._bootstrap import cell_intervals
from densemodel.scoring.intervals._wilson import wilson

if TYPE_CHECKING:
    from densemodel.scoring.intervals._draws import Intervals

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Tally:
    """For each class, in the last axis: rows of it, rows taken for it, and rows that are both."""

    true: Array
    said: Array
    both: Array

    @property
    def recall(self) -> Array:
        """The share of the rows of a class that is found; nan without rows."""
        return _share(self.both, self.true)

    @property
    def precision(self) -> Array:
        """The share of the rows taken for a class that is of it; nan where none is."""
        return _share(self.both, self.said)

    @property
    def f1(self) -> Array:
        """The harmonic mean of both; nan where the class neither occurs nor is said."""
        return _share(2 * self.both, self.true + self.said)

    @property
    def balanced_accuracy(self) -> Array:
        """The mean recall of the classes that have rows."""
        return _mean(self.recall)

    @property
    def macro_f1(self) -> Array:
        """The mean F1 of the classes that occur or are said."""
        return _mean(self.f1)


def confusion_counts(truth: Array, said: Array, classes: int) -> Array:
    """How many rows of each class are taken for which.

    Args:
        truth: The class number of each row, shape (n,).
        said: The class number that the model names, shape (n,).
        classes: How many there are.

    Returns:
        int64, shape (classes, classes), the true class first.
    """
    cells = np.asarray(truth, np.int64) * classes + said
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


def tally_of(counts: Array) -> Tally:
    """The tally of a whole confusion."""
    return Tally(counts.sum(axis=1), counts.sum(axis=0), np.diagonal(counts))


def share_metrics(tally: Tally, *, of_two: bool) -> dict[str, float]:
    """The metrics that counts give, but for accuracy; without those that are undefined."""
    columns = _columns(tally, of_two=of_two)
    found = {"balanced_accuracy": float(tally.balanced_accuracy)}
    found |= {name: float(value) for name, value in columns.items()}
    if of_two:
        found |= {"precision": float(tally.precision[1]), "recall": float(tally.recall[1])}
    return {name: value for name, value in found.items() if np.isfinite(value)}


def share_intervals(counts: Array, metrics: dict[str, float]) -> Intervals:
    """The 95 % intervals of `macro_f1` and, of two classes, `f1`.

    Args:
        counts: A confusion.
        metrics: Values of the metrics; those that are not among them get no interval.
    """
    true, said = np.nonzero(counts)
    of_two = len(counts) == 2  # noqa: PLR2004
    names = [name for name in _columns(tally_of(counts), of_two=of_two) if name in metrics]

    def of_draws(drawn: Array) -> Array:
        columns = _columns(_drawn_tally(drawn, true, said, len(counts)), of_two=of_two)
        return np.stack([columns[name] for name in names], axis=1)

    return cell_intervals({name: metrics[name] for name in names}, counts[true, said], of_draws)


def balanced_interval(tally: Tally) -> tuple[float, float]:
    """The 95 % interval of the balanced accuracy, from Wilson's interval of each recall.

    The recalls are of different rows, so their distances to their ends add up as squares (Zou and
    Donner, Construction of confidence limits about effect measures, 2008).
    """
    true, both = tally.true[tally.true > 0], tally.both[tally.true > 0]
    low, high = wilson(both, true)
    recall, value = both / true, float(tally.balanced_accuracy)
    below, above = (float(np.sqrt(((end - recall) ** 2).sum())) for end in (low, high))
    return value - below / len(true), value + above / len(true)


def class_lines(tally: Tally) -> dict[str, Array]:
    """The columns of a table with a line for each class."""
    precision, recall = wilson(tally.both, tally.said), wilson(tally.both, tally.true)
    return {
        "rows": tally.true,
        "precision": tally.precision,
        "recall": tally.recall,
        "f1": tally.f1,
        "precision_low": precision[0],
        "precision_high": precision[1],
        "recall_low": recall[0],
        "recall_high": recall[1],
    }


def _columns(tally: Tally, *, of_two: bool) -> dict[str, Array]:
    columns = {"macro_f1": tally.macro_f1}
    return columns | ({"f1": tally.f1[..., 1]} if of_two else {})


def _drawn_tally(drawn: Array, true: Array, said: Array, classes: int) -> Tally:
    """Tallies of drawn counts of some cells, int64 of shape (draws, cells)."""
    both = np.zeros((len(drawn), classes), np.int64)
    is_right = true == said
    both[:, true[is_right]] = drawn[:, is_right]
    return Tally(_summed(drawn, true, classes), _summed(drawn, said, classes), both)


def _summed(drawn: Array, of: Array, classes: int) -> Array:
    """Sums of the cells of each class."""
    order = np.argsort(of, kind="stable")
    found, starts = np.unique(of[order], return_index=True)
    sums = np.zeros((len(drawn), classes), np.int64)
    sums[:, found] = np.add.reduceat(drawn[:, order], starts, axis=1)
    return sums


def _share(part: Array, whole: Array) -> Array:
    whole = np.asarray(whole)
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), np.nan)


def _mean(values: Array) -> Array:
    """The mean over the last axis of those that are numbers; nan if none is."""
    known = np.isfinite(values)
    return _share(np.where(known, values, 0).sum(axis=-1), known.sum(axis=-1))
