"""Outputs of a model for a few rows, the recall of each class, and the loss of the baseline."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import Baseline
from densemodel.network import make

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data import Bound
    from densemodel.training.engine._feed import Feed


def answers_of(model: Any, feed: Feed, rows: Array, batch: int) -> Array:
    """The outputs of a model for rows of a feed, of which `batch` fit in one call."""
    x = feed.columns[0]
    # activations are larger than x
    size = max(batch, 1_000_000 // math.prod(map(int, x.shape[1:])))
    parts = [rows[start : start + size] for start in range(0, len(rows), size)]
    return np.concatenate([model(x_of(feed, part), training=False).numpy() for part in parts])


def x_of(feed: Feed, rows: Array) -> Any:
    """Some rows of the first column of a feed, as a tensor."""
    return type(feed)(feed.columns[:1]).block(rows[None])[0][0]


def classes_of(answers: Array, bound: Bound) -> Array:
    """The predicted classes, as accuracy counts them."""
    if bound.task.kind == "binary":
        is_logit = dict(bound.task.loss.arguments).get("from_logits")
        # a tanh with a hinge loss is not a probability: above 0 is the positive class
        is_probability = bound.spec.last_activation in ("sigmoid", "hard_sigmoid") and not is_logit
        limit = 0.5 if is_probability else 0.0
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
    """At most `most` places, equally many of each class."""
    present = np.unique(classes)
    each = max(most // len(present), 1)
    return np.concatenate([evenly(places[classes == one], each) for one in present])


RECALL_SECONDS = 2.0
_ROWS_IN_A_CALL = 1_024
_FIRST_ROWS = 32


def recalls_of(
    model: Any, bound: Bound, feed: Feed, places: Array, seconds: float = RECALL_SECONDS
) -> dict[str, float] | None:
    """The recall, 0 to 1, of each class that occurs in some rows, by its name.

    It uses about 20,000 of the rows, numbered by their `places` in the feed, for at most two
    seconds. They are spread evenly, so that the rows scored in that time represent all. None
    without classes, or with more than 1,000.
    """
    if bound.coding is None or len(bound.class_counts or ()) > 1_000:
        return None
    numbers = bound.coding.class_numbers(np.asarray(feed.columns[1]))
    if numbers is None or not len(places):
        return None
    labels = numbers[places]
    chosen = evenly(np.arange(len(places)), 20_000)
    # in strides, so that each part is spread over the whole
    strides = np.arange(len(chosen)) % -(-len(chosen) // _FIRST_ROWS)
    chosen = chosen[np.argsort(strides, kind="stable")]
    found = _found(model, bound, feed, places[chosen], seconds)
    labels = labels[chosen[: len(found)]]
    rows, hits = np.bincount(labels), np.bincount(labels, found == labels)
    return {class_name(bound, int(c)): float(hits[c] / rows[c]) for c in np.flatnonzero(rows)}


def _found(model: Any, bound: Bound, feed: Feed, places: Array, seconds: float) -> Array:
    """The predicted class of each of the first rows, until the time is up."""
    began, size, done = time.monotonic(), _FIRST_ROWS, 0
    found: list[Array] = []
    while done < len(places) and (not found or time.monotonic() - began < seconds):
        answers = answers_of(model, feed, places[done : done + size], _ROWS_IN_A_CALL)
        found.append(classes_of(answers, bound))
        done += size
        size = min(4 * size, _ROWS_IN_A_CALL)
    return np.concatenate(found)


class BaselineLoss:
    """The loss of the baseline on rows of the data, weighted as in training."""

    def __init__(self, bound: Bound, weights: Array | None) -> None:
        self._bound = bound
        self._weights = weights
        self._loss = make(bound.task.loss)
        rows = bound.training_rows
        self._outputs: list[Array] = []
        if bound.coding is not None:
            own = None if weights is None else weights[rows]
            self._outputs = Baseline(bound.coding, bound.y[rows], own).outputs(bound.task)
        self.loss: float | None = None
        "The loss on the training rows; None if unknown."
        if self._outputs:
            most = max(5_000_000 // max(self._outputs[0].size, 1), 1)
            loss = self.loss_on(rows[:: -(-len(rows) // most)])
            self.loss = loss if np.isfinite(loss) else None

    def loss_on(self, rows: Array) -> float:
        """The loss on some rows; NaN if unknown."""
        y = self._bound.y[rows]
        weights = None if self._weights is None else self._weights[rows]
        losses = [
            float(self._loss(y, np.broadcast_to(one, (len(rows), *one.shape)), weights))
            for one in self._outputs
        ]
        return min(losses, default=float("nan"))
