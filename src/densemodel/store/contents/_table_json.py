"""The encoding of a table as JSON, and back: a part of the member `densemodel/last.json`.

What reads it raises a StoreError for anything that is not written here.
"""

from __future__ import annotations

import re
from itertools import pairwise
from math import frexp
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from densemodel.data import CYCLES, ColumnEncoding, TableEncoding
from densemodel.errors import StoreError
from densemodel.store.readers._json import Fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_COLUMNS = 100_000
MOST_VALUES = 100_000
"Values of one category."
LONGEST_VALUE = 10_000
"Characters of a name or a value."
_MOST_USED = 10_000
"Columns that are trained on: each has layers of its own."
_LARGEST_SIZE = 1_024
MOST_EDGES = 1_025
_WHOLE = 2**63
"Whole numbers are of 64 bits."
_LARGEST = float(np.finfo(np.float32).max)
_DIRECTIVE = re.compile("%[aAbBdfHIjmMpSyY]")
_WRITTEN = re.compile(rf"|year|unix|unix ms|ISO8601|(?:{_DIRECTIVE.pattern}|[ ,./:T-]){{1,30}}")
"How numbers and dates are written, in texts or numbers; pandas reads by the last."
_SCALED, _CATEGORIES = ("number", "date"), ("yes/no", "category")
_KINDS = (*_SCALED, *_CATEGORIES, "text", "id", "constant")
_DATES = ("days", "seconds")
_FORMS = ("number", "whole", "text", *_DATES)
_FACTS = ("name", "kind", "form", "why", "is_used", "is_flag", "written", "missing", "distinct")
_OF_NUMBERS = ("center", "spread", "unit", "bins", "cycles", "marks_missing")
_OF_CATEGORIES = ("values", "pools", "size", "places")


def table_json(table: TableEncoding) -> list[dict[str, Any]]:
    """Write it: the facts of each column, with those that its kind has.

    Raises:
        StoreError: It has more columns than are read again.
    """
    if len(table.columns) > MOST_COLUMNS or len(table.used) > _MOST_USED:
        raise StoreError(
            f"its table has {len(table.used):,} columns that it is trained on, and "
            f"{_MOST_USED:,} are the most that can be saved"
        )
    return [
        {name: getattr(column, name) for name in (*_FACTS, *_learnt_by(column))}
        for column in table.columns
    ]


def _learnt_by(column: ColumnEncoding) -> tuple[str, ...]:
    if not column.is_used:
        return ()
    return _OF_NUMBERS if column.kind in _SCALED else _OF_CATEGORIES


def table_of(columns: Sequence[object]) -> TableEncoding:
    """Read it, from a list of at most `MOST_COLUMNS`.

    Raises:
        StoreError: A column is not one that `table_json` writes; its name is in the message.
    """
    table = TableEncoding(tuple(map(_column_of, columns)))
    if len({column.name for column in table.columns}) < len(table.columns):
        raise StoreError("two columns of its table have the same name")
    if not 0 < len(table.used) <= _MOST_USED:
        raise StoreError(f"{len(table.used):,} columns of its table are used")
    return table


def _column_of(column: object) -> ColumnEncoding:
    name = Fields(column, "a column of its table").text("name", LONGEST_VALUE)
    fields = Fields(column, f"column {name[:40]!a} of its table")
    facts: dict[str, Any] = {
        "name": name,
        "kind": fields.one_of("kind", _KINDS),
        "form": fields.one_of("form", _FORMS),
        "why": fields.text("why", LONGEST_VALUE),
        "is_used": fields.flag("is_used"),
        "is_flag": fields.flag("is_flag"),
        "written": fields.text("written"),
        "missing": fields.whole("missing"),
        "distinct": fields.whole("distinct"),
    }
    if facts["is_used"]:
        facts |= _numbers_of(fields) if facts["kind"] in _SCALED else _category_of(fields)
    made = ColumnEncoding(**facts)
    require_sound(made)
    return made


def _numbers_of(fields: Fields) -> dict[str, Any]:
    return {
        "center": fields.number("center"),
        "spread": fields.number("spread"),
        "unit": fields.number("unit"),
        "bins": tuple(fields.numbers("bins", MOST_EDGES)),
        "cycles": tuple(fields.texts("cycles", len(CYCLES))),
        "marks_missing": fields.flag("marks_missing"),
    }


def _category_of(fields: Fields) -> dict[str, Any]:
    return {
        "values": tuple(fields.items("values", MOST_VALUES)),
        "pools": fields.flag("pools"),
        "size": fields.whole("size"),
        "places": fields.whole("places"),
    }


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
    elif column.kind in _CATEGORIES:
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
        not len(values) < column.places <= MOST_VALUES + 1,
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
