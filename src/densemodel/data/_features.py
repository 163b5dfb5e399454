"""x as the network takes it: float32, in C order, shaped as the spec says."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data._mapped_file import MappedFile, is_mapped
from densemodel.data._stored_rows import StoredRows
from densemodel.data._values import check_finite, refuse_text
from densemodel.data._wording import counted, not_finite_text, place, size, value_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data._finding import Findings
    from densemodel.data._stored_rows import Features
    from densemodel.data._values import Values
    from densemodel.spec import Spec

Array = np.ndarray[Any, Any]


def read_features(spec: Spec, values: Values, where: str, findings: Findings) -> Features | None:
    """The rows of x in the network's shape.

    Args:
        spec: Says the shape of a row.
        values: x as it was handed over.
        where: What messages call it.
        findings: Gets reshaping, and refusals.

    Returns:
        float32 of shape (n, *spec.input_shape). It is the given array itself if that fits as it
        stands, and rows that stay in their file if that is where they lie; None if it was refused.
    """
    array, shape = values.array, spec.input_shape
    if not is_readable(array, where, findings) or not _fits(array, shape, where, findings):
        return None
    if is_mapped(array):
        return _read_stored(MappedFile(array), shape, where, findings)
    shaped = array if array.shape[1:] == shape else array.reshape(len(array), *shape)
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
            spot = place(array.shape, first, names)
            findings.refuse(where, _too_large_text(array.ravel()[first], where, spot))
            return None
    return narrow


def _too_large_text(value: object, where: str, spot: str) -> str:
    return f"{value_text(value)} in {where} ({spot}) is too large for float32: scale that column"


def _read_stored(
    file: MappedFile, shape: tuple[int, ...], where: str, findings: Findings
) -> StoredRows | None:
    """Rows that stay in their file, with the same rules as rows in memory."""
    rows = StoredRows(file, shape)
    if file.array.dtype.kind != "f":
        return rows
    seen = rows.survey
    bad = seen.missing if seen.missing.number else seen.infinite
    if bad.number:
        spot, is_missing = place(rows.shape, bad.first), bad is seen.missing
        findings.refuse(where, not_finite_text(bad.number, where, spot, missing=is_missing))
        return None
    if seen.too_large.number:
        value = file.array.flat[seen.too_large.first]
        spot = place(rows.shape, seen.too_large.first)
        findings.refuse(where, _too_large_text(value, where, spot))
        return None
    return rows


def _fits(array: Array, shape: tuple[int, ...], where: str, findings: Findings) -> bool:
    """Whether the rows have this shape, or may be put into it; it is said what is done."""
    given = array.shape[1:]
    if given == shape:
        return True
    if math.prod(given) == math.prod(shape) and _keeps_order(given, shape):
        if not given:
            findings.repair(where, f"{where} has one axis: read as {counted(len(array), 'row')}")
        elif len(shape) == 1:
            findings.repair(where, f"{where} has rows of {size(given)}: flattened to {size(shape)}")
        else:
            findings.repair(where, f"{where} has rows of {size(given)}: reshaped to {size(shape)}")
        return True
    findings.refuse(where, _shape_message(array, shape, where))
    return False


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
