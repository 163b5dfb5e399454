"""Rules about single columns of x."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.facts._suspicious_columns import is_time_name
from densemodel.data.findings._finding import Finding, Severity
from densemodel.data.findings._wording import listed, value_text
from densemodel.data.read._stored_rows import StoredRows, chunks_of
from densemodel.data.read._tables import leave_out_fix, without_words

if TYPE_CHECKING:
    from densemodel.data.facts._case import Case
    from densemodel.data.facts._facts import Array

_CHUNK = 4096


def rows_are_all_the_same(case: Case) -> Finding | None:
    """Nothing can be learned from equal rows."""
    facts = case.facts
    if case.row_count < 2 or facts.blurred or (facts.lows < facts.highs).any():  # noqa: PLR2004
        return None
    return Finding(
        "offer",
        "x",
        "all rows of x are the same in float32, so nothing can be learned from x: check how it "
        "is read, or multiply numbers that are too small",
    )


def columns_are_constant(case: Case) -> Finding | None:
    """A constant column has no information, and `norm` makes it 0."""
    first, facts = case.first_at_work, case.facts
    is_norm = first is not None and first.kind == "Normalization"
    if first is None or not (is_norm or facts.is_table):
        return None
    width = first.input_shape[-1] if is_norm else len(facts.lows)
    constant = np.flatnonzero(_are_constant(case, width))
    if not len(constant) or (not is_norm and len(constant) == width):
        return None
    is_named = facts.names is not None and len(facts.names) == width
    shown = listed([facts.names[i] if facts.names and is_named else i for i in constant.tolist()])
    is_one = len(constant) == 1
    what = f"column {shown} of x is" if is_one else f"{len(constant):,} columns of x are"
    which = "" if is_one else f" ({shown})"
    it = "it" if is_one else "them"
    does = f"norm makes {it} 0" if is_norm else f"the network learns nothing from {it}"
    message = f"{what} the same in all training rows{which}: {does}"
    return Finding("repair", "x", message)


def _are_constant(case: Case, width: int) -> Array:
    """Whether each column holds one value in the training rows; shape (width,)."""
    x, rows = case.x, case.training_rows
    first = next(chunks_of(x, rows[:1], 1)).reshape(-1, width)[0]
    constant, known = np.ones(width, dtype=bool), np.zeros(width, dtype=bool)
    if isinstance(case.facts.x, StoredRows):  # the survey knows, without reading the file again
        lows, highs = case.facts.lows.reshape(-1, width), case.facts.highs.reshape(-1, width)
        known = lows.min(axis=0) == highs.max(axis=0)
    for chunk in chunks_of(x, rows, _CHUNK):
        constant &= (chunk.reshape(-1, width) == first).all(axis=0)
        if not (constant & ~known).any():
            break
    return constant


def column_counts_the_rows(case: Case) -> Finding | None:
    """With a row number, or an id, the network overfits."""
    facts = case.facts
    column = facts.row_numbers
    if column is None:
        return None
    name = facts.column_name(column)
    severity: Severity = "offer" if name else "repair"
    leave_out = "leave it out of x" if name is None else leave_out_fix((name,))
    return Finding(
        severity,
        "x",
        f"{facts.column_text(column)} of x counts the rows, from {facts.lows[column]:g} to "
        f"{facts.highs[column]:g}: if it has no other meaning, {leave_out}",
        "" if name is None else without_words((name,)),
    )


def columns_name_the_rows(case: Case) -> Finding | None:
    """An id does not generalize, and the network overfits."""
    facts = case.facts
    names = [facts.column_name(column) for column in facts.ids if column != facts.row_numbers]
    found = [name for name in names if name is not None]
    if not found:
        return None
    is_one = len(found) == 1
    what = (
        f"column {value_text(found[0])} of x has"
        if is_one
        else (f"columns {listed(found)} of x have")
    )
    only = "it only names" if is_one else "they only name"
    return Finding(
        "offer",
        "x",
        f"{what} a different whole number in each row: if {only} the rows, {leave_out_fix(found)}",
        without_words(found),
    )


def number_marks_a_gap(case: Case) -> Finding | None:
    """-999 for a missing value is treated as a measurement."""
    mark = case.facts.mark
    if mark is None:
        return None
    return Finding(
        "offer",
        "x",
        f"{case.facts.column_text(mark.column)} of x holds {mark.value:g} in "
        f"{max(100 * mark.share, 0.1):.2g} % of the rows, far from its other values: if it marks "
        "a missing value, put NaN in its place and write missing fill",
    )


def columns_leak_the_answer(case: Case) -> Finding | None:
    """Target leakage: a column that is known only after y gives perfect but useless scores."""
    facts = case.facts
    telling = facts.leaky_column
    # the name of a time suggests a trend, a season, or a previous value
    found = [
        column
        for column in (telling.columns if telling is not None else ())
        if column != facts.row_numbers and not is_time_name(facts.column_name(column) or "")
    ]
    if telling is None or not found:
        return None
    is_class = facts.classes is not None
    score = f"accuracy {telling.score:.3g}" if is_class else f"R2 {telling.score:.3g}"
    if telling.of_ranks:
        score += " of the ranks of y"
    known = f"({score}, baseline {telling.guessing:.3g})" if is_class else f"({score})"
    names = [facts.column_name(column) for column in found]
    named = [name for name in names if name is not None]
    if len(found) == 1:
        what = (
            f"{facts.column_text(found[0])} of x alone nearly predicts y {known}, which looks "
            "like target leakage: if it is"
        )
        leave_out = leave_out_fix(named) if named else "leave it out of x"
    else:
        shown = listed(named or found)
        what = (
            f"columns {shown} of x each nearly predict y alone {known}, which looks like target "
            "leakage: if they are"
        )
        leave_out = leave_out_fix(named) if named else "leave them out of x"
    # without a name its meaning is unknown, and made-up data often depend on one
    severity: Severity = "offer" if named else "repair"
    words = without_words(named) if named else ""
    return Finding(severity, "x", f"{what} not known when you predict, {leave_out}", words)


def columns_are_blurred(case: Case) -> Finding | None:
    """float32 has seven digits: times in seconds since 1970 need more."""
    facts = case.facts
    if not facts.blurred:
        return None
    column = facts.blurred[0]
    more = f" (and {len(facts.blurred) - 1} more)" if len(facts.blurred) > 1 else ""
    return Finding(
        "offer",
        "x",
        f"{facts.column_text(column)} of x{more} has values near "
        f"{value_text(float(facts.highs[column]))} too close together for float32: subtract "
        "their mean first",
    )
