"""Arrays of any kind as plain arrays, and the precision that float32 loses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.findings._finding import Findings, not_finite_text, place, size
from densemodel.data.read._objects import is_missing, read_objects
from densemodel.data.read._stored_rows import is_mapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array

_REFUSED = {
    "c": "complex numbers: give real and imaginary part as two columns",
    "M": "dates or times: give a number, such as days since a date",
    "m": "time spans: give a number, such as seconds",
}


def plain_array(array: Array, where: str, findings: Findings) -> Array | None:
    """An array of kind b, i, u, f or U from one of any kind; the same one if it is such already.

    None if it was refused. Inner arrays add their axes.
    """
    kind = array.dtype.kind
    if kind in "biufU":
        is_kept = array.dtype.isnative or is_mapped(array)
        # other numbers in this machine's byte order
        return array if is_kept else array.astype(array.dtype.newbyteorder("="))
    if kind in _REFUSED:
        findings.refuse(where, f"{where} holds {_REFUSED[kind]}")
        return None
    if not array.size:
        return np.empty(array.shape)
    if kind in "STO":
        return _read_objects(array.astype(object, copy=False), where, findings)
    if issubclass(array.dtype.type, np.void):
        what = "records" if array.dtype.names else "raw bytes"
        findings.refuse(where, f"{where} holds {what}: give plain columns of numbers")
        return None
    return array.astype(np.float32)  # bfloat16 and others from other libraries


def _read_objects(array: Array, where: str, findings: Findings) -> Array | None:
    items = array.ravel().tolist()
    has_arrays = any(map(_is_array, set(map(type, items))))  # fast, while looking for gaps is slow
    if not has_arrays or not all(_is_array(type(item)) or is_missing(item) for item in items):
        return read_objects(array, where, findings)
    stacked = _stack(array, where, findings)
    plain = None if stacked is None else plain_array(stacked, where, findings)
    if plain is not None and plain.ndim > array.ndim:
        findings.repair(where, f"{where} is an array of arrays: read as one array")
    return plain


def unmasked(data: Any) -> Array:
    """A plain array from one that may be masked; a view if nothing is masked.

    Masked numbers become NaN, other values None.
    """
    if not isinstance(data, np.ma.MaskedArray):
        return np.asarray(data)
    masked, plain = np.ma.getmaskarray(data), np.asarray(data.data)
    if plain.dtype.names is not None or not masked.any():
        return plain
    if plain.dtype.kind in "biuf":
        kind = plain.dtype if plain.dtype.kind == "f" else np.dtype(np.float64)
        gap: Any = np.nan
    else:
        kind, gap = np.dtype(object), None
    filled = plain.astype(kind)
    filled[masked] = gap
    return filled


def _is_array(kind: type) -> bool:
    if issubclass(kind, list | tuple):
        return True
    # scalars of NumPy can become arrays, too
    return hasattr(kind, "__array__") and not issubclass(kind, np.generic)


def _stack(array: Array, where: str, findings: Findings) -> Array | None:
    """One array from an array of arrays, whose axes come after its own; None if it was refused."""
    items = array.ravel().tolist()
    gaps = [i for i, item in enumerate(items) if is_missing(item)]
    if gaps:
        findings.refuse(where, not_finite_text(len(gaps), where, place(array.shape, gaps[0])))
        return None
    try:
        arrays = [_as_array(item) for item in items]
    except ValueError:  # an uneven list
        findings.refuse(where, uneven_text((), where))
        return None
    shapes = [item.shape for item in arrays]
    if len(set(shapes)) > 1:
        findings.refuse(where, uneven_text(shapes, where))
        return None
    return np.stack(arrays).reshape(array.shape + shapes[0])


def _as_array(item: Any) -> Array:
    array = unmasked(item)
    # NumPy silently turns [1, "a"] into two texts; objects keep the mix visible
    return np.array(item, dtype=object) if array.dtype.kind in "US" else array


def uneven_text(shapes: Sequence[tuple[int, ...]], where: str) -> str:
    """The refusal of rows of different lengths or sizes; `shapes` is empty if they are unknown."""
    other = next((i for i, shape in enumerate(shapes) if shape != shapes[0]), None)
    if other is None:
        return f"the rows of {where} differ in length: give all the same length"
    known = f"row 0: {_size(shapes[0])}, row {other}: {_size(shapes[other])}"
    kind = "length" if {len(shapes[0]), len(shapes[other])} <= {0, 1} else "size"
    return f"the rows of {where} differ in {kind} ({known}): give all the same {kind}"


def _size(shape: tuple[int, ...]) -> str:
    return size(shape) or "a single value"
