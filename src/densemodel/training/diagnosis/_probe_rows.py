"""The rows that a run is measured on: chosen once, of all classes alike."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training._probe import even_by_class, evenly
from densemodel.training.diagnosis._meter import Probe
from densemodel.training.diagnosis._unit_layers import unit_layers

if TYPE_CHECKING:
    from densemodel.data import Bound
    from densemodel.training._feed import Feed

Array = np.ndarray[Any, Any]

MOST_ROWS, FEWEST_ROWS = 256, 32
_MOST_PRODUCTS = 1_000_000_000
"""Multiplications of one pass over the probe rows at the most, so that it takes about 0.1 s."""


def probe_of(model: Any, bound: Bound, feed: Feed) -> Probe:
    """Rows that train, the same ones for the whole run.

    Args:
        model: A built model.
        bound: Says which rows train, and their classes.
        feed: x and y.
    """
    places = bound.training_rows
    most = rows_for(model)
    classes = None if bound.coding is None else bound.coding.class_numbers(bound.y[places])
    rows = evenly(places, most) if classes is None else even_by_class(places, classes, most)
    x, y = (column[0] for column in feed.block(rows[None])[:2])
    return Probe(x, y, rows)


def rows_for(model: Any) -> int:
    """How many rows are measured at once: 256, fewer of a network that computes long."""
    products = sum(map(_products, unit_layers(model)))
    return int(np.clip(_MOST_PRODUCTS // max(products, 1), FEWEST_ROWS, MOST_ROWS))


def _products(one: Any) -> int:
    """Multiplications of a layer for one row."""
    shape = one.layer.output.shape if one.is_read else (None, None)
    places = prod(int(size) for size in shape[1:-1] if size)
    return places * sum(int(np.prod(w.shape)) for w in one.layer.trainable_weights)
