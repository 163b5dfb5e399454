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
    """Rows with what is true of them and what the model says of them."""

    terms: Terms
    y: Array
    """The truth, written for the loss: int32 (n,), or float32 (n, units). Numbers to guess may be
    in float64, as they came."""
    answers: Array
    "What the last layer gives, float32, shape (n, units)."
    truth: Array | None
    "The true class of each row, shape (n,); None where there are no classes."
    said: Array | None
    "The class that the model names, shape (n,); None where there are no classes."
    chances: Array | None
    """The chance of each class, float32, shape (n, classes), or of each yes-or-no answer, shape
    (n, units); None for a regression, and for outputs that are no chances."""
    penalty: float = 0.0
    "What penalties on the weights add to the loss."
    logits: Array | None = None
    "What went into a last softmax or sigmoid, shape (n, units), where Keras's losses read that."

    @property
    def is_right(self) -> Array | None:
        """Whether the class that was named is the true one, shape (n,)."""
        if self.truth is None or self.said is None:
            return None
        return np.asarray(self.truth == self.said)


def predict_rows(model: Any, rows: EvaluationRows, *, newest: bool = False) -> Predictions:
    """Ask a model about rows; a run that trains it is not kept waiting.

    Args:
        model: A built model.
        rows: The rows and their labels.
        newest: While it trains, ask its newest weights instead of its best.

    Raises:
        DataError: An answer is no number.
    """
    return predictions_of(rows.terms, rows.y, answers_to_score(model, rows.x, newest=newest))


def predictions_of(terms: Terms, y: Array, given: Answers) -> Predictions:
    """What answers mean beside the truth."""
    answers, truth, said, chances = given.values, None, None, None
    if terms.task.kind != "regression":
        chances = probabilities_of(answers, terms)
    if terms.task.kind in ("classes", "binary"):
        truth = terms.coding.class_numbers(y)
        if truth is not None:
            said = most_likely(answers, chances, terms)
        elif chances is not None:  # shares of yes: an answer without classes
            chances = chances[:, 1:]
    return Predictions(terms, y, answers, truth, said, chances, given.penalty, given.logits)


_OF_SIGNS = ("Hinge", "SquaredHinge")
_SIGNS = np.array([-1, 1])


def signs_or(terms: Terms, y: Any) -> Terms:
    """The terms by which y is read, of a model of which nobody knows how its labels were written.

    Keras's hinge losses take 0 and 1 as well as -1 and 1.

    Args:
        terms: They take 0 and 1.
        y: Labels as a person gave them.

    Returns:
        Terms that take -1 and 1, where the loss is a hinge and y has a -1 and no other number.
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
