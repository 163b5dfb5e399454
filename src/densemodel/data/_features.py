"""x as the network takes it: float32, in C order, shaped as the spec says."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data._values import check_finite, refuse_text
from densemodel.data._wording import counted, place, size, value_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data._finding import Findings
    from densemodel.data._values import Values
    from densemodel.spec import Spec

Array = np.ndarray[Any, Any]


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
    if not is_readable(array, where, findings):
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


def is_readable(array: Array, where: str, findings: Findings) -> bool:
    """Whether there are rows of numbers; if not, it is refused."""
    if not array.size:
        what = "no rows" if not len(array) else "no columns"
        findings.refuse(where, f"{where} is empty, it has {what}: give at least one row of numbers")
        return False
    if array.dtype.kind == "U":
        refuse_text(array, where, findings)
        return False
    return True


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


def _order(given: tuple[int, ...], shape: tuple[int, ...]) -> list[int]:
    """The axes of an array, rows first, in the order in which they have the lengths of `shape`."""
    left = list(enumerate(given, start=1))
    order = [0]
    for length in shape:
        axis = next(pair for pair in left if pair[1] == length)
        left.remove(axis)
        order.append(axis[0])
    return order


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
        known = f"the spec says {size(shape)}, the rows of {where} are {size(given)}"
        moved = f"give {where}.transpose({', '.join(map(str, _order(given, shape)))})"
        has_channels_first = given[0] == shape[-1] and given[1:] == shape[:-1]
        return f"{known}: {moved}" + ("" if has_channels_first else f", or write {size(given)}")
    if where != "x":
        return f"the spec says {size(shape)}, {where} has {size(given)}: give rows like those of x"
    known = f"the spec says {size(shape)}, the data has {size(given)}"
    if len(given) == 1 or len(shape) > 1:
        return f"{known}: write {size(given)} or auto"
    flat = math.prod(given)
    return f"{known}, that is {flat:,}: write {flat} or auto"
