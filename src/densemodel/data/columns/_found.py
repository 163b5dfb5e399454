"""The values of a column before its kind is known, and how they are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from densemodel.data.columns._number_facts import are_whole
from densemodel.data.columns._values import NumberValues, WholeValues

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data.columns._values import ColumnValues


@dataclass(frozen=True, eq=False)
class FoundValues:
    """The values of a column, as numbers, dates or flags where they are, else as texts."""

    name: str
    values: ColumnValues
    written: str = ""
    "See `Column`."
    example: str | None = None
    "A text of a column that stands as texts; empty if it is a plain number."
    is_category: bool = False
    "Whether the library says that it is a category."

    levels: tuple[str, ...] = ()
    "The texts from low to high, where the library says that they have an order."

    @cached_property
    def known(self) -> Array:
        """The values that are not missing."""
        gaps = self.values.is_missing
        return self.values.array[~gaps] if gaps.any() else self.values.array

    @property
    def has_gaps(self) -> bool:
        """Whether a value is missing."""
        return len(self.known) < len(self.values.array)

    @property
    def are_numbers(self) -> bool:
        return isinstance(self.values, NumberValues)

    @property
    def are_flags(self) -> bool:
        return isinstance(self.values, WholeValues)

    @cached_property
    def are_whole(self) -> bool:
        """Whether they are whole numbers."""
        return self.are_numbers and are_whole(self.values.array)
