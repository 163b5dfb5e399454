"""Labels of which some are missing: which rows these are, and y without them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data._frames import is_frame, is_series
from densemodel.data._objects import is_missing
from densemodel.data._values import Values, read_values

if TYPE_CHECKING:
    from densemodel.data._finding import Findings

Array = np.ndarray[Any, Any]


def read_known(y: object, where: str, findings: Findings) -> tuple[Values | None, Array]:
    """Read the labels that are there; the first of them stands in each gap.

    So rows keep their numbers. Rows with a gap neither train nor validate, and what stands there
    is looked at by nobody.

    Args:
        y: As it was handed over.
        where: What messages call it.
        findings: Gets conversions and refusals.

    Returns:
        The values, None if they were refused, and the numbers of the rows without a label.
    """
    gaps = _gaps(y)
    if gaps is None or not gaps.any() or gaps.all():
        return read_values(y, where, findings), np.empty(0, np.int64)
    read = read_values(_known(y, ~gaps), where, findings)
    if read is None:
        return None, np.flatnonzero(gaps)
    values = _whole(read.array)
    array = np.empty((len(gaps), *values.shape[1:]), dtype=values.dtype)
    array[...] = values[0]
    array[~gaps] = values
    return replace(read, array=array, index=getattr(y, "index", None)), np.flatnonzero(gaps)


def _whole(values: Array) -> Array:
    """Whole numbers as such: pandas writes them as floats only to have room for a gap."""
    if values.dtype.kind != "f" or not (values == np.floor(values)).all():
        return values
    return values.astype(np.int64) if (abs(values) < 2**53).all() else values


def _gaps(y: Any) -> Array | None:
    """Which rows lack a label; None where that cannot be told, and reading will say why."""
    if is_frame(y):
        return np.asarray(y.isna().to_numpy().any(axis=1) | _infinite(y))
    if is_series(y):
        return np.asarray(y.isna()) | _infinite(y)
    if isinstance(y, np.ma.MaskedArray):
        mask = np.ma.getmaskarray(y).reshape(len(y), -1).any(axis=1)
        return np.asarray(mask | (_of_array(np.asarray(y.data)) & ~mask))
    try:
        array = np.array(y, dtype=object) if isinstance(y, list | tuple) else np.asarray(y)
    except (TypeError, ValueError, RuntimeError):
        return None
    return _of_array(array) if array.ndim and array.size else None


def _of_array(array: Array) -> Array:
    rows = array.reshape(len(array), -1)
    if array.dtype.kind == "f":
        return np.asarray(~np.isfinite(rows).all(axis=1))
    if array.dtype.kind == "O":
        return np.array([any(map(is_missing, row)) for row in rows.tolist()], dtype=bool)
    return np.zeros(len(array), dtype=bool)


def _infinite(y: Any) -> Array:
    """Rows of a pandas object with an infinite number."""
    columns = [y.iloc[:, i] for i in range(y.shape[1])] if y.ndim > 1 else [y]
    infinite = np.zeros(len(y), dtype=bool)
    for column in columns:
        values = column.to_numpy()
        if values.dtype.kind == "f":
            infinite |= np.isinf(values)
    return infinite


def _known(y: Any, known: Array) -> object:
    if isinstance(y, list | tuple):
        return [value for value, is_known in zip(y, known.tolist(), strict=True) if is_known]
    return y[known] if hasattr(y, "__getitem__") else np.asarray(y)[known]
