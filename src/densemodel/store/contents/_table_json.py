"""The encoding of a table as JSON, and back: a part of the member `densemodel/last.json`.

What reads it raises a StoreError for anything that is not written here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.data import (
    CYCLES,
    ENCODED_KINDS,
    LARGEST_CATEGORY,
    LONGEST_VALUE,
    ColumnEncoding,
    TableEncoding,
    require_sound,
)
from densemodel.errors import StoreError
from densemodel.store.readers._json import Fields

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_COLUMNS = 100_000
_MOST_USED = 10_000
"Columns that are trained on: each is an input of the Keras model."
_MOST_EDGES = 1_025
_SCALED = ("number", "date")
_KINDS = (*ENCODED_KINDS, "text", "id", "constant")
_FORMS = ("number", "whole", "text", "days", "seconds")
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
        "bins": tuple(fields.numbers("bins", _MOST_EDGES)),
        "cycles": tuple(fields.texts("cycles", len(CYCLES))),
        "marks_missing": fields.flag("marks_missing"),
    }


def _category_of(fields: Fields) -> dict[str, Any]:
    return {
        "values": tuple(fields.items("values", LARGEST_CATEGORY)),
        "pools": fields.flag("pools"),
        "size": fields.whole("size"),
        "places": fields.whole("places"),
    }
