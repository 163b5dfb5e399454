"""Offers to scale x, and what `norm` will make of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data._stored_rows import StoredRows, chunks_of
from densemodel.data._wording import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data._finding import Findings
    from densemodel.data._split import Rows
    from densemodel.data._stored_rows import Features
    from densemodel.spec import Layer, Spec

Array = np.ndarray[Any, Any]

FEWEST_PIXELS = 64
"The smallest image of digits that is common (8x8); fewer columns are taken for a table."
BRIGHTEST = 255
LARGE = 300
"A column that goes further from 0 than this gets the advice to be scaled; pixels do not."
LARGEST = 1e18
"norm squares what it gets, and the square of more than this does not fit float32."
LOOKED_AT = 1000
"Rows looked at to tell whether all values are whole."
CONSTANT = "norm"
"What findings about constant columns are about, so that another split can take their place."
_CHUNK = 4096
# these layers scale x themselves
_SCALING_LAYERS = {"Rescaling", "Normalization", "BatchNormalization", "LayerNormalization"}
# these hand on the same numbers in the same order
_SHAPING_LAYERS = {"Flatten", "Reshape"}


def offer_scaling(
    spec: Spec, x: Features, findings: Findings, names: Sequence[str] | None = None
) -> None:
    """Offer to bring x to a size that a network trains with: raw pixels, or columns far from 1."""
    first = _first_at_work(spec)
    if first is not None and first.kind in _SCALING_LAYERS:
        return
    before = len(findings.items)
    if math.prod(x.shape[1:]) >= FEWEST_PIXELS:
        _offer_pixels(x, findings)
    if len(x.shape) == 2 and len(findings.items) == before:  # noqa: PLR2004 - a table of columns
        _offer_standard_columns(x, findings, names)


def say_constant_columns(
    spec: Spec,
    x: Features,
    training_rows: Rows,
    findings: Findings,
    names: Sequence[str] | None = None,
) -> None:
    """Say which columns `norm` makes 0, since they are the same in all rows that train.

    Args:
        spec: Something is said only if `norm` stands at its start.
        x: All rows, in the network's shape.
        training_rows: Those that `norm` learns from.
        findings: Gets what is to be said.
        names: The columns of x, if it was a frame.
    """
    first = _first_at_work(spec)
    if first is None or first.kind != "Normalization":
        return
    constant = np.flatnonzero(_are_constant(x, training_rows, first.input_shape[-1]))
    if not len(constant):
        return
    if names is not None and len(names) != first.input_shape[-1]:
        names = None
    shown = [names[i] if names else i for i in constant.tolist()]
    if len(shown) == 1:
        message = f"column {listed(shown)} of x is the same in all rows that train: norm makes it 0"
    else:
        message = (
            f"{len(shown):,} columns of x are the same in all rows that train ({listed(shown)}): "
            "norm makes them 0"
        )
    findings.repair(CONSTANT, message)


def _first_at_work(spec: Spec) -> Layer | None:
    """The first layer that changes the numbers of x, not only their shape."""
    return next((layer for layer in spec.layers if layer.kind not in _SHAPING_LAYERS), None)


def _are_constant(x: Features, rows: Rows, width: int) -> Array:
    """Whether each column holds one value in these rows; shape (width,)."""
    first = next(chunks_of(x, rows[:1], 1)).reshape(-1, width)[0]
    constant, known = np.ones(width, dtype=bool), _known_constant(x, width)
    for chunk in chunks_of(x, rows, _CHUNK):
        constant &= (chunk.reshape(-1, width) == first).all(axis=0)
        if not (constant & ~known).any():
            break
    return constant


def _known_constant(x: Features, width: int) -> Array:
    """The columns that a survey of the file showed to be constant, to spare passing over it."""
    if not isinstance(x, StoredRows):
        return np.zeros(width, dtype=bool)
    lows, highs = (ends.reshape(-1, width) for ends in _ends(x))
    known: Array = lows.min(axis=0) == highs.max(axis=0)
    return known


def _ends(x: Features) -> tuple[Array, Array]:
    """Rows that hold the least number of each column, and rows that hold the greatest."""
    return (x.survey.lows, x.survey.highs) if isinstance(x, StoredRows) else (x, x)


def _offer_standard_columns(x: Features, findings: Findings, names: Sequence[str] | None) -> None:
    """Numbers in the hundreds drown the other columns, and the first steps overshoot."""
    lows, highs = _ends(x)
    sizes = np.maximum(highs.max(axis=0), -lows.min(axis=0))
    widest = int(sizes.argmax())
    if sizes[widest] < LARGE:
        return
    column = f"column {names[widest]!r}" if names else f"column {widest}"
    known = (
        f"{column} of x runs to {sizes[widest]:,.6g}, and a network trains badly on numbers that "
        "large"
    )
    if sizes[widest] > LARGEST:
        findings.offer("x", f"{known}: divide it by {sizes[widest]:.1g}")
    else:
        findings.offer("x", f"{known}: write norm after the input", "norm")


def _offer_pixels(x: Features, findings: Findings) -> None:
    lows, highs = _ends(x)
    top = highs.max()
    # some pixel of a real set is all but white; a table of counts seldom ends just there
    if not BRIGHTEST - 5 <= top <= BRIGHTEST or lows.min() < 0:
        return
    if _are_whole(x):
        findings.offer(
            "x",
            f"pixels run from {lows.min():g} to {top:g}: write scale / {BRIGHTEST} after the input",
            f"scale / {BRIGHTEST}",
        )


def _are_whole(x: Features) -> bool:
    """Whether the first rows hold whole numbers alone."""
    if not isinstance(x, StoredRows):
        some = x[:LOOKED_AT]
        return np.array_equal(some, np.floor(some))
    rows = np.arange(min(LOOKED_AT, len(x)))
    return all(np.array_equal(part, np.floor(part)) for part in chunks_of(x, rows, LOOKED_AT))
