"""Arrays of any kind read as one of a plain kind: numbers, truth values or text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.read._mapped_file import is_mapped
from densemodel.data.read._objects import read_objects
from densemodel.data.read._stack import holds_arrays, stack

if TYPE_CHECKING:
    from densemodel.data.findings._finding import Findings

Array = np.ndarray[Any, Any]

_REFUSED = {
    "c": "complex numbers: give real and imaginary part as two columns",
    "M": "dates or times: give a number, such as days since a date",
    "m": "time spans: give a number, such as seconds",
}


def plain_array(array: Array, where: str, findings: Findings) -> Array | None:
    """An array of kind b, i, u, f or U from one of any kind.

    Args:
        array: Any shape but a single value; not masked.
        where: What messages call it.
        findings: Gets what was converted, or why nothing could be.

    Returns:
        The very array if it is of such a kind already; None if it was refused. Objects that are
        arrays themselves add their axes.
    """
    kind = array.dtype.kind
    if kind in "biufU":
        return array if array.dtype.isnative or is_mapped(array) else _native(array)
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
    return array.astype(np.float32)  # bfloat16 and its kin, which other libraries add


def _native(array: Array) -> Array:
    """The same values in this machine's byte order."""
    return array.astype(array.dtype.newbyteorder("="))


def _read_objects(array: Array, where: str, findings: Findings) -> Array | None:
    if not holds_arrays(array):
        return read_objects(array, where, findings)
    stacked = stack(array, where, findings)
    plain = None if stacked is None else plain_array(stacked, where, findings)
    if plain is not None and plain.ndim > array.ndim:
        findings.repair(where, f"{where} is an array of arrays: read as one array")
    return plain
