"""Facts about x and y, independent of split and settings, and the case that the rules judge."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.columns._table import RawTable
from densemodel.data.facts._coding import LabelCoding, TargetScale, target_scale_of
from densemodel.data.facts._suspicious_columns import (
    MOST_COLUMNS,
    LeakyColumn,
    Sentinel,
    find_leaky_columns,
    first_mark,
    may_count,
)
from densemodel.data.facts._table_facts import TableFacts
from densemodel.data.findings._finding import Finding, value_text
from densemodel.data.read._stored_rows import Features, Pair, StoredRows, chunks_of, table_of
from densemodel.data.read._survey import Survey, fingerprints, with_labels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel._array import Array
    from densemodel.data.facts._columns import Groups
    from densemodel.data.labels._task import Task
    from densemodel.data.split._split import Rows
    from densemodel.language import Layer, Spec

BRIGHTEST = 255
FEWEST_PIXELS = 64
"The smallest common image of digits (8x8); fewer columns are a table."
MOST_CHECKED = 2000
"The size of a sample of rows."
_FEWEST_COUNTED = 20
"With fewer rows a column may count from 0 to the last by chance."


@dataclass(frozen=True, eq=False)
class Facts:
    """x and y encoded for the network, and the facts about them."""

    x: Features
    "Before gaps are filled."
    survey: Survey
    y: Array
    coding: LabelCoding
    complete: Rows
    "Indices of rows without gaps: all, except for those that `missing drop` leaves out."
    names: tuple[str, ...] | None = None
    "The columns of x, if it was a table."
    class_names: tuple[str, ...] | None = None
    class_labels: Array | None = None
    "The class labels as in y, by class number; None without classes."
    answer_names: tuple[str, ...] | None = None
    "The columns of y, if it holds numbers or flags and its columns have names."
    groups: Groups | None = None
    blurred: tuple[int, ...] = ()
    "Columns of x with values too close together for float32."
    ids: tuple[int, ...] = ()
    "Columns of x that only name the rows."
    y_is_blurred: bool = False
    "Whether numbers in y are too close together for float32."
    table: RawTable | None = None
    "The raw columns where the input is `table`; then `x` is empty until they are encoded."
    of_table: TableFacts | None = None
    "What these columns say; made from `table`, and kept by `replace`."

    def __post_init__(self) -> None:
        if self.table is None or self.of_table is not None:
            return
        classes = self.classes
        answers = self.y.ravel() if classes is None and self.coding.units == (1,) else classes
        facts = TableFacts(self.table, self.complete, answers, is_class=classes is not None)
        object.__setattr__(self, "of_table", facts)

    @property
    def is_table(self) -> bool:
        """Whether a row has columns with a meaning, and is not an image or a sound."""
        return len(self.x.shape) == 2 and self.x.shape[1] < FEWEST_PIXELS

    @property
    def has_columns(self) -> bool:
        """Whether to check single columns: of a table, or of a wider one with names."""
        is_named = len(self.x.shape) == 2 and self.names is not None
        return self.is_table or (is_named and self.x.shape[1] <= MOST_COLUMNS)

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
    def sample(self) -> Array:
        """A sample of rows of x, spread evenly over all without gaps, shape (rows, columns)."""
        return table_of(self.x, self.sampled_rows)

    @cached_property
    def sampled_rows(self) -> Rows:
        step = max(1, math.ceil(len(self.complete) / MOST_CHECKED))
        return self.complete[::step]

    @cached_property
    def leaky_column(self) -> LeakyColumn | None:
        classes = self.classes
        if not self.has_columns or (classes is None and self.coding.units != (1,)):
            return None
        answers = (self.y if classes is None else classes)[self.sampled_rows].ravel()
        return find_leaky_columns(self.sample, answers, is_class=classes is not None)

    @cached_property
    def row_numbers(self) -> int | None:
        count = len(self.x)
        if not self.has_columns or self.x.shape[1] < 2 or count < _FEWEST_COUNTED:
            return None
        counts = np.arange(count)
        for column in np.flatnonzero(self.highs - self.lows == count - 1).tolist():
            # a year, or a wavelength, counts from elsewhere
            if self.lows[column] not in (0, 1) or may_count(self.column_name(column) or ""):
                continue
            parts = [part[:, column] for part in chunks_of(self.x, counts, count)]
            values, numbers = np.concatenate(parts), counts + self.lows[column]
            # in another order than the rows' it may be the rank of y
            leaks = () if self.leaky_column is None else self.leaky_column.columns
            if np.array_equal(values if column in leaks else np.sort(values), numbers):
                return int(column)
        return None

    @cached_property
    def mark(self) -> Sentinel | None:
        return first_mark(self.sample) if self.has_columns else None

    def column_text(self, place: int) -> str:
        """A column as messages call it: `column 'age'`, `column 3`."""
        name = self.column_name(place)
        return f"column {place if name is None else value_text(name)}"

    def column_name(self, place: int) -> str | None:
        is_named = self.names is not None and len(self.names) == len(self.lows)
        return self.names[place] if self.names is not None and is_named else None

    def class_name(self, number: int) -> str:
        return value_text(self.class_names[number] if self.class_names else number)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """x and y as read for a network, with the findings of reading."""

    facts: Facts
    task: Task
    findings: tuple[Finding, ...]
    validation: RawPair | None = None
    "The given validation data, with gaps; raw columns where the input is `table`."
    test: RawPair | None = None
    is_split: bool = True
    "Whether rows are held out as the spec says; not where validation data was given."
    is_strict: bool = False
    "Whether offers are refusals."
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def raw_pairs(self) -> tuple[RawTable | None, RawTable | None]:
        """The raw columns of the given validation and test rows."""
        validation, test = (
            None if pair is None or not isinstance(pair[0], RawTable) else pair[0]
            for pair in (self.validation, self.test)
        )
        return validation, test

    @property
    def validation_prints(self) -> Array | None:
        """Fingerprints of the given validation rows."""
        return None if self.validation is None else fingerprints_of(self.validation)

    @property
    def test_prints(self) -> Array | None:
        """Fingerprints of the test rows."""
        return None if self.test is None else fingerprints_of(self.test)


# these pass on the same numbers in the same order
_SHAPING_LAYERS = {"Flatten", "Reshape"}


@dataclass(frozen=True, eq=False)
class Case:
    """Bound data for one spec, before the rules."""

    spec: Spec
    facts: Facts
    task: Task
    x: Features
    "Its gaps are filled."
    training_rows: Rows
    validation_rows: Rows
    validation: Pair | None
    test: Pair | None
    is_split: bool
    validation_prints: Array | None = None
    "Fingerprints of the given validation rows; so are those of the test rows."
    test_prints: Array | None = None
    raw_validation: RawTable | None = None
    "The raw columns of the given validation rows where the input is `table`; so of the test rows."
    raw_test: RawTable | None = None

    @property
    def first_at_work(self) -> Layer | None:
        """The first layer that changes the numbers of x, not only their shape."""
        return next((one for one in self.spec.layers if one.kind not in _SHAPING_LAYERS), None)

    @property
    def row_count(self) -> int:
        return len(self.facts.complete)

    @cached_property
    def target_scale(self) -> TargetScale | None:
        """Mean and spread of the columns of y over the training rows; None except for numbers."""
        if self.facts.coding.form != "numbers" or len(self.spec.output_shape) > 1:
            return None
        return target_scale_of(self.facts.y, self.training_rows)

    @cached_property
    def training_prints(self) -> Array:
        return self.facts.fingerprints[self.training_rows]


RawPair = tuple[Features | RawTable, np.ndarray[Any, Any]]
"Rows as they were read, and their encoded labels."


def fingerprints_of(pair: RawPair) -> Array:
    x, y = pair
    of_x = x.fingerprints if isinstance(x, StoredRows | RawTable) else fingerprints(x)
    return with_labels(of_x, y)
