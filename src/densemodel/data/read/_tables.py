"""Read tables and single columns of all libraries as one array."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard

import numpy as np

from densemodel.data.findings._finding import Findings
from densemodel.data.findings._wording import listed, size, value_text
from densemodel.data.read import _arrow_data, _pandas_data, _polars_data
from densemodel.data.read._objects import (
    are_numbers,
    holds_text,
    names_rows,
    odd_text_in,
    refuse_odd_text,
)
from densemodel.data.read._plain import plain_array
from densemodel.data.read._stack import unmasked
from densemodel.language import write_column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


_MOST = 80
"The most characters of a clause in a sentence."


def without_words(names: Sequence[str]) -> str:
    """The clause that leaves these columns out: `without age 'home city'`.

    Args:
        names: The columns, one at least.

    Returns:
        The clause; empty if a name has a line break or both kinds of quotes, or if it is too long.
    """
    words = " ".join(["without", *map(write_column, names)])
    return words if all(map(_can_be_written, names)) and len(words) <= _MOST else ""


def leave_out_fix(names: Sequence[str]) -> str:
    """How to leave these columns out: `write 'without age'`, else `leave it out`."""
    words = without_words(names)
    if words:
        return f"write '{words}'"
    return "leave it out" if len(names) == 1 else "leave them out"


def _can_be_written(name: str) -> bool:
    has_both = '"' in name and "'" in name
    return bool(name.strip()) and name.isprintable() and not has_both


Array = np.ndarray[Any, Any]


class Column(Protocol):
    """One column, of a table or by itself."""

    @property
    def data(self) -> Any:
        """The library's own object."""

    @property
    def name(self) -> str | None:
        """Its name; None without."""

    @property
    def index(self) -> Any:
        """Its pandas index; None without one."""

    def array(self) -> Array:
        """Its values; missing ones as NaN, None or the library's own value."""


class Table(Protocol):
    """Rows with named columns."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, as text; they may repeat."""

    @property
    def row_count(self) -> int:
        """How many rows it has."""

    @property
    def index(self) -> Any:
        """Its pandas index; None without one."""

    def whole(self) -> Array | None:
        """All columns in one array of numbers, if the library stores them so; else None."""

    def column(self, place: int) -> Column:
        """The column at this position, from 0."""

    def select(self, places: Sequence[int]) -> object:
        """A table of the same library with these columns, in this order."""


def is_records(data: object) -> TypeGuard[Array]:
    """Whether this is a structured array."""
    return isinstance(data, np.ndarray) and data.dtype.names is not None and data.ndim == 1


@dataclass(frozen=True)
class Field:
    """A field of a structured array."""

    data: Any
    name: str | None
    index: None = None

    def array(self) -> Array:
        """The values; NaN or None where one is masked."""
        return unmasked(self.data)


@dataclass(frozen=True)
class RecordTable:
    """A structured array; it may be masked."""

    data: Any
    index: None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The fields' names."""
        return tuple(self.data.dtype.names)

    @property
    def row_count(self) -> int:
        """The number of records."""
        return len(self.data)

    def whole(self) -> Array | None:
        """Always None: fields are of different types."""

    def column(self, place: int) -> Field:
        """The field at this position."""
        return Field(self.data[self.names[place]], self.names[place])

    def select(self, places: Sequence[int]) -> object:
        """The same records with these fields."""
        selected: object = self.data[[self.names[place] for place in places]]
        return selected


_LONGEST_NAME = 14
"The most characters of a column in the Python code of a message."

_TABLES: tuple[tuple[Callable[[object], bool], Callable[[Any], Table]], ...] = (
    (_pandas_data.is_frame, _pandas_data.PandasTable),
    (_polars_data.is_frame, _polars_data.PolarsTable),
    (_arrow_data.is_table, _arrow_data.ArrowTable),
    (is_records, RecordTable),
)
_COLUMNS: tuple[tuple[Callable[[object], bool], Callable[[Any], Column]], ...] = (
    (_pandas_data.is_series, _pandas_data.PandasColumn),
    (_polars_data.is_series, _polars_data.PolarsColumn),
    (_arrow_data.is_array, _arrow_data.ArrowColumn),
)


def as_table(data: object) -> Table | None:
    """The object as a table; None if it is not one."""
    return next((adapter(data) for fits, adapter in _TABLES if fits(data)), None)


def as_column(data: object) -> Column | None:
    """The object as a single column; None if it is not one."""
    return next((adapter(data) for fits, adapter in _COLUMNS if fits(data)), None)


def read_table(table: Table, where: str, findings: Findings) -> Array | None:
    """All columns as one array of rows.

    Args:
        table: Of any library.
        where: Its name in messages.
        findings: Receives conversions, and refused columns with reasons.

    Returns:
        Shape (n, columns), of a plain type; text only from a table with one column. None if a
        column was refused.
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
            # repairs do not matter then
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
    """Refuse a column of numbers if some, or all, are text."""
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
        f"{what} holds arrays of {size(column.shape[1:])}: give each of their numbers its own "
        "column, or leave that column out",
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
    message = f"{what} a different text in each row, as names do: {leave_out_fix(ids)}"
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
        message += leave_out_fix(texts)
    elif where == "y":
        message += "leave it out" if len(texts) == 1 else "leave them out"
    else:
        message += "give them as in x"
    findings.refuse(where, message, without_words(texts) if where == "x" else "")


def row_names(x: object) -> Any:
    """The pandas index of a frame or a column; None without one."""
    table = as_table(x)
    if table is not None:
        return table.index
    column = as_column(x)
    return None if column is None else column.index
