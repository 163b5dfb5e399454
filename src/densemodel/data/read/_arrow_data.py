"""Read tables and columns of pyarrow without importing it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, Any]


def is_table(data: object) -> bool:
    """Whether this is a pyarrow Table or RecordBatch."""
    pyarrow = sys.modules.get("pyarrow")
    return pyarrow is not None and isinstance(data, pyarrow.Table | pyarrow.RecordBatch)


def is_array(data: object) -> bool:
    """Whether this is a pyarrow Array or ChunkedArray."""
    pyarrow = sys.modules.get("pyarrow")
    return pyarrow is not None and isinstance(data, pyarrow.Array | pyarrow.ChunkedArray)


@dataclass(frozen=True)
class ArrowColumn:
    """An Array or a ChunkedArray."""

    data: Any
    name: str | None = None
    index: None = None

    def array(self) -> Array:
        """The values; NaN or None where one is missing."""
        return np.asarray(self.data.to_numpy(zero_copy_only=False))


@dataclass(frozen=True)
class ArrowTable:
    """A Table or a RecordBatch."""

    data: Any
    index: None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names; they may repeat."""
        return tuple(self.data.schema.names)

    @property
    def row_count(self) -> int:
        """The number of rows."""
        return int(self.data.num_rows)

    def whole(self) -> Array | None:
        """Always None: Arrow stores columns separately."""

    def column(self, place: int) -> ArrowColumn:
        """The column at this position."""
        return ArrowColumn(self.data.column(place), self.names[place])

    def select(self, places: Sequence[int]) -> object:
        """A Table or RecordBatch of these columns."""
        selected: object = self.data.select(list(places))
        return selected
