"""Structured arrays of NumPy, whose fields are named columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np

from densemodel.data.read._masked import unmasked

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, Any]


def is_records(data: object) -> TypeGuard[Array]:
    """Whether this is an array of records, one a row."""
    return isinstance(data, np.ndarray) and data.dtype.names is not None and data.ndim == 1


@dataclass(frozen=True)
class Field:
    """One field of all records."""

    data: Any
    name: str | None
    index: None = None

    def array(self) -> Array:
        """The values; NaN or None where one is masked."""
        return unmasked(self.data)


@dataclass(frozen=True)
class RecordTable:
    """An array of records; it may be masked."""

    data: Any
    index: None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The fields' names."""
        return tuple(self.data.dtype.names)

    @property
    def row_count(self) -> int:
        """How many records it has."""
        return len(self.data)

    def whole(self) -> Array | None:
        """Never: the fields of a record lie side by side."""

    def column(self, place: int) -> Field:
        """The field that stands there."""
        return Field(self.data[self.names[place]], self.names[place])

    def select(self, places: Sequence[int]) -> object:
        """The same records with these fields."""
        selected: object = self.data[[self.names[place] for place in places]]
        return selected
