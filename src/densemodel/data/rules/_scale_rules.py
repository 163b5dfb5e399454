"""Rules about the scale of plain numbers: a network trains best on numbers near 1."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.facts._read_data import BRIGHTEST, FEWEST_PIXELS, MOST_CHECKED
from densemodel.data.findings._finding import Finding, offer
from densemodel.data.read._stored_rows import chunks_of
from densemodel.language import AUGMENTATIONS
from densemodel.wording import number, rounded

if TYPE_CHECKING:
    from densemodel.data.binding._bound import Bound
    from densemodel.data.facts._read_data import ReadData
    from densemodel.language import Layer


def pixels_are_out_of_range(bound: Bound) -> Finding | None:
    """`contrast` and `brightness` count on pixels of 0 to 255, divided or not."""
    words = [one.text for one in bound.spec.layers if one.kind in _COLOUR_LAYERS]
    if not words or not bound.facts.row_count:
        return None
    low, high = float(bound.facts.lows.min()), float(bound.facts.highs.max())
    # of darker pictures some pixel is above 1
    if low >= 0 and 1 < high <= BRIGHTEST:
        return None
    return offer(
        f"'{words[0]}' takes pixels from 0 to {BRIGHTEST}, before 'scale', and x runs from "
        f"{low:.6g} to {high:.6g}: give it such pixels and write scale / {BRIGHTEST} after the "
        f"input, or leave out '{words[0]}'"
    )


_COLOUR_LAYERS = frozenset({"RandomContrast", "RandomBrightness"})


def rows_are_all_the_same(bound: Bound) -> Finding | None:
    facts = bound.facts
    if bound.facts.row_count < 2 or facts.blurred or (facts.lows < facts.highs).any():
        return None
    return offer(
        "all rows of x are the same in float32, so nothing can be learned from x: check how it "
        "is read, or multiply numbers that are too small"
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


def pixels_are_not_scaled(bound: Bound) -> Finding | None:
    """Raw pixels, 0 to 255, make the first steps overshoot."""
    if scales_x(bound) or not are_pixels(bound.facts):
        return None
    low, high = bound.facts.lows.min(), bound.facts.highs.max()
    return offer(
        f"pixels run from {low:g} to {high:g}: write scale / {BRIGHTEST} after the input",
        f"scale / {BRIGHTEST}",
    )


def columns_are_large(bound: Bound) -> Finding | None:
    """Numbers in the hundreds dominate other columns, and the first steps overshoot."""
    facts = bound.facts
    sizes = np.maximum(facts.highs, -facts.lows)
    widest = int(sizes.argmax())
    if scales_x(bound) or len(facts.x.shape) != 2 or are_pixels(facts) or sizes[widest] < LARGE:
        return None
    low, high = float(facts.lows[widest]), float(facts.highs[widest])
    known = (
        f"{facts.column_text(widest)} of x runs to {low if -low > high else high:,.6g}"
        f"{_row_of(bound, widest)}, and a network trains badly on such large numbers"
    )
    if sizes[widest] > LARGEST:
        return offer(f"{known}: check that row, or divide the column")
    return offer(f"{known}: write norm after the input", "norm")


def scaled_twice(bound: Bound) -> Finding | None:
    """`scale / 255` is for raw pixels: numbers up to 1 become too small."""
    first, facts = first_at_work(bound), bound.facts
    factor = dict(first.call.arguments).get("scale") if first is not None else None
    size = float(max(facts.highs.max(), -facts.lows.min()))
    if first is None or first.kind != "Rescaling" or not isinstance(factor, float | int):
        return None
    if not 0 < size * abs(factor) < TINY:
        return None
    return offer(
        f"x runs to {number(size, 'value')} only, and '{first.text}' makes "
        f"{rounded(size * factor, 2)} of that, too "
        "small for a network: leave it out"
    )


def images_are_large(bound: Bound) -> Finding | None:
    """Images with 16 bits, or other units, are too large for the initial weights."""
    facts = bound.facts
    if scales_x(bound) or len(facts.x.shape) < 3 or are_pixels(facts):
        return None
    low, high = float(facts.lows.min()), float(facts.highs.max())
    known = f"x runs from {low:.6g} to {high:.6g}, and a network trains best on numbers near 1"
    # pixels that were averaged or smoothed, and are whole numbers no more
    if 0 <= low < high / 10 and BRIGHTEST / 2 < high <= BRIGHTEST:
        scale = f"scale / {BRIGHTEST}"
        return offer(f"{known}: write {scale} after the input", scale)
    if max(high, -low) > LARGE or low > LARGE_IN_IMAGES:
        return offer(f"{known}: write norm after the input", "norm")
    return None


def columns_are_offset(bound: Bound) -> Finding | None:
    """A column that varies little around a large number acts like a bias in the first layer."""
    facts = bound.facts
    if scales_x(bound) or len(facts.x.shape) != 2:
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
    return offer(
        f"{facts.column_text(column)} of x runs only from {low:.6g} to {high:.6g}, far from 0, "
        "and a network can hardly distinguish such numbers: write norm after the input",
        "norm",
    )


def norm_cannot_square_columns(bound: Bound) -> Finding | None:
    facts, first = bound.facts, first_at_work(bound)
    sizes = np.maximum(facts.highs, -facts.lows)
    widest = int(sizes.argmax())
    if first is None or first.kind != "Normalization" or sizes[widest] <= LARGEST:
        return None
    where = f"{facts.column_text(widest)} of x" if len(facts.x.shape) == 2 else "x"
    return Finding(
        "refuse",
        "x",
        f"{where} runs to {sizes[widest]:.3g}{_row_of(bound, widest)}, and norm squares it, which "
        "is too large for float32: check that row, or divide the column",
    )


def _row_of(bound: Bound, column: int) -> str:
    """The place of an outlier, which may be a mistake."""
    facts = bound.facts
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


def columns_are_tiny(bound: Bound) -> Finding | None:
    """Numbers near 0 leave the outputs as at the start."""
    facts = bound.facts
    size = float(max(facts.highs.max(), -facts.lows.min()))
    if scales_x(bound) or not 0 < size < TINY:
        return None
    return offer(
        f"no number in x is further from 0 than {size:.2g}, too small for a network: write norm "
        "after the input",
        "norm",
    )


# these pass on the same numbers in the same order, but for what is changed in training only
_SHAPING_LAYERS = {"Flatten", "Reshape"} | AUGMENTATIONS


def first_at_work(bound: Bound) -> Layer | None:
    """The first layer that changes the numbers of x, not only their shape."""
    return next((one for one in bound.spec.layers if one.kind not in _SHAPING_LAYERS), None)


def scales_x(bound: Bound) -> bool:
    first = first_at_work(bound)
    return first is not None and first.kind in _SCALING_LAYERS


def are_pixels(facts: ReadData) -> bool:
    """Whether x holds images as whole numbers from 0 to 255."""
    if math.prod(facts.x.shape[1:]) < FEWEST_PIXELS:
        return False
    # real images have nearly white pixels; a table of counts seldom ends just there
    if not BRIGHTEST - 5 <= facts.highs.max() <= BRIGHTEST or facts.lows.min() < 0:
        return False
    rows = np.arange(min(MOST_CHECKED, len(facts.x)))
    parts = chunks_of(facts.x, rows, MOST_CHECKED)
    return all(np.array_equal(part, np.floor(part), equal_nan=True) for part in parts)
