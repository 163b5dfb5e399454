"""The values of a column, in the forms in which columns keep them."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from densemodel.wording import number

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data.split._split import Rows

MISSING = int(np.iinfo(np.int64).min)
"A missing whole number, day or second: NumPy's NaT has the same value."
UNSEEN = MISSING + 1
"In later rows a text where training rows had whole numbers; the next such text is one more."
SECONDS_A_DAY = 86_400


@dataclass(frozen=True, eq=False)
class ColumnValues:
    """One value for each row; here whole numbers, of which `MISSING` is missing."""

    array: Array

    @property
    def labels(self) -> tuple[str, ...]:
        """The distinct texts, of a column of texts; none of them is empty."""
        return ()

    @property
    def days(self) -> Array | None:
        """Days since 1970 as numbers, NaN for missing; None unless they are dates."""
        return None

    @cached_property
    def is_missing(self) -> Array:
        """Whether each value is missing, bool of shape (n,)."""
        return np.asarray(self.array == MISSING)

    @property
    def fingerprints(self) -> Array:
        """A number for each value, uint64 of shape (n,): the same for equal values in any table."""
        bits = np.ascontiguousarray(self.array).view(np.uint64)
        return np.where(self.is_missing, np.uint64(0), bits)

    @property
    def numbers(self) -> Array:
        """float64 of shape (n,), NaN for missing; texts by their position."""
        return np.where(self.is_missing, np.nan, self.array.astype(np.float64))

    @property
    def as_written(self) -> Array:
        """The values as a person writes them, None or NaN for missing; shape (n,)."""
        found = self.array.astype(object)
        found[self.is_missing] = None
        return found

    @property
    def for_keras(self) -> Array:
        """What the Keras input of a column takes, of shape (n,)."""
        return self.array

    def at(self, rows: Rows | slice) -> Self:
        """The values of some rows."""
        return replace(self, array=self.array[rows])

    def count(self, known: Array) -> tuple[Array, Array]:
        """The different ones of some values, in order, and how often each of them is there."""
        return np.unique(known, return_counts=True)

    def plain(self, value: Any) -> Any:
        """A single value of the array as a person writes it."""
        return value

    def text(self, value: Any, span: float = math.inf) -> str:
        """A value as text; `span` is the range of those beside it."""
        del span
        return number(float(value), "cell")


@dataclass(frozen=True, eq=False)
class NumberValues(ColumnValues):
    """float64, NaN for missing."""

    @cached_property
    def is_missing(self) -> Array:
        return np.isnan(self.array)

    @property
    def fingerprints(self) -> Array:
        bits = np.ascontiguousarray(self.array + 0.0).view(np.uint64)  # -0.0 is 0.0
        return np.where(self.is_missing, np.uint64(0), bits)

    @property
    def as_written(self) -> Array:
        return self.array

    @property
    def for_keras(self) -> Array:
        with np.errstate(over="ignore"):
            return self.array.astype(np.float32)


@dataclass(frozen=True, eq=False)
class WholeValues(ColumnValues):
    """Whole numbers or flags, int64."""

    are_flags: bool = False
    "Whether 0 and 1 are False and True."
    others: tuple[str, ...] = ()
    "Texts of later rows that are no numbers: `UNSEEN` is the first, the number after it the next."

    @property
    def as_written(self) -> Array:
        found = self.array.astype(bool if self.are_flags else np.int64).astype(object)
        found[self.is_missing] = None
        return found

    def plain(self, value: Any) -> Any:
        is_other = 0 <= value - UNSEEN < len(self.others)
        return self.others[value - UNSEEN] if is_other else value

    def text(self, value: Any, span: float = math.inf) -> str:
        plain = self.plain(value)
        if isinstance(plain, str):
            return plain
        return str(bool(value)) if self.are_flags else super().text(value, span)


@dataclass(frozen=True, eq=False)
class TextValues(ColumnValues):
    """Texts: int32 positions in the labels, -1 for missing."""

    texts: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        return self.texts

    @cached_property
    def is_missing(self) -> Array:
        return np.asarray(self.array == -1)

    @property
    def fingerprints(self) -> Array:
        return np.array([*map(_digest, self.texts), 0], dtype=np.uint64)[self.array]

    def count(self, known: Array) -> tuple[Array, Array]:
        of_labels = np.bincount(known, minlength=len(self.texts))
        distinct = np.flatnonzero(of_labels)
        return distinct, of_labels[distinct]

    @property
    def as_written(self) -> Array:
        return np.array([*self.texts, None], object)[self.array]

    @property
    def for_keras(self) -> Array:
        return np.array([*self.texts, ""], object)[self.array]

    def plain(self, value: Any) -> Any:
        return self.texts[value]

    def text(self, value: Any, span: float = math.inf) -> str:
        del span
        return str(self.texts[value])


@dataclass(frozen=True, eq=False)
class DateValues(ColumnValues):
    """Days or seconds since 1970, int64."""

    has_time: bool = False
    "Whether they are seconds."

    @property
    def days(self) -> Array:
        return self.numbers / (SECONDS_A_DAY if self.has_time else 1)

    @property
    def as_written(self) -> Array:
        return self.array.astype("datetime64[s]" if self.has_time else "datetime64[D]")

    def text(self, value: Any, span: float = math.inf) -> str:
        """A day, with its time in a short span: `2014-05-02`."""
        if not self.has_time:
            return str(np.datetime64(round(value), "D"))
        is_day = span > 2 * SECONDS_A_DAY and round(value) % SECONDS_A_DAY == 0
        unit = "D" if is_day else "m"
        return str(np.datetime64(round(value), "s").astype(f"datetime64[{unit}]")).replace("T", " ")


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
