"""The encoding of a table as JSON: a part of the member `densemodel/last.json`."""

from __future__ import annotations

from typing import Any

from densemodel._schema import Kind, list_of
from densemodel.data import TableEncoding, column_of
from densemodel.errors import StoreError

MOST_COLUMNS = 100_000
_MOST_USED = 10_000
"Columns that are trained on: each is an input of the Keras model."


def _read(value: Any) -> TableEncoding:
    table = TableEncoding(_COLUMNS.read(value))
    if len({column.name for column in table.columns}) < len(table.columns):
        raise StoreError("two columns of its table have the same name")
    if not 0 < len(table.used) <= _MOST_USED:
        raise StoreError(f"{len(table.used):,} columns of its table are used")
    return table


def _write(table: TableEncoding) -> Any:
    if len(table.columns) > MOST_COLUMNS or len(table.used) > _MOST_USED:
        raise StoreError(
            f"its table has {len(table.used):,} columns that it is trained on, and "
            f"{_MOST_USED:,} are the most that can be saved"
        )
    return _COLUMNS.write(table.columns)


_COLUMNS = list_of(Kind(column_of, lambda column: column.config()), MOST_COLUMNS, tuple)
TABLE = Kind(_read, _write)
"The facts of each column, with those that its kind has."
