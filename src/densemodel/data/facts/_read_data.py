"""x and y as they were read for a network, independent of split and settings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.columns._table import RawTable
from densemodel.data.facts._column_facts import ColumnFacts
from densemodel.data.facts._ids import may_count
from densemodel.data.findings._finding import Finding, columns_named, value_text
from densemodel.data.read._stored_rows import Features, StoredRows, chunks_of, table_of
from densemodel.data.read._survey import Survey, fingerprints, with_labels

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data.facts._blurred import BlurredColumn
    from densemodel.data.facts._coding import LabelCoding
    from densemodel.data.facts._column_facts import Label
    from densemodel.data.facts._columns import Groups
    from densemodel.data.labels._task import Task
    from densemodel.data.pictures._pictures import Pictures
    from densemodel.data.split._split import Rows

BRIGHTEST = 255
FEWEST_PIXELS = 64
"The smallest common image of digits (8x8); fewer columns are a table."
MOST_COLUMNS = 500
"A table of named pixels has more columns than this."
_FEWEST_COUNTED = 20
"With fewer rows a column may count from 0 to the last by chance."
MOST_CHECKED = 2000
"The size of a sample of rows."


@dataclass(frozen=True, eq=False)
class ReadData:
    """x and y encoded for a network, with the findings of reading."""

    x: Features
    "Before gaps are filled; raw columns are in `table`, and then it has no column."
    survey: Survey
    y: Array
    coding: LabelCoding
    task: Task
    complete: Rows
    "Indices of rows without gaps: all, except for those that `missing drop` leaves out."
    findings: tuple[Finding, ...]
    names: tuple[str, ...] | None = None
    "The columns of x, if it was a table."
    table: RawTable | None = None
    "The raw columns where the input is `table`."
    class_names: tuple[str, ...] | None = None
    class_labels: Array | None = None
    "The class labels as in y, by class number; None without classes."
    answer_names: tuple[str, ...] | None = None
    "The columns of y, if it holds numbers or flags and its columns have names."
    groups: Groups | None = None
    blurred: tuple[BlurredColumn, ...] = ()
    "Columns of x with values too close together for float32."
    ids: tuple[str, ...] = ()
    "Names of columns of numbers that only name the rows."
    y_is_blurred: bool = False
    "Whether numbers in y are too close together for float32."
    validation: RawPair | None = None
    "The given validation data, with gaps; raw columns where the input is `table`."
    test: RawPair | None = None
    pictures: Pictures | None = None
    "Those of x, where it was read from a folder."
    is_split: bool = True
    "Whether rows are held out as the spec says; not where validation data was given."

    @property
    def row_count(self) -> int:
        """The number of rows without gaps."""
        return len(self.complete)

    @property
    def is_table(self) -> bool:
        """Whether a row has columns with a meaning, and is not an image or a sound."""
        if self.table is not None:
            return True
        return len(self.x.shape) == 2 and self.x.shape[1] < FEWEST_PIXELS

    @property
    def has_columns(self) -> bool:
        """Whether to check single columns: of a table, or of a wider one with names."""
        is_named = len(self.x.shape) == 2 and self.names is not None
        return self.is_table or (is_named and self.x.shape[1] <= MOST_COLUMNS)

    @cached_property
    def columns(self) -> ColumnFacts:
        """Facts about the columns of x beside each other and beside y."""
        classes = self.classes
        return ColumnFacts(
            RawTable((), 0) if self.table is None else self.table,
            complete=self.complete,
            rows=self.sampled_rows,
            answers=self.y.ravel() if classes is None and self.coding.units == (1,) else classes,
            is_class=classes is not None,
            numbers=self.sample if self.table is None and self.has_columns else None,
            names=self.names,
            x=self.x,
        )

    @cached_property
    def row_numbers(self) -> int | None:
        """The column of plain numbers that counts the rows."""
        count = len(self.x)
        is_likely = self.table is None and self.has_columns and count >= _FEWEST_COUNTED
        if not is_likely or self.x.shape[1] < 2:
            return None
        counts = np.arange(count)
        for column in np.flatnonzero(self.highs - self.lows == count - 1).tolist():
            # a year, or a wavelength, counts from elsewhere
            if self.lows[column] not in (0, 1) or may_count(str(self.column_label(column))):
                continue
            parts = [part[:, column] for part in chunks_of(self.x, counts, count)]
            values, numbers = np.concatenate(parts), counts + self.lows[column]
            # in another order than the rows' it may be the rank of y
            leaks = () if self.columns.leaky is None else self.columns.leaky.columns
            if np.array_equal(values if column in leaks else np.sort(values), numbers):
                return int(column)
        return None

    @cached_property
    def lows(self) -> Array:
        """The minimum of each column, shape (columns,), as float64.

        A difference of two numbers may not fit float32.
        """
        return np.asarray(self.survey.lows[0], dtype=np.float64)

    @cached_property
    def highs(self) -> Array:
        """The maximum of each column, shape (columns,), as float64."""
        return np.asarray(self.survey.highs[0], dtype=np.float64)

    @cached_property
    def classes(self) -> Array | None:
        return self.coding.class_numbers(self.y)

    @cached_property
    def class_counts(self) -> tuple[int, ...] | None:
        """The number of rows without gaps of each class."""
        if self.classes is None:
            return None
        count = 2 if self.coding.form == "binary" else self.coding.units[0]
        return tuple(np.bincount(self.classes[self.complete], minlength=count).tolist())

    @cached_property
    def fingerprints(self) -> Array:
        """A number for each row of x and y, uint64 of shape (n,): equal rows have equal ones."""
        return with_labels(self.survey.fingerprints, self.y)

    @cached_property
    def validation_prints(self) -> Array | None:
        """Fingerprints of the given validation rows."""
        return _fingerprints_of(self.validation)

    @cached_property
    def test_prints(self) -> Array | None:
        return _fingerprints_of(self.test)

    @cached_property
    def sampled_rows(self) -> Rows:
        """A sample of rows, spread evenly over all without gaps."""
        step = max(1, math.ceil(len(self.complete) / MOST_CHECKED))
        return self.complete[::step]

    @cached_property
    def sample(self) -> Array:
        """The numbers of these rows, float32 of shape (rows, columns)."""
        return table_of(self.x, self.sampled_rows)

    def raw_columns(self, pair: str) -> RawTable | None:
        """The raw columns of the rows of `validation` or `test`, where these were given."""
        found = getattr(self, pair)
        return found[0] if found is not None and isinstance(found[0], RawTable) else None

    def column_label(self, place: int) -> Label:
        """The name of a column of plain numbers, or its place."""
        is_named = self.names is not None and len(self.names) == len(self.lows)
        return self.names[place] if self.names is not None and is_named else place

    def column_text(self, place: int) -> str:
        """A column as messages call it: `column 'age'`, `column 3`."""
        return columns_named([self.column_label(place)])

    def class_name(self, number: int) -> str:
        return value_text(self.class_names[number] if self.class_names else number)


RawPair = tuple[Features | RawTable, np.ndarray[Any, Any]]
"Rows as they were read, and their encoded labels."


def _fingerprints_of(pair: RawPair | None) -> Array | None:
    if pair is None:
        return None
    x, y = pair
    of_x = x.fingerprints if isinstance(x, StoredRows | RawTable) else fingerprints(x)
    return with_labels(of_x, y)
