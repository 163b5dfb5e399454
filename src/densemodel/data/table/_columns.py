"""The columns of a table as they are read: values of one form each, and their kind."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data.split._split import Array, Rows

Kind = Literal["number", "yes/no", "category", "date", "text", "id", "constant"]
Form = Literal["number", "whole", "text", "days", "seconds"]
"""How values are stored: float64 with NaN; int64; texts; int64 days or seconds since 1970."""

ENCODED_KINDS: tuple[Kind, ...] = ("number", "yes/no", "category", "date")
"The kinds that a network is trained on; others are left out."

MISSING = int(np.iinfo(np.int64).min)
"A missing whole number, day or second: NumPy's NaT has the same value."
UNSEEN = MISSING + 1
"In later rows a text where training rows had whole numbers; the next such text is one more."


@dataclass(frozen=True, eq=False)
class RawColumn:
    """One column of a table."""

    name: str
    form: Form
    values: Array
    """float64 of shape (n,) with NaN for missing, int64 with `MISSING`, or for text the int32
    positions in `labels`, -1 for missing."""
    kind: Kind
    why: str
    "Why it is of this kind, as a clause: `12 different texts`."
    labels: tuple[str, ...] = ()
    """The distinct texts of the form text, none of them empty. Of whole numbers in later rows, the
    texts that are none: the first stands for `UNSEEN`, the next for the number after it."""
    is_flag: bool = False
    "Whether whole numbers 0 and 1 are False and True."
    written: str = ""
    """How the values stand in the table, so that later ones are read in the same way: the format of
    a date, as strptime takes it, `year`, `unix` or `unix ms`; of numbers in texts `,` for decimal
    commas, and `.` for others that Python does not read, such as `$1,234` and `?`."""

    @cached_property
    def is_missing(self) -> Array:
        """Whether each value is missing, bool, shape (n,)."""
        if self.form == "number":
            return np.isnan(self.values)
        return np.asarray(self.values == (-1 if self.form == "text" else MISSING))

    @property
    def invalid_texts(self) -> dict[int, str]:
        """The texts among whole numbers, by what stands for them."""
        texts = self.labels if self.form == "whole" else ()
        return {UNSEEN + place: text for place, text in enumerate(texts)}

    def at(self, rows: Rows) -> RawColumn:
        """The same column of some rows."""
        return replace(self, values=self.values[rows])

    @property
    def fingerprints(self) -> Array:
        """A number for each value, uint64 of shape (n,): the same for equal values in any table."""
        if self.form == "text":
            digests = [_digest(label) for label in self.labels]
            return np.array([*digests, 0], dtype=np.uint64)[self.values]
        plain = self.values + 0.0 if self.form == "number" else self.values  # -0.0 is 0.0
        bits = np.ascontiguousarray(plain).view(np.uint64)
        return np.where(self.is_missing, np.uint64(0), bits)


@dataclass(frozen=True, eq=False)
class RawTable:
    """Rows of a table, by columns; columns that are left out are among them."""

    columns: tuple[RawColumn, ...]
    count: int
    "Rows: a table may have no column."

    def __len__(self) -> int:
        """The number of rows."""
        return self.count

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns."""
        return tuple(column.name for column in self.columns)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.count, len(self.columns)

    def at(self, rows: Rows) -> RawTable:
        """Some rows, in this order."""
        return RawTable(tuple(column.at(rows) for column in self.columns), len(rows))

    def select(self, names: Sequence[str]) -> RawTable:
        """Some columns, in this order."""
        by_name = {column.name: column for column in self.columns}
        return RawTable(tuple(by_name[name] for name in names), self.count)

    @cached_property
    def fingerprints(self) -> Array:
        """A number for each row, uint64 of shape (n,): equal rows have equal ones."""
        mixed = np.zeros(self.count, np.uint64)
        with np.errstate(over="ignore"):
            for column in self.columns:
                mixed = _mixed(mixed * np.uint64(0x9E3779B97F4A7C15) + column.fingerprints)
        return mixed


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def _mixed(numbers: Any) -> Any:
    """The numbers with their bits spread (the finalizer of splitmix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))
