"""y as read: its kind of values, its form, and its missing labels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.facts._features import gaps_text
from densemodel.data.read._frames import as_column, as_frame, row_names
from densemodel.data.read._objects import is_missing
from densemodel.data.read._stored_rows import in_memory
from densemodel.data.read._survey import survey_of
from densemodel.data.read._values import Values, read_values

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data.findings._finding import Findings
    from densemodel.data.read._frames import SourceColumn
    from densemodel.language import Spec

SUM_TOLERANCE = 1e-3
"How far a row of shares may be from 1 in sum."


@dataclass(frozen=True, eq=False)
class Labels:
    """Values of y, one column of them flattened."""

    values: Array
    "Shape (n,), or (n, k, ...); kind b, i, u, f or U; no missing values."
    names: tuple[str, ...] | None = None

    @property
    def is_flat(self) -> bool:
        return self.values.ndim == 1

    @property
    def is_text(self) -> bool:
        return bool(self.values.dtype.kind == "U")

    @property
    def is_float(self) -> bool:
        return bool(self.values.dtype.kind == "f")

    @cached_property
    def is_whole(self) -> bool:
        has_fraction = self.is_float and bool((self.values != np.floor(self.values)).any())
        return not self.is_text and not has_fraction

    @cached_property
    def is_zero_or_one(self) -> bool:
        return not self.is_text and bool(((self.values == 0) | (self.values == 1)).all())

    @cached_property
    def is_one_hot(self) -> bool:
        if self.values.ndim != 2 or not self.is_zero_or_one:
            return False
        return bool((self.values.sum(axis=1) == 1).all())

    @cached_property
    def are_shares(self) -> bool:
        """Whether rows are probabilities: none below 0, with a sum of 1."""
        if self.values.ndim != 2 or self.is_text or bool((self.values < 0).any()):
            return False
        sums = self.values.sum(axis=1, dtype=np.float64)
        return bool((abs(sums - 1) <= SUM_TOLERANCE).all())

    @cached_property
    def distinct(self) -> Array:
        return np.unique(self.values)


def read_labels(values: Values, where: str, findings: Findings) -> Labels | None:
    """The labels, one column of them flattened; None if it is empty or has missing values."""
    if not values.array.size:
        findings.refuse(where, f"{where} is empty: give one label for each row of x")
        return None
    array = in_memory(values.array)
    if array.dtype.kind == "f":
        names = values.names
        if names is not None and array.shape[1:] != (len(names),):
            names = None  # not each column has one
        gaps = gaps_text(survey_of([(0, array)]), array.shape, where, names)
        if gaps:
            findings.refuse(where, gaps, "missing drop")
            return None
    if array.ndim > 1 and array[0].size == 1:
        array = array.reshape(len(array))
    return Labels(array, values.names)


def read_known(
    spec: Spec, y: object, where: str, findings: Findings
) -> tuple[Values | None, Array]:
    """Read labels, and the numbers of the rows without one, with `missing drop`.

    These get the first label, so that rows keep their numbers. They are neither trained nor
    validated on, so their labels are never used. The values are None if they were refused.
    """
    drops, none = spec.settings.missing == "drop", np.empty(0, np.int64)
    objects = _objects(y) if drops else None
    if objects is not None:
        # text has no missing value, so these rows are not read
        gaps = np.array([any(map(is_missing, row)) for row in _rows(objects).tolist()], dtype=bool)
        if gaps.any() and not gaps.all():
            read = read_values(objects[~gaps], where, findings)
            return _spread(read, gaps, y), np.flatnonzero(gaps)
    read = read_values(y, where, findings)
    if not drops or read is None or read.array.dtype.kind != "f" or not read.array.size:
        return read, none
    gaps = ~np.isfinite(_rows(read.array)).all(axis=1)
    if not gaps.any() or gaps.all():
        return read, none
    known = replace(read, array=read.array[~gaps])
    return _spread(known, gaps, y), np.flatnonzero(gaps)


def _objects(y: Any) -> Array | None:
    """The Python objects of y; None if it holds only numbers."""
    column = _column(y)
    if column is not None:
        array = column.array()
        kind = getattr(getattr(column.data, "dtype", None), "kind", "")
        if kind == "b" and array.dtype.kind == "f":  # pandas' truth values with gaps
            gaps = np.isnan(array)
            array = array.astype(bool).astype(object)
            array[gaps] = None
    elif isinstance(y, list | tuple):
        try:
            array = np.array(y, dtype=object)
        except ValueError:
            return None
    else:
        array = y
    is_objects = isinstance(array, np.ndarray) and array.dtype.kind == "O"
    return array if is_objects and array.ndim and array.size else None


def _column(y: Any) -> SourceColumn | None:
    """A column, or the only one of a table; None for other data."""
    table = as_frame(y)
    return table.column(0) if table is not None and len(table.names) == 1 else as_column(y)


def _rows(array: Array) -> Array:
    return array.reshape(len(array), -1)


def _spread(known: Values | None, gaps: Array, y: object) -> Values | None:
    """The values at their rows, with the first of them in the gaps."""
    if known is None:
        return None
    values = known.array
    most = np.float64(2**53)  # float16 could not hold it
    if values.dtype.kind == "f" and ((values == np.floor(values)) & (abs(values) < most)).all():
        values = values.astype(np.int64)  # pandas makes whole numbers floats because of gaps
    array = np.empty((len(gaps), *values.shape[1:]), dtype=values.dtype)
    array[...] = values[0]
    array[~gaps] = values
    column = _column(y)
    if column is None:
        return replace(known, array=array, index=None)
    names = None if column.name is None else (column.name,)
    return replace(known, array=array, names=names, index=row_names(y))
