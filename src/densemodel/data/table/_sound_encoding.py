"""What the encoding of a column from a file may be: such as a table gives, and no other."""

from __future__ import annotations

import re
from itertools import pairwise
from math import frexp
from typing import TYPE_CHECKING, cast

import numpy as np

from densemodel.data.table._columns import ENCODED_KINDS
from densemodel.data.table._encoding import CYCLES
from densemodel.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.data.table._encoding import ColumnEncoding

LARGEST_CATEGORY = 100_000
"Values of one category."
LONGEST_VALUE = 10_000
"Characters of a name or a value."
_LARGEST_SIZE = 1_024
_WHOLE = 2**63
"Whole numbers are of 64 bits."
_LARGEST = float(np.finfo(np.float32).max)
_DIRECTIVE = re.compile("%[aAbBdfHIjmMpSyY]")
_WRITTEN = re.compile(rf"|year|unix|unix ms|ISO8601|(?:{_DIRECTIVE.pattern}|[ ,./:T-]){{1,30}}")
"How numbers and dates are written, in texts or numbers; pandas reads by the last."
_SCALED, _DATES = ("number", "date"), ("days", "seconds")


def require_sound(column: ColumnEncoding) -> None:
    """Refuse the encoding of a column that no table has; its parts have the right types."""
    if not column.is_used:
        return
    reason = _reason_against(column)
    if reason:
        raise StoreError(f"column {column.name[:40]!a} of its table {reason}")


def _reason_against(column: ColumnEncoding) -> str:
    if column.kind in _SCALED:
        facts = _faults_of_numbers(column)
    elif column.kind in ENCODED_KINDS:
        facts = _faults_of_category(column)
    else:
        return f"is used, and its kind is {column.kind}"
    directives = _DIRECTIVE.findall(column.written)
    if not _WRITTEN.fullmatch(column.written) or len(directives) > len(set(directives)):
        return "has values that are written in no way that is known"
    return next((reason for reason, is_so in facts if is_so), "")


def _faults_of_category(column: ColumnEncoding) -> Iterator[tuple[str, bool]]:
    """Each fault that it may have, and whether it has it, the worst first."""
    values, due = column.values, str if column.form == "text" else int
    yield "has categories that are no whole numbers", column.form == "number"
    yield "has values of another kind", not all(type(value) is due for value in values)
    yield "has a value twice", len(set(values)) < len(values)
    if due is str:
        yield "has values that are too long", any(len(str(one)) > LONGEST_VALUE for one in values)
    else:
        numbers = cast("tuple[int, ...]", values)
        yield "has values that are too large", not all(-_WHOLE <= one < _WHOLE for one in numbers)
    yield (
        f"has {column.places:,} places for {len(values):,} values",
        not len(values) < column.places <= LARGEST_CATEGORY + 1,
    )
    yield "gives no number", not column.width
    yield f"has an embedding of {column.size:,}", column.size > _LARGEST_SIZE


def _faults_of_numbers(column: ColumnEncoding) -> Iterator[tuple[str, bool]]:
    form, cycles, bins = column.form, column.cycles, column.bins
    is_date = column.kind == "date"
    yield (
        f"is a {column.kind}, and its values are of the form {form}",
        form == "text" or (is_date and form not in _DATES),
    )
    yield (
        "has a scale that no numbers have",
        not abs(column.center) <= _LARGEST or not column.spread > 0,
    )
    yield "has a unit that is no power of two", frexp(column.unit)[0] != 0.5  # noqa: PLR2004
    yield (
        "has bins that no numbers have",
        len(bins) == 1  # nan is not below anything
        or not all(low <= high for low, high in pairwise((-_LARGEST, *bins, _LARGEST))),
    )
    # in the order in which they are learnt
    yield "has periodic parts that no date has", cycles != tuple(o for o in CYCLES if o in cycles)
    yield "has periodic parts, and is no date", bool(cycles) and not is_date
