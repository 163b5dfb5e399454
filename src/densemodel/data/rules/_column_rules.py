"""Rules about the columns of x: beside each other, beside y, and in the training rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.columns._table import TableEncoding
from densemodel.data.facts._features import names_or_numbers
from densemodel.data.facts._ids import is_time_name
from densemodel.data.findings._finding import (
    Finding,
    Severity,
    also_in,
    columns_text,
    listed,
    offer,
    repair,
    value_text,
)
from densemodel.data.read._non_numeric_text import units_of
from densemodel.data.read._stored_rows import StoredRows, chunks_of
from densemodel.data.read._tables import leave_out_fix, without_words
from densemodel.data.rules._scale_rules import first_at_work
from densemodel.data.rules._value_rules import are_like_dates
from densemodel.wording import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.data.binding._bound import Bound
    from densemodel.data.columns._column import Column, RawColumn
    from densemodel.data.facts._column_facts import Label


def column_is_y(bound: Bound) -> Finding | None:
    """A network would copy it."""
    facts = bound.facts.columns
    names = facts.copies_of_y
    if names and len(facts.named) > len(names):
        what = columns_text(names, "x", "is y in other words", "are y in other words")
        it = "it" if len(names) == 1 else "them"
        return offer(
            f"{what}, so the network would only copy {it}: {leave_out_fix(names)}",
            without_words(names),
        )
    if facts.multiple_of_y is not None:
        name, factor = facts.multiple_of_y
        in_unit = (
            "" if factor == 1 else f" in another unit (y is {number(factor, 'value')} times it)"
        )
        return offer(
            f"column {value_text(name)} of x is y itself{in_unit}, so the network would only copy "
            f"it: {leave_out_fix((name,))}",
            without_words((name,)),
        )
    if 0 < len(facts.parts_of_y) < len(facts.named):
        return offer(
            f"y is the sum of columns {listed(facts.parts_of_y)} of x, so the network only has to "
            "add them: if they are not known when you predict, leave them out",
            without_words(facts.parts_of_y),
        )
    return None


def columns_leak_the_answer(bound: Bound) -> Finding | None:
    """Target leakage: a column that is known only after y gives perfect but useless scores."""
    facts = bound.facts.columns
    reported = {*facts.copies_of_y, *facts.parts_of_y, *(facts.multiple_of_y or ())[:1]}
    reported |= set() if facts.leaky_gaps is None else {facts.leaky_gaps.column}
    leaky, found = facts.leaky, [label for label in _leaks(bound) if label not in reported]
    if leaky is None or not found:
        return None
    score = f"accuracy {leaky.score:.3g}" if facts.is_class else f"R2 {leaky.score:.3g}"
    if leaky.of_ranks:
        score += " of the ranks of y"
    known = f"({score}, baseline {leaky.guessing:.3g})" if facts.is_class else f"({score})"
    alone = f"alone nearly predicts y {known}", f"each nearly predict y alone {known}"
    is_known = "it is" if len(found) == 1 else "they are"
    severity, fix, words = _way_to_leave_out(found)
    return Finding(
        severity,
        "x",
        f"{columns_text(found, 'x', *alone)}, which looks like target leakage: if {is_known} not "
        f"known when you predict, {fix}",
        words,
    )


def _leaks(bound: Bound) -> list[Label]:
    leaky, labels = bound.facts.columns.leaky, list(bound.facts.columns.sample)
    # the name of a time suggests a trend, a season, or a previous value
    return [
        labels[place]
        for place in (() if leaky is None else leaky.columns)
        if place != bound.facts.row_numbers and not is_time_name(str(labels[place]))
    ]


def _way_to_leave_out(labels: Sequence[Label]) -> tuple[Severity, str, str]:
    """How to leave columns out, and the words for it.

    Without a name the meaning of a column is unknown, and made-up data often depend on one.
    """
    names = [label for label in labels if isinstance(label, str)]
    if len(names) < len(labels):
        return "repair", f"leave {'it' if len(labels) == 1 else 'them'} out of x", ""
    return "offer", leave_out_fix(names), without_words(names)


def gaps_leak_the_class(bound: Bound) -> Finding | None:
    """A column that is filled in only after the answer is known, as the number of a lifeboat."""
    facts = bound.facts.columns
    found = facts.leaky_gaps
    if found is None or found.column in facts.copies_of_y:
        return None
    name = bound.facts.class_name(found.number)
    has = "no value" if found.are_gaps else "a value"
    return offer(
        f"column {value_text(found.column)} of x has {has} only where y is {name}, which looks "
        "like target leakage: if that is not known when you predict, "
        f"{leave_out_fix((found.column,))}",
        without_words((found.column,)),
    )


def columns_name_the_rows(bound: Bound) -> Finding | None:
    facts = bound.facts
    others = set(_leaks(bound))
    if facts.row_numbers is not None:
        others.add(facts.column_label(facts.row_numbers))
    names = [name for name in facts.ids if name not in others]
    if not names:
        return None
    what = columns_text(names, "x", "has", "have")
    only = "it only names" if len(names) == 1 else "they only name"
    return offer(
        f"{what} a different whole number in each row: if {only} the rows, {leave_out_fix(names)}",
        without_words(names),
    )


def column_counts_the_rows(bound: Bound) -> Finding | None:
    """With a row number, or an id, the network overfits."""
    facts = bound.facts
    column = facts.row_numbers
    if column is None:
        return None
    label = facts.column_label(column)
    severity, fix, words = _way_to_leave_out([label])
    return Finding(
        severity,
        "x",
        f"{columns_text([label], 'x', 'counts')} the rows, from {facts.lows[column]:g} to "
        f"{facts.highs[column]:g}: if it has no other meaning, {fix}",
        words,
    )


def columns_are_constant(bound: Bound) -> Finding | None:
    """In the training rows: other rows may have more values."""
    first = first_at_work(bound)
    is_norm = first is not None and first.kind == "Normalization"
    constant: Sequence[Label]
    if bound.facts.table is not None:
        constant = [
            one.name
            for one in _encodings(bound)
            if one.lacks_values or (one.is_used and one.distinct == 1 and not one.missing)
        ]
    elif first is not None and (is_norm or bound.facts.is_table):
        width = first.input_shape[-1] if is_norm else len(bound.facts.lows)
        places = np.flatnonzero(_are_constant(bound, width))
        constant = names_or_numbers(places, bound.facts.names, width)
        if len(places) == width and not is_norm:
            return None  # which is said
    else:
        return None
    if not constant:
        return None
    it = "it" if len(constant) == 1 else "them"
    what = columns_text(constant, "x", "is the same", "are the same")
    does = f"norm makes {it} 0" if is_norm else f"the network learns nothing from {it}"
    return repair(f"{what} in all training rows: {does}")


def _are_constant(bound: Bound, width: int) -> Array:
    """Whether each column holds one value in the training rows; shape (width,)."""
    x, rows = bound.x, bound.training_rows
    first = next(chunks_of(x, rows[:1], 1)).reshape(-1, width)[0]
    constant, known = np.ones(width, dtype=bool), np.zeros(width, dtype=bool)
    if isinstance(bound.facts.x, StoredRows):  # the survey knows, without reading the file again
        lows, highs = bound.facts.lows.reshape(-1, width), bound.facts.highs.reshape(-1, width)
        known = lows.min(axis=0) == highs.max(axis=0)
    for chunk in chunks_of(x, rows, 4096):
        constant &= (chunk.reshape(-1, width) == first).all(axis=0)
        if not (constant & ~known).any():
            break
    return constant


_NEARLY_EMPTY = 0.95


def columns_are_nearly_empty(bound: Bound) -> Finding | None:
    rows = bound.training_rows
    shares = {one.name: one.missing / len(rows) for one in _encodings(bound) if one.is_used}
    names = [name for name, share in shares.items() if share >= _NEARLY_EMPTY]
    if not names:
        return None
    given = len(rows) - round(shares[names[0]] * len(rows))
    of = f"a value in {given:,} of {len(rows):,} training rows"
    if len(names) == 1:
        return repair(f"column {value_text(names[0])} of x has {of}: it can say little of others")
    return repair(
        f"{columns_text(names, 'x', 'is', 'are')} nearly empty ({value_text(names[0])}: {of}): "
        "they can say little"
    )


_MOSTLY_RARE, _RARE = 0.5, 3


def category_has_too_many_values(bound: Bound) -> Finding | None:
    """A category with few rows of each value says nothing of later rows."""
    columns = () if bound.facts.table is None else bound.facts.table.columns
    # ascending rows are read much faster
    is_training = np.zeros(len(bound.y), bool)
    is_training[bound.training_rows] = True
    shares = {column.name: _rare_share(column, is_training) for column in columns}
    names = [name for name, share in shares.items() if share >= _MOSTLY_RARE]
    if not names:
        return None
    return offer(
        f"column {value_text(names[0])} of x has too many values to learn: "
        f"{100 * shares[names[0]]:.3g} % of the training rows have one that fewer than {_RARE} "
        f"have{also_in(names[1:])}: {leave_out_fix(names)}",
        without_words(names),
    )


def _rare_share(column: RawColumn, are_counted: Array) -> float:
    """The share of some rows, bool of shape (n,), whose text in a column few of them have."""
    if not (column.column.is_category and column.labels):
        return 0.0
    if are_like_dates(column.labels) or units_of(column.labels):
        return 0.0  # which is said
    codes = column.values[are_counted]
    counts = np.bincount(codes[codes >= 0], minlength=len(column.labels))
    return float(counts[counts < _RARE].sum() / len(codes))


def two_columns_are_the_same(bound: Bound) -> Finding | None:
    facts = bound.facts.columns
    if facts.same is None:
        return None
    first, second = facts.same
    words = without_words((second,))
    fix = f"write '{words}'" if words else f"leave out {value_text(second)}"
    return offer(f"columns {listed((first, second))} of x hold the same values: {fix}", words)


def column_is_the_sum_of_others(bound: Bound) -> Finding | None:
    facts = bound.facts.columns
    if facts.total is None or facts.parts_of_y:
        return None
    name, parts = facts.total
    return repair(f"column {value_text(name)} of x is the sum of {listed(parts)}: it adds nothing")


def dummies_are_one_category(bound: Bound) -> Finding | None:
    facts = bound.facts.columns
    names = facts.dummies
    if not names or bound.facts.table is None:
        return None
    return repair(
        f"columns {value_text(names[0])} to {value_text(names[-1])} of x have one 1 in each row, "
        "as pd.get_dummies makes them: a table takes the column from before that"
    )


def _encodings(bound: Bound) -> Sequence[Column]:
    table = bound.spec.table
    return table.columns if isinstance(table, TableEncoding) else ()
