"""Normalization layers learn mean and variance from the rows that train."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import StoredRows, chunks_of
from densemodel.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.data import Bound

Array = np.ndarray[Any, Any]

_CHUNK = 4096
"""Rows that pass through the network at once."""


def adapt(model: Any, bound: Bound) -> None:
    """Let each Normalization layer of a model learn from what reaches it of the training rows.

    Keras's own `adapt` takes rows at the input of the layer, and adds them up in float32. Here
    they pass through the layers before it, and the sums are float64.

    Args:
        model: A built `keras.Sequential`.
        bound: Its data.

    Raises:
        DataError: The numbers that reach such a layer are too large for float32 once squared.
    """
    for place, layer in enumerate(model.layers):
        if hasattr(layer, "adapt"):
            mean, variance = _moments(_reaching(model.layers[:place], bound))
            layer.set_weights([mean, variance, *layer.get_weights()[2:]])
            layer.finalize_state()


def take_up_weights(model: Any) -> None:
    """Let Normalization layers compute with the numbers that were just put into their variables.

    Keras keeps a constant beside each of the two variables, and computes with that.
    """
    for layer in model.layers:
        if hasattr(layer, "finalize_state"):
            layer.finalize_state()


def _reaching(layers: list[Any], bound: Bound) -> Iterator[Array]:
    """What comes out of these layers for the training rows, in chunks."""
    rows = bound.training_rows
    if isinstance(bound.x, StoredRows):
        rows = np.sort(rows)  # so that the file is read from its start to its end
    for chunk in chunks_of(bound.x, rows, _CHUNK):
        reached: Any = chunk
        for layer in layers:
            reached = layer(reached)
        yield np.asarray(reached, dtype=np.float64)


def _moments(chunks: Iterator[Array]) -> tuple[Array, Array]:
    """Mean and variance over all but the last axis, as float32.

    The variance of a column that never changes is put as 1: Keras would divide by 1e-7, and a row
    that differs later would reach the network as millions.
    """
    count, mean, squares = 0, np.zeros(()), np.zeros(())
    for chunk in chunks:
        flat = chunk.reshape(-1, chunk.shape[-1])
        own_mean = flat.mean(axis=0)
        off = own_mean - mean
        total = count + len(flat)
        # sums of squares of two parts joined (Chan, Golub and LeVeque 1979)
        squares = (
            squares + ((flat - own_mean) ** 2).sum(axis=0) + off**2 * count * len(flat) / total
        )
        mean = mean + off * len(flat) / total
        count = total
    variance = np.where(squares > 0, squares / max(count, 1), 1.0)
    with np.errstate(over="ignore"):
        narrow = mean.astype(np.float32), variance.astype(np.float32)
    if not all(np.isfinite(numbers).all() for numbers in narrow):
        raise DataError(
            "norm cannot square the numbers that reach it, they are too large for float32: "
            "divide x by its largest number first"
        )
    return narrow
