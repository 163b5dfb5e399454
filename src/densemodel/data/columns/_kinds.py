"""All kinds of columns: which one a column is, and a column from its config."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from densemodel._schema import (
    ANY,
    ANY_TEXT,
    FLAG,
    NUMBER,
    WHOLE,
    Kind,
    fields_of,
    list_of,
    one_of,
    record,
    text,
)
from densemodel.data.columns._category import LARGEST_CATEGORY, LONGEST_VALUE, Category, YesNo
from densemodel.data.columns._column import Column, RawColumn, UsedColumn
from densemodel.data.columns._date import Date
from densemodel.data.columns._layer_graph import refused_model
from densemodel.data.columns._left_out import REASONS, LeftOut
from densemodel.data.columns._number import Number
from densemodel.data.columns._order import Order
from densemodel.data.columns._stored import FoundValues
from densemodel.data.columns._text import MOST_WORDS, FreeText
from densemodel.data.columns._values import DateValues, NumberValues, WholeValues
from densemodel.errors import StoreError

if TYPE_CHECKING:
    from densemodel.data.columns._column_findings import ColumnFindings
    from densemodel.data.columns._layer_graph import LayerGraph
    from densemodel.data.columns._stored import Stored

USED: tuple[type[UsedColumn], ...] = (Order, FreeText, YesNo, Category, Date, Number)
"In the order in which the values of a column, and the layers of a Keras model, are tried."
KINDS: tuple[type[Column], ...] = (LeftOut, *USED)
_BY_NAME = {kind.kind: kind for kind in USED}

_DIRECTIVE = re.compile("%[aAbBdfHIjmMpSyY]")
_WRITTEN = re.compile(rf"|year|unix|unix ms|ISO8601|(?:{_DIRECTIVE.pattern}|[ ,./:T-]){{1,30}}")
"How numbers and dates are written, in texts or numbers; pandas reads by the last."


def found_column(stored: Stored, notes: ColumnFindings) -> RawColumn:
    """A column with the kind that its values have."""
    found = _found(stored.as_exact(), notes)
    columns = (kind.detect(found) for kind in KINDS)
    return next(column for column in columns if column is not None)


def _found(stored: Stored, notes: ColumnFindings) -> FoundValues:
    """The values of a column; texts are numbers or dates if nearly all of them are."""
    if stored.form == "seconds":
        return FoundValues(stored.name, DateValues(stored.values, has_time=True))
    if stored.form == "flag":
        return FoundValues(stored.name, WholeValues(stored.values, are_flags=True))
    if stored.form == "number":
        numbers = NumberValues(notes.finite(stored.values))
        return FoundValues(stored.name, numbers, is_category=stored.is_category)
    texts = stored.texts(among_numbers=True)
    if texts.rest and not stored.is_category:
        found = Number.of_texts(texts, notes) or Date.of_texts(texts, notes)
        if found is not None:
            return found
    labels = Category(stored.name).parse_texts(stored, notes)
    return FoundValues(stored.name, labels, is_category=stored.is_category, levels=stored.levels)


def corrected_column(stored: Stored, kind: str, notes: ColumnFindings) -> RawColumn | None:
    """A column as a person says that it is; None, with the reason, if it can't be."""
    if stored.is_missing.all():
        notes.refuse_empty(kind)
        return None
    made = _BY_NAME[kind].correct(stored, notes)
    if made is None:
        return None
    return RawColumn(replace(made.column, why=f"by the spec, {made.why}"), made.data)


_TEXT = text(LONGEST_VALUE)
_BY_TYPE: dict[str, Kind[Any]] = {
    "str": _TEXT,
    "bool": FLAG,
    "int": WHOLE,
    "float": NUMBER,
    "tuple[float, ...]": list_of(NUMBER, MOST_WORDS, tuple),
    "tuple[str, ...]": list_of(ANY_TEXT, LARGEST_CATEGORY, tuple),
    "tuple[str, ...] | tuple[int, ...]": list_of(ANY, LARGEST_CATEGORY, tuple),
    "Literal['text', 'whole']": one_of("text", "whole"),
}
"What a fact of each type is in a config."
_TITLE = "a column of its table"
_HEAD = record(dict[str, Any], kind=one_of(*_BY_NAME, *REASONS), is_used=FLAG, name=_TEXT).titled(
    _TITLE
)
_CONFIGS: dict[type[Column], Kind[Column]] = {
    kind: record(kind, **fields_of(kind, _BY_TYPE)).titled(_TITLE) for kind in KINDS
}


def column_of(config: object) -> Column:
    """A column from its config, which may be hostile: see `Column.config`.

    Raises:
        StoreError: No table has such a column.
    """
    head = _HEAD.read(config)
    word, is_used = head["kind"], head["is_used"]
    if is_used and word not in _BY_NAME:
        raise _refused(head["name"], f"is used, and its kind is {word}")
    return checked(_CONFIGS[_BY_NAME[word] if is_used else LeftOut].read(config))


def column_of_layers(name: str, graph: LayerGraph) -> Column:
    """A column from the layers of its input in a Keras model, which may be hostile.

    Raises:
        StoreError: No table has such a column.
    """
    found = (kind.from_layers(name, graph) for kind in USED)
    column = next((one for one in found if one is not None), None)
    if column is None:
        raise refused_model(f"the layers of its input {name[:24]} are not those of a column")
    return checked(column)


def checked(column: Column) -> Column:
    """The column, if a table may have it.

    Raises:
        StoreError: No table has it; its parts have the right types.
    """
    directives = _DIRECTIVE.findall(column.written)
    if not _WRITTEN.fullmatch(column.written) or len(directives) > len(set(directives)):
        raise _refused(column.name, "has values that are written in no way that is known")
    for reason, is_so in column.faults():
        if is_so:
            raise _refused(column.name, reason)
    return column


def _refused(name: str, reason: str) -> StoreError:
    return StoreError(f"column {name[:40]!a} of its table {reason}")
