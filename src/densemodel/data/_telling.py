"""A column that alone nearly gives the answer, as one that is known only afterwards does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_FEWEST_ROWS = 100
"With fewer rows a column may seem to tell the answer by chance."
_ROWS_IN_A_BIN = 20
_EXPLAINED_CLASSES = 0.9
"The share of what guessing gets wrong that a telling column gets right."
_EXPLAINED_SPREAD = 0.98
"The share of the variance of y that a telling column explains."
_CERTAIN, _NEXT_TO_CERTAIN = 0.995, 0.97
"A column is odd among easy classes as well if it is never wrong, and the next one is."
_NEXT_EXPLAINS = 0.7
"Where another column explains more than this, the task is an easy one, and no column is odd."


@dataclass(frozen=True, slots=True)
class Telling:
    """How well one column guesses y by itself."""

    column: int
    score: float
    "Accuracy for classes, R2 for numbers; on the rows that were looked at."
    guessing: float
    "What guessing without any column gets."


def most_telling(x: Array, answers: Array, *, is_class: bool) -> Telling | None:
    """Look for a column that guesses y nearly as well as all could, and far better than any other.

    For classes each column is cut into bins of about 20 rows, and a bin guesses its own commonest
    class; for numbers, neighbours guess each other.

    Args:
        x: float32, shape (rows, columns); it may have gaps.
        answers: Class numbers, or the numbers to guess, shape (rows,).
        is_class: Whether they are classes.

    Returns:
        The column, or None.
    """
    rows, columns = x.shape
    if rows < _FEWEST_ROWS or columns < 2:  # noqa: PLR2004 - alone, it is all there is to go by
        return None
    explain = _explained_classes if is_class else _explained_spread
    shares = [explain(x[:, column], answers) for column in range(columns)]
    best, second = np.argsort(shares, kind="stable")[::-1][:2]
    least = _EXPLAINED_CLASSES if is_class else _EXPLAINED_SPREAD
    is_certain = is_class and shares[best] >= _CERTAIN and shares[second] <= _NEXT_TO_CERTAIN
    if shares[best] < least or (shares[second] > _NEXT_EXPLAINS and not is_certain):
        return None
    guessing = float(np.bincount(answers.astype(np.int64)).max() / rows) if is_class else 0.0
    score = guessing + (1 - guessing) * shares[best]
    return Telling(int(best), score, guessing)


def _bins(values: Array) -> Array:
    """The bin of each value: equal values share one, and a bin has about 20 rows at least."""
    known = np.where(np.isfinite(values), values, -np.inf)
    _, place, counts = np.unique(known, return_inverse=True, return_counts=True)
    # the rows before a value say which bin it falls into
    before = np.cumsum(counts) - counts
    bins: Array = (before // _ROWS_IN_A_BIN)[place]
    return bins


def _explained_classes(values: Array, classes: Array) -> float:
    """The share of the errors of guessing that the bins' own classes avoid."""
    bins = _bins(values)
    numbers = classes.astype(np.int64)
    count = int(numbers.max()) + 1
    table = np.bincount(bins * count + numbers, minlength=(int(bins.max()) + 1) * count)
    right = table.reshape(-1, count).max(axis=1).sum()
    guessed = np.bincount(numbers).max()
    wrong = len(numbers) - guessed
    return float((right - guessed) / wrong) if wrong else 0.0


def _explained_spread(values: Array, answers: Array) -> float:
    """The share of the variance of y that x explains, by how much neighbours differ.

    In the order of x, half the mean square of the differences of neighbours is what no curve
    through them explains (Rice 1984).
    """
    known = np.isfinite(values)
    y = answers[known].astype(np.float64)[np.argsort(values[known], kind="stable")]
    spread = y.var() if len(y) > len(values) // 2 else 0.0
    if not spread:
        return 0.0
    return float(1 - (np.diff(y) ** 2).mean() / 2 / spread)
