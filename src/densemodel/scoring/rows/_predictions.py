"""Outputs of the last layer as probabilities and classes, and as a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring.rows._answers import Answers, answers_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

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
    return predictions_of(rows.terms, rows.y, answers_of(model, rows.x, newest=newest))


def predictions_of(terms: Terms, y: Array, given: Answers) -> Predictions:
    """The meaning of the outputs."""
    answers, truth, said, chances = given.outputs, None, None, None
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

    Keras's hinge losses take 0 and 1 as well as -1 and 1: if y holds only these, so do the terms.
    """
    coding = terms.coding
    is_of_numbers = coding.form == "binary" and coding.levels is None
    if terms.task.loss.name not in _OF_SIGNS or not is_of_numbers:
        return terms
    values = np.asarray(y)
    is_of_signs = values.dtype.kind in "if" and bool((np.abs(values) == 1).all())
    if not is_of_signs or not (values == _SIGNS[0]).any():
        return terms
    return replace(terms, coding=replace(coding, levels=_SIGNS), class_labels=_SIGNS)


_CHANCES = ("softmax", "sigmoid", "hard_sigmoid")
"Activations whose outputs are probabilities."


def probabilities_of(answers: Array, terms: Terms) -> Array | None:
    """The probability of each class, or of each yes-or-no label; not for a regression.

    Shape (n, classes), or (n, units) for yes-or-no labels; None if the outputs are no
    probabilities, as with a hinge loss.
    """
    is_logit = _are_logits(terms)
    activation = terms.spec.last_activation
    if not is_logit and activation not in _CHANCES:
        return None
    if terms.task.kind == "classes":
        if is_logit:
            return _softmax(answers)
        return answers if activation == "softmax" else _shared_out(answers)
    if terms.task.kind == "labels":
        return _sigmoid(answers) if is_logit else answers
    if is_logit:
        return np.concatenate([_sigmoid(-answers), _sigmoid(answers)], axis=1)
    return np.concatenate([1 - answers, answers], axis=1)


def most_likely(answers: Array, chances: Array | None, terms: Terms) -> Array:
    """The predicted class of each row, as accuracy counts it; for one or two of classes."""
    if terms.task.kind == "classes":
        return np.asarray(answers.argmax(axis=1))
    return is_yes(answers, chances, terms)[:, 0].astype(np.int64)


def is_yes(answers: Array, chances: Array | None, terms: Terms) -> Array:
    """Whether each prediction is yes, as accuracy counts it, bool, shape (n, units)."""
    limit = 0.0 if chances is None or _are_logits(terms) else 0.5
    return np.asarray(answers > limit)


def _are_logits(terms: Terms) -> bool:
    return bool(dict(terms.task.loss.arguments).get("from_logits"))


def _softmax(logits: Array) -> Array:
    powers = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    shares: Array = powers / powers.sum(axis=1, keepdims=True)
    return shares.astype(np.float32)


def _sigmoid(logits: Array) -> Array:
    small = np.exp(-np.abs(logits.astype(np.float64)))  # never overflows
    return np.where(logits >= 0, 1 / (1 + small), small / (1 + small)).astype(np.float32)


def _shared_out(answers: Array) -> Array:
    """Sigmoids with a loss of classes, which reads their shares of the sum."""
    sums = answers.sum(axis=1, keepdims=True)
    return np.where(sums > 0, answers / np.where(sums > 0, sums, 1), 1 / answers.shape[1])


CLASS = "class"
"The column that names the class of a row."


def frame_of(answers: Array, terms: Terms | None, index: Any) -> pd.DataFrame:
    """Predictions as a table; `terms` is None if unknown, `index` None for rows 0, 1 and so on."""
    if terms is None:
        return _frame(answers, _numbered("output", answers.shape[1]), index)
    if terms.task.kind == "regression":
        names = terms.answer_names or _numbered("y", answers.shape[1])
        return _frame(answers, names, index)
    if terms.coding.form == "flags":
        return _frame_of_flags(answers, terms, index)
    return _frame_of_classes(answers, terms, index)


def _frame_of_flags(answers: Array, terms: Terms, index: Any) -> pd.DataFrame:
    names = list(terms.answer_names or range(answers.shape[1]))
    chances = probabilities_of(answers, terms)
    if chances is None:
        return _frame(answers, _outputs(names), index)
    # with a single output there is also the probability of no
    return _frame(chances[:, -len(names) :], names, index)


def _frame_of_classes(answers: Array, terms: Terms, index: Any) -> pd.DataFrame:
    from densemodel.scoring.rows._renamed_columns import with_old_names

    chances = probabilities_of(answers, terms)
    labels = labels_of(terms)
    if chances is not None:
        frame = _frame(chances, _titles(labels), index)
        if CLASS in labels.tolist():
            frame = with_old_names(frame, {f"chance of {CLASS}": f"probability of {CLASS}"})
    elif terms.task.kind == "binary":
        frame = _frame(answers, ["output"], index)
    else:
        frame = _frame(answers, _outputs(_titles(labels)), index)
    frame.insert(0, CLASS, labels[most_likely(answers, chances, terms)])
    return frame


def _frame(values: Array, columns: Sequence[Any], index: Any) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(values, columns=list(columns), index=index)


def labels_of(terms: Terms) -> Array:
    """The classes as in y; text as objects, for which pandas has its own type."""
    labels = np.asarray(terms.class_labels)
    return labels.astype(object) if labels.dtype.kind == "U" else labels


def _titles(labels: Array) -> list[Any]:
    """Names for the columns of the classes, distinct from the column `class`."""
    titles = labels.astype(str) if labels.dtype.kind == "b" else labels
    return [f"probability of {name}" if name == CLASS else name for name in titles.tolist()]


def _outputs(names: Sequence[Any]) -> list[str]:
    return [f"output {name}" for name in names]


def _numbered(word: str, count: int) -> list[str]:
    return [word] if count == 1 else [f"{word} {number}" for number in range(count)]
