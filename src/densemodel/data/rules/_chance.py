"""Whether equal rows are copies, or different things that look the same."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_OWN_VALUES = 2
"A row whose values no other row has, in as many columns, is equal to another only as its copy."
_UNLIKELY = math.log(1e-8)
"""Rows are copies if fewer than this would be equal to one by chance, were the columns independent.
Columns of real tables are not, so a larger bound would say little."""


def are_copies(rows: Array, table: Array) -> bool:
    """Whether rows that are equal to others of a table are copies, most of them.

    People of few, coarse columns often agree: of one class, one age and one fare, without income,
    or with one that is cut off at the top. Their values are then common in each column.

    Args:
        rows: Rows that have an equal one in the table, shape (rows, columns), without gaps.
        table: Rows of the table, shape (n, columns), or a sample of them.
    """
    distinct = np.unique(table, axis=0)
    count = len(distinct)
    expected = np.full(len(rows), math.log(count))
    own = np.zeros(len(rows), dtype=np.int64)
    for column, values in zip(distinct.T, rows.T, strict=True):
        levels, counts = np.unique(column, return_counts=True)
        place = np.searchsorted(levels, values).clip(max=len(levels) - 1)
        others = np.where(levels[place] == values, counts[place] - 1, 0)
        own += others == 0
        expected += np.log((others + 0.5) / count)
    needed = min(_OWN_VALUES, table.shape[1])
    return bool(np.median(own) >= needed or np.median(expected) < _UNLIKELY)
