"""What a person hands over as x or y, read as one NumPy array of a plain kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data._frames import column_names, is_frame, is_series, read_frame, read_series
from densemodel.data._mapped_file import is_mapped
from densemodel.data._objects import read_objects
from densemodel.data._wording import counted, place, size, value_text, with_article

if TYPE_CHECKING:
    from densemodel.data._finding import Findings

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """Numbers or text with what pandas knew about them."""

    array: Array
    "At least one axis; dtype kind b, i, u, f or U. It may lie in a file, and is not read then."
    column_names: tuple[str, ...] | None = None
    index: Any = None
    "The pandas index, None if the data had none."


def read_values(data: object, where: str, findings: Findings) -> Values | None:
    """Read arrays, lists, frames and series.

    Args:
        data: What was handed over.
        where: What messages call it: `x`, `y`, `validation_data[0]`.
        findings: Gets conversions and refusals.

    Returns:
        The values, or None if they were refused.
    """
    if data is None:
        findings.refuse(where, f"there is no {where}: give an array, a list or a DataFrame")
        return None
    array: Array | None
    if is_frame(data):
        array = read_frame(data, where, findings)
        names = column_names(data)
        return None if array is None else Values(array, names, data.index)  # type: ignore[attr-defined]
    if is_series(data):
        array = read_series(data, where, findings)
        index = getattr(data, "index", None)
        name = getattr(data, "name", None)
        names_of_one = None if name is None else (str(name),)
        return None if array is None else Values(array, names_of_one, index)
    array = _read_array(data, where, findings)
    return None if array is None else Values(array)


def _read_array(data: object, where: str, findings: Findings) -> Array | None:
    if isinstance(data, np.ma.MaskedArray):
        data = _unmasked(data)
    if hasattr(data, "toarray"):
        findings.refuse(
            where, f"{where} is a sparse {type(data).__name__}: write {where}.toarray()"
        )
        return None
    try:
        array = data if is_mapped(data) else np.asarray(data)
    except (TypeError, ValueError, RuntimeError):
        findings.refuse(where, f"the rows of {where} differ in length: give all the same length")
        return None
    if array.ndim == 0:
        is_single = hasattr(data, "shape")
        what = "a single value" if is_single else with_article(type(data).__name__)
        findings.refuse(where, f"{where} is {what}: give an array, a list or a DataFrame")
        return None
    if isinstance(data, list | tuple) and array.size:
        array = _read_list(data, array)
        plain = plain_array(array, where, findings)
        if plain is not None and plain.ndim > 1:
            what = f"{counted(len(plain), 'row')} of {size(plain.shape[1:])}"
            findings.repair(where, f"{where} is a {type(data).__name__}: read as {what}")
        return plain
    return plain_array(array, where, findings)


def _unmasked(data: Any) -> Array:
    """A masked array as a plain one, with NaN for what is masked."""
    masked = np.ma.getmaskarray(data)
    if not masked.any():
        return np.asarray(data.data)
    plain = np.array(data.data, dtype=np.float64)
    plain[masked] = np.nan
    return plain


def _read_list(data: object, array: Array) -> Array:
    # NumPy turns [1, "a"] into two texts without a word; as objects the mix stays to be seen
    return np.array(data, dtype=object) if array.dtype.kind in "US" else array


def plain_array(array: Array, where: str, findings: Findings) -> Array | None:
    """An array of kind b, i, u, f or U from one of any kind; None if it was refused."""
    kind = array.dtype.kind
    if kind in "biufU":
        return array
    if kind in "ST":
        return read_objects(array.astype(object), where, findings)
    if kind == "O":
        return read_objects(array, where, findings) if array.size else array.astype(np.float64)
    if kind == "V" and array.dtype.names is None:  # bfloat16 and its kin
        return array.astype(np.float32)
    mends = {
        "c": "complex numbers: give real and imaginary part as two columns",
        "M": "dates: give a number, such as days since a date",
        "m": "time spans: give a number, such as seconds",
    }
    findings.refuse(where, f"{where} holds {mends.get(kind, 'records: give plain columns')}")
    return None


def refuse_text(array: Array, where: str, findings: Findings) -> None:
    """Refuse text where numbers are due."""
    spot = place(array.shape, 0)
    first = value_text(array.flat[0])
    findings.refuse(where, f"{where} holds text ({spot}: {first}): encode it as numbers")
