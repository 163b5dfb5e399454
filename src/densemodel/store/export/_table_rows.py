"""Rows of a table to try an export with, and what a file of numbers says of its columns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import RawColumn, RawTable, TableEncoding
from densemodel.store.contents._table_json import TABLE
from densemodel.store.readers._json import json_values

if TYPE_CHECKING:
    from densemodel._array import Array


def table_of(run: Any) -> TableEncoding | None:
    """The encoding of a run that takes a table."""
    table = run.spec.table
    return table if isinstance(table, TableEncoding) else None


def random_rows(table: TableEncoding, count: int) -> RawTable:
    """Rows near the training rows, with unknown values and missing ones."""
    random = np.random.default_rng(0)
    columns = (RawColumn(column, column.sample(random, count)) for column in table.used)
    return RawTable(tuple(columns), count)


def keras_rows(table: TableEncoding, raw: RawTable) -> dict[str, Array]:
    """The rows as the Keras model takes them, each of shape (n, 1), by the names of its inputs."""
    columns = table.keras_columns(raw)
    return {
        name: (values.astype(str) if values.dtype == object else values)[:, None]
        for name, values in columns.items()
    }


def columns_text(table: TableEncoding) -> str:
    """The encoding as JSON, for programs that make the numbers of a row themselves."""
    columns = [
        one | ({"places": table.places[one["name"]]} if one["is_used"] else {})
        for one in TABLE.write(table)
    ]
    about = (
        "How a row of raw columns becomes the numbers that the network takes; 'places' says where "
        "those of a column stand. Number or date: first (value - center) / (3 * spread); "
        "then sine and cosine of where the date is in each of "
        "its cycles (a year of 365.2425 days from 1 January 1970, a week from Monday, a day); "
        "these are 0 if the value is missing. Last, if marks_missing is true, 1 if it is missing, "
        "else 0. Category: the place of the value, counted from 1, 0 if unknown; as one number if "
        "size is not 0, else one-hot, without place 0 unless pools is true."
    )
    written = {"about": about, "numbers": table.width, "columns": json_values(columns)}
    return json.dumps(written, ensure_ascii=False, indent=1)
