"""Outputs of a model for a few rows, between two steps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from densemodel.data import Bound
    from densemodel.training.engine._feed import Feed

Array = np.ndarray[Any, Any]

_MOST_NUMBERS = 1_000_000
"""Values of x per call, unless a batch has more: activations are larger."""


def answers_of(model: Any, feed: Feed, rows: Array, batch: int) -> Array:
    """The outputs of a model for some rows, without changing it.

    Args:
        model: The model.
        feed: x is its first column.
        rows: Row numbers, shape (n,).
        batch: A number of rows that fits in one call.
    """
    x = feed.columns[0]
    size = max(batch, _MOST_NUMBERS // math.prod(map(int, x.shape[1:])))
    parts = [rows[start : start + size] for start in range(0, len(rows), size)]
    return np.concatenate([model(x_of(feed, part), training=False).numpy() for part in parts])


def x_of(feed: Feed, rows: Array) -> Any:
    """Some rows of the first column of a feed, as a tensor."""
    return type(feed)(feed.columns[:1]).block(rows[None])[0][0]


_CHANCES = ("sigmoid", "hard_sigmoid")


def classes_of(answers: Array, bound: Bound) -> Array:
    """The predicted classes, as accuracy counts them."""
    if bound.task.kind == "binary":
        is_logit = dict(bound.task.loss.arguments).get("from_logits")
        # a tanh with a hinge loss is not a probability: above 0 is the positive class
        is_chance = bound.spec.last_activation in _CHANCES and not is_logit
        limit = 0.5 if is_chance else 0.0
        return np.asarray(answers.reshape(len(answers), -1)[:, 0] > limit, np.int64)
    return np.asarray(answers.argmax(axis=-1))


def class_name(bound: Bound, number: int) -> str:
    """The name of a class, or its number if it has no name."""
    return bound.class_names[number] if bound.class_names else str(number)


def named(bound: Bound, number: int) -> str:
    """A class in messages: `3`, or `'cat'`."""
    name = class_name(bound, number)
    return repr(name) if bound.class_names else name


def evenly(places: Array, most: int) -> Array:
    """At most `most` of the places, spread evenly."""
    if len(places) <= most:
        return places
    return places[np.arange(most) * len(places) // most]


def even_by_class(places: Array, classes: Array, most: int) -> Array:
    """At most `most` places, equally many of each class.

    Args:
        places: Row numbers.
        classes: The class of each row.
        most: The largest number of places.
    """
    present = np.unique(classes)
    each = max(most // len(present), 1)
    return np.concatenate([evenly(places[classes == one], each) for one in present])
