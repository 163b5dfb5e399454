"""Labels of which some are missing: which rows these are, and y without them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.read._objects import is_missing
from densemodel.data.read._tables import as_column
from densemodel.data.read._values import Values, read_values

if TYPE_CHECKING:
    from densemodel.data.findings._finding import Findings

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
    objects = _objects(y)
    if objects is not None:
        # text has no value that stands for a missing one, so these rows are not read
        gaps = np.array([any(map(is_missing, row)) for row in _rows(objects).tolist()], dtype=bool)
        if gaps.any() and not gaps.all():
            read = read_values(objects[~gaps], where, findings)
            return _spread(read, gaps, y), np.flatnonzero(gaps)
    read = read_values(y, where, findings)
    if read is None or read.array.dtype.kind != "f" or not read.array.size:
        return read, np.empty(0, np.int64)
    gaps = ~np.isfinite(_rows(read.array)).all(axis=1)
    if not gaps.any() or gaps.all():
        return read, np.empty(0, np.int64)
    known = replace(read, array=read.array[~gaps])
    return _spread(known, gaps, y), np.flatnonzero(gaps)


def _objects(y: Any) -> Array | None:
    """The Python objects that y is made of; None if it holds numbers alone."""
    column = as_column(y)
    if column is not None:
        array = column.array()
    elif isinstance(y, list | tuple):
        try:
            array = np.array(y, dtype=object)
        except ValueError:
            return None
    else:
        array = y
    is_objects = isinstance(array, np.ndarray) and array.dtype.kind == "O"
    return array if is_objects and array.ndim and array.size else None


def _rows(array: Array) -> Array:
    return array.reshape(len(array), -1)


def _spread(known: Values | None, gaps: Array, y: object) -> Values | None:
    """The values at their rows, with the first of them in the gaps."""
    if known is None:
        return None
    values = _whole(known.array)
    array = np.empty((len(gaps), *values.shape[1:]), dtype=values.dtype)
    array[...] = values[0]
    array[~gaps] = values
    names = known.column_names
    column = as_column(y)
    if column is not None:
        names = None if column.name is None else (column.name,)
    return replace(known, array=array, column_names=names, index=getattr(column, "index", None))


def _whole(values: Array) -> Array:
    """Whole numbers as such: pandas writes them as floats only to have room for a gap."""
    if values.dtype.kind != "f" or not (values == np.floor(values)).all():
        return values
    return values.astype(np.int64) if (abs(values) < 2**53).all() else values
