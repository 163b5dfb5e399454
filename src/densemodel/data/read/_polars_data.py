"""Read Polars frames and series without importing Polars."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, Any]


def is_frame(data: object) -> bool:
    """Whether this is a Polars DataFrame."""
    polars = sys.modules.get("polars")
    return polars is not None and isinstance(data, polars.DataFrame)


def is_series(data: object) -> bool:
    """Whether this is a Polars Series."""
    polars = sys.modules.get("polars")
    return polars is not None and isinstance(data, polars.Series)


@dataclass(frozen=True)
class PolarsColumn:
    """A Series."""

    data: Any
    index: None = None

    @property
    def name(self) -> str | None:
        """Its name; None if it is empty."""
        return self.data.name or None

    def array(self) -> Array:
        """The values; NaN or None where one is missing."""
        name = str(self.data.dtype.base_type())
        if name == "Struct":  # to_numpy puts its fields side by side, as if they were one array
            return np.array([*self.data.to_list(), None], dtype=object)[:-1]
        if name in {"Int128", "UInt128"}:  # NumPy has no such type
            return np.asarray(self.data.cast(sys.modules["polars"].Float64).to_numpy())
        return np.asarray(self.data.to_numpy())


@dataclass(frozen=True)
class PolarsTable:
    """A DataFrame."""

    data: Any
    index: None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(self.data.columns)

    @property
    def row_count(self) -> int:
        """The number of rows."""
        return int(self.data.height)

    def whole(self) -> Array | None:
        """All columns at once, if they are numbers of one kind that NumPy has."""
        kinds = set(self.data.dtypes)
        kind = next(iter(kinds)) if len(kinds) == 1 else None
        if kind is None or not (kind.is_integer() or kind.is_float()) or "128" in str(kind):
            return None
        return np.asarray(self.data.to_numpy())

    def column(self, place: int) -> PolarsColumn:
        """The column at this position."""
        return PolarsColumn(self.data.to_series(place))

    def select(self, places: Sequence[int]) -> object:
        """A DataFrame of these columns."""
        selected: object = self.data.select([self.data.columns[place] for place in places])
        return selected
