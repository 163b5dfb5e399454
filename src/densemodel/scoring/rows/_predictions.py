"""Outputs of the last layer as probabilities and classes, as a table, and their losses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.network import make
from densemodel.scoring.rows._answers import Answers, answers_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from densemodel._array import Array
    from densemodel.data import Baseline, Terms
    from densemodel.scoring.rows._evaluation_rows import EvaluationRows


@dataclass(frozen=True, eq=False)
class Predictions:
    """Rows with their true labels and the model's predictions."""

    terms: Terms
    y: Array
    """True labels, encoded for the loss: int32 (n,), or float32 (n, units). Numbers to predict may
    be in float64, as given."""
    answers: Array
    "Outputs of the last layer, float32, shape (n, units)."
    y_true: Array | None
    "The true class of each row, shape (n,); None without classes."
    y_pred: Array | None
    "The predicted class of each row, shape (n,); None without classes."
    probabilities: Array | None
    """The probability of each class, float32, shape (n, classes), or of each yes-or-no label, shape
    (n, units); None for a regression, and for outputs that are not probabilities."""
    penalty: float = 0.0
    logits: Array | None = None
    "Inputs of a last softmax or sigmoid, shape (n, units), if Keras's losses read them."

    @property
    def is_right(self) -> Array | None:
        """Whether each predicted class is the true one, shape (n,)."""
        if self.y_true is None or self.y_pred is None:
            return None
        return np.asarray(self.y_true == self.y_pred)


def predict_rows(model: Any, rows: EvaluationRows, *, newest: bool = False) -> Predictions:
    """Predict rows; a run that trains the model does not wait.

    With `newest`, the newest weights are used during training instead of the best.

    Raises:
        DataError: An output is not a number.
    """
    return predictions_of(rows.terms, rows.y, answers_of(model, rows.x, newest=newest))


def predictions_of(terms: Terms, y: Array, given: Answers) -> Predictions:
    answers, y_true, y_pred, probabilities = given.outputs, None, None, None
    if terms.task.kind != "regression":
        probabilities = probabilities_of(answers, terms)
    if terms.task.kind in ("classes", "binary"):
        y_true = terms.coding.class_numbers(y)
        if y_true is not None:
            y_pred = most_likely(answers, probabilities, terms)
        elif probabilities is not None:  # shares of yes: outputs without classes
            probabilities = probabilities[:, 1:]
    return Predictions(
        terms, y, answers, y_true, y_pred, probabilities, given.penalty, given.logits
    )


def names_of(terms: Terms) -> tuple[str, ...]:
    """The classes, the yes-or-no labels or the columns of y, as text."""
    if terms.task.kind in ("classes", "binary") and terms.class_labels is not None:
        return tuple(map(str, labels_of(terms).tolist()))
    word = "y" if terms.task.kind == "regression" else "label"
    return tuple(map(str, terms.answer_names or numbered(word, terms.spec.output_shape[-1])))


def numbers_of(answers: Array, terms: Terms) -> Array:
    """What `frame_of` writes beside the class: probabilities, or else outputs; shape (n, columns).

    The columns are the classes, the yes-or-no labels, or the columns of y.
    """
    found = None if terms.task.kind == "regression" else probabilities_of(answers, terms)
    if found is None:
        return answers
    return found[:, -answers.shape[1] :] if terms.coding.form == "flags" else found


_SIGNS = np.array([-1, 1])


def signs_or(terms: Terms, y: Any) -> Terms:
    """The terms to read y with, for a model with unknown label encoding.

    Keras's hinge losses take 0 and 1 as well as -1 and 1: if y holds only these, so do the terms.
    """
    coding = terms.coding
    is_of_numbers = coding.form == "binary" and coding.levels is None
    if terms.task.loss.name not in ("Hinge", "SquaredHinge") or not is_of_numbers:
        return terms
    values = np.asarray(y)
    is_of_signs = values.dtype.kind in "if" and bool((np.abs(values) == 1).all())
    if not is_of_signs or not (values == _SIGNS[0]).any():
        return terms
    return replace(terms, coding=replace(coding, levels=_SIGNS), class_labels=_SIGNS)


def probabilities_of(answers: Array, terms: Terms) -> Array | None:
    """The probability of each class, or of each yes-or-no label; not for a regression.

    Shape (n, classes), or (n, units) for yes-or-no labels; None if the outputs are no
    probabilities, as with a hinge loss.
    """
    is_logit = _are_logits(terms)
    activation = terms.spec.last_activation
    if not is_logit and activation not in ("softmax", "sigmoid", "hard_sigmoid"):
        return None
    if terms.task.kind == "classes":
        if is_logit:
            powers = np.exp(answers.astype(np.float64) - answers.max(axis=1, keepdims=True))
            return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
        if activation == "softmax":
            return answers
        # a loss of classes reads the shares of sigmoids in their sum
        sums = answers.sum(axis=1, keepdims=True)
        return np.where(sums > 0, answers / np.where(sums > 0, sums, 1), 1 / answers.shape[1])
    yes = _sigmoid(answers) if is_logit else answers
    if terms.task.kind == "labels":
        return yes
    return np.concatenate([_sigmoid(-answers) if is_logit else 1 - answers, yes], axis=1)


def most_likely(answers: Array, probabilities: Array | None, terms: Terms) -> Array:
    """The predicted class of each row, as accuracy counts it; for one or two of classes."""
    if terms.task.kind == "classes":
        return np.asarray(answers.argmax(axis=1))
    return is_yes(answers, probabilities, terms)[:, 0].astype(np.int64)


def is_yes(answers: Array, probabilities: Array | None, terms: Terms) -> Array:
    """Whether each prediction is yes, as accuracy counts it, bool, shape (n, units)."""
    limit = 0.0 if probabilities is None or _are_logits(terms) else 0.5
    return np.asarray(answers > limit)


def _are_logits(terms: Terms) -> bool:
    return bool(dict(terms.task.loss.arguments).get("from_logits"))


def _sigmoid(logits: Array) -> Array:
    small = np.exp(-np.abs(logits.astype(np.float64)))  # never overflows
    return np.where(logits >= 0, 1 / (1 + small), small / (1 + small)).astype(np.float32)


CLASS = "class"
"The column that names the class of a row."


def frame_of(answers: Array, terms: Terms | None, index: Any) -> pd.DataFrame:
    """Predictions as a table; `terms` is None if unknown, `index` None for rows 0, 1 and so on."""
    if terms is None:
        return _frame(answers, numbered("output", answers.shape[1]), index)
    if terms.task.kind == "regression":
        names = terms.answer_names or numbered("y", answers.shape[1])
        return _frame(answers, names, index)
    probabilities = probabilities_of(answers, terms)
    if terms.coding.form != "flags":
        return _frame_of_classes(answers, probabilities, terms, index)
    flags = list(terms.answer_names or range(answers.shape[1]))
    if probabilities is None:
        return _frame(answers, _outputs(flags), index)
    # with a single output there is also the probability of no
    return _frame(probabilities[:, -len(flags) :], flags, index)


def _frame_of_classes(
    answers: Array, probabilities: Array | None, terms: Terms, index: Any
) -> pd.DataFrame:
    labels = labels_of(terms)
    if probabilities is not None:
        frame = _frame(probabilities, _titles(labels), index)
    elif terms.task.kind == "binary":
        frame = _frame(answers, ["output"], index)
    else:
        frame = _frame(answers, _outputs(_titles(labels)), index)
    frame.insert(0, CLASS, labels[most_likely(answers, probabilities, terms)])
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


def numbered(word: str, count: int) -> list[str]:
    """Names for columns without names: `y`, or `y 0`, `y 1` and so on."""
    return [word] if count == 1 else [f"{word} {number}" for number in range(count)]


EVALUATE_ROWS = 32
"Default batch size of Keras's `evaluate`."

_OF_NUMBERS = ("SparseCategoricalCrossentropy", "CategoricalGeneralizedCrossEntropy")
"Losses that take class numbers; others take a column for each class."


def own_losses(predictions: Predictions) -> Array | float:
    return losses_of(predictions.terms, predictions.y, predictions.answers, predictions.logits)


def loss_metric(losses: Array | float | None, penalty: float) -> dict[str, float]:
    """`loss`, with the penalties on weights; empty if the losses are unknown."""
    return {} if losses is None else {"loss": float(np.mean(losses)) + penalty}


def losses_of(terms: Terms, y: Array, answers: Array, logits: Array | None = None) -> Array | float:
    """The loss as in Keras's `evaluate`, without penalties on weights.

    Args:
        terms: With the loss.
        y: Encoded by these terms, shape (n,) or (n, ...).
        answers: Outputs of the last layer, shape (n, ...).
        logits: Inputs of a last softmax or sigmoid, shape (n, ...): a crossentropy reads them
            instead.

    Returns:
        One number per row, float64 of shape (n,). A single number if the loss is defined for
        batches, as Dice: the mean over batches of `EVALUATE_ROWS` rows.
    """
    loss = make(terms.task.loss)
    from keras import ops

    due = np.asarray(y)
    if terms.task.kind != "classes" or due.ndim > 1:
        due = due if due.dtype.kind == "i" else due.astype(np.float32)
    elif terms.task.loss.name not in _OF_NUMBERS:  # a model from elsewhere takes another form
        due = np.eye(terms.spec.output_shape[-1], dtype=np.float32)[due]
    answers = np.asarray(answers, np.float32)

    def of_rows(rows: slice) -> Array:
        outputs = ops.convert_to_tensor(answers[rows])
        if logits is not None:  # the tensor carries them, like one from a softmax layer
            outputs._keras_logits = ops.convert_to_tensor(logits[rows])  # noqa: SLF001
        with np.errstate(all="ignore"):
            return np.asarray(loss.call(due[rows], outputs), dtype=np.float64)

    if of_rows(slice(0, 1)).ndim == 0:
        firsts = np.arange(0, len(answers), EVALUATE_ROWS)
        losses = [float(of_rows(slice(first, first + EVALUATE_ROWS))) for first in firsts]
        sizes = np.minimum(EVALUATE_ROWS, len(answers) - firsts)
        return float(np.average(losses, weights=sizes))
    return np.asarray(of_rows(slice(None)).reshape(len(answers), -1).mean(axis=1))


def baseline_loss(predictions: Predictions, baseline: Baseline) -> float | None:
    """The loss of the baseline on these rows; None if outputs are not probabilities."""
    terms = predictions.terms
    if terms.task.kind != "regression" and predictions.probabilities is None:
        return None
    rows = len(predictions.answers)

    def loss_of(outputs: Array) -> float:
        everywhere = np.broadcast_to(outputs, (rows, *outputs.shape))
        return float(np.mean(losses_of(terms, predictions.y, everywhere)))

    return baseline.loss(terms.task, loss_of)
