"""Rows that are of classes, as all their metrics take them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.report._two_classes import Ranked
from densemodel.scoring.rows._guess import guessed_loss
from densemodel.scoring.rows._own_loss import own_losses

if TYPE_CHECKING:
    from densemodel.scoring.report._about import About
    from densemodel.scoring.rows._judged import Judged

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class ClassFacts:
    """What is true, what was said, and with what chance."""

    judged: Judged
    about: About
    truth: Array
    "The true class of each row, int64, shape (n,)."
    said: Array
    "The class that is named, int64, shape (n,)."
    chances: Array | None
    "Of each class, shape (n, classes); None where the outputs are no chances."
    scores: Array
    "Of two classes: higher for the second, shape (n,); else empty."
    classes: int
    losses: Array | float | None
    "The loss of each row, or of all together; None if nobody knows the loss."
    penalty: float = 0.0
    "What penalties on weights add to the loss."
    is_guess: bool = False
    "Whether the same is said of every row."

    @classmethod
    def of(cls, judged: Judged, about: About) -> ClassFacts:
        """What was judged; it has classes."""
        terms = judged.terms
        classes = 2 if terms.task.kind == "binary" else terms.spec.output_shape[-1]
        losses = own_losses(judged) if about.knows_loss else None
        return cls(
            judged,
            about,
            np.asarray(judged.truth, np.int64),
            np.asarray(judged.said, np.int64),
            judged.chances,
            _scores(judged, classes),
            classes,
            losses,
            judged.penalty,
        )

    @property
    def of_two(self) -> bool:
        """Whether there are two classes."""
        return self.classes == 2  # noqa: PLR2004

    @property
    def loss(self) -> float | None:
        """The loss of all rows, with the penalties."""
        return None if self.losses is None else float(np.mean(self.losses)) + self.penalty

    @cached_property
    def surprise(self) -> Array:
        """The negative logarithm of the chance of what is true, shape (n,), as log loss has it."""
        if self.chances is None:
            return np.empty(0)
        least = np.finfo(self.chances.dtype).eps
        of_truth = self.chances[np.arange(len(self.truth)), self.truth]
        return np.asarray(-np.log(np.clip(of_truth, least, 1 - least).astype(np.float64)))

    @property
    def has_log_loss(self) -> bool:
        """Whether the log loss is reported: only where the loss of the model is unknown."""
        return self.losses is None and self.chances is not None

    @property
    def log_loss(self) -> float:
        """The mean of the surprise, to the digit as scikit-learn computes it."""
        from sklearn.metrics import log_loss

        return float(log_loss(self.truth, self.chances, labels=np.arange(self.classes)))

    @property
    def brier(self) -> float:
        """The mean square of how far the chance of the second class is off."""
        # scikit-learn 1.6 refuses the rows of one class alone
        return float("nan") if self._brier_rows is None else float(self._brier_rows.mean())

    @property
    def _brier_rows(self) -> Array | None:
        if self.chances is None:
            return None
        return (self.chances[:, 1].astype(np.float64) - self.truth) ** 2

    @cached_property
    def ranked(self) -> Ranked:
        """The rows by their score, of two classes."""
        return Ranked(self.truth, self.scores)

    def rank_metrics(self) -> dict[str, float]:
        """`roc_auc` and `average_precision`, of two classes."""
        if not self.ranked.has_both:
            return {}
        if self.is_guess:  # one score for all rows
            return {"roc_auc": 0.5, "average_precision": float(self.truth.mean())}
        return self.ranked.metrics()

    def row_columns(self) -> dict[str, Array]:
        """The metrics that are means over rows, with the number of each row."""
        columns: dict[str, Array] = {}
        if isinstance(self.losses, np.ndarray):
            columns["loss"] = self.losses
        if self.has_log_loss:
            columns["log_loss"] = self.surprise
        if self._brier_rows is not None and self.of_two:
            columns["brier"] = self._brier_rows
        return columns

    def guessed(self) -> ClassFacts:
        """The same rows, with the same said of each of them, by the rows that trained."""
        coding, trained = self.judged.terms.coding, self.about.trained
        y = self.judged.y if trained is None else trained
        counts: Array = np.bincount(np.asarray(coding.class_numbers(y)), minlength=self.classes)
        shares = (counts / counts.sum()).astype(np.float32)
        rows = len(self.truth)
        loss = guessed_loss(self.judged, y) if self.losses is not None else None
        return replace(
            self,
            said=np.full(rows, counts.argmax()),
            chances=None if self.chances is None else np.broadcast_to(shares, (rows, len(shares))),
            scores=np.zeros(rows if self.of_two else 0),
            losses=loss,
            penalty=0.0,
            is_guess=True,
        )


def _scores(judged: Judged, classes: int) -> Array:
    if classes != 2:  # noqa: PLR2004
        return np.empty(0, np.float32)
    if judged.chances is not None:
        return judged.chances[:, 1]
    answers = judged.answers
    return answers[:, 0] if answers.shape[1] == 1 else answers[:, 1] - answers[:, 0]
