"""Rows of a table with the values that they came with, as text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.wording import number, short_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.data import Bound, RawColumn, RawTable
    from densemodel.scoring import Side


MISSING_WORD = "missing"


def raw_table_of(bound: Bound, side: Side) -> RawTable | None:
    """The table in which the rows of a side have their places; None if x is no table."""
    read = bound.read
    if read is None or read.table is None:
        return None
    given = {"validation": read.validation, "test": read.test}.get(side)
    return read.table if given is None else read.raw_columns(side)


def value_texts(column: RawColumn, rows: Array) -> list[str]:
    """The values of a column in some rows, as a person writes them."""
    texts = column.texts(rows)
    return [MISSING_WORD if text is None else short_text(text) for text in texts]


def plain_text(value: Any) -> str:
    """A value as scoring gives it: a text, a number, a flag or a date; None and NaN are missing."""
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT
        return MISSING_WORD
    is_number = isinstance(value, float | np.floating)
    return number(float(value), "cell") if is_number else short_text(str(value))


def in_figures(numbers: Sequence[float], largest: float) -> list[str]:
    """Numbers with as many decimals as the largest one needs for two figures: `0.39`, `0.00`."""
    size = abs(largest) or 1.0
    decimals = min(max(1 - math.floor(math.log10(size)), 0), 8)
    return [f"{round(each, decimals) + 0.0:,.{decimals}f}" for each in numbers]
