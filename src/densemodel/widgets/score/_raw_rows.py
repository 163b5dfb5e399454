"""Rows of a table with the values that they came with, as text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from densemodel.wording import in_order, rounded, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.data import Bound, RawColumn, RawTable
    from densemodel.scoring import Side

Array = np.ndarray[Any, Any]

MISSING_WORD = "missing"
_LONGEST_VALUE = 60
_MOST_DECIMALS = 8
_LARGEST_PLAIN = 10_000
"Whole numbers below it have no comma: they may be years."
_SECONDS_A_DAY = 86_400


def raw_table_of(bound: Bound, side: Side) -> RawTable | None:
    """The table in which the rows of a side have their places; None if x is no table."""
    reading = bound.reading
    if reading is None or reading.facts.table is None:
        return None
    pair = reading.test if side == "test" else reading.validation if side == "validation" else None
    return reading.facts.table if pair is None else cast("RawTable", pair[0])


def value_texts(column: RawColumn, rows: Array) -> list[str]:
    """The values of a column in some rows, as a person writes them."""
    gaps = column.is_missing[rows].tolist()
    read = _reader(column)
    return [
        MISSING_WORD if gap else short_text(read(value))
        for gap, value in zip(gaps, column.values[rows].tolist(), strict=True)
    ]


def plain_text(value: Any) -> str:
    """A value as scoring gives it: a text, a number, a flag or a date; None and NaN are missing."""
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT
        return MISSING_WORD
    is_number = isinstance(value, float | np.floating)
    return quantity_text(float(value), "number") if is_number else short_text(str(value))


def in_figures(numbers: Sequence[float], largest: float) -> list[str]:
    """Numbers with as many decimals as the largest one needs for two figures: `0.39`, `0.00`."""
    size = abs(largest) or 1.0
    decimals = min(max(1 - math.floor(math.log10(size)), 0), _MOST_DECIMALS)
    return [f"{round(number, decimals) + 0.0:,.{decimals}f}" for number in numbers]


def short_text(text: str) -> str:
    """A value of bounded length, in one direction of writing."""
    return shortened(in_order(text), _LONGEST_VALUE)


def _reader(column: RawColumn) -> Callable[[Any], str]:
    if column.form == "text":
        return lambda place: column.labels[place]
    flags = {0: "False", 1: "True"} if column.is_flag else {}
    known = flags | column.invalid_texts
    return lambda value: known.get(value) or quantity_text(float(value), column.form)


def quantity_text(value: float, form: str, span: float = math.inf) -> str:
    """A number, or a day with its time in a short span: `1,234`, `0.35`, `2014-05-02`."""
    if form == "days":
        return str(np.datetime64(round(value), "D"))
    if form == "seconds":
        is_day = span > 2 * _SECONDS_A_DAY and round(value) % _SECONDS_A_DAY == 0
        unit = "D" if is_day else "m"
        return str(np.datetime64(round(value), "s").astype(f"datetime64[{unit}]")).replace("T", " ")
    if value.is_integer() and abs(value) < _LARGEST_PLAIN:
        return f"{value:.0f}"
    return rounded(value)
