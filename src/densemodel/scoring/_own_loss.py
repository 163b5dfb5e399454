"""The loss that a network was trained with, of each row and of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.network import make

if TYPE_CHECKING:
    from densemodel.data import Terms

Array = np.ndarray[Any, Any]

_OF_NUMBERS = ("SparseCategoricalCrossentropy", "CategoricalGeneralizedCrossEntropy")
"Losses that take class numbers; others take a column for each class."


def row_losses(terms: Terms, y: Array, answers: Array) -> Array | float:
    """The loss by its definition, without penalties on weights.

    Args:
        terms: They say the loss.
        y: Written by these terms, shape (n,) or (n, ...).
        answers: What the last layer gives, shape (n, ...).

    Returns:
        One number a row, float64 of shape (n,); a single number where the loss is one of all rows
        together, as Dice.
    """
    from keras import ops

    loss = make(terms.task.loss)
    due = _as_due(terms, np.asarray(y))
    with np.errstate(all="ignore"):
        found = loss.call(
            ops.convert_to_tensor(due), ops.convert_to_tensor(np.asarray(answers, np.float32))
        )
    losses = np.asarray(found, dtype=np.float64)
    if losses.ndim == 0 or len(losses) != len(answers):
        return float(losses.mean())
    return np.asarray(losses.reshape(len(losses), -1).mean(axis=1))


def _as_due(terms: Terms, y: Array) -> Array:
    """The labels as the loss takes them: a model that nobody trained here may have another form."""
    if terms.task.kind != "classes" or y.ndim > 1:
        return y if y.dtype.kind == "i" else y.astype(np.float32)
    if terms.task.loss.name in _OF_NUMBERS:
        return y
    return np.eye(terms.spec.output_shape[-1], dtype=np.float32)[y]
