"""Facts about the columns of x, from their values: groups, times, columns that tell y.

Most come from a sample of the rows, so that a large table costs no more than a small one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.columns._column import RawColumn
from densemodel.data.columns._number import Number
from densemodel.data.columns._values import NumberValues
from densemodel.data.facts._groups import GroupHint, group_of
from densemodel.data.facts._leaks import (
    LeakyColumn,
    explained_classes,
    explained_spread,
    find_leaky_columns,
    spread_by_category,
)
from densemodel.data.facts._sums import are_equal, dependent, parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel._array import Array
    from densemodel.data.columns._table import RawTable
    from densemodel.data.read._stored_rows import Features
    from densemodel.data.split._split import Rows

Label = str | int
"A column as messages call it: by its name, or without one by its place."
_FEWEST_ROWS = 100
"With fewer rows a column may seem to say something of y by chance."
_FEWEST_REPORTED = 20
"With fewer values, or fewer gaps, that they are of one class may be chance."
_ALL_BUT = 0.005
"The share of these rows that may be of other classes."
_LOG_PROBABILITY = math.log(1e-9)
_ROWS_OF_A_CLASS = 10
"With fewer on average, classes are names of rows."
_SHARED = 0.5
"The share of y that a date explains."


@dataclass(frozen=True, slots=True)
class LeakyGaps:
    """A column whose gaps, or whose values, nearly all stand in rows of one class."""

    column: str
    are_gaps: bool
    "Whether it is the rows with gaps; otherwise those with a value."
    number: int
    "These rows, of the class `number`."


@dataclass(frozen=True, slots=True)
class TimeOrder:
    """A date with which y changes."""

    column: str
    is_sorted: bool
    "Whether the rows are in its order."


@dataclass(frozen=True, eq=False)
class ColumnFacts:
    """The columns of x that are trained on, and y."""

    table: RawTable
    "All rows of raw columns. Plain numbers have none: there `numbers` are all that is looked at."
    complete: Rows
    "The rows without gaps, or all."
    rows: Rows
    "A sample of them, spread evenly."
    answers: Array | None
    "Class numbers, or the numbers to predict, of shape (n,); None for several columns of y."
    is_class: bool
    numbers: Array | None = None
    "The plain numbers of the sample, of shape (rows, columns)."
    names: Sequence[str] | None = None
    "The names of the columns of `numbers`."
    x: Features | None = None
    "All rows of `numbers`."

    @property
    def used(self) -> tuple[RawColumn, ...]:
        """The raw columns that are trained on."""
        return self.table.used

    @cached_property
    def sample(self) -> Mapping[Label, RawColumn]:
        """All columns of the sample: plain numbers are of the kind `number`."""
        if self.numbers is None:
            return {column.name: column.at(self.rows) for column in self.used}
        known = np.where(np.isfinite(self.numbers), self.numbers, np.nan).astype(np.float64)
        width, names = known.shape[1], self.names or ()
        labels: Sequence[Label] = names if len(set(names)) == width else range(width)
        return {
            label: RawColumn(Number(str(label)), NumberValues(values))
            for label, values in zip(labels, known.T, strict=True)
        }

    @cached_property
    def named(self) -> dict[str, RawColumn]:
        """The columns of the sample that have names: raw columns, and those of a frame.

        Without a name the meaning of a column is unknown, and made-up data often repeat others.
        """
        return {label: one for label, one in self.sample.items() if isinstance(label, str)}

    def whole(self, label: str) -> Array | None:
        """A column of numbers in all rows without gaps, float64; None if it is in a file."""
        if self.numbers is None:
            column = next(column for column in self.used if column.name == label)
            return np.asarray(column.data.numbers[self.complete])
        if not isinstance(self.x, np.ndarray):
            return None
        place = list(self.sample).index(label)
        return np.asarray(self.x[self.complete, place], np.float64)

    @cached_property
    def y(self) -> Array | None:
        """The answers of the sample."""
        return None if self.answers is None else self.answers[self.rows]

    @cached_property
    def matrix(self) -> Array:
        """The sample as numbers, float64 of shape (rows, columns); categories as their numbers."""
        return np.column_stack([column.data.numbers for column in self.sample.values()])

    @cached_property
    def prints(self) -> Array:
        """Fingerprints of the values of the sample, uint64 of shape (rows, columns)."""
        return self.prints_of(self.table, self.rows)

    def prints_of(self, table: RawTable, rows: Rows) -> Array:
        """Fingerprints of the values of some rows of a table with these columns."""
        names = [column.name for column in self.used]
        return np.column_stack([one.fingerprints for one in table.select(names).at(rows).columns])

    @cached_property
    def leaky_gaps(self) -> LeakyGaps | None:
        """The first column whose gaps are as good as a class."""
        y = self.y
        if y is None or not self.is_class or len(y) < _FEWEST_ROWS:
            return None
        classes = y.astype(np.int64)
        shares = np.bincount(classes) / len(classes)
        for name, column in self.named.items():
            for are_gaps in (False, True):
                those = classes[column.is_missing == are_gaps]
                if not _FEWEST_REPORTED <= len(those) < len(classes):
                    continue
                number = int(np.bincount(those).argmax())
                others = int((those != number).sum())
                log_probability = (
                    len(those) * math.log(shares[number]) if shares[number] < 1 else 0.0
                )
                if others <= _ALL_BUT * len(those) and log_probability < _LOG_PROBABILITY:
                    return LeakyGaps(name, are_gaps, number)
        return None

    @cached_property
    def copies_of_y(self) -> tuple[str, ...]:
        """Columns with another value for each class, and the same one in all its rows."""
        y = self.y
        if y is None or not self.is_class or len(y) < _FEWEST_REPORTED:
            return ()
        found, count = [], len(np.unique(y))
        if not 1 < count <= len(y) / _ROWS_OF_A_CLASS:
            return ()  # one class, or names of rows
        for name, column in self.named.items():
            if len(np.unique(column.fingerprints)) == count:
                pairs = np.unique(np.stack([column.fingerprints, y.astype(np.uint64)]), axis=1)
                if pairs.shape[1] == count:
                    found.append(name)
        return tuple(found)

    @cached_property
    def multiple_of_y(self) -> tuple[str, float] | None:
        """A column of numbers that is y in another unit, and what y is divided by it."""
        y = self.y
        if y is None or self.is_class or len(y) < _FEWEST_REPORTED or len(self.named) < 2:
            return None
        for name, values in self._numbers().items():
            known = np.isfinite(values)
            if known.sum() < _FEWEST_REPORTED or not np.any(values[known]) or not np.ptp(y[known]):
                continue
            factor = float((values[known] @ y[known]) / (values[known] @ values[known]))
            if are_equal(factor * values[known], y[known]) and self._is_sum(
                [name], self.whole_y, factor
            ):
                return name, factor
        return None

    @cached_property
    def parts_of_y(self) -> tuple[str, ...]:
        """Columns of numbers whose sum is y; empty if there are none."""
        y = self.y
        if y is None or self.is_class:
            return ()
        parts = parts_of(self._numbers(), y.astype(np.float64))
        return parts if self._is_sum(parts, self.whole_y) else ()

    @property
    def whole_y(self) -> Array | None:
        """The answers of all rows without gaps."""
        return None if self.answers is None else self.answers[self.complete]

    def _is_sum(self, parts: Sequence[str], total: Array | None, factor: float = 1.0) -> bool:
        """Whether a factor times the sum of columns is a total in all rows, as in the sample."""
        columns = [self.whole(name) for name in parts]
        known = [column for column in columns if column is not None]
        if total is None or len(known) < len(columns) or not columns:
            return True  # they are in a file
        added = factor * np.sum(known, axis=0)
        rows = np.isfinite(added) & np.isfinite(total)
        return not rows.any() or are_equal(added[rows], total[rows])

    @cached_property
    def total(self) -> tuple[str, tuple[str, ...]] | None:
        """A column that is the sum of others, and those."""
        numbers = self._numbers()
        for name in dependent(numbers):
            others = {other: one for other, one in numbers.items() if other != name}
            parts = parts_of(others, numbers[name])
            if parts and self._is_sum(parts, self.whole(name)):
                return name, parts
        return None

    @cached_property
    def leaky(self) -> LeakyColumn | None:
        """Columns that nearly predict y alone, by their place in `sample`; not dates or groups."""
        columns = list(self.sample.values())
        group = None if self.group is None else self.group.column
        places = [
            place
            for place, column in enumerate(columns)
            if column.data.days is None and column.name != group
        ]
        if self.y is None or not places:
            return None
        found = find_leaky_columns(
            self.matrix[:, places],
            self.y,
            is_class=self.is_class,
            are_categories=[columns[place].column.is_category for place in places],
        )
        return found and replace(found, columns=tuple(places[one] for one in found.columns))

    @cached_property
    def same(self) -> tuple[str, str] | None:
        """Two columns that hold the same values."""
        seen: dict[bytes, str] = {}
        for name, column in self.named.items():
            prints = column.fingerprints
            counts = np.unique(prints, return_counts=True)[1]
            if len(prints) - counts.max() < _FEWEST_REPORTED / 2:
                continue
            first = seen.setdefault(prints.tobytes(), name)
            if first != name and self._are_same(first, name):
                return first, name
        return None

    def _are_same(self, one: str, other: str) -> bool:
        if self.numbers is None:
            first, second = (
                column.fingerprints for column in self.used if column.name in (one, other)
            )
            return np.array_equal(first, second)
        whole = self.whole(one), self.whole(other)
        if whole[0] is None or whole[1] is None:
            return True  # they are in a file
        return np.array_equal(whole[0], whole[1], equal_nan=True)

    @cached_property
    def time(self) -> TimeOrder | None:
        """The date with which y changes; None if it does not.

        Numbers may change with it in each shop or city alone, beside large differences of these.
        """
        y = self.y
        if y is None or len(y) < _FEWEST_ROWS:
            return None
        explain = explained_classes if self.is_class else explained_spread
        answers = [y] if self.is_class else [y, self._beside_category(y)]
        for column in self.used:
            some = self.named[column.name]
            if column.data.days is None or some.is_missing.any():
                continue
            values = some.data.numbers
            if any(explain(values, one) >= _SHARED for one in answers):
                steps = np.diff(column.values[self.complete])
                return TimeOrder(column.name, bool((steps >= 0).all()))
        return None

    def _beside_category(self, y: Array) -> Array:
        """What remains of the numbers y without the means of the category that says most of it."""
        known = [one.data.numbers for one in self.named.values() if one.column.is_category]
        shares = [spread_by_category(values, y) for values in known]
        if max(shares, default=0) <= 0:
            return y
        numbers = np.unique(known[int(np.argmax(shares))], return_inverse=True)[1]
        means = np.bincount(numbers, weights=y) / np.bincount(numbers)
        return np.asarray(y - means[numbers])

    @cached_property
    def group(self) -> GroupHint | None:
        """A column that names things with several rows each, which also agree in y."""
        return group_of(self.used, self.complete, self.answers, is_class=self.is_class)

    @cached_property
    def dummies(self) -> tuple[str, ...]:
        """Neighbouring columns of 0 and 1 of which each row has one 1; empty if there are none."""
        run: list[str] = []
        total = np.zeros(len(self.rows))
        for name, column in [*self.named.items(), ("", None)]:
            values = np.full(len(self.rows), 2.0) if column is None else column.data.numbers
            is_flag = column is not None and not column.labels and np.isin(values, (0, 1)).all()
            if is_flag and ((total + values) <= 1).all():
                run, total = [*run, name], total + values
                continue
            if len(run) > 2 and (total == 1).all():
                return tuple(run)
            run, total = ([name], values) if is_flag else ([], np.zeros(len(self.rows)))
        return ()

    def _numbers(self) -> dict[str, Array]:
        """The sampled columns of numbers, without those of 0 and 1."""
        return {
            name: column.values
            for name, column in self.named.items()
            if column.column.is_quantity and len(np.unique(column.values)) > 2
        }
