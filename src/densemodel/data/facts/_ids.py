"""Columns of whole numbers that only name the rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel._array import Array

_FEWEST = 20
"With fewer rows all numbers of a column may differ by chance."
_IS_ID = re.compile(
    r"(?i:(^|[^a-z])(id|no|nr|key))$|^(?i:index|unnamed: 0)$|[a-z](Id|ID)$|"
    r"^(?i:(pid|uid|account|case|client|customer|employee|invoice|member|order|passenger|patient|"
    r"person|record|serial|student|subject|ticket|user)([ _]?(code|num|number))?)$"
)
_NEAR = 4
"Numbers that differ by no more than this are near each other."
_EXPECTED_PAIRS = 10
"""If this many pairs of equal measurements are expected by chance, and there are none, the numbers
are ids."""
_YEARS = (1700, 2100)
"Whole numbers between these are years more often than ids."
_SAMPLE = 2000
"Rows that are checked before all rows."
_IS_TIME = re.compile(
    r"(?i)time|year|month|week|day|hour|minute|second|date|epoch|step|period|elapsed|quarter|"
    r"lag|dist|age|trend|^t$"
)


def is_id_name(name: str) -> bool:
    return _IS_ID.search(name.strip()) is not None


def is_time_name(name: str) -> bool:
    return _IS_TIME.search(name) is not None


def may_count(name: str) -> bool:
    """Whether whole numbers that count may mean something in a column of this name."""
    return is_time_name(name) or "rank" in name.lower()


def id_columns(columns: Iterable[tuple[str, Array]]) -> tuple[str, ...]:
    """The names of columns of numbers, of shape (n,) each, that only name the rows.

    They hold distinct whole numbers. So may prices and populations, if they are far apart: without
    a name of an id, ids are only numbers so dense that some measurements would be equal.
    """
    found = []
    for name, values in columns:
        is_named = is_id_name(name)
        if may_count(name) and not is_named:
            continue
        some = values[:: max(1, len(values) // _SAMPLE)]
        if are_unique(some) and are_unique(values) and (is_named or are_given_once(values)):
            found.append(name)
    return tuple(found)


def are_unique(values: Array) -> bool:
    if len(values) < _FEWEST or values.dtype.kind not in "iuf":
        return False
    return np.array_equal(values, np.floor(values)) and len(np.unique(values)) == len(values)


def are_given_once(values: Array) -> bool:
    """Whether distinct whole numbers are ids, and not even steps or years."""
    numbers = values if values.dtype.kind == "f" else values.astype(np.int64)
    steps = np.diff(numbers)
    low, high = numbers.min(), numbers.max()
    if (steps == steps[0]).all() or _YEARS[0] <= low <= high <= _YEARS[1]:
        return False
    ordered = np.sort(numbers)
    ends = np.searchsorted(ordered, ordered + _NEAR, side="right")
    near = int((ends - np.arange(1, len(ordered) + 1)).sum())
    # by chance an eighth as many would be equal as lie 1 to 4 apart, up or down
    return near / (2 * _NEAR) >= _EXPECTED_PAIRS
