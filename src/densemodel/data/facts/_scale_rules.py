"""Rules about the scale of x: a network trains best on numbers near 1."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.facts._facts import FEWEST_PIXELS, LOOKED_AT
from densemodel.data.findings._finding import Finding
from densemodel.data.read._stored_rows import chunks_of

if TYPE_CHECKING:
    from densemodel.data.facts._case import Case
    from densemodel.data.facts._facts import Facts

BRIGHTEST = 255
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
    return Finding(
        "offer",
        "x",
        f"pixels run from {low:g} to {high:g}: write scale / {BRIGHTEST} after the input",
        f"scale / {BRIGHTEST}",
    )


def columns_are_large(case: Case) -> Finding | None:
    """Numbers in the hundreds dominate other columns, and the first steps overshoot."""
    facts = case.facts
    sizes = np.maximum(facts.highs, -facts.lows)
    widest = int(sizes.argmax())
    if scales_x(case) or len(facts.x.shape) != 2 or are_pixels(facts) or sizes[widest] < LARGE:  # noqa: PLR2004
        return None
    low, high = float(facts.lows[widest]), float(facts.highs[widest])
    known = (
        f"{facts.column_text(widest)} of x runs to {low if -low > high else high:,.6g}"
        f"{_row_of(case, widest)}, "
        "and a network trains badly on such large numbers"
    )
    if sizes[widest] > LARGEST:
        return Finding("offer", "x", f"{known}: check that row, or divide the column")
    return Finding("offer", "x", f"{known}: write norm after the input", "norm")


def scaled_twice(case: Case) -> Finding | None:
    """`scale / 255` is for raw pixels: numbers up to 1 become too small."""
    first, facts = case.first_at_work, case.facts
    factor = dict(first.call.arguments).get("scale") if first is not None else None
    size = float(max(facts.highs.max(), -facts.lows.min()))
    if first is None or first.kind != "Rescaling" or not isinstance(factor, float | int):
        return None
    if not 0 < size * abs(factor) < TINY:
        return None
    return Finding(
        "offer",
        "x",
        f"x runs to {size:.4g} only, and '{first.text}' makes {size * factor:.2g} of that, too "
        "small for a network: leave it out",
    )


def images_are_large(case: Case) -> Finding | None:
    """Images with 16 bits, or other units, are too large for the initial weights."""
    facts = case.facts
    if scales_x(case) or len(facts.x.shape) < 3 or are_pixels(facts):  # noqa: PLR2004
        return None
    low, high = float(facts.lows.min()), float(facts.highs.max())
    known = f"x runs from {low:.6g} to {high:.6g}, and a network trains best on numbers near 1"
    # pixels that were averaged or smoothed, and are whole numbers no more
    if 0 <= low < high / 10 and BRIGHTEST / 2 < high <= BRIGHTEST:
        scale = f"scale / {BRIGHTEST}"
        return Finding("offer", "x", f"{known}: write {scale} after the input", scale)
    if max(high, -low) > LARGE or low > LARGE_IN_IMAGES:
        return Finding("offer", "x", f"{known}: write norm after the input", "norm")
    return None


def columns_are_offset(case: Case) -> Finding | None:
    """A column that varies little around a large number acts like a bias in the first layer."""
    facts = case.facts
    if scales_x(case) or len(facts.x.shape) != 2:  # noqa: PLR2004
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
    return Finding(
        "offer",
        "x",
        f"{facts.column_text(column)} of x runs only from {low:.6g} to {high:.6g}, far from 0, "
        "and a network can hardly distinguish such numbers: write norm after the input",
        "norm",
    )


def norm_cannot_square_columns(case: Case) -> Finding | None:
    """The variance of a column is a square, and has to fit float32."""
    facts, first = case.facts, case.first_at_work
    sizes = np.maximum(facts.highs, -facts.lows)
    widest = int(sizes.argmax())
    if first is None or first.kind != "Normalization" or sizes[widest] <= LARGEST:
        return None
    where = f"{facts.column_text(widest)} of x" if len(facts.x.shape) == 2 else "x"  # noqa: PLR2004
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
    for part in chunks_of(facts.x, np.arange(len(facts.x)), LOOKED_AT):
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
    return Finding(
        "offer",
        "x",
        f"no number in x is further from 0 than {size:.2g}, too small for a network: write norm "
        "after the input",
        "norm",
    )


def scales_x(case: Case) -> bool:
    """Whether the network scales x itself."""
    first = case.first_at_work
    return first is not None and first.kind in _SCALING_LAYERS


def are_pixels(facts: Facts) -> bool:
    """Whether x holds images as whole numbers from 0 to 255."""
    if math.prod(facts.x.shape[1:]) < FEWEST_PIXELS:
        return False
    # real images have nearly white pixels; a table of counts seldom ends just there
    if not BRIGHTEST - 5 <= facts.highs.max() <= BRIGHTEST or facts.lows.min() < 0:
        return False
    rows = np.arange(min(LOOKED_AT, len(facts.x)))
    parts = chunks_of(facts.x, rows, LOOKED_AT)
    return all(np.array_equal(part, np.floor(part), equal_nan=True) for part in parts)
