"""Frames and columns of any library: pandas, record arrays, pyarrow, and what narwhals knows.

No library is imported: a frame exists only if its library is imported already.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.read._plain import unmasked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.data.split._split import Rows

_PANDAS_COLUMNS = ("Series", "Index", "api.extensions.ExtensionArray")
_ARROW_COLUMNS = ("Array", "ChunkedArray")


@dataclass(frozen=True)
class SourceColumn:
    """One column, of a frame or by itself."""

    data: Any
    "The library's own object."
    name: str | None

    def array(self) -> Array:
        """Its values; missing ones as NaN, None or the library's own value."""
        data = self.data
        if isinstance(data, np.ndarray):
            return unmasked(data)
        if is_of("pandas", data, *_PANDAS_COLUMNS):
            return _pandas_values(data)
        if is_of("pyarrow", data, *_ARROW_COLUMNS):
            return _arrow_values(data)
        if hasattr(data.dtype, "fields"):  # to_numpy puts these side by side, as if in one array
            return np.array([*data.to_list(), None], dtype=object)[:-1]
        return np.asarray(data.to_numpy())


@dataclass(frozen=True)
class SourceFrame:
    """Rows with named columns."""

    data: Any
    "The library's own object."
    names: tuple[str, ...]
    "The columns' names, as text; they may repeat."

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.data)

    def whole(self) -> Array | None:
        """All columns in one array of numbers, if the library may hold them so; else None."""
        if not is_pandas(self.data):
            return None
        kinds = set(self.data.dtypes)
        kind = next(iter(kinds)) if len(kinds) == 1 else None
        is_plain = isinstance(kind, np.dtype) and kind.kind in "biuf"
        return np.asarray(self.data.to_numpy()) if is_plain else None

    def column(self, place: int) -> SourceColumn:
        """The column at this position, from 0."""
        name = self.names[place]
        if is_pandas(self.data):
            data = self.data.iloc[:, place]
            return SourceColumn(data, None if data.name is None else as_text(data.name))
        if isinstance(self.data, np.ndarray):
            return SourceColumn(self.data[name], name)
        if is_of("pyarrow", self.data, "Table", "RecordBatch"):
            return SourceColumn(self.data.column(place), name)
        return SourceColumn(self.data[name], name or None)

    def select(self, places: Sequence[int]) -> object:
        """A frame of the same library with these columns, in this order."""
        if is_pandas(self.data):
            return self.data.iloc[:, list(places)]
        if is_of("pyarrow", self.data, "Table", "RecordBatch"):
            return self.data.select(list(places))
        return self.data[[self.names[place] for place in places]]

    def without(self, name: str) -> tuple[object, object]:
        """The frame without a column, and that column; both are objects of its library."""
        place = self.names.index(name)
        rest = [number for number in range(len(self.names)) if number != place]
        return self.select(rest), self.column(place).data

    def at(self, rows: Rows) -> object:
        """A frame of the same library with some rows, in this order."""
        if is_pandas(self.data):
            return self.data.iloc[rows]
        is_arrow = is_of("pyarrow", self.data, "Table", "RecordBatch")
        return self.data.take(rows) if is_arrow else self.data[rows]


def as_frame(data: Any) -> SourceFrame | None:
    """A frame of any library; None for other data, and for frames whose rows are not there yet."""
    if is_of("pandas", data, "DataFrame"):
        return SourceFrame(data, tuple(map(as_text, data.columns)))
    if isinstance(data, np.ndarray):
        is_records = data.dtype.names is not None and data.ndim == 1
        return SourceFrame(data, tuple(data.dtype.names or ())) if is_records else None
    if is_of("pyarrow", data, "Table", "RecordBatch"):
        return SourceFrame(data, tuple(data.schema.names))
    if not hasattr(type(data), "columns"):  # what that is may be costly to know
        return None
    import narwhals as nw

    found = nw.from_native(data, pass_through=True)
    return SourceFrame(data, tuple(found.columns)) if isinstance(found, nw.DataFrame) else None


def as_column(data: Any) -> SourceColumn | None:
    """A column of any library by itself; None for other data."""
    if is_of("pandas", data, *_PANDAS_COLUMNS):
        name = getattr(data, "name", None)
        return SourceColumn(data, None if name is None else as_text(name))
    if is_of("pyarrow", data, *_ARROW_COLUMNS):
        return SourceColumn(data, None)
    if isinstance(data, np.ndarray) or not (hasattr(data, "name") and hasattr(data, "to_numpy")):
        return None
    import narwhals as nw

    found = nw.from_native(data, series_only=True, pass_through=True)
    return SourceColumn(data, found.name or None) if isinstance(found, nw.Series) else None


def is_pandas(data: object) -> bool:
    """Whether this is a pandas DataFrame, a Series, an Index or one of pandas' arrays."""
    return is_of("pandas", data, "DataFrame", *_PANDAS_COLUMNS)


def row_names(data: object) -> Any:
    """The pandas index of a frame or a column; None without one."""
    return getattr(data, "index", None) if is_pandas(data) else None


def is_of(library: str, data: object, *classes: str) -> bool:
    """Whether an object is of one of these classes, without importing their library."""
    try:
        return isinstance(data, attrgetter(*classes)(sys.modules[library]))
    except (KeyError, AttributeError):
        return False  # not imported, or still being imported by another thread: it has no objects


def as_text(name: object) -> str:
    """A column's name; of a MultiIndex the parts that are not empty."""
    if isinstance(name, tuple):
        return " ".join(part for part in map(str, name) if part)
    return str(name)


def _pandas_values(data: Any) -> Array:
    """Missing values of nullable and Arrow types are NaN."""
    dtype = data.dtype
    kind = getattr(dtype, "kind", "O")
    if kind in "biuf" and hasattr(dtype, "na_value") and hasattr(dtype, "itemsize"):
        plain = np.dtype(f"{kind}{dtype.itemsize}")
        if data.isna().any():
            numbers = plain if kind == "f" else np.dtype(np.float64)
            return np.asarray(data.to_numpy(dtype=numbers, na_value=np.nan))
        return np.asarray(data.to_numpy(dtype=plain))
    values = np.asarray(data)
    # categories of numbers are numbers; string types are objects
    return values if values.dtype.kind in "biufcmM" else np.asarray(data, dtype=object)


def _arrow_values(data: Any) -> Array:
    if hasattr(data.type, "value_type") and hasattr(data.type, "index_type"):
        # chunks of a dictionary become NumPy arrays with some value in the place of missing ones
        data = data.cast(data.type.value_type)
    return np.asarray(data.to_numpy(zero_copy_only=False))
