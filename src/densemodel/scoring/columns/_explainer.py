"""Rows whose columns have names, to measure their importance and to explain predictions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from numbers import Integral
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from densemodel.data import RawTable
from densemodel.errors import DataError
from densemodel.scoring.columns._explanation import explanation
from densemodel.scoring.columns._importance import MOST_ROWS, SHARED, importance
from densemodel.scoring.columns._named_columns import (
    MOST_COLUMNS,
    NamedColumns,
    as_rows,
    raw_frame,
    rows_at,
    usual_row,
)
from densemodel.scoring.rows._evaluation_rows import rows_of, sample, sample_note
from densemodel.scoring.rows._frozen_model import FrozenModel
from densemodel.wording import counted

if TYPE_CHECKING:
    import pandas as pd

    from densemodel._array import Array
    from densemodel.data import Features, Terms
    from densemodel.scoring.columns._explanation import Explanation
    from densemodel.scoring.columns._named_columns import UsualRow
    from densemodel.scoring.rows._evaluation_rows import Side, SideRows
    from densemodel.training import Run


@dataclass(frozen=True, eq=False)
class DrawnRows:
    """Some encoded rows, drawn at random; those of a file are read when they are needed."""

    x: Features
    at: Array
    "Their numbers in x, int64."

    @classmethod
    def of(cls, x: Features, numbers: Array) -> Self:
        """Draw at most 2,000, and fewer of more than 2,000 columns."""
        most = min(MOST_ROWS, max(200, 2**22 // max(x.shape[1], 1)))  # 16 MB
        at = numbers[sample(len(numbers), most)]
        return cls(x[at], np.arange(len(at))) if isinstance(x, np.ndarray) else cls(x, at)

    def read(self) -> Array:
        """The rows, float32 of shape (n, width)."""
        return _taken(self.x, self.at)


@dataclass(frozen=True, eq=False)
class Explainer:
    """Rows of named columns, and the model with the weights that it had."""

    frozen: FrozenModel
    terms: Terms
    columns: NamedColumns
    drawn: DrawnRows
    "The rows whose loss is looked at."
    y: Array
    "Their labels, encoded for the loss."
    rows: int
    "The number of rows that they were drawn from."
    source: Any
    """All rows, not copied, whose positions are places: as they were given, or the raw or encoded
    rows of the run."""
    where: str
    "The name of these rows: `given`, or a side of the run."
    known: DrawnRows
    "Rows whose medians are the usual values of plain numbers."
    is_encoded: bool = False
    "Whether `source` has encoded rows."

    @classmethod
    def of_given(
        cls, model: Any, terms: Terms, given: tuple[Any, Features, Array], run: Run | None
    ) -> Self | None:
        """For rows as they were given, encoded, and their encoded labels.

        None if their columns have no names, and are too many for a table without.
        """
        source, x, y = given
        columns = NamedColumns.of(terms, x.shape[1:])
        if columns is None:
            return None
        some = DrawnRows.of(x, np.arange(len(x)))
        # the encoding of a table knows the medians of its training rows
        known = some if run is None or columns.table is not None else _training_rows(run, some)
        frozen = FrozenModel.of(model)
        labels = y[sample(len(x), len(some.at))]
        source = source if columns.table is None else as_rows(source)
        return cls(frozen, terms, columns, some, labels, len(x), source, "given", known)

    @classmethod
    def of_side(cls, run: Run, rows: SideRows) -> Self | None:
        """For the rows of one side of a run's data; None if their columns have no names."""
        columns = NamedColumns.of(rows.terms, rows.x.shape[1:])
        if columns is None:
            return None
        some, numbers = DrawnRows.of(rows.x, rows.at), rows.at
        raw = raw_side(run, rows.side)
        return cls(
            FrozenModel.of(run.network),
            rows.terms,
            columns,
            some,
            np.asarray(rows.y[numbers[sample(len(numbers), len(some.at))]]),
            len(numbers),
            rows.x if raw is None else raw,
            rows.side,
            some if columns.table is not None else _training_rows(run, some),
            is_encoded=raw is None,
        )

    def importance(self) -> pd.DataFrame:
        """The rise of the loss when a column is permuted: see `Report.importance`."""
        found = importance(self.frozen, self.terms, self.drawn.read(), self.y, self.columns)
        notes = [SHARED]
        count = len(self.columns.names)
        if count > MOST_COLUMNS:
            notes.append(
                f"These are the {MOST_COLUMNS} of {count:,} columns that the predictions are most "
                "sensitive to."
            )
        if len(self.y) < self.rows:
            kind = "" if self.where == "given" else self.where
            notes.append(f"{sample_note(len(self.y), self.rows, kind).replace('  ', ' ')}.")
        found.attrs["note"] = " ".join(notes)
        return found

    def explain(self, place: int) -> Explanation:
        """Explain the prediction of one of the rows, by its position.

        Raises:
            DataError: There is no such row.
        """
        if not isinstance(place, Integral):
            raise DataError("a row is found by its position: give a whole number, as in mistakes")
        if not 0 <= place < len(self.source):
            raise DataError(
                f"there is no row {place}: these are {counted(len(self.source), 'row')}, so the "
                f"last is {len(self.source) - 1}"
            )
        return self._explained(self._at(np.array([place])), is_encoded=self.is_encoded)

    def explain_row(self, row: Any) -> Explanation:
        """Explain the prediction of a raw row: a dict, a Series, a frame or an array of one row.

        Raises:
            DataError: It does not fit, or is more than one row.
        """
        rows = as_rows(row)
        if len(rows) != 1:
            raise DataError(f"one row is explained at a time, and here are {len(rows):,}")
        return self._explained(rows)

    def raw(self, places: Array) -> pd.DataFrame:
        """The columns of some rows as they are written, by name, in the order of the names."""
        return raw_frame(self._at(places), self.columns.names)

    @cached_property
    def usual(self) -> UsualRow:
        """The usual value of each column."""
        return usual_row(self.columns, self.known.read())

    def _at(self, places: Array) -> Any:
        """Some rows, raw if they are known so."""
        if isinstance(self.source, RawTable):
            return self.source.at(places)
        return _taken(self.source, places) if self.is_encoded else rows_at(self.source, places)

    def _explained(self, rows: Any, *, is_encoded: bool = False) -> Explanation:
        table = self.columns.table
        if is_encoded:
            encoded = rows
        elif isinstance(rows, RawTable) and table is not None:
            encoded = table.encode(rows)
        else:
            encoded = np.asarray(self.terms.encode(rows, "row"))
        raw = raw_frame(rows, self.columns.names)
        values = [raw[name].iloc[0] if name in raw else None for name in self.columns.names]
        return explanation(
            self.frozen,
            self.terms,
            self.columns,
            usual=self.usual,
            row=encoded[0],
            values=values,
        )


def explainer_of(run: Run, side: Side | None = None) -> Explainer | None:
    """The rows of a run with its best weights so far; it may be training.

    Args:
        run: In any state.
        side: Which rows; None for the validation rows, or else the test rows, or else the training
            rows.

    Returns:
        None without such rows, and if their columns have no names: images, or more than 100
        columns of an array.
    """
    sides: tuple[Side, ...] = ("validation", "test", "training") if side is None else (side,)
    rows = rows_of(run, sides)
    return None if rows is None else Explainer.of_side(run, rows)


def importance_of(run: Run) -> pd.DataFrame | None:
    """The importance of each column on the run's own rows: see `explainer_of`.

    Returns:
        `column`, `importance`, `low`, `high` as in `Report.importance`.
    """
    explainer = explainer_of(run)
    return None if explainer is None else explainer.importance()


def explanation_of(run: Run, row: Any) -> Explanation:
    """Explain what a run predicts for a raw row.

    Args:
        run: With its data.
        row: A dict, a Series, a frame or an array of one row, like those of x.

    Raises:
        DataError: The run has no named columns, or the row does not fit.
    """
    explainer = explainer_of(run, "training")
    if explainer is None:
        raise DataError(f"{run.name} {NO_COLUMNS if run.has_data else NO_DATA}")
    return explainer.explain_row(row)


NO_COLUMNS = "has no columns that could explain a prediction: it takes images, or wide arrays"
NO_DATA = "has no data, so no prediction can be explained: give it x and y"


def raw_side(run: Run, side: Side) -> RawTable | None:
    """The raw columns of one side of a run's data, in all rows of that x; None without `table`."""
    bound = run.bound
    read = None if bound is None else bound.read
    if read is None or read.table is None:
        return None
    given = {"validation": read.validation, "test": read.test}.get(side)
    return read.table if given is None else read.raw_columns(side)


def _training_rows(run: Run, otherwise: DrawnRows) -> DrawnRows:
    """Some training rows of a run; these ones if it has no data."""
    rows = rows_of(run, ("training",))
    return otherwise if rows is None else DrawnRows.of(rows.x, rows.at)


def _taken(x: Features, at: Array) -> Array:
    """A copy of some rows."""
    return x[at] if isinstance(x, np.ndarray) else np.asarray(x.gather(at))
