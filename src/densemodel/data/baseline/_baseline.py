"""The baseline: the best constant prediction by the training rows, its metrics and its loss."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel._array import Array
    from densemodel.data.facts._coding import LabelCoding
    from densemodel.data.labels._task import Task

_LEAST_SHARE = 1e-7  # Keras clips probabilities at this too


@dataclass(frozen=True, eq=False)
class Baseline:
    """Predicts the same for each row: the commonest class, the commoner answers, or the means."""

    coding: LabelCoding
    trained: Array
    "Encoded y of the training rows."
    weights: Array | None = None
    "One for each of these rows, shape (n,)."

    @cached_property
    def class_shares(self) -> Array | None:
        """The share of each class in the training rows, float64 of shape (classes,)."""
        classes = self.coding.class_numbers(self.trained)
        if classes is None:
            return None
        count = 2 if self.coding.form == "binary" else self.coding.units[0]
        counts: Array = np.bincount(classes, minlength=count)
        return np.asarray(counts / max(counts.sum(), 1))

    @property
    def prediction(self) -> Array:
        """A class number, of shape (); the answer to each question, bool; or means, float64."""
        if self.class_shares is not None:
            return np.asarray(self.class_shares.argmax())
        means = np.asarray(self.trained.mean(axis=0, dtype=np.float64))
        return means > 0.5 if self.coding.form == "flags" else means

    def metrics(self, y: Array) -> dict[str, float]:
        """Score it on encoded y.

        Returns:
            `accuracy` of classes and answers, or `mean_absolute_error` and `r2_score` of numbers.
        """
        if not len(self.trained) or not len(y):
            return {}
        if self.coding.form == "flags":
            return {"accuracy": float((y.astype(bool) == self.prediction).mean())}
        classes = self.coding.class_numbers(y)
        if classes is not None:
            return {"accuracy": float((classes == self.prediction).mean())}
        off = y - self.prediction
        scores = {"mean_absolute_error": float(abs(off).mean())}
        spread = ((y - y.mean(axis=0, dtype=np.float64)) ** 2).sum(axis=0)
        if y.ndim == 2 and (spread > 0).all():
            scores["r2_score"] = float((1 - (off**2).sum(axis=0) / spread).mean())
        return scores

    def loss(self, task: Task, loss_of: Callable[[Array], float]) -> float | None:
        """The least loss of constant outputs, one of which is the best by most losses.

        Args:
            task: With the loss.
            loss_of: The loss of rows if all have these outputs, float32 of shape (units, ...).
        """
        return min((loss_of(outputs) for outputs in self.outputs(task)), default=None)

    def outputs(self, task: Task) -> list[Array]:
        """Outputs of the last layer for a row: logits, if the loss takes those.

        Returns:
            Shares of the classes and the one-hot most common class, each of shape (units,); or mean
            and median, each in the shape of a row of y.
        """
        return [self._as_outputs(answer, task) for answer in self._answers]

    @cached_property
    def _answers(self) -> list[Array]:
        trained, weights = self.trained, self.weights
        if not len(trained):
            return []
        if self.coding.form == "index":
            counts = np.bincount(trained, weights, minlength=self.coding.units[0])
            mean = counts / max(counts.sum(), np.finfo(float).tiny)
        elif weights is None or not weights.any():
            mean = np.asarray(trained.mean(axis=0, dtype=np.float64))
        else:
            mean = np.asarray(np.average(trained.astype(np.float64), axis=0, weights=weights))
        if self.coding.form == "numbers":
            return [mean, np.median(trained, axis=0)]
        if self.coding.form in ("binary", "flags"):
            return [mean, np.round(mean)]
        return [mean, np.eye(len(mean))[mean.argmax()]]

    @staticmethod
    def _as_outputs(answer: Array, task: Task) -> Array:
        if task.kind == "regression":
            return np.asarray(answer, np.float32)
        share = np.clip(answer, _LEAST_SHARE, 1 - _LEAST_SHARE)
        if dict(task.loss.arguments).get("from_logits"):
            share = np.log(share) if task.kind == "classes" else np.log(share / (1 - share))
        return np.asarray(share, np.float32)
