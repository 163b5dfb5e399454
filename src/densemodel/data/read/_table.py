"""What binding needs of a table, whatever library it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, Any]


class Column(Protocol):
    """One column, of a table or alone."""

    @property
    def data(self) -> Any:
        """The library's own object."""

    @property
    def name(self) -> str | None:
        """None if it has none."""

    @property
    def index(self) -> Any:
        """Its pandas index; None if it has none."""

    def array(self) -> Array:
        """Its values, of any kind; missing ones as NaN, None or the library's own mark."""


class Table(Protocol):
    """Rows with named columns."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, as text; they may occur twice."""

    @property
    def row_count(self) -> int:
        """How many rows it has."""

    @property
    def index(self) -> Any:
        """Its pandas index; None if it has none."""

    def whole(self) -> Array | None:
        """All columns in one array of numbers, if the library has them so; else None."""

    def column(self, place: int) -> Column:
        """The column that stands there, counted from 0."""

    def select(self, places: Sequence[int]) -> object:
        """A table of the same library with these columns, in this order."""
