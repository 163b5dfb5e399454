"""The encoding of a table as JSON, and back: a part of the member `densemodel/last.json`.

What reads it raises a StoreError for anything that is not written here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.data import TableEncoding, column_of
from densemodel.errors import StoreError
from densemodel.store.readers._json import Fields

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_COLUMNS = 100_000
_MOST_USED = 10_000
"Columns that are trained on: each is an input of the Keras model."


def table_json(table: TableEncoding) -> list[dict[str, Any]]:
    """Write it: the facts of each column, with those that its kind has.

    Raises:
        StoreError: It has more columns than are read again.
    """
    if len(table.columns) > MOST_COLUMNS or len(table.used) > _MOST_USED:
        raise StoreError(
            f"its table has {len(table.used):,} columns that it is trained on, and "
            f"{_MOST_USED:,} are the most that can be saved"
        )
    return [column.config() for column in table.columns]


def table_of(columns: Sequence[object]) -> TableEncoding:
    """Read it, from a list of at most `MOST_COLUMNS`.

    Raises:
        StoreError: A column is not one that `table_json` writes; its name is in the message.
    """
    table = TableEncoding(tuple(column_of(Fields(one, "a column of its table")) for one in columns))
    if len({column.name for column in table.columns}) < len(table.columns):
        raise StoreError("two columns of its table have the same name")
    if not 0 < len(table.used) <= _MOST_USED:
        raise StoreError(f"{len(table.used):,} columns of its table are used")
    return table
