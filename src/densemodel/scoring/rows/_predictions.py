"""Predictions for rows whose labels are known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.rows._answers import Answers, answers_to_score
from densemodel.scoring.rows._probabilities import most_likely, probabilities_of

if TYPE_CHECKING:
    from densemodel.data import Terms
    from densemodel.scoring.rows._evaluation_rows import EvaluationRows


Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Predictions:
    """Rows with their true labels and the model's predictions."""

    terms: Terms
    y: Array
    """True labels, encoded for the loss: int32 (n,), or float32 (n, units). Numbers to predict may
    be in float64, as given."""
    answers: Array
    "Outputs of the last layer, float32, shape (n, units)."
    truth: Array | None
    "The true class of each row, shape (n,); None without classes."
    said: Array | None
    "The predicted class of each row, shape (n,); None without classes."
    chances: Array | None
    """The probability of each class, float32, shape (n, classes), or of each yes-or-no label, shape
    (n, units); None for a regression, and for outputs that are not probabilities."""
    penalty: float = 0.0
    "The penalties on the weights in the loss."
    logits: Array | None = None
    "Inputs of a last softmax or sigmoid, shape (n, units), if Keras's losses read them."

    @property
    def is_right(self) -> Array | None:
        """Whether each predicted class is the true one, shape (n,)."""
        if self.truth is None or self.said is None:
            return None
        return np.asarray(self.truth == self.said)


def predict_rows(model: Any, rows: EvaluationRows, *, newest: bool = False) -> Predictions:
    """Predict rows; a run that trains the model does not wait.

    Args:
        model: A built model.
        rows: The rows and their labels.
        newest: During training, use the newest weights instead of the best.

    Raises:
        DataError: An output is not a number.
    """
    return predictions_of(rows.terms, rows.y, answers_to_score(model, rows.x, newest=newest))


def predictions_of(terms: Terms, y: Array, given: Answers) -> Predictions:
    """The meaning of the outputs."""
    answers, truth, said, chances = given.values, None, None, None
    if terms.task.kind != "regression":
        chances = probabilities_of(answers, terms)
    if terms.task.kind in ("classes", "binary"):
        truth = terms.coding.class_numbers(y)
        if truth is not None:
            said = most_likely(answers, chances, terms)
        elif chances is not None:  # shares of yes: outputs without classes
            chances = chances[:, 1:]
    return Predictions(terms, y, answers, truth, said, chances, given.penalty, given.logits)


_OF_SIGNS = ("Hinge", "SquaredHinge")
_SIGNS = np.array([-1, 1])


def signs_or(terms: Terms, y: Any) -> Terms:
    """The terms to read y with, for a model with unknown label encoding.

    Keras's hinge losses take 0 and 1 as well as -1 and 1.

    Args:
        terms: They take 0 and 1.
        y: Labels as given.

    Returns:
        Terms that take -1 and 1, if the loss is a hinge and y holds only -1 and 1.
    """
    coding = terms.coding
    is_of_numbers = coding.form == "binary" and coding.levels is None
    if terms.task.loss.name not in _OF_SIGNS or not is_of_numbers:
        return terms
    values = np.asarray(y)
    is_of_signs = values.dtype.kind in "if" and bool((np.abs(values) == 1).all())
    if not is_of_signs or not (values == _SIGNS[0]).any():
        return terms
    form = replace(terms.form, coding=replace(coding, levels=_SIGNS))
    return replace(terms, form=form, class_labels=_SIGNS)
