"""The facts of each column of a table: its values, and what was made of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from densemodel.data import TableEncoding
from densemodel.widgets.score._raw_rows import quantity_text, value_texts
from densemodel.wording import in_order, shortened

if TYPE_CHECKING:
    from densemodel.data import Bound, ColumnEncoding, RawColumn
    from densemodel.language import Spec

Array = np.ndarray[Any, Any]

MOST_BARS = 14
MOST_VALUES = 3
"Values of a category that are named; of more, the last line says how many there are."
MOST_CHECKED = 50_000
"Training rows whose values are counted."
_EXAMPLES = 2
_LONGEST_NAME = 200
_TAIL = 0.01
"The share of rows at either end that may be far from all others."
_LONGEST_TAIL = 0.5
"As a part of the range of the others; one that is longer has one bar."


@dataclass(frozen=True)
class ColumnFacts:
    """One column of a table."""

    name: str
    kind: str
    "The kind that its values were found to have or were given; empty if it was not read."
    why: str
    "Why it has this kind, or is left out."
    encoding: str
    is_used: bool
    missing: int | None = None
    "Its missing values in the training rows; None if it was not read."
    bars: tuple[int, ...] = ()
    "How many values there are in each of equal ranges, of numbers and dates."
    ends: tuple[str, str] = ("", "")
    "The words at both ends of the bars."
    values: tuple[tuple[str, float], ...] = ()
    "The commonest values, each with its share of the known ones."
    rest: tuple[str, float] | None = None
    "All other values, with their share."
    examples: tuple[str, ...] = ()
    "Some values of a column in which nearly each is different."


def column_facts(spec: Spec, bound: Bound | None) -> list[ColumnFacts]:
    """The columns in the order of the table, then those that the spec leaves out.

    Without data the values are unknown; without an encoding there are none.
    """
    table = spec.table
    if not isinstance(table, TableEncoding):
        return []
    raw, rows = _columns_of(bound)
    facts = []
    for encoding in table.columns:
        column = raw.get(encoding.name)
        facts.append(_facts(encoding, None if column is None else column.at(rows)))
    left_out = [name for name in spec.settings.without if name not in raw]
    why = "the spec leaves it out"
    return [*facts, *(ColumnFacts(name, "", why, "left out", is_used=False) for name in left_out)]


def _columns_of(bound: Bound | None) -> tuple[dict[str, RawColumn], Array]:
    """The columns as they were read, and the rows of them that are looked at."""
    table = None if bound is None or bound.reading is None else bound.reading.facts.table
    if bound is None or table is None:
        return {}, np.empty(0, np.int64)
    rows = bound.training_rows[:MOST_CHECKED]  # they are shuffled
    return {column.name: column for column in table.columns}, cast("Array", rows)


def _facts(encoding: ColumnEncoding, column: RawColumn | None) -> ColumnFacts:
    shown: dict[str, Any] = {}
    if column is not None:
        rows = np.flatnonzero(~column.is_missing)
        if encoding.kind in ("number", "date") and len(rows):
            shown["bars"], shown["ends"] = histogram(column.values[rows], column.form)
        elif encoding.kind in ("text", "id"):
            shown["examples"] = tuple(value_texts(column, rows[:_EXAMPLES]))
        elif len(rows):
            shown["values"], shown["rest"] = _commonest(column, rows)
    return ColumnFacts(
        encoding.name,
        encoding.kind,
        encoding.why,
        encoding.text,
        is_used=encoding.is_used,
        missing=encoding.missing,
        **shown,
    )


def histogram(known: Array, form: str) -> tuple[tuple[int, ...], tuple[str, str]]:
    """The counts of values in at most 14 equal ranges, and the words at both ends.

    Where a few values are far from all others, the last bar holds them, and the words say so:
    `≥ 3,040`; so does the first.
    """
    low, high = float(known.min()), float(known.max())
    from_, to = (float(end) for end in np.quantile(known, (_TAIL, 1 - _TAIL)))
    longest = (to - from_) * _LONGEST_TAIL or math.inf
    first = from_ if from_ - low > longest else low
    last = to if high - to > longest else high
    edges = _edges(known, first, last)
    places = np.searchsorted(edges[1:-1], known, side="right")
    counts = np.bincount(places, minlength=len(edges) - 1)
    before, after = "≤\u2009" if low < first else "", "≥\u2009" if last < high else ""
    span = last - first
    ends = before + quantity_text(first, form, span), after + quantity_text(last, form, span)
    return tuple(counts.tolist()), ends if first < last else (ends[0], "")


def _edges(known: Array, first: float, last: float) -> Array:
    """The ends of the ranges; those of whole numbers hold equally many of them."""
    if first == last:
        return np.array([first, first + 1])
    is_whole = first.is_integer() and last.is_integer() and bool((known % 1 == 0).all())
    if not is_whole:
        return np.linspace(first, last, MOST_BARS + 1)
    count = last - first + 1
    width = math.ceil(count / MOST_BARS)
    bars = math.ceil(count / width)
    return first - 0.5 + width * np.arange(bars + 1)


def _commonest(
    column: RawColumn, rows: Array
) -> tuple[tuple[tuple[str, float], ...], tuple[str, float] | None]:
    """The commonest values in some rows with their shares, and all others."""
    _, first, counts = np.unique(column.values[rows], return_index=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    named = order[: len(order) if len(order) <= MOST_VALUES else MOST_VALUES - 1]
    shares, rest = counts / len(rows), order[len(named) :]
    texts = value_texts(column, rows[first[named]])
    others = (f"{len(rest):,} more", float(shares[rest].sum())) if len(rest) else None
    return tuple(zip(texts, shares[named].tolist(), strict=True)), others


def shown_name(name: str) -> str:
    """The name of a column, of bounded length and in one direction of writing."""
    return shortened(in_order(name), _LONGEST_NAME)
