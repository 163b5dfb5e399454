"""x as the network takes it: float32, in C order, shaped as the spec says."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data._frames import column_names, is_frame
from densemodel.data._values import check_finite, refuse_text
from densemodel.data._wording import counted, listed, place, size, value_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data._finding import Findings
    from densemodel.data._values import Values
    from densemodel.spec import Spec

Array = np.ndarray[Any, Any]

FEWEST_PIXELS = 64
"The smallest image of digits that is common (8x8); fewer columns are taken for a table."
BRIGHTEST = 255
LARGE = 300
"A column that goes further from 0 than this gets the advice to be scaled; pixels do not."
LOOKED_AT = 1000
"Rows looked at to tell whether all values are whole."
# these layers scale x themselves
_SCALING_LAYERS = {"Rescaling", "Normalization", "BatchNormalization", "LayerNormalization"}


def read_features(spec: Spec, values: Values, where: str, findings: Findings) -> Array | None:
    """The rows of x in the network's shape.

    Args:
        spec: Says the shape of a row.
        values: x as it was handed over.
        where: What messages call it.
        findings: Gets reshaping, and refusals.

    Returns:
        float32 of shape (n, *spec.input_shape). It is the given array itself if that fits as it
        stands; None if it was refused.
    """
    array = values.array
    if not array.size:
        what = "no rows" if not len(array) else "no columns"
        findings.refuse(where, f"{where} is empty, it has {what}: give at least one row of numbers")
        return None
    if array.dtype.kind == "U":
        refuse_text(array, where, findings)
        return None
    shaped = _reshape(array, spec.input_shape, where, findings)
    if shaped is None:
        return None
    names = values.column_names if array.ndim == shaped.ndim else None
    before = len(findings.items)
    check_finite(shaped, where, findings, names)
    if len(findings.items) > before:
        return None
    return _as_float32(shaped, where, findings, names)


def _as_float32(
    array: Array, where: str, findings: Findings, names: Sequence[str] | None
) -> Array | None:
    with np.errstate(over="ignore"):
        narrow = np.ascontiguousarray(array, dtype=np.float32)
    if array.dtype.kind == "f" and array.dtype.itemsize > narrow.dtype.itemsize:
        huge = np.isinf(narrow)
        if huge.any():
            first = int(huge.ravel().argmax())
            value = value_text(array.ravel()[first])
            spot = place(array.shape, first, names)
            findings.refuse(
                where, f"{value} in {where} ({spot}) is too large for float32: scale that column"
            )
            return None
    return narrow


def _reshape(array: Array, shape: tuple[int, ...], where: str, findings: Findings) -> Array | None:
    given = array.shape[1:]
    if given == shape:
        return array
    if math.prod(given) == math.prod(shape) and _keeps_order(given, shape):
        rows = array.reshape(len(array), *shape)
        if not given:
            findings.repair(where, f"{where} has one axis: read as {counted(len(array), 'row')}")
        elif len(shape) == 1:
            findings.repair(where, f"{where} has rows of {size(given)}: flattened to {size(shape)}")
        else:
            findings.repair(where, f"{where} has rows of {size(given)}: reshaped to {size(shape)}")
        return rows
    findings.refuse(where, _shape_message(array, shape, where))
    return None


def _keeps_order(given: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    """Whether a plain reshape means what the person means.

    Flattening does, and so do axes of length 1. Three colour planes first against last do not.
    """
    wide_given = [length for length in given if length > 1]
    wide_shape = [length for length in shape if length > 1]
    return len(wide_given) <= 1 or len(wide_shape) <= 1 or wide_given == wide_shape


def _shape_message(array: Array, shape: tuple[int, ...], where: str) -> str:
    given = array.shape[1:]
    if not given:
        if len(array) == math.prod(shape):
            return f"{where} is a single row: write {where}[None]"
        return (
            f"{where} has one axis of {len(array):,}, the spec takes rows of {size(shape)}: "
            f"write 1, or {where}.reshape(-1, {', '.join(map(str, shape))})"
        )
    if sorted(given) == sorted(shape):
        return (
            f"the spec says {size(shape)}, the rows of {where} are {size(given)}: "
            f"write {size(given)}, or move the axes with np.moveaxis"
        )
    who = "the data has" if where == "x" else f"{where} has"
    if len(given) == 1 or len(shape) > 1:
        return f"the spec says {size(shape)}, {who} {size(given)}: write {size(given)}"
    flat = math.prod(given)
    return f"the spec says {size(shape)}, {who} {size(given)}, that is {flat:,}: write {flat}"


def match_columns(
    data: object, names: Sequence[str] | None, where: str, findings: Findings
) -> object | None:
    """A later frame with the columns that x had, in that order.

    Args:
        data: More data of the same kind; anything but a frame is given back as it is.
        names: The columns of x; None if x was not a frame.
        where: What messages call it.
        findings: Gets columns that lack, or that are left out.

    Returns:
        The data, or None if columns are missing.
    """
    if names is None or not is_frame(data) or len(set(names)) < len(names):
        return data
    frame: Any = data
    given = column_names(frame)
    missing = [name for name in names if name not in given]
    if missing:
        noun, mend = ("column", "add it") if len(missing) == 1 else ("columns", "add them")
        findings.refuse(where, f"{where} lacks the {noun} {listed(missing)}, which x has: {mend}")
        return None
    extra = [name for name in given if name not in names]
    if extra:
        findings.repair(where, f"{where} has columns that x has not: {listed(extra)} left out")
    if given == tuple(names):
        return data
    if not extra:
        findings.repair(where, f"the columns of {where} are put in the order of x")
    matched: object = frame.iloc[:, [given.index(name) for name in names]]
    return matched


def offer_scaling(
    spec: Spec, x: Array, findings: Findings, names: Sequence[str] | None = None
) -> None:
    """Offer to bring x to a size that a network trains with: raw pixels, or columns far from 1."""
    if spec.layers and spec.layers[0].kind in _SCALING_LAYERS:
        return
    before = len(findings.items)
    if math.prod(x.shape[1:]) >= FEWEST_PIXELS:
        _offer_pixels(x, findings)
    if x.ndim == 2 and len(findings.items) == before:  # noqa: PLR2004 - a table of columns
        _offer_standard_columns(x, findings, names)


def _offer_standard_columns(x: Array, findings: Findings, names: Sequence[str] | None) -> None:
    """Numbers in the hundreds drown the other columns, and the first steps overshoot."""
    sizes = np.maximum(x.max(axis=0), -x.min(axis=0))
    widest = int(sizes.argmax())
    if sizes[widest] < LARGE:
        return
    column = f"column {names[widest]!r}" if names else f"column {widest}"
    findings.offer(
        "x",
        f"{column} of x runs to {sizes[widest]:,.6g}, and a network trains badly on numbers that "
        "large: use (x - x.mean(axis=0)) / x.std(axis=0) in place of x",
    )


def _offer_pixels(x: Array, findings: Findings) -> None:
    top = x.max()
    # some pixel of a real set is all but white; a table of counts seldom ends just there
    if not BRIGHTEST - 5 <= top <= BRIGHTEST or x.min() < 0:
        return
    some = x[:LOOKED_AT]
    if np.array_equal(some, np.floor(some)):
        findings.offer("x", f"pixels run from {x.min():g} to {top:g}: divide x by 255")
