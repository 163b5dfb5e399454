"""Rules about the columns of x, and their scale: a network trains best on numbers near 1."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.facts._facts import BRIGHTEST, FEWEST_PIXELS, MOST_CHECKED, Case, Facts
from densemodel.data.facts._features import names_or_numbers
from densemodel.data.facts._suspicious_columns import is_time_name
from densemodel.data.findings._finding import Finding, Severity, columns_text, listed, value_text
from densemodel.data.read._stored_rows import StoredRows, chunks_of
from densemodel.data.read._tables import leave_out_fix, without_words

if TYPE_CHECKING:
    from densemodel._array import Array

_CHUNK = 4096


def rows_are_all_the_same(case: Case) -> Finding | None:
    facts = case.facts
    if case.row_count < 2 or facts.blurred or (facts.lows < facts.highs).any():
        return None
    return _offer(
        "all rows of x are the same in float32, so nothing can be learned from x: check how it "
        "is read, or multiply numbers that are too small"
    )


def columns_are_constant(case: Case) -> Finding | None:
    first, facts = case.first_at_work, case.facts
    is_norm = first is not None and first.kind == "Normalization"
    if first is None or not (is_norm or facts.is_table):
        return None
    width = first.input_shape[-1] if is_norm else len(facts.lows)
    constant = np.flatnonzero(_are_constant(case, width))
    if not len(constant) or (not is_norm and len(constant) == width):
        return None
    shown = listed(names_or_numbers(constant, facts.names, width))
    what, which, it = f"{len(constant):,} columns of x are", f" ({shown})", "them"
    if len(constant) == 1:
        what, which, it = f"column {shown} of x is", "", "it"
    does = f"norm makes {it} 0" if is_norm else f"the network learns nothing from {it}"
    return Finding("repair", "x", f"{what} the same in all training rows{which}: {does}")


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
    facts = case.facts
    others = {facts.row_numbers, *_leaks(facts)}
    names = [facts.column_name(column) for column in facts.ids if column not in others]
    found = [name for name in names if name is not None]
    if not found:
        return None
    what = columns_text(found, "x", "has", "have")
    only = "it only names" if len(found) == 1 else "they only name"
    return _offer(
        f"{what} a different whole number in each row: if {only} the rows, {leave_out_fix(found)}",
        without_words(found),
    )


def number_marks_a_gap(case: Case) -> Finding | None:
    mark = case.facts.mark
    if mark is None:
        return None
    return _offer(
        f"{case.facts.column_text(mark.column)} of x holds {mark.value:g} in "
        f"{max(100 * mark.share, 0.1):.2g} % of the rows, far from its other values: if it marks "
        "a missing value, put NaN in its place and write missing fill"
    )


def columns_leak_the_answer(case: Case) -> Finding | None:
    """Target leakage: a column that is known only after y gives perfect but useless scores."""
    facts = case.facts
    leaky, found = facts.leaky_column, _leaks(facts)
    if leaky is None or not found:
        return None
    is_class = facts.classes is not None
    score = f"accuracy {leaky.score:.3g}" if is_class else f"R2 {leaky.score:.3g}"
    if leaky.of_ranks:
        score += " of the ranks of y"
    known = f"({score}, baseline {leaky.guessing:.3g})" if is_class else f"({score})"
    names = [facts.column_name(column) for column in found]
    named = [name for name in names if name is not None]
    if len(found) == 1:
        what = (
            f"{facts.column_text(found[0])} of x alone nearly predicts y {known}, which looks "
            "like target leakage: if it is"
        )
    else:
        shown = listed(named or found)
        what = (
            f"columns {shown} of x each nearly predict y alone {known}, which looks like target "
            "leakage: if they are"
        )
    it = "it" if len(found) == 1 else "them"
    leave_out = leave_out_fix(named) if named else f"leave {it} out of x"
    # without a name its meaning is unknown, and made-up data often depend on one
    severity: Severity = "offer" if named else "repair"
    words = without_words(named) if named else ""
    return Finding(severity, "x", f"{what} not known when you predict, {leave_out}", words)


def _leaks(facts: Facts) -> list[int]:
    columns = () if facts.leaky_column is None else facts.leaky_column.columns
    # the name of a time suggests a trend, a season, or a previous value
    return [
        column
        for column in columns
        if column != facts.row_numbers and not is_time_name(facts.column_name(column) or "")
    ]


def columns_are_blurred(case: Case) -> Finding | None:
    """float32 has seven digits: times in seconds since 1970 need more."""
    facts = case.facts
    if not facts.blurred:
        return None
    column = facts.blurred[0]
    more = f" (and {len(facts.blurred) - 1} more)" if len(facts.blurred) > 1 else ""
    return _offer(
        f"{facts.column_text(column)} of x{more} has values near "
        f"{value_text(float(facts.highs[column]))} too close together for float32: subtract "
        "their mean first"
    )


LARGE = 300
"Columns with larger numbers should be scaled; pixels are exempt."
LARGEST = 1e18
"norm squares its input, and the square of more than this does not fit float32."
LARGE_IN_IMAGES = 20
"Images whose smallest number is larger than this should be scaled, too."
_OFFSET = 30
"A column whose centre is this many times its width from 0 should be scaled."
TINY = 0.01
"If no number is further from 0 than this, the first layer hardly distinguishes rows."
# these layers scale x themselves
_SCALING_LAYERS = {"Rescaling", "Normalization", "BatchNormalization", "LayerNormalization"}


def pixels_are_not_scaled(case: Case) -> Finding | None:
    """Raw pixels, 0 to 255, make the first steps overshoot."""
    if scales_x(case) or not are_pixels(case.facts):
        return None
    low, high = case.facts.lows.min(), case.facts.highs.max()
    return _offer(
        f"pixels run from {low:g} to {high:g}: write scale / {BRIGHTEST} after the input",
        f"scale / {BRIGHTEST}",
    )


def columns_are_large(case: Case) -> Finding | None:
    """Numbers in the hundreds dominate other columns, and the first steps overshoot."""
    facts = case.facts
    sizes = np.maximum(facts.highs, -facts.lows)
    widest = int(sizes.argmax())
    if scales_x(case) or len(facts.x.shape) != 2 or are_pixels(facts) or sizes[widest] < LARGE:
        return None
    low, high = float(facts.lows[widest]), float(facts.highs[widest])
    known = (
        f"{facts.column_text(widest)} of x runs to {low if -low > high else high:,.6g}"
        f"{_row_of(case, widest)}, and a network trains badly on such large numbers"
    )
    if sizes[widest] > LARGEST:
        return _offer(f"{known}: check that row, or divide the column")
    return _offer(f"{known}: write norm after the input", "norm")


def scaled_twice(case: Case) -> Finding | None:
    """`scale / 255` is for raw pixels: numbers up to 1 become too small."""
    first, facts = case.first_at_work, case.facts
    factor = dict(first.call.arguments).get("scale") if first is not None else None
    size = float(max(facts.highs.max(), -facts.lows.min()))
    if first is None or first.kind != "Rescaling" or not isinstance(factor, float | int):
        return None
    if not 0 < size * abs(factor) < TINY:
        return None
    return _offer(
        f"x runs to {size:.4g} only, and '{first.text}' makes {size * factor:.2g} of that, too "
        "small for a network: leave it out"
    )


def images_are_large(case: Case) -> Finding | None:
    """Images with 16 bits, or other units, are too large for the initial weights."""
    facts = case.facts
    if scales_x(case) or len(facts.x.shape) < 3 or are_pixels(facts):
        return None
    low, high = float(facts.lows.min()), float(facts.highs.max())
    known = f"x runs from {low:.6g} to {high:.6g}, and a network trains best on numbers near 1"
    # pixels that were averaged or smoothed, and are whole numbers no more
    if 0 <= low < high / 10 and BRIGHTEST / 2 < high <= BRIGHTEST:
        scale = f"scale / {BRIGHTEST}"
        return _offer(f"{known}: write {scale} after the input", scale)
    if max(high, -low) > LARGE or low > LARGE_IN_IMAGES:
        return _offer(f"{known}: write norm after the input", "norm")
    return None


def columns_are_offset(case: Case) -> Finding | None:
    """A column that varies little around a large number acts like a bias in the first layer."""
    facts = case.facts
    if scales_x(case) or len(facts.x.shape) != 2:
        return None
    moves = facts.highs > facts.lows
    middle = np.where(moves, facts.highs, 0) / 2 + np.where(moves, facts.lows, 0) / 2
    width = np.where(moves, facts.highs, 1) - np.where(moves, facts.lows, 0)
    share = np.where(moves, abs(middle) / width, 0)
    column = int(share.argmax())
    is_large = float(max(facts.highs.max(), -facts.lows.min())) >= LARGE  # which is said
    if share[column] < _OFFSET or abs(middle[column]) < 1 or facts.blurred or is_large:
        return None
    low, high = float(facts.lows[column]), float(facts.highs[column])
    return _offer(
        f"{facts.column_text(column)} of x runs only from {low:.6g} to {high:.6g}, far from 0, "
        "and a network can hardly distinguish such numbers: write norm after the input",
        "norm",
    )


def norm_cannot_square_columns(case: Case) -> Finding | None:
    facts, first = case.facts, case.first_at_work
    sizes = np.maximum(facts.highs, -facts.lows)
    widest = int(sizes.argmax())
    if first is None or first.kind != "Normalization" or sizes[widest] <= LARGEST:
        return None
    where = f"{facts.column_text(widest)} of x" if len(facts.x.shape) == 2 else "x"
    return Finding(
        "refuse",
        "x",
        f"{where} runs to {sizes[widest]:.3g}{_row_of(case, widest)}, and norm squares it, which "
        "is too large for float32: check that row, or divide the column",
    )


def _row_of(case: Case, column: int) -> str:
    """The place of an outlier, which may be a mistake."""
    facts = case.facts
    size = max(float(facts.highs[column]), -float(facts.lows[column]))
    if size <= LARGEST:
        return ""
    row = 0
    for part in chunks_of(facts.x, np.arange(len(facts.x)), MOST_CHECKED):
        is_there = abs(part.reshape(len(part), -1)[:, column]) == np.float32(size)
        if is_there.any():
            return f" in row {row + int(is_there.argmax())}"
        row += len(part)
    return ""


def columns_are_tiny(case: Case) -> Finding | None:
    """Numbers near 0 leave the outputs as at the start."""
    facts = case.facts
    size = float(max(facts.highs.max(), -facts.lows.min()))
    if scales_x(case) or not 0 < size < TINY:
        return None
    return _offer(
        f"no number in x is further from 0 than {size:.2g}, too small for a network: write norm "
        "after the input",
        "norm",
    )


def _offer(message: str, accept: str = "") -> Finding:
    return Finding("offer", "x", message, accept)


def scales_x(case: Case) -> bool:
    first = case.first_at_work
    return first is not None and first.kind in _SCALING_LAYERS


def are_pixels(facts: Facts) -> bool:
    """Whether x holds images as whole numbers from 0 to 255."""
    if math.prod(facts.x.shape[1:]) < FEWEST_PIXELS:
        return False
    # real images have nearly white pixels; a table of counts seldom ends just there
    if not BRIGHTEST - 5 <= facts.highs.max() <= BRIGHTEST or facts.lows.min() < 0:
        return False
    rows = np.arange(min(MOST_CHECKED, len(facts.x)))
    parts = chunks_of(facts.x, rows, MOST_CHECKED)
    return all(np.array_equal(part, np.floor(part), equal_nan=True) for part in parts)
