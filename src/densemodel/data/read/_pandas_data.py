"""Read pandas objects without importing pandas: a frame exists only if it is imported."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, Any]


def is_frame(data: object) -> bool:
    """Whether this is a pandas DataFrame."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(data, pandas.DataFrame)


def is_series(data: object) -> bool:
    """Whether this is a pandas Series, an Index or one of pandas' arrays."""
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return False
    return isinstance(data, pandas.Series | pandas.Index | pandas.api.extensions.ExtensionArray)


@dataclass(frozen=True)
class PandasColumn:
    """A Series, an Index or one of pandas' arrays."""

    data: Any

    @property
    def name(self) -> str | None:
        """The name of a Series, as text."""
        name = getattr(self.data, "name", None)
        return None if name is None else _as_text(name)

    @property
    def index(self) -> Any:
        """The names of the rows; None for an Index."""
        return getattr(self.data, "index", None)

    def array(self) -> Array:
        """The values; missing values of nullable and Arrow types as NaN."""
        dtype = self.data.dtype
        kind = getattr(dtype, "kind", "O")
        if kind in "biuf" and hasattr(dtype, "na_value") and hasattr(dtype, "itemsize"):
            plain = np.dtype(f"{kind}{dtype.itemsize}")
            if self.data.isna().any():
                numbers = plain if kind == "f" else np.dtype(np.float64)
                return np.asarray(self.data.to_numpy(dtype=numbers, na_value=np.nan))
            return np.asarray(self.data.to_numpy(dtype=plain))
        values = np.asarray(self.data)
        # categories of numbers are numbers; string types are objects
        return values if values.dtype.kind in "biufcmM" else np.asarray(self.data, dtype=object)


@dataclass(frozen=True)
class PandasTable:
    """A DataFrame."""

    data: Any

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns' names, those of several levels joined."""
        return tuple(map(_as_text, self.data.columns))

    @property
    def row_count(self) -> int:
        """The number of rows."""
        return len(self.data)

    @property
    def index(self) -> Any:
        """The names of the rows."""
        return self.data.index

    def whole(self) -> Array | None:
        """All columns at once, if they are numbers of one plain type."""
        kinds = set(self.data.dtypes)
        kind = next(iter(kinds)) if len(kinds) == 1 else None
        if not isinstance(kind, np.dtype) or kind.kind not in "biuf":
            return None
        return np.asarray(self.data.to_numpy())

    def column(self, place: int) -> PandasColumn:
        """The column at this position."""
        return PandasColumn(self.data.iloc[:, place])

    def select(self, places: Sequence[int]) -> object:
        """A DataFrame of these columns."""
        selected: object = self.data.iloc[:, list(places)]
        return selected


def _as_text(name: object) -> str:
    """A column's name; of a MultiIndex the parts that are not empty."""
    if isinstance(name, tuple):
        return " ".join(part for part in map(str, name) if part)
    return str(name)
