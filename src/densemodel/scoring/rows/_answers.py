"""Outputs of a model, batch by batch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import chunks_of
from densemodel.errors import DataError
from densemodel.scoring.rows._asked import WHERE
from densemodel.training import sound_weights

if TYPE_CHECKING:
    from densemodel.data import Features


Array = np.ndarray[Any, Any]


def some_of(count: int, most: int) -> Array:
    """Numbers of rows drawn at random, in their order, and the same at each call.

    Not every nth row: of labels that repeat with that period only one would be left.

    Args:
        count: How many rows there are.
        most: How many are kept at most.

    Returns:
        int64, shape (min(count, most),), without repeats.
    """
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(0).choice(count, most, replace=False))


def some_words(shown: int, count: int, kind: str) -> str:
    """`5,000 of 18,000 validation rows, drawn at random`, for rows from `some_of`."""
    return f"{shown:,} of {count:,} {kind} rows, drawn at random"


BATCH_ROWS = 1024
"Rows per batch: large, because no gradient is kept."
_MOST_NUMBERS = 2**22
"Numbers of x per batch, unless a single row has more: activations are larger."


@dataclass(frozen=True, eq=False)
class Answers:
    """Outputs of a model, with what its loss needs."""

    values: Array
    "Outputs of the last layer, float32, shape (n, ...)."
    logits: Array | None = None
    """Inputs of a last softmax or sigmoid, shape (n, ...): Keras's crossentropies read them
    instead of the values, which are rounded to 0 and 1. None where Keras reads the values."""
    penalty: float = 0.0
    "The penalties on the same weights (l1, l2) in the loss."


def answers_of(
    model: Any,
    x: Features,
    places: Array | None = None,
    *,
    newest: bool = False,
    where: str = WHERE,
) -> Array:
    """Call a model on rows, without changing it.

    Args:
        model: A built model with one input and one output of columns.
        x: Rows.
        places: Indices of rows, shape (n,), at least one; None for all.
        newest: While a run trains it, use its newest weights instead of its best.
        where: What messages call the rows.

    Returns:
        float32, shape (n, columns).

    Raises:
        DataError: An output is not a number.
    """
    return _ask(model, x, places, newest=newest, where=where, for_loss=False).values


def answers_to_score(
    model: Any,
    x: Features,
    places: Array | None = None,
    *,
    newest: bool = False,
    where: str = WHERE,
) -> Answers:
    """Outputs with what the loss needs.

    Args, Raises: As for `answers_of`.
    """
    return _ask(model, x, places, newest=newest, where=where, for_loss=True)


def _ask(
    model: Any, x: Features, places: Array | None, *, newest: bool, where: str, for_loss: bool
) -> Answers:
    """Call a model batch by batch.

    Not Keras's `predict`: it compiles a function that the model keeps, and it reads the variables
    at each batch, which may be changing in training.
    """
    most = max(1, min(BATCH_ROWS, _MOST_NUMBERS // max(math.prod(x.shape[1:]), 1)))
    wanted = np.arange(len(x)) if places is None else places
    with sound_weights(model, newest=newest):
        values, logits = [], []
        for rows in chunks_of(x, wanted, most):
            given = model(rows, training=False)
            values.append(np.asarray(given, dtype=np.float32))
            if for_loss:
                logits.append(_logits_of(given))
        penalties = [
            float(np.asarray(variable.regularizer(variable.value)))
            for variable in model.trainable_weights
            if variable.regularizer is not None
        ]
        is_sound = all(_is_finite(variable.value) for variable in model.weights)
    answers = np.concatenate(values)
    finite = np.isfinite(answers.reshape(len(answers), -1)).all(axis=1)
    if not finite.all():
        if not is_sound:
            raise DataError(
                "the model has weights that are not numbers, so it predicts nothing: restart "
                "training with a smaller learning rate"
            )
        row = int(wanted[finite.argmin()])
        raise DataError(
            f"the output for row {row} of {where} is not a number: its values are too far from "
            "those of the training rows"
        )
    known = [part for part in logits if part is not None]
    return Answers(answers, np.concatenate(known) if known else None, float(sum(penalties)))


def _logits_of(given: Any) -> Array | None:
    """The logits that Keras keeps with a softmax or sigmoid; a cast would lose them."""
    logits = getattr(given, "_keras_logits", None)
    if logits is None or given.dtype != "float32":
        return None
    return np.asarray(logits, dtype=np.float32)


def _is_finite(values: Any) -> bool:
    values = np.asarray(values)
    return values.dtype.kind != "f" or bool(np.isfinite(values).all())
