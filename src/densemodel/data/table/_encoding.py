"""The encoding of a table: what each column becomes in a row of numbers.

The Keras model of a run computes the same from raw columns, with Keras's own layers: see
`_table_layers` of the package `network`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.table._columns import ENCODED_KINDS
from densemodel.data.table._input_names import input_names

if TYPE_CHECKING:
    from densemodel.data.split._split import Array
    from densemodel.data.table._columns import Form, Kind, RawColumn, RawTable

CLIP = 3.0
"""The network squeezes scaled numbers smoothly into -3 to 3: 3 tanh(z / 3). A row has z / 3."""
ALL_BINS = 1.4
"The length of the vector of all bins of a number that is beyond them."

SECONDS_A_DAY = 86_400
CYCLES: dict[str, tuple[int, int]] = {
    # the period in ten-thousandths of a day, and the day that begins one
    "year": (3_652_425, 0),
    "week": (70_000, 4),  # 5 January 1970 was a Monday
    "day": (10_000, 0),
}
"The periodic parts of a date."
_UNIT = 10_000
_AT_ONCE = 16_384
"Rows that are encoded at once."
_VARIANCES = 1.1e-14, 3e38
"Keras divides by 1e-7 at least, and keeps a float32."
FARTHEST = 1e18
"Scaled numbers end here, and so do bins: float32 has no squares of larger widths."
_TINIEST = float(np.finfo(np.float32).tiny)


def cycle_of(cycle: str, form: Form) -> tuple[int, int, int]:
    """How a date gives its place in a period: first, scale and period of `CYCLES`.

    The place is `(date - first) * scale % period`, in whole numbers.
    """
    period, first = CYCLES[cycle]
    if form == "seconds":
        return first * SECONDS_A_DAY, 1, period * SECONDS_A_DAY // _UNIT
    return first, _UNIT, period


@dataclass(frozen=True)
class ColumnEncoding:
    """How one column becomes numbers, learnt from the training rows; or why it is left out."""

    name: str
    kind: Kind
    form: Form
    why: str
    is_used: bool = True
    is_flag: bool = False
    written: str = ""
    "How dates and numbers stand in texts: see `RawColumn`."
    missing: int = 0
    "Missing values in the training rows."
    distinct: int = 0
    "Different values in the training rows."

    # of numbers and dates
    center: float = 0.0
    "The median: a missing value becomes it."
    spread: float = 1.0
    unit: float = 1.0
    "A power of two that the numbers are multiplied by first, if they are tiny or huge."
    bins: tuple[float, ...] = ()
    """The edges of bins with about as many training rows each, in the scale of an encoded row. The
    network has a number for each: 0 below the bin, linear in it, `bin_height` above (piecewise
    linear encoding: Gorishniy, Rubachev and Babenko 2022). Empty: none."""
    cycles: tuple[str, ...] = ()
    "The periodic parts of a date: keys of `CYCLES`."
    marks_missing: bool = False
    "Whether there is a number that says that the value is missing."

    # of categories
    values: tuple[str, ...] | tuple[int, ...] = ()
    "The values with a place of their own, the most common first; '' or `MISSING` is one of them."
    pools: bool = False
    """Whether rare values of the training rows share a place; values that are unknown then take it,
    too. Otherwise a one-hot row is all zeros for them."""
    size: int = 0
    "The numbers of the embedding of a value; 0: one-hot."
    places: int = 0
    "The places for values, that of other values included; some may be free after another split."

    @property
    def is_embedded(self) -> bool:
        return self.size > 0

    @property
    def width(self) -> int:
        """The numbers that it takes in an encoded row; an embedded value is one, its position."""
        if not self.is_used:
            return 0
        if self.is_embedded:
            return 1
        if self.kind in ("number", "date"):
            return 1 + 2 * len(self.cycles) + self.marks_missing
        return self.places - (not self.pools)

    @property
    def is_scaled(self) -> bool:
        """Whether the first number of it in a row is a scaled one."""
        return self.is_used and self.kind in ("number", "date")

    @property
    def bin_count(self) -> int:
        return max(len(self.bins) - 1, 0)

    @property
    def bin_height(self) -> float:
        """What the network makes of a bin that a number is beyond: less, the more bins there are.

        So the bins of a column together are about as large as its scaled number.
        """
        return ALL_BINS / math.sqrt(max(self.bin_count, 1))

    @property
    def outputs(self) -> int:
        """The numbers that it gives to the first layer of the spec."""
        return self.size if self.is_embedded else self.width + self.bin_count

    @property
    def mean(self) -> float:
        """The center in this unit, as a float32: Keras keeps it as one."""
        mean = float(np.float32(self.center * self.unit))
        return mean if np.isfinite(mean) else 0.0

    @property
    def variance(self) -> float:
        """The square of three spreads in this unit, as a float32."""
        return float(np.float32(np.clip((self.spread * self.unit * CLIP) ** 2, *_VARIANCES)))

    @property
    def text(self) -> str:
        """The encoding in words."""
        if not self.is_used:
            return "left out"
        if self.is_scaled:
            parts = [f"{self.bin_count} bins"] if self.bins else []
            parts += [f"sine and cosine of the {one}" for one in self.cycles]
            words = ", ".join(["scaled", *parts])
        elif self.is_embedded:
            return f"embedding of {self.size}"
        else:
            return f"one-hot, {self.width}"
        return f"{words}, and a mark for missing" if self.marks_missing else words

    def encode(self, column: RawColumn) -> Array:
        """The numbers of each row, float32 of shape (n, width)."""
        if self.kind in ("number", "date"):
            return self._numbers(column)
        places = self.places_of(column)
        if self.is_embedded:
            return places.astype(np.float32)[:, None]
        out = np.zeros((len(places), self.places), np.float32)
        out[np.arange(len(places)), places] = 1
        return out if self.pools else out[:, 1:]

    def scale(self, values: Array) -> Array:
        """Numbers, days or seconds as an encoded row has them, float32 of shape (n,)."""
        with np.errstate(over="ignore", invalid="ignore"):  # a float64 may be too large
            raw = values.astype(np.float32)
            if self.unit > 1:  # TensorFlow takes numbers for zero that NumPy still knows
                raw[np.abs(raw) < _TINIEST] = 0
            raw = raw * np.float32(self.unit)
            scaled = (raw - np.float32(self.mean)) / np.sqrt(np.float32(self.variance))
        # the first layer multiplies by zeros, and an infinity would give NaN
        return np.asarray(np.clip(scaled, -FARTHEST, FARTHEST))

    def _numbers(self, column: RawColumn) -> Array:
        gaps = column.is_missing
        out = np.empty((len(gaps), self.width), np.float32)
        out[:, 0] = self.scale(column.values)
        for number, cycle in enumerate(self.cycles):
            first, scale, period = cycle_of(cycle, self.form)
            place = ((column.values - first) * scale) % period
            angle = place.astype(np.float32) * np.float32(2 * np.pi / period)
            out[:, 1 + 2 * number], out[:, 2 + 2 * number] = np.sin(angle), np.cos(angle)
        out[gaps] = 0  # the median, and the middle of every circle
        if self.marks_missing:
            out[:, -1] = gaps
        return out

    def places_of(self, column: RawColumn) -> Array:
        """The place of each value, from 0 for other ones, int64 of shape (n,)."""
        if column.form == "text":
            by_value = {value: place for place, value in enumerate(self.values, 1)}
            known = [by_value.get(label, 0) for label in column.labels]
            return np.array([*known, by_value.get("", 0)], dtype=np.int64)[column.values]
        order = np.argsort(np.array(self.values, np.int64))
        ordered = np.array(self.values, np.int64)[order]
        at = np.minimum(np.searchsorted(ordered, column.values), max(len(ordered) - 1, 0))
        if not len(ordered):
            return np.zeros(len(column.values), np.int64)
        return np.where(ordered[at] == column.values, order[at] + 1, 0)


@dataclass(frozen=True)
class TableEncoding:
    """How the rows of a table become rows of numbers.

    A row has the scaled numbers first, then their marks for missing, then the other numbers of the
    columns in their order, and the positions of embedded values last. The first layer of the
    network turns these into its inputs: see `columns_layer` of the package `network`.
    """

    columns: tuple[ColumnEncoding, ...]
    is_fitted: bool = True
    "Whether it is learnt; otherwise only kinds and forms are known, and its sizes mean nothing."

    @cached_property
    def used(self) -> tuple[ColumnEncoding, ...]:
        """The columns that are trained on, in the order of the table."""
        return tuple(column for column in self.columns if column.is_used)

    @cached_property
    def scaled_groups(self) -> tuple[tuple[ColumnEncoding, ...], ...]:
        """The used columns with a scaled number: those of floats, then those of whole numbers.

        The Keras model scales the columns of a group together, which have one unit.
        """
        scaled = [column for column in self.used if column.is_scaled]
        groups: dict[tuple[bool, float], list[ColumnEncoding]] = {}
        for column in sorted(scaled, key=lambda column: column.form != "number"):
            groups.setdefault((column.form != "number", column.unit), []).append(column)
        return tuple(map(tuple, groups.values()))

    @cached_property
    def scaled(self) -> tuple[ColumnEncoding, ...]:
        """The used columns with a scaled number, in the order of an encoded row."""
        return tuple(column for group in self.scaled_groups for column in group)

    @cached_property
    def embedded(self) -> tuple[ColumnEncoding, ...]:
        """The used columns that are embedded."""
        return tuple(column for column in self.used if column.is_embedded)

    @cached_property
    def width(self) -> int:
        """The numbers of an encoded row."""
        return sum(column.width for column in self.used)

    @cached_property
    def outputs(self) -> int:
        """The numbers that the first layer of the spec takes."""
        return sum(column.outputs for column in self.used)

    @cached_property
    def parameter_count(self) -> int:
        """The numbers of all embeddings."""
        return sum(column.places * column.size for column in self.embedded)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns that are trained on, in the order of the table."""
        return tuple(column.name for column in self.used)

    @cached_property
    def inputs(self) -> dict[str, str]:
        """The name of the Keras input of each used column, by the name of the column."""
        return input_names(self.names)

    @cached_property
    def places(self) -> dict[str, tuple[int, ...]]:
        """The places in an encoded row of the numbers of each used column, by its name."""
        marked = [column.name for column in self.scaled if column.marks_missing]
        at_first = {column.name: place for place, column in enumerate(self.scaled)}
        at_mark = {name: place for place, name in enumerate(marked, len(at_first))}
        rest, last = len(at_first) + len(at_mark), self.width - len(self.embedded)
        found: dict[str, tuple[int, ...]] = {}
        for column in self.used:
            name = column.name
            if column.is_embedded:
                found[name] = (last,)
                last += 1
                continue
            count = column.width - column.is_scaled - column.marks_missing
            own = (at_first[name],) if column.is_scaled else ()
            mark = (at_mark[name],) if column.marks_missing else ()
            found[name] = (*own, *range(rest, rest + count), *mark)
            rest += count
        return found

    def encode(self, table: RawTable) -> Array:
        """The numbers of each row, float32 of shape (n, width).

        The table has all used columns, in the forms of this encoding.
        """
        out = np.empty((len(table), self.width), np.float32)
        by_name = {column.name: column for column in table.columns}
        for first in range(0, len(table), _AT_ONCE):  # so that what is between stays in the cache
            rows = slice(first, first + _AT_ONCE)
            for column in self.used:
                raw = by_name[column.name]
                numbers = column.encode(replace(raw, values=raw.values[rows]))
                places = self.places[column.name]
                if column.is_scaled:
                    for place, values in zip(places, numbers.T, strict=True):
                        out[rows, place] = values
                else:
                    out[rows, places[0] : places[-1] + 1] = numbers
        return out


def unfitted(table: RawTable) -> TableEncoding:
    """The kinds and forms of the columns, before anything is learnt."""
    return TableEncoding(
        tuple(
            ColumnEncoding(
                column.name,
                column.kind,
                column.form,
                column.why,
                is_used=column.kind in ENCODED_KINDS,
                is_flag=column.is_flag,
                places=2,
            )
            for column in table.columns
        ),
        is_fitted=False,
    )
