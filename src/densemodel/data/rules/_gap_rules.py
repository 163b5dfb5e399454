"""Rules about values of x that may stand for a missing one: -999, 1900-01-01, `unknown`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.findings._finding import (
    Finding,
    also_in,
    columns_named,
    offer,
    repair,
    value_text,
)
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel._array import Array
    from densemodel.data.binding._bound import Bound
    from densemodel.data.columns._column import RawColumn


_MARKS = (-999, -9999, -99999, -99, -9, 99, 999, 9999, 99999, -1, 0)
"Numbers that files use for missing values."
_LOW = -99
"A mark below 0 is one among other numbers that are not."
_IN_RANGE = (-1, 0, -9, 99)
"They may also be values: they have to be rare, and not far above or below the others."
_FAR, _APART = 3, 0.2
"A mark is this many ranges of the other values from them; one of `_IN_RANGE` this part of it."
_FEWEST, _FEWEST_VALUES = 20, 10
_MOST_MARKED = 0.2
_YEARS_FAR = 20 * 365.25
_LATEST = 47_481  # the year 2100
"Days since 1970."


def number_marks_a_gap(bound: Bound) -> Finding | None:
    # a table has a place for missing values
    also = "" if bound.facts.table is not None else " and write missing fill"
    fix = f"if it marks a missing value, put NaN in its place{also}"
    return _first_mark(bound, _mark_in, "values", fix)


def date_marks_a_gap(bound: Bound) -> Finding | None:
    """Files write 1900-01-01 or 2999-12-31 for a date that is not known."""
    fix = "if it marks a missing date, put None in its place"
    return _first_mark(bound, _date_mark_in, "dates", fix)


def _first_mark(
    bound: Bound, mark_in: Callable[[RawColumn], tuple[object, float] | None], what: str, fix: str
) -> Finding | None:
    """The mark of the first column that has one, with the names of the others."""
    marks = {label: mark_in(column) for label, column in bound.facts.columns.sample.items()}
    found = [(label, *mark) for label, mark in marks.items() if mark is not None]
    if not found:
        return None
    (label, mark, share), *others = found
    return offer(
        f"{columns_named([label])} of x holds {mark} in {share:.2g} % of the rows, far from its "
        f"other {what}: {fix}{also_in([other for other, *_ in others])}"
    )


def _mark_in(column: RawColumn) -> tuple[int, float] | None:
    """The mark of a column of numbers, and its share of the rows in percent."""
    if not column.column.is_quantity:
        return None
    values = column.values[~column.is_missing]
    for mark in _MARKS:
        is_mark = values == mark
        if is_mark.sum() > 1 and _marks_gap(mark, values[~is_mark], float(is_mark.mean())):
            return mark, max(100 * float(is_mark.mean()), 0.1)
    return None


def _marks_gap(mark: float, others: Array, share: float) -> bool:
    if len(others) < _FEWEST:
        return False
    low, high = float(others.min()), float(others.max())
    if mark <= _LOW and low >= 0:
        return high > low
    is_rare = share <= _MOST_MARKED and len(np.unique(others)) >= _FEWEST_VALUES
    apart = (high - low) * (_APART if mark in _IN_RANGE else _FAR)
    is_apart = high > low and (mark < low - apart or mark > high + apart)
    return is_apart and (is_rare or mark not in _IN_RANGE)


def _date_mark_in(column: RawColumn) -> tuple[np.datetime64, float] | None:
    """The mark of a column of dates, and its share of the rows in percent."""
    known = np.empty(0) if column.data.days is None else column.data.days[~column.is_missing]
    if len(known) < _FEWEST:
        return None
    for mark in (known.min(), known.max()):
        others = known[known != mark]
        if len(others) < _FEWEST or len(known) - len(others) < 2:
            continue
        far = max(_FAR * np.ptp(others), _YEARS_FAR)
        if min(abs(mark - others.min()), abs(mark - others.max())) > far or mark > _LATEST:
            return np.datetime64(int(mark), "D"), 100 * (1 - len(others) / len(known))
    return None


_GAP_WORDS = frozenset(
    ("none", "missing", "unknown", "not available", "not known", "n.a.", "nil", "-", "--", ".")
)
_MOST_LABELS = 200


def words_may_mark_a_gap(bound: Bound) -> Finding | None:
    """Words that are read as missing among numbers may be values among texts."""
    found = [
        (column, place)
        for column in bound.facts.columns.used
        if len(column.labels) <= _MOST_LABELS
        for place, label in enumerate(column.labels)
        if label.lower() in _GAP_WORDS
    ]
    if not found:
        return None
    column, place = found[0]
    rows = counted(int((column.values == place).sum()), "row")
    more = dict.fromkeys(other.name for other, _ in found if other is not column)
    return repair(
        f"{value_text(column.labels[place])} is a value of column {value_text(column.name)} of x "
        f"({rows}): if it marks a missing value, put None in its place{also_in(list(more))}"
    )
