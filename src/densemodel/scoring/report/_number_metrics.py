"""Metrics of numbers, over all columns of y and of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Numbers:
    """What is true and what was said, in the unit of y, float64, shape (n, columns)."""

    true: Array
    said: Array
    losses: Array | float | None
    "The loss of each row, or of all together; None if nobody knows it."
    penalty: float = 0.0
    "What penalties on weights add to the loss."

    @property
    def columns(self) -> int:
        """How many numbers each row has."""
        return int(self.true.shape[1])

    @property
    def residuals(self) -> Array:
        """The truth less what was said."""
        return np.asarray(self.true - self.said)

    @property
    def has_r2(self) -> bool:
        """Whether each column changes over the rows, so that there is something to explain."""
        return len(self.true) > 1 and bool((np.ptp(self.true, axis=0) > 0).all())


def number_metrics(numbers: Numbers) -> dict[str, float]:
    """Loss and errors; of several columns their means, as scikit-learn has them."""
    metrics = {}
    if numbers.losses is not None:
        metrics["loss"] = float(np.mean(numbers.losses)) + numbers.penalty
    columns = column_metrics(numbers)
    if not numbers.has_r2:
        columns.pop("r2_score")
    return metrics | {name: float(values.mean()) for name, values in columns.items()}


def column_metrics(numbers: Numbers) -> dict[str, Array]:
    """The errors of each column, shape (columns,); nan where it has none."""
    from sklearn import metrics

    each = {"multioutput": "raw_values"}
    true, said = numbers.true, numbers.said
    found = {
        "mean_absolute_error": metrics.mean_absolute_error(true, said, **each),
        "root_mean_squared_error": metrics.root_mean_squared_error(true, said, **each),
        "r2_score": _r2_scores(true, said),
        "median_absolute_error": metrics.median_absolute_error(true, said, **each),
    }
    return {name: np.asarray(values) for name, values in found.items()}


def _r2_scores(true: Array, said: Array) -> Array:
    """The share of each column's variance that is explained; nan where there is no variance."""
    from sklearn.metrics import r2_score

    if len(true) == 1:
        return np.full(true.shape[1], np.nan)
    scores = np.asarray(r2_score(true, said, multioutput="raw_values"), np.float64)
    return np.where(np.ptp(true, axis=0) > 0, scores, np.nan)
