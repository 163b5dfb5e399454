"""Rules about the columns of a table after the split, and what a table needs no words for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.columns._table import TableEncoding
from densemodel.data.findings._finding import Finding, also_in, columns_text, value_text
from densemodel.data.read._non_numeric_text import units_of
from densemodel.data.read._tables import leave_out_fix, without_words
from densemodel.data.rules._table_value_rules import are_like_dates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data.columns._column import Column, RawColumn
    from densemodel.data.facts._facts import Case
    from densemodel.data.split._split import Rows


def gaps_leak_the_class(case: Case) -> Finding | None:
    """A column that is filled in only after the answer is known, as the number of a lifeboat."""
    facts = case.facts.of_table
    found = None if facts is None else facts.leaky_gaps
    if facts is None or found is None or found.column in facts.copies_of_y:
        return None
    name = case.facts.class_name(found.number)
    has = "no value" if found.are_gaps else "a value"
    return _offer(
        f"column {value_text(found.column)} of x has {has} only where y is {name}, which looks "
        "like target leakage: if that is not known when you predict, "
        f"{leave_out_fix((found.column,))}",
        without_words((found.column,)),
    )


_NEARLY_EMPTY = 0.95


def columns_are_nearly_empty(case: Case) -> Finding | None:
    rows = case.training_rows
    shares = {one.name: one.missing / len(rows) for one in _encodings(case) if one.is_used}
    names = [name for name, share in shares.items() if share >= _NEARLY_EMPTY]
    if not names:
        return None
    given = len(rows) - round(shares[names[0]] * len(rows))
    of = f"a value in {given:,} of {len(rows):,} training rows"
    if len(names) == 1:
        return _repair(f"column {value_text(names[0])} of x has {of}: it can say little of others")
    return _repair(
        f"{columns_text(names, 'x', 'is', 'are')} nearly empty ({value_text(names[0])}: {of}): "
        "they can say little"
    )


def columns_are_constant(case: Case) -> Finding | None:
    """In the training rows: other rows have more values."""
    constant = [
        one.name
        for one in _encodings(case)
        if one.lacks_values or (one.is_used and one.distinct == 1 and not one.missing)
    ]
    if not constant:
        return None
    it = "it" if len(constant) == 1 else "them"
    what = columns_text(constant, "x", "is the same", "are the same")
    return _repair(f"{what} in all training rows: the network learns nothing from {it}")


_MOSTLY_RARE, _RARE = 0.5, 3


def category_has_too_many_values(case: Case) -> Finding | None:
    """A category with few rows of each value says nothing of later rows."""
    columns = () if case.facts.table is None else case.facts.table.columns
    shares = {column.name: _rare_share(column, case.training_rows) for column in columns}
    names = [name for name, share in shares.items() if share >= _MOSTLY_RARE]
    if not names:
        return None
    return _offer(
        f"column {value_text(names[0])} of x has too many values to learn: "
        f"{100 * shares[names[0]]:.3g} % of the training rows have one that fewer than {_RARE} "
        f"have{also_in(names[1:])}: {leave_out_fix(names)}",
        without_words(names),
    )


def _rare_share(column: RawColumn, rows: Rows) -> float:
    """The share of rows whose text in a column few rows have."""
    if not (column.column.is_category and column.labels):
        return 0.0
    if are_like_dates(column.labels) or units_of(column.labels):
        return 0.0  # which is said
    codes = column.values[rows]
    counts = np.bincount(codes[codes >= 0], minlength=len(column.labels))
    return float(counts[counts < _RARE].sum() / len(codes))


def table_needs_no_clause(case: Case) -> Finding | None:
    if case.facts.table is None:
        return None
    if case.spec.settings.missing == "fill":
        return Finding(
            "repair",
            "missing",
            "a table fills and marks missing values without the clause 'missing fill': leave it "
            "out",
        )
    if " -> norm" in case.spec.network_text:
        return _repair("the columns of a table are scaled already: leave out norm")
    return None


def _encodings(case: Case) -> Sequence[Column]:
    table = case.spec.table
    return table.columns if isinstance(table, TableEncoding) else ()


def _offer(message: str, accept: str = "") -> Finding:
    return Finding("offer", "x", message, accept)


def _repair(message: str) -> Finding:
    return Finding("repair", "x", message)
