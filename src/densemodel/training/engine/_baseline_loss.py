"""The loss of the baseline, which predicts the same for every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import constant_answers
from densemodel.network import make

if TYPE_CHECKING:
    from densemodel.data import Bound

Array = np.ndarray[Any, Any]

_MOST_NUMBERS = 5_000_000  # to score the baseline on
_LEAST_SHARE = 1e-7  # Keras clips probabilities at this too


class Guess:
    """The best constant prediction, computed from the training labels and any row weights."""

    def __init__(self, bound: Bound, weights: Array | None) -> None:
        self._bound = bound
        self._weights = weights
        self._loss = make(bound.task.loss)
        rows = bound.training_rows
        own = None if weights is None else weights[rows]
        answers = [] if bound.coding is None else constant_answers(bound.coding, bound.y[rows], own)
        self._answers = [self._as_outputs(answer) for answer in answers]
        self.loss: float | None = None
        "The loss on the training rows; None if unknown."
        if self._answers:
            most = max(_MOST_NUMBERS // max(self._answers[0].size, 1), 1)
            loss = self.loss_on(rows[:: -(-len(rows) // most)])
            self.loss = loss if np.isfinite(loss) else None

    def _as_outputs(self, answer: Array) -> Array:
        """The prediction as outputs of the last layer: logits, if the loss takes logits."""
        if dict(self._bound.task.loss.arguments).get("from_logits"):
            share = np.clip(answer, _LEAST_SHARE, 1 - _LEAST_SHARE)
            is_of_classes = self._bound.task.kind == "classes"
            answer = np.log(share) if is_of_classes else np.log(share / (1 - share))
        return np.asarray(answer, np.float32)

    def loss_on(self, rows: Array) -> float:
        y = self._bound.y[rows]
        losses = [
            self.loss_of(np.broadcast_to(answer, (len(rows), *answer.shape)), rows, y)
            for answer in self._answers
        ]
        return min(losses, default=float("nan"))

    def loss_of(self, outputs: Array, rows: Array, y: Array | None = None) -> float:
        """The loss of outputs for some rows, weighted as in training."""
        y = self._bound.y[rows] if y is None else y
        weights = None if self._weights is None else self._weights[rows]
        return float(self._loss(y, outputs, sample_weight=weights))
