"""Tables and single columns of all libraries, read as one array."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.findings._finding import Findings
from densemodel.data.findings._wording import listed, size, value_text
from densemodel.data.read import _arrow_data, _pandas_data, _polars_data, _records
from densemodel.data.read._leaving_out import mend_of, without_words
from densemodel.data.read._objects import (
    are_numbers,
    holds_text,
    names_rows,
    odd_text_in,
    refuse_odd_text,
)
from densemodel.data.read._plain import plain_array

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.data.read._table import Column, Table

Array = np.ndarray[Any, Any]

_LONGEST_NAME = 14
"Longer names of columns do not stand in a line of Python that a message gives."

_TABLES: tuple[tuple[Callable[[object], bool], Callable[[Any], Table]], ...] = (
    (_pandas_data.is_frame, _pandas_data.PandasTable),
    (_polars_data.is_frame, _polars_data.PolarsTable),
    (_arrow_data.is_table, _arrow_data.ArrowTable),
    (_records.is_records, _records.RecordTable),
)
_COLUMNS: tuple[tuple[Callable[[object], bool], Callable[[Any], Column]], ...] = (
    (_pandas_data.is_series, _pandas_data.PandasColumn),
    (_polars_data.is_series, _polars_data.PolarsColumn),
    (_arrow_data.is_array, _arrow_data.ArrowColumn),
)


def as_table(data: object) -> Table | None:
    """The table that this is; None if it is none."""
    return next((adapter(data) for fits, adapter in _TABLES if fits(data)), None)


def as_column(data: object) -> Column | None:
    """The single column that this is, of a library that has such; None if it is none."""
    return next((adapter(data) for fits, adapter in _COLUMNS if fits(data)), None)


def read_table(table: Table, where: str, findings: Findings) -> Array | None:
    """All columns as one array of rows.

    Args:
        table: Of any library.
        where: What messages call it.
        findings: Gets conversions, and which columns are refused and why.

    Returns:
        Shape (n, columns), of a plain kind; text only of a table with one column. None if a column
        was refused.
    """
    whole = table.whole()
    if whole is not None:
        return whole
    names = table.names
    columns: list[Array] = []
    texts: list[str] = []
    ids: list[str] = []
    objects: list[str] = []
    for place, name in enumerate(names):
        raw = table.column(place).array()
        if len(names) > 1 and _refuse_nearly_numbers(raw, name, where, table, findings):
            continue
        if len(names) > 1 and holds_text(raw):
            is_id = where == "x" and names_rows(raw)
            (ids if is_id else texts).append(name)
            continue
        inner = Findings()
        column = _read_column(raw, name, where, inner, is_alone=len(names) == 1)
        if column is None:
            # nobody wants to know what was repaired first
            said = [one for one in inner if one.severity == "refuse"]
            findings.items.extend(replace(finding, where=where) for finding in said)
            continue
        columns.append(column)
        if any(one.severity == "repair" for one in inner):
            objects.append(name)
    _refuse_text(texts, where, findings)
    _refuse_ids(ids, findings)
    if len(columns) < len(names):
        return None
    _say_objects(objects, where, findings)
    return _joined(columns, table.row_count)


def _refuse_nearly_numbers(
    raw: Array, name: str, where: str, table: Table, findings: Findings
) -> bool:
    """Refuse a column of numbers in which some, or all, are written as text."""
    if raw.dtype.kind not in "OUST" or raw.ndim > 1:
        return False
    is_written = isinstance(table, _pandas_data.PandasTable) and len(name) <= _LONGEST_NAME
    values = f"{where}[{name!r}]" if where in ("x", "y") and is_written else ""
    what = f"column {value_text(name)} of {where}"
    inner = Findings()
    odd = odd_text_in(raw)
    if odd is not None:
        refuse_odd_text(odd, raw.shape, what, inner, values)
    elif holds_text(raw) and are_numbers(raw):
        fix = f"write {values} = {values}.astype(float)" if values else "give numbers"
        inner.refuse(where, f"{what} holds numbers as text: {fix}")
    findings.items.extend(replace(finding, where=where) for finding in inner)
    return inner.refused


def _joined(columns: list[Array], row_count: int) -> Array:
    if not columns:
        return np.empty((row_count, 0))
    if len(columns) == 1:
        return columns[0].reshape(row_count, *(columns[0].shape[1:] or (1,)))
    return np.column_stack(columns)


def _read_column(
    raw: Array, name: str, where: str, findings: Findings, *, is_alone: bool
) -> Array | None:
    what = f"column {value_text(name)} of {where}"
    column = plain_array(raw, what, findings)
    if column is None or column.ndim == 1 or is_alone:
        return column
    findings.refuse(
        where,
        f"{what} holds arrays of {size(column.shape[1:])}: give each of their numbers a column of "
        "its own, or leave that column out",
    )
    return None


def _say_objects(objects: Sequence[str], where: str, findings: Findings) -> None:
    if not objects:
        return
    what = f"column {value_text(objects[0])} of {where} holds"
    if len(objects) > 1:
        what = f"columns {listed(objects)} of {where} hold"
    findings.repair(where, f"{what} numbers as Python objects: read as an array of numbers")


def _refuse_ids(ids: Sequence[str], findings: Findings) -> None:
    if not ids:
        return
    if len(ids) == 1:
        what = f"column {value_text(ids[0])} of x holds"
    else:
        what = f"columns {listed(ids)} of x hold"
    message = f"{what} another text in each row, as names do: {mend_of(ids)}"
    findings.refuse("x", message, without_words(ids))


def _refuse_text(texts: Sequence[str], where: str, findings: Findings) -> None:
    if not texts:
        return
    if len(texts) == 1:
        message = f"column {value_text(texts[0])} of {where} holds text: encode it as numbers, or "
    else:
        message = f"columns {listed(texts)} of {where} hold text: encode them as numbers, or "
    if where == "x":
        message = message.removesuffix(", or ") + ", as pd.get_dummies(x) does, or "
        message += mend_of(texts)
    elif where == "y":
        message += "leave it out" if len(texts) == 1 else "leave them out"
    else:
        message += "give them as in x"
    findings.refuse(where, message, without_words(texts) if where == "x" else "")
