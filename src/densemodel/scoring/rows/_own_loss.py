"""The training loss of each row and of a constant prediction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import constant_answers
from densemodel.network import make

if TYPE_CHECKING:
    from densemodel.data import Terms
    from densemodel.scoring.rows._predictions import Predictions


Array = np.ndarray[Any, Any]

EVALUATE_ROWS = 32
"Default batch size of Keras's `evaluate`."

_OF_NUMBERS = ("SparseCategoricalCrossentropy", "CategoricalGeneralizedCrossEntropy")
"Losses that take class numbers; others take a column for each class."


def own_losses(judged: Predictions) -> Array | float:
    """The loss of predictions, as from `losses_of`."""
    return losses_of(judged.terms, judged.y, judged.answers, judged.logits)


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

    due = _as_due(terms, np.asarray(y))
    answers = np.asarray(answers, np.float32)

    def of_rows(rows: slice) -> Array:
        said = ops.convert_to_tensor(answers[rows])
        if logits is not None:  # the tensor carries them, like one from a softmax layer
            said._keras_logits = ops.convert_to_tensor(logits[rows])  # noqa: SLF001
        with np.errstate(all="ignore"):
            return np.asarray(loss.call(due[rows], said), dtype=np.float64)

    if of_rows(slice(0, 1)).ndim == 0:
        firsts = np.arange(0, len(answers), EVALUATE_ROWS)
        losses = [float(of_rows(slice(first, first + EVALUATE_ROWS))) for first in firsts]
        sizes = np.minimum(EVALUATE_ROWS, len(answers) - firsts)
        return float(np.average(losses, weights=sizes))
    return np.asarray(of_rows(slice(None)).reshape(len(answers), -1).mean(axis=1))


def _as_due(terms: Terms, y: Array) -> Array:
    """The labels as the loss takes them: a model from elsewhere may take another form."""
    if terms.task.kind != "classes" or y.ndim > 1:
        return y if y.dtype.kind == "i" else y.astype(np.float32)
    if terms.task.loss.name in _OF_NUMBERS:
        return y
    return np.eye(terms.spec.output_shape[-1], dtype=np.float32)[y]


_LEAST_SHARE = 1e-7  # as Keras clips probabilities


def guessed_loss(judged: Predictions, trained: Array) -> float | None:
    """The loss of the best constant prediction for the encoded labels of the training rows.

    None if unknown: outputs that are not probabilities.
    """
    terms = judged.terms
    if terms.task.kind != "regression" and judged.chances is None:
        return None
    rows = len(judged.answers)
    losses = []
    for answer in constant_answers(terms.coding, trained, None):
        outputs = _as_outputs(terms, answer)
        everywhere = np.broadcast_to(outputs, (rows, *outputs.shape))
        losses.append(float(np.mean(losses_of(terms, judged.y, everywhere))))
    return min(losses, default=None)


def _as_outputs(terms: Terms, answer: Array) -> Array:
    """The prediction as outputs of the last layer: logits, if the loss takes those."""
    if terms.task.kind == "regression":
        return np.asarray(answer, np.float32)
    share = np.clip(answer, _LEAST_SHARE, 1 - _LEAST_SHARE)
    if not dict(terms.task.loss.arguments).get("from_logits"):
        return np.asarray(share, np.float32)
    is_of_classes = terms.task.kind == "classes"
    return np.asarray(np.log(share) if is_of_classes else np.log(share / (1 - share)), np.float32)
