"""scikit-learn's side: `MLPClassifier`, an epoch for each `partial_fit`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from collections.abc import Sequence


class SklearnSide:
    """The same network in scikit-learn, with shuffling and without validation.

    Args:
        hidden: Units of each hidden layer.
        x: Rows, shape (n, features).
        y: Their classes, shape (n,).
        batch_size: Rows per step.
    """

    def __init__(
        self, hidden: Sequence[int], x: np.ndarray, y: np.ndarray, *, batch_size: int
    ) -> None:
        from sklearn.neural_network import MLPClassifier

        self._network = MLPClassifier(
            tuple(hidden),
            solver="adam",
            alpha=0.0,
            batch_size=batch_size,
            shuffle=True,
            random_state=0,
        )
        self._x, self._y, self._classes = x, y, np.unique(y)

    def epoch(self) -> float:
        """Train another epoch, and return its seconds."""
        with threadpool_limits(limits=1):  # see NumpySide
            began = time.perf_counter()
            self._network.partial_fit(self._x, self._y, classes=self._classes)
            return time.perf_counter() - began

    def classes_of(self, x: np.ndarray) -> np.ndarray:
        """Predict the class of each row."""
        return self._network.predict(x)
