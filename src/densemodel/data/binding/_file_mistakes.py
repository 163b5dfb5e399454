"""What went wrong when a file was read as a table: its separator, its first row, its index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.findings._finding import listed, value_text
from densemodel.data.read._frames import is_of, row_names

if TYPE_CHECKING:
    from densemodel.data.columns._column import RawColumn
    from densemodel.data.columns._table import RawTable
    from densemodel.data.findings._finding import Findings

_SEPARATORS = (";", "\t", "|", ",")
_FEWEST_ROWS = 3


def separator_of(table: RawTable) -> str:
    """The character that separates the values of a file, if all are in one column; else empty."""
    if len(table.columns) != 1 or not table.columns[0].labels:
        return ""
    column = table.columns[0]
    for separator in _SEPARATORS:
        count = column.name.count(separator)
        if count and all(label.count(separator) == count for label in column.labels):
            return separator
    return ""


def say_file_mistakes(table: RawTable, data: object, where: str, findings: Findings) -> None:
    """Offer to read a file in another way."""
    _say_index(data, where, findings)
    if len(table.columns) < 2 or len(table) < _FEWEST_ROWS:
        return
    if _first_row_is_header(table):
        first = [column.labels[column.values[0]] for column in table.columns if column.labels]
        shown = f" ({listed(first)})" if first else ""
        findings.offer(
            where,
            f"row 0 of {where} looks like the names of the columns{shown}: read the file again "
            "without header=None",
        )
    elif _header_is_a_row(table):
        findings.offer(
            where,
            f"the columns of {where} are named like values ({listed(table.names)}): if that is the "
            "first row of the file, read it with header=None",
        )


def _first_row_is_header(table: RawTable) -> bool:
    """Whether columns that are numbered begin with a text that none of their other rows has."""
    if list(table.names) != [str(place) for place in range(len(table.columns))]:
        return False
    are_numbers = [_is_number_but_for_the_first(column) for column in table.columns]
    return any(are_numbers) and all(
        is_number or _has_own_first(column)
        for column, is_number in zip(table.columns, are_numbers, strict=True)
    )


def _is_number_but_for_the_first(column: RawColumn) -> bool:
    if column.labels or "as text" not in column.why:
        return False
    return bool(column.is_missing[0] and not column.is_missing[1:].all())


def _has_own_first(column: RawColumn) -> bool:
    return bool(column.labels) and int((column.values == column.values[0]).sum()) == 1


def _header_is_a_row(table: RawTable) -> bool:
    """Whether each name is a value as those below it, and not a number that goes up."""
    numbers = [_number(name) for name in table.names]
    known = [number for number in numbers if number is not None]
    if len(known) == len(numbers) and (np.diff(known) > 0).all():
        return False  # years, or wavelengths
    return all(
        _is_like(column, number) for column, number in zip(table.columns, numbers, strict=True)
    )


def _is_like(column: RawColumn, number: float | None) -> bool:
    if column.labels:
        return column.name in column.labels
    if column.data.days is not None:
        return False
    return number is not None or column.name in ("True", "False")


def _number(text: str) -> float | None:
    try:
        return float(text.strip())
    except ValueError:
        return None


def _say_index(data: Any, where: str, findings: Findings) -> None:
    """Say that an index with values of its own is no column."""
    index = row_names(data)
    if index is None:
        return
    names = [str(name) for name in index.names if name is not None]
    fix = f"write {where}.reset_index() if they should be columns"
    if index.nlevels > 1 and names:
        findings.offer(where, f"the index of {where} ({listed(names)}) is not trained on: {fix}")
        return
    what = f"the index{f' {value_text(names[0])}' if names else ''} of {where}"
    fix = f"write {where}.reset_index() if it should be a column"
    if names and not index.is_unique:
        findings.offer(where, f"{what} is not trained on: {fix}")
    elif is_of("pandas", index, "DatetimeIndex"):
        findings.repair(where, f"{what} holds dates, and is not trained on: {fix}")
