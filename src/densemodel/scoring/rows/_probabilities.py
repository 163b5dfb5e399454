"""From outputs of the last layer to probabilities, as the loss reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from densemodel.data import Terms

Array = np.ndarray[Any, Any]

_CHANCES = ("softmax", "sigmoid", "hard_sigmoid")
"Activations whose outputs are probabilities."


def probabilities_of(answers: Array, terms: Terms) -> Array | None:
    """The probability of each class, or of each yes-or-no label.

    Args:
        answers: float32, shape (n, units).
        terms: Their meaning; not a regression.

    Returns:
        float32, shape (n, classes), or (n, units) for yes-or-no labels; None if the outputs are not
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
    """The predicted class of each row, as accuracy counts it.

    Args:
        answers: float32, shape (n, units).
        chances: Probabilities of the classes; None if there are none.
        terms: Their meaning: classes, or one of two.
    """
    if terms.task.kind == "classes":
        return np.asarray(answers.argmax(axis=1))
    return is_yes(answers, chances, terms)[:, 0].astype(np.int64)


def is_yes(answers: Array, chances: Array | None, terms: Terms) -> Array:
    """Whether each prediction is yes, as accuracy counts it, bool, shape (n, units).

    Args:
        answers: float32, shape (n, units).
        chances: Their probabilities; None if there are none.
        terms: Their meaning: one of two classes, or several yes-or-no labels.
    """
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
