"""The rows for the measurements of a run: chosen once, from all classes equally."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training.diagnosis._meter import Probe
from densemodel.training.diagnosis._unit_layers import unit_layers
from densemodel.training.engine._probe import even_by_class, evenly

if TYPE_CHECKING:
    from densemodel.data import Bound
    from densemodel.training.engine._feed import Feed

Array = np.ndarray[Any, Any]

MOST_ROWS, FEWEST_ROWS = 256, 32
_MOST_PRODUCTS = 500_000_000
"""The most multiplications of one pass over the probe rows, for less than 0.1 s."""
_MOST_NUMBERS = 2_000_000
"""The most activations of one pass."""


def probe_of(model: Any, bound: Bound, feed: Feed) -> Probe:
    """Some training rows, the same ones for the whole run.

    Args:
        model: A built model.
        bound: The training rows and their classes.
        feed: x and y.
    """
    places = bound.training_rows
    most = rows_for(model)
    classes = None if bound.coding is None else bound.coding.class_numbers(bound.y[places])
    rows = evenly(places, most) if classes is None else even_by_class(places, classes, most)
    x, y = (column[0] for column in feed.block(rows[None])[:2])
    return Probe(x, y, rows)


def rows_for(model: Any) -> int:
    """The number of rows to measure: 256, or fewer for a large network."""
    layers = unit_layers(model)
    shapes = [tuple(one.layer.output.shape[1:]) if one.is_read else (1,) for one in layers]
    sizes = [tuple(int(size or 1) for size in shape) for shape in shapes]
    products = sum(
        prod(size[:-1]) * sum(prod(map(int, w.shape)) for w in one.layer.trainable_weights)
        for one, size in zip(layers, sizes, strict=True)
    )
    numbers = sum(map(prod, sizes))
    most = min(_MOST_PRODUCTS // max(products, 1), _MOST_NUMBERS // max(numbers, 1))
    return int(np.clip(most, FEWEST_ROWS, MOST_ROWS))
