"""Arrays as plain arrays, and the precision that float32 loses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.read._objects import read_objects
from densemodel.data.read._stack import holds_arrays, stack
from densemodel.data.read._stored_rows import is_mapped

if TYPE_CHECKING:
    from densemodel.data.findings._finding import Findings
    from densemodel.data.read._survey import Survey


Array = np.ndarray[Any, Any]

_REFUSED = {
    "c": "complex numbers: give real and imaginary part as two columns",
    "M": "dates or times: give a number, such as days since a date",
    "m": "time spans: give a number, such as seconds",
}


def plain_array(array: Array, where: str, findings: Findings) -> Array | None:
    """An array of kind b, i, u, f or U from one of any kind.

    Args:
        array: With at least one axis; not masked.
        where: Its name in messages.
        findings: Receives conversions, or the refusal.

    Returns:
        The same array if it is of such a kind; None if it was refused. Inner arrays add their axes.
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
    if not holds_arrays(array):
        return read_objects(array, where, findings)
    stacked = stack(array, where, findings)
    plain = None if stacked is None else plain_array(stacked, where, findings)
    if plain is not None and plain.ndim > array.ndim:
        findings.repair(where, f"{where} is an array of arrays: read as one array")
    return plain


_STEPS = 1000
"A column that spans fewer steps of float32 than this is checked."
_LOOKED_AT = 10_000
_KEPT = 0.9
"The share of distinct numbers that have to stay distinct."


def blurred_columns(raw: Array, seen: Survey) -> tuple[int, ...]:
    """The columns with values too close together for float32.

    Args:
        raw: x as given, shape (n, columns); of any other shape none is found.
        seen: Its survey.
    """
    if raw.ndim != 2 or not _has_more_digits(raw):  # noqa: PLR2004
        return ()
    highs, lows = seen.highs[0], seen.lows[0]
    with np.errstate(over="ignore", invalid="ignore"):
        step = np.spacing(np.maximum(abs(highs), abs(lows)))
        near = np.flatnonzero((highs - lows < _STEPS * step) & ((highs != 0) | (lows != 0)))
    return tuple(int(column) for column in near if is_blurred(raw[:_LOOKED_AT, column]))


def is_blurred(values: Array) -> bool:
    """Whether float32 makes many of these equal, shape (n,)."""
    if values.dtype.kind not in "iuf" or not _has_more_digits(values):
        return False
    some = np.unique(values[:_LOOKED_AT])
    some = some[np.isfinite(some)] if some.dtype.kind == "f" else some
    if len(some) < 2:  # noqa: PLR2004
        return False
    with np.errstate(over="ignore"):
        return len(np.unique(some.astype(np.float32))) < _KEPT * len(some)


def _has_more_digits(array: Array) -> bool:
    """Whether such numbers may have more digits than float32."""
    kind, size = array.dtype.kind, array.dtype.itemsize
    return (kind == "f" and size > 4) or (kind in "iu" and size >= 4)  # noqa: PLR2004 - bytes
