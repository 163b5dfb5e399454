"""Columns whose numbers are no measurements: ids, and numbers that stand for a missing value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, Any]

MARKS = (-999, -9999, -99999, -99, 999, 9999, 99999)
"Numbers that files write where nothing was measured."
_FEWEST = 20
"In fewer rows all numbers of a column may differ by chance."
_FAR = 3
"A mark lies this many times further from the other values than these from each other."
_IS_ID = re.compile(
    r"(?i:(^|[^a-z])(id|no|nr|key))$|^(?i:index|unnamed: 0)$|[a-z](Id|ID)$|"
    r"^(?i:(pid|uid|account|case|client|customer|employee|invoice|member|order|passenger|patient|"
    r"person|record|serial|student|subject|ticket|user)([ _]?(code|num|number))?)$"
)
_NEAR = 4
"Numbers that differ by no more than this are near each other."
_EXPECTED_PAIRS = 10
"""Where measurements come so near each other that this many pairs of rows would be equal, and none
is, the numbers were given so that each occurs once."""
_YEARS = (1700, 2100)
"Whole numbers between these are years more often than ids."
_SAMPLE = 2000
"Rows that are looked at before all are."
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


def id_columns(raw: Array, names: Sequence[str]) -> tuple[int, ...]:
    """The columns whose numbers only name the rows.

    They are whole numbers of which none occurs twice. Prices and populations may be so, too, if
    they lie far from each other: without a name that says so, ids are only what comes so near each
    other that measurements would be equal here and there.

    Args:
        raw: x as it was given, shape (n, columns).
        names: The columns.
    """
    some = raw[:: max(1, len(raw) // _SAMPLE)]
    found = []
    for column, name in enumerate(names):
        if is_time_name(name) and not is_id_name(name):
            continue
        values = raw[:, column]
        if not (_are_unique(some[:, column]) and _are_unique(values)):
            continue
        if is_id_name(name) or _are_given_once(values):
            found.append(column)
    return tuple(found)


def _are_unique(values: Array) -> bool:
    """Whether these are whole numbers of which none occurs twice, shape (n,)."""
    if len(values) < _FEWEST or values.dtype.kind not in "iuf":
        return False
    if not np.array_equal(values, np.floor(values)):
        return False
    return len(np.unique(values)) == len(values)


def _are_given_once(values: Array) -> bool:
    """Whether unique whole numbers are so by intent, and neither even steps nor years."""
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
