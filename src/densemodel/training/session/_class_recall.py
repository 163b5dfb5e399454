"""The recall of each class on the validation rows."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training.engine._probe import answers_of, class_name, classes_of, evenly

if TYPE_CHECKING:
    from densemodel.data import Bound
    from densemodel.training.engine._feed import Feed

Array = np.ndarray[Any, Any]

MOST_ROWS = 20_000
MOST_SECONDS = 2.0
MOST_CLASSES = 1_000
_ROWS_IN_A_CALL = 1_024
_FIRST_ROWS = 32


def recalls_of(
    model: Any, bound: Bound, feed: Feed, places: Array, seconds: float = MOST_SECONDS
) -> dict[str, float] | None:
    """The recall of each class, by its name.

    It uses about 20,000 of the rows for at most two seconds. They are spread evenly, so that the
    rows scored in that time represent all.

    Args:
        model: The model.
        bound: The data, with the classes.
        feed: x and y, with the validation rows.
        places: The row numbers of the validation rows in the feed.
        seconds: The time limit.

    Returns:
        The recall, 0 to 1, of each class that occurs in these rows; None without classes, or with
        more than 1,000.
    """
    labels = _classes_in(bound, feed, places)
    if labels is None or not len(places):
        return None
    chosen = evenly(np.arange(len(places)), MOST_ROWS)
    # in strides, so that each part is spread over the whole
    strides = np.arange(len(chosen)) % -(-len(chosen) // _FIRST_ROWS)
    chosen = chosen[np.argsort(strides, kind="stable")]
    found = _found(model, bound, feed, places[chosen], seconds)
    labels = labels[chosen[: len(found)]]
    rows, hits = np.bincount(labels), np.bincount(labels, found == labels)
    return {class_name(bound, int(c)): float(hits[c] / rows[c]) for c in np.flatnonzero(rows)}


def _classes_in(bound: Bound, feed: Feed, places: Array) -> Array | None:
    """The class of each row; None if there are no classes, or too many."""
    if bound.coding is None or len(bound.class_counts or ()) > MOST_CLASSES:
        return None
    numbers = bound.coding.class_numbers(np.asarray(feed.columns[1]))
    return None if numbers is None else numbers[places]


def _found(model: Any, bound: Bound, feed: Feed, places: Array, seconds: float) -> Array:
    """The predicted class of each of the first rows, until the time is up."""
    began, size, done = time.monotonic(), _FIRST_ROWS, 0
    found: list[Array] = []
    while done < len(places) and (not found or time.monotonic() - began < seconds):
        answers = answers_of(model, feed, places[done : done + size], _ROWS_IN_A_CALL)
        found.append(classes_of(answers, bound))
        done += size
        size = min(2 * size, _ROWS_IN_A_CALL)
    return np.concatenate(found)
