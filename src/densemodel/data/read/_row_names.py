"""What a pandas object calls its rows."""

from __future__ import annotations

from typing import Any

from densemodel.data.read._tables import as_column, as_table


def row_names(x: object) -> Any:
    """The pandas index of a frame or a column; None where the rows have no names."""
    table = as_table(x)
    if table is not None:
        return table.index
    column = as_column(x)
    return None if column is None else column.index
