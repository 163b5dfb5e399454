"""A column before its kind is known: as the library has it, and as numbers, dates or texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING, Literal

import numpy as np

from densemodel.data.columns._number_facts import are_whole
from densemodel.data.columns._texts import UnsupportedValueError, are_missing_texts
from densemodel.data.columns._values import MISSING, NumberValues, WholeValues

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data.columns._values import ColumnValues


_EXACT = 2**53
"A float64 has all whole numbers up to here."


@dataclass(frozen=True, eq=False)
class Stored:
    """One column before its kind is found; its texts may be numbers or dates."""

    name: str
    form: Literal["number", "flag", "text", "seconds"]
    values: Array
    """number: of any plain type, NaN for missing. flag: int64, 0, 1 or `MISSING`. text: int32
    positions in `labels`, -1 for missing. seconds: int64 since 1970, UTC, or `MISSING`."""
    labels: tuple[str, ...] = ()
    are_numbers: Array | None = None
    """Which labels of a mixed column are numbers already, bool of shape (labels,): `1.234` is one
    also where texts have decimal commas. Their texts may be labels as well. None: all are texts."""
    is_category: bool = False
    "Whether the library says that it is a category."

    levels: tuple[str, ...] = ()
    "Its texts from low to high, if the library or a person says that they have an order."

    @property
    def is_missing(self) -> Array:
        """Whether each value is missing, bool of shape (n,)."""
        if self.form == "number":
            return np.isnan(self.values)
        return np.asarray(self.values == (-1 if self.form == "text" else MISSING))

    def as_exact(self) -> Stored:
        """A column of whole numbers as texts, if numbers would make one of different ones."""
        values = self.values
        if self.form != "number" or values.dtype.kind not in "iu" or not len(values):
            return self
        if values.max() <= _EXACT and values.min() >= -_EXACT:
            return self
        distinct, places = np.unique(values, return_inverse=True)
        if len(np.unique(distinct.astype(np.float64))) == len(distinct):
            return self
        labels = tuple(map(str, distinct.tolist()))
        return replace(self, form="text", values=places.astype(np.int32), labels=labels)

    def without_spaces(self) -> Stored:
        """A column of texts without spaces around them; those that occur, and no empty ones.

        Raises:
            UnsupportedValueError: A text is damaged: Keras and Arrow can't hold it.
        """
        stripped = [label.strip() for label in self.labels]
        if any(
            "\0" in label or label.encode("utf-8", "replace").decode() != label
            for label in stripped
        ):
            raise UnsupportedValueError("damaged text")
        counts = np.bincount(self.values + 1, minlength=len(stripped) + 1)[1:]
        if counts.all() and all(stripped) and tuple(stripped) == self.labels:
            return self
        are_numbers = [False] * len(stripped) if self.are_numbers is None else self.are_numbers
        places: dict[tuple[str, bool], int] = {}
        moved = [
            places.setdefault((label, bool(is_number)), len(places)) if label and count else -1
            for label, is_number, count in zip(stripped, are_numbers, counts, strict=True)
        ]
        codes = np.array([*moved, -1], np.int32)[self.values]
        labels = tuple(label for label, _ in places)
        flags = None if self.are_numbers is None else np.array([flag for _, flag in places], bool)
        return replace(self, values=codes, labels=labels, are_numbers=flags)

    def as_texts(self) -> Stored:
        """The same column, where a number and its text are one label."""
        if self.are_numbers is None:
            return self
        places: dict[str, int] = {}
        moved = [places.setdefault(label, len(places)) for label in self.labels]
        codes = np.array([*moved, -1], np.int32)[self.values]
        return replace(self, values=codes, labels=tuple(places), are_numbers=None)

    def texts(self, *, among_numbers: bool) -> Texts:
        """Its texts, and which of them stand for a missing value."""
        return Texts(self, are_missing_texts(self.labels, among_numbers=among_numbers))


@dataclass(frozen=True, eq=False)
class Texts:
    """A column of texts, some of which stand for a missing value."""

    stored: Stored
    are_missing: Array
    "Which of the labels do, bool of shape (labels,)."

    @cached_property
    def counts(self) -> Array:
        """The rows of each label, int64 of shape (labels,)."""
        return np.bincount(self.stored.values + 1, minlength=len(self.stored.labels) + 1)[1:]

    @cached_property
    def rest(self) -> list[str]:
        """The other labels."""
        return list(compress(self.stored.labels, ~self.are_missing))

    @property
    def are_numbers(self) -> Array | None:
        """Which labels of `rest` are numbers already: see `Stored`."""
        known = self.stored.are_numbers
        return None if known is None else known[~self.are_missing]

    def spread(self, of_rest: Array, gap: float) -> Array:
        """A value for each row, shape (n,), from one for each label of `rest`."""
        of_labels = np.full(len(self.stored.labels) + 1, gap, of_rest.dtype)
        of_labels[:-1][~self.are_missing] = of_rest
        return np.asarray(of_labels[self.stored.values])

    def are_most(self, are_known: Array) -> bool:
        """Whether more than half of the rows have such labels, bool of shape (rest,)."""
        rows = self.counts[~self.are_missing]
        return bool(2 * rows[are_known].sum() > rows.sum())


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
