"""The columns of x: where each is in an encoded row, its usual value, and its raw values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import RawColumn, RawTable, TableEncoding, as_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from densemodel._array import Array
    from densemodel.data import Terms, UsedColumn


MOST_COLUMNS = 100
"The most columns that are looked at one by one; more columns without names are no table."


@dataclass(frozen=True, eq=False)
class NamedColumns:
    """The columns of x that a network is trained on."""

    names: tuple[Any, ...]
    "As in x; numbers from 0 without names."
    places: tuple[Array, ...]
    "The places of the numbers of each column in an encoded row, int64."
    table: TableEncoding | None = None

    @classmethod
    def of(cls, terms: Terms, width: tuple[int, ...]) -> NamedColumns | None:
        """The columns of rows of a shape; None for images and other rows without columns."""
        if len(width) != 1 or terms.spec.frozen is not None:
            return None
        table = terms.spec.table
        if isinstance(table, TableEncoding):
            places = tuple(np.array(table.places[name], np.int64) for name in table.names)
            return cls(table.names, places, table)
        names: tuple[Any, ...] | None = terms.names
        if names is None or len(names) != width[0]:
            if width[0] > MOST_COLUMNS:
                return None
            names = tuple(range(width[0]))
        return cls(names, tuple(np.arange(width[0])[:, None]))

    @property
    def is_named(self) -> bool:
        """Whether the columns have names in x, and not only numbers."""
        return self.table is not None or not all(isinstance(name, int) for name in self.names)

    @property
    def encodings(self) -> tuple[UsedColumn | None, ...]:
        """The encoding of each column of a table; None for plain numbers."""
        return (None,) * len(self.names) if self.table is None else self.table.used


@dataclass(frozen=True, eq=False)
class UsualRow:
    """A row of the usual value of each column: the median, or the most common category."""

    encoded: Array
    "float32 of shape (width,)."
    values: tuple[Any, ...]
    "One for each column."


def usual_row(columns: NamedColumns, rows: Array) -> UsualRow:
    """The usual values; of a table those that its encoding has learnt from the training rows.

    Args:
        columns: Those of x.
        rows: Encoded rows to take the medians of, shape (n, width).
    """
    if columns.table is None:
        medians = np.median(rows, axis=0).astype(np.float32)
        return UsualRow(medians, tuple(medians.tolist()))
    usual = [RawColumn(column, column.usual_values()) for column in columns.table.used]
    encoded = columns.table.encode(RawTable(tuple(usual), 1))
    return UsualRow(encoded[0], tuple(column.data.as_written[0] for column in usual))


def rows_at(x: Any, rows: Array) -> Any:
    """Some rows of x, in this order: a frame, an array, or a list of rows."""
    frame = as_frame(x)
    if frame is not None:
        return frame.at(rows)
    if hasattr(x, "iloc"):  # a Series
        return x.iloc[rows]
    return x[rows] if isinstance(x, np.ndarray) else [x[row] for row in rows.tolist()]


def raw_frame(x: Any, names: Sequence[Any]) -> pd.DataFrame:
    """Some columns of rows as they are written, by name; those that x lacks are left out.

    Args:
        x: Rows: a frame, raw columns, or an array of all columns.
        names: The columns of x that are trained on.
    """
    import pandas as pd

    if isinstance(x, RawTable):
        found = {column.name: column.data.as_written for column in x.columns}
        return pd.DataFrame({name: found[name] for name in names if name in found})
    frame = as_frame(x)
    if frame is not None:
        places = {name: place for place, name in enumerate(frame.names)}
        return pd.DataFrame(
            {name: frame.column(places[name]).array() for name in names if name in places}
        )
    values = np.asarray(x)
    columns = values.reshape(len(values), -1).T
    return pd.DataFrame(dict(zip(names, columns, strict=False)))


def as_rows(x: Any) -> Any:
    """Rows of a table that can be taken one by one; others as they are.

    Args:
        x: A dict of columns, dicts of rows, or one row as a dict, a Series or an array of one axis.
    """
    import pandas as pd

    if isinstance(x, Mapping):
        is_one = all(np.ndim(value) == 0 for value in x.values())
        return pd.DataFrame([x] if is_one else {name: _column_of(x[name]) for name in x})
    if isinstance(x, pd.Series):
        return pd.DataFrame([dict(x)])
    if isinstance(x, list | tuple) and x and all(isinstance(row, Mapping) for row in x):
        return pd.DataFrame(list(x))
    if as_frame(x) is None and np.ndim(x) == 1:
        return np.asarray(x)[None]
    return x


def _column_of(values: Any) -> Any:
    """A column of a dict as a Series without an index of its own."""
    import pandas as pd

    if isinstance(values, pd.Series):
        return values.reset_index(drop=True)
    if isinstance(values, list | tuple):
        return pd.Series(list(values), dtype=object).infer_objects()
    return pd.Series(np.asarray(values))
