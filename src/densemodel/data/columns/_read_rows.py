"""Read the rows of a table: to train on, and later ones, as its encoding knows the columns."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.columns._column import RawColumn
from densemodel.data.columns._column_findings import ColumnFindings
from densemodel.data.columns._frames import frame_of
from densemodel.data.columns._kinds import corrected_column, found_column
from densemodel.data.columns._read_column import stored_column
from densemodel.data.columns._table import RawTable
from densemodel.data.findings._finding import TRAINING, columns_named, listed, value_text
from densemodel.language import COLUMN_KINDS
from densemodel.wording import counted, with_article

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel._array import Array
    from densemodel.data.columns._column import UsedColumn
    from densemodel.data.columns._table import TableEncoding
    from densemodel.data.columns._values import ColumnValues
    from densemodel.data.findings._finding import Findings


def read_table_columns(
    data: object,
    where: str,
    findings: Findings,
    kinds: Mapping[str, str] | None = None,
    *,
    orders: Mapping[str, Sequence[str]] | None = None,
) -> RawTable | None:
    """The columns of a table with their kinds; None if it was refused.

    Args:
        data: A DataFrame of any library, a dict of columns, a list of dicts, a record array.
        where: Its name in messages.
        findings: Take what was repaired or refused.
        kinds: Corrections, by the name of a column: `category`, `number`, `date` or `order`.
        orders: The values of columns of the kind `order`, from low to high.
    """
    frame = frame_of(data, where, findings)
    if frame is None:
        return None
    kinds = kinds or {}
    names = list(frame.columns)
    for name, kind in kinds.items():
        if name not in names:
            findings.refuse(where, _unknown_text(name, names, where, kind))
    if findings.refused:
        return None
    columns = []
    for name, raw in frame.columns.items():
        notes = ColumnFindings(name, where, findings)
        stored = stored_column(raw, notes)
        if stored is None:
            column = None
        elif name in kinds:
            levels = tuple((orders or {}).get(name, stored.levels))
            column = corrected_column(replace(stored, levels=levels), kinds[name], notes)
        else:
            column = found_column(stored, notes)
        if column is not None:
            columns.append(column)
    return None if findings.refused else RawTable(tuple(columns), frame.count)


def _unknown_text(name: str, given: Sequence[str], where: str, kind: str) -> str:
    """That a table has no such column to read as a kind, and which one is near."""
    if name in COLUMN_KINDS or name == "without":
        return f"{where} has no column {value_text(name)}: a ';' is missing before '{name}'"
    near = get_close_matches(name, given, n=1)
    hint = f"did you mean {value_text(near[0])}?" if near else f"its columns are {listed(given)}"
    purpose = f"to read as {with_article(kind)}"
    return f"{where} has no column {value_text(name)} {purpose}: {hint}"


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
    first = values.array[int(is_unknown.argmax())].item()
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
