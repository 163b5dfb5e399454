"""Columns whose numbers are no measurements: ids, and numbers that stand for a missing value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

MARKS = (-999, -9999, -99999, -99, 999, 9999, 99999)
"Numbers that files write where nothing was measured."
_FEWEST = 20
"In fewer rows all numbers of a column may differ by chance."
_FAR = 3
"A mark lies this many times further from the other values than these from each other."
_IS_ID = re.compile(r"(?i:(^|[^a-z])(id|no|nr|key))$|^(?i:index|unnamed: 0)$|[a-z](Id|ID)$")
_IS_TIME = re.compile(
    r"(?i)time|year|month|week|day|hour|minute|second|date|epoch|step|period|elapsed|quarter|"
    r"lag|dist|age|rank|trend|^t$"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A number in a column that seems to stand for a missing value."""

    column: int
    value: float
    share: float
    "Of the rows that were looked at."


def is_id_name(name: str) -> bool:
    """Whether a column is called like a number that names things: `id`, `customer_id`, `userId`."""
    return _IS_ID.search(name.strip()) is not None


def is_time_name(name: str) -> bool:
    """Whether a column is called like what counts on by itself, or goes on: `year`, `lag_1`."""
    return _IS_TIME.search(name) is not None


def names_rows(values: Array) -> bool:
    """Whether these are whole numbers of which none occurs twice, shape (n,)."""
    if len(values) < _FEWEST or not np.array_equal(values, np.floor(values)):
        return False
    return len(np.unique(values)) == len(values)


def first_mark(x: Array) -> Mark | None:
    """The first column with a number such as -999 that lies far from all its others.

    Args:
        x: float32, shape (rows, columns); it may have gaps.
    """
    for column in range(x.shape[1]):
        values = x[:, column][np.isfinite(x[:, column])]
        for mark in MARKS:
            is_mark = values == mark
            if is_mark.sum() > 1 and _is_far(mark, values[~is_mark]):
                return Mark(column, mark, float(is_mark.mean()))
    return None


def _is_far(mark: float, others: Array) -> bool:
    if len(others) < _FEWEST:
        return False
    low, high = float(others.min()), float(others.max())
    reach = _FAR * (high - low)
    return high > low and not low - reach <= mark <= high + reach
