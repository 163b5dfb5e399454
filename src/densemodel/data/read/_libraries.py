"""Tables and single columns of pandas, Polars, pyarrow and NumPy.

No library is imported: a frame exists only if its library is imported already.
"""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.read._plain import unmasked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.data.split._split import Array

_PANDAS_COLUMNS = ("Series", "Index", "api.extensions.ExtensionArray")


@dataclass(frozen=True)
class Column:
    """One column, of a table or by itself."""

    data: Any
    "The library's own object."
    name: str | None
    "None without one."
    read: Callable[[Any], Array]
    index: Any = None
    "Its pandas index; None without one."

    def array(self) -> Array:
        """Its values; missing ones as NaN, None or the library's own value."""
        return self.read(self.data)


@dataclass(frozen=True)
class Table(ABC):
    """Rows with named columns."""

    data: Any
    names: tuple[str, ...]
    "The columns' names, as text; they may repeat."
    index: Any = None
    "Its pandas index; None without one."

    def whole(self) -> Array | None:
        """All columns in one array of numbers, if the library stores them so; else None."""
        return None

    @abstractmethod
    def column(self, place: int) -> Column:
        """The column at this position, from 0."""

    @abstractmethod
    def select(self, places: Sequence[int]) -> object:
        """A table of the same library with these columns, in this order."""


class _PandasTable(Table):
    def whole(self) -> Array | None:
        kinds = set(self.data.dtypes)
        kind = next(iter(kinds)) if len(kinds) == 1 else None
        is_plain = isinstance(kind, np.dtype) and kind.kind in "biuf"
        return np.asarray(self.data.to_numpy()) if is_plain else None

    def column(self, place: int) -> Column:
        return _pandas_column(self.data.iloc[:, place])

    def select(self, places: Sequence[int]) -> object:
        return self.data.iloc[:, list(places)]


class _PolarsTable(Table):
    def whole(self) -> Array | None:
        kinds = set(self.data.dtypes)
        kind = next(iter(kinds)) if len(kinds) == 1 else None
        if kind is None or not (kind.is_integer() or kind.is_float()) or "128" in str(kind):
            return None
        return np.asarray(self.data.to_numpy())

    def column(self, place: int) -> Column:
        return Column(self.data.to_series(place), self.names[place] or None, _polars_values)

    def select(self, places: Sequence[int]) -> object:
        return self.data.select([self.names[place] for place in places])


class _ArrowTable(Table):
    def column(self, place: int) -> Column:
        return Column(self.data.column(place), self.names[place], _arrow_values)

    def select(self, places: Sequence[int]) -> object:
        return self.data.select(list(places))


class _RecordTable(Table):
    def column(self, place: int) -> Column:
        return Column(self.data[self.names[place]], self.names[place], unmasked)

    def select(self, places: Sequence[int]) -> object:
        return self.data[[self.names[place] for place in places]]


def as_table(data: Any) -> Table | None:
    """The object as a table; None if it is not one."""
    if is_of("pandas", data, "DataFrame"):
        return _PandasTable(data, tuple(map(_as_text, data.columns)), data.index)
    if is_of("polars", data, "DataFrame"):
        return _PolarsTable(data, tuple(data.columns))
    if is_of("pyarrow", data, "Table", "RecordBatch"):
        return _ArrowTable(data, tuple(data.schema.names))
    if isinstance(data, np.ndarray) and data.dtype.names is not None and data.ndim == 1:
        return _RecordTable(data, tuple(data.dtype.names))
    return None


def as_column(data: Any) -> Column | None:
    """The object as a single column; None if it is not one."""
    if is_of("pandas", data, *_PANDAS_COLUMNS):
        return _pandas_column(data)
    if is_of("polars", data, "Series"):
        return Column(data, data.name or None, _polars_values)
    if is_of("pyarrow", data, "Array", "ChunkedArray"):
        return Column(data, None, _arrow_values)
    return None


def is_pandas(data: object) -> bool:
    """Whether this is a pandas DataFrame, a Series, an Index or one of pandas' arrays."""
    return is_of("pandas", data, "DataFrame", *_PANDAS_COLUMNS)


def is_of(library: str, data: object, *classes: str) -> bool:
    """Whether this is an object of one of the library's classes."""
    try:
        return isinstance(data, attrgetter(*classes)(sys.modules[library]))
    except (KeyError, AttributeError):
        return False  # not imported, or still being imported by another thread: it has no objects


def _as_text(name: object) -> str:
    """A column's name; of a MultiIndex the parts that are not empty."""
    if isinstance(name, tuple):
        return " ".join(part for part in map(str, name) if part)
    return str(name)


def _pandas_column(data: Any) -> Column:
    name = getattr(data, "name", None)
    text = None if name is None else _as_text(name)
    return Column(data, text, _pandas_values, getattr(data, "index", None))


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


def _polars_values(data: Any) -> Array:
    name = str(data.dtype.base_type())
    if name == "Struct":  # to_numpy puts its fields side by side, as if they were one array
        return np.array([*data.to_list(), None], dtype=object)[:-1]
    if name in {"Int128", "UInt128"}:  # NumPy has no such type
        return np.asarray(data.cast(sys.modules["polars"].Float64).to_numpy())
    return np.asarray(data.to_numpy())


def _arrow_values(data: Any) -> Array:
    return np.asarray(data.to_numpy(zero_copy_only=False))
