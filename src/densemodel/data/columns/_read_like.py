"""Read later rows, to predict or to validate, as the encoding of a table knows them."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.columns._column import RawColumn
from densemodel.data.columns._column_findings import ColumnFindings
from densemodel.data.columns._frames import frame_of
from densemodel.data.columns._read_column import stored_column
from densemodel.data.columns._table import RawTable
from densemodel.data.findings._finding import TRAINING, columns_named, listed, value_text
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.data.columns._column import UsedColumn
    from densemodel.data.columns._table import TableEncoding
    from densemodel.data.columns._values import ColumnValues
    from densemodel.data.findings._finding import Findings


def read_like(
    data: object,
    table: TableEncoding,
    where: str,
    findings: Findings,
    *,
    allows_missing: bool = False,
) -> RawTable | None:
    """The used columns of later rows, in the forms of the encoding; None if they were refused.

    Args:
        data: A table as for training, in any order, with more columns or without those that are
            left out; one row as a dict or a Series.
        table: What the columns are.
        where: The name of the rows in messages.
        findings: Take what was repaired or refused.
        allows_missing: A column that is not there has no value in any row.
    """
    names = list(table.names)
    frame = frame_of(data, where, findings, names)
    if frame is None:
        return None
    given = list(frame.columns)
    missing = [name for name in names if name not in given]
    if missing and not allows_missing:
        free = [name for name in given if name not in names]
        findings.refuse(where, _missing_text(missing, free, where))
        return None
    frame = frame.with_empty(missing)
    known = {column.name for column in table.columns}
    extra = [name for name in given if name not in known]
    if extra:
        what = f"columns that are not in {TRAINING}"
        findings.repair(where, f"{where} has {what}: {listed(extra)} left out")
    columns = []
    for column in table.used:
        notes = ColumnFindings(column.name, where, findings, is_later=True)
        stored = stored_column(frame.columns[column.name], notes)
        values = None if stored is None else column.parse(stored, notes)
        if values is not None:
            columns.append(RawColumn(column, values))
            _say_unknown(column, values, notes)
            _say_gaps(column, values, notes)
    return RawTable(tuple(columns), frame.count) if len(columns) == len(table.used) else None


def _say_unknown(column: UsedColumn, values: ColumnValues, notes: ColumnFindings) -> None:
    is_unknown, example = unknown_values(column, values)
    if example and not column.pools:
        others = len(np.unique(values.array[is_unknown])) - 1
        those = f"{example} and {counted(others, 'other value')}" if others else example
        rows = counted(int(is_unknown.sum()), "row")
        notes.repair(
            f"{those} in {notes.what} {'are' if others else 'is'} new ({rows}): read as "
            f"{column.default}"
        )


def _say_gaps(column: UsedColumn, values: ColumnValues, notes: ColumnFindings) -> None:
    count = int(values.is_missing.sum())
    is_learnt = column.distinct > 0  # the table may be read to validate, before it is
    if count and is_learnt and not column.missing and not column.pools:
        rows = f"{counted(count, 'row')} of {notes.where} {'has' if count == 1 else 'have'}"
        notes.repair(
            f"{rows} no value in column {value_text(column.name)}, and all training rows have "
            f"one: read as {column.default}"
        )


def unknown_values(column: UsedColumn, values: ColumnValues) -> tuple[Array, str]:
    """Which rows have a value that no training row has, and the first one as text."""
    is_unknown = column.unknown(values)
    if not is_unknown.any():
        return is_unknown, ""
    first = int(values.array[int(is_unknown.argmax())])
    return is_unknown, value_text(values.plain(first))


def _missing_text(missing: Sequence[str], free: Sequence[str], where: str) -> str:
    known = f"{where} lacks the {columns_named(missing)} of {TRAINING}"
    lower = {name.casefold().strip(): name for name in free}
    dummies = [name for name in free if name.startswith(f"{missing[0]}_")]
    if len(dummies) > 1:
        return (
            f"{known}, and has {listed(dummies)}: give the rows as they are before pd.get_dummies"
        )
    near = [
        lower.get(name.casefold().strip()) or next(iter(get_close_matches(name, free, n=1)), None)
        for name in missing
    ]
    if near[0] is not None:
        return (
            f"{known}: rename its column {value_text(near[0])} if that is {value_text(missing[0])}"
        )
    more = ', or predict with missing="allow"' if where == "x_new" else ""
    return f"{known}: add {'it' if len(missing) == 1 else 'them'}{more}"
