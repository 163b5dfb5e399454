"""The ticks of an axis and their labels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

_MOST_TICKS = 6
_NARROW_DECADES = 2.2


@dataclass(frozen=True, slots=True)
class AxisRange:
    """One axis: its limits and ticks, in its own units."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]


def linear_range(lowest: float, highest: float, *, ticks: int = _MOST_TICKS) -> AxisRange:
    """A range with round ticks that holds both values."""
    if highest - lowest <= 1e-12 * max(abs(highest), abs(lowest), 1e-300):
        pad = abs(highest) / 2 or 0.5
        lowest, highest = lowest - pad, highest + pad
    step = _round_step((highest - lowest) / (ticks - 1))
    first = math.floor(lowest / step + 1e-9)
    last = math.ceil(highest / step - 1e-9)
    marks = tuple(index * step for index in range(first, last + 1))
    largest = max(abs(marks[0]), abs(marks[-1]))
    labels = tuple(_label(mark, step, largest) for mark in marks)
    return AxisRange(marks[0], marks[-1], marks, labels)


def log_range(lowest: float, highest: float) -> AxisRange:
    """A range in powers of ten: the limits and ticks are the logarithms, the labels the values.

    Args:
        lowest: above 0.
        highest: at least `lowest`.
    """
    low, high = math.log10(lowest), math.log10(highest)
    pad = max((high - low) * 0.04, 0.02)
    low, high = low - pad, high + pad
    if high - low > _NARROW_DECADES:
        stride = math.ceil((high - low) / _MOST_TICKS)
        values = [10.0**power for power in range(math.ceil(low), math.floor(high) + 1, stride)]
    else:
        powers = range(math.floor(low), math.ceil(high) + 1)
        every = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
        values = [value for value in every if low <= math.log10(value) <= high]
    if len(values) < 2:  # noqa: PLR2004 - an axis with one tick tells nothing: take even ones
        near = linear_range(10**low, 10**high)
        values = [value for value in near.ticks if value > 0 and low <= math.log10(value) <= high]
    ticks = tuple(math.log10(value) for value in values)
    return AxisRange(low, high, ticks, tuple(short(value, 6) for value in values))


def epoch_range(epochs: float, *, first: int = 0) -> AxisRange:
    """The x axis: whole epochs, more than are done, so that it does not grow with each.

    Args:
        epochs: How far the curves reach.
        first: Where they begin.
    """
    last = first + _round_count(max(1, math.ceil(epochs - first - 1e-9)))
    step = max(1, round(_round_step((last - first) / 8)))
    marks = tuple(float(mark) for mark in range(first, last + 1, step))
    return AxisRange(float(first), float(last), marks, tuple(f"{mark:,.0f}" for mark in marks))


def window_range(low: float, high: float) -> AxisRange:
    """Exactly this part of an axis, with round ticks in it."""
    step = _round_step((high - low) / _MOST_TICKS)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    marks = tuple(index * step for index in range(first, last + 1))
    return AxisRange(low, high, marks, tuple(_label(mark, step, abs(high)) for mark in marks))


def fewer_ticks(axis: AxisRange, most: int) -> AxisRange:
    """The same axis with no more ticks than that, evenly chosen."""
    stride = -(-len(axis.ticks) // most)
    return AxisRange(axis.low, axis.high, axis.ticks[::stride], axis.labels[::stride])


def tick_key(value: float) -> str:
    """The number as JavaScript writes it: bqplot looks up a tick's label under that text."""
    if value == int(value):
        return str(int(value))  # also -0.0
    if abs(value) >= 1e-6:  # noqa: PLR2004 - from here down JavaScript writes exponents
        return format(Decimal(repr(value)), "f")
    return repr(value).replace("e-0", "e-")


def short(value: float, digits: int = 3) -> str:
    """A number as a spec writes it: 0.001, 3e-5, 1e12."""
    return f"{value:.{digits}g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


def _round_count(count: int) -> int:
    """The next count of two figures: 14, 16, 20, 25, 50, 60, ..., 140, 160, ..."""
    power: int = 10 ** max(len(str(count - 1)) - 2, 0)
    leading = -(-count // power)
    stride = next((s for s, most in ((1, 10), (2, 20), (5, 50)) if leading <= most), 10)
    return -(-leading // stride) * stride * power


def _round_step(step: float) -> float:
    """The next of 1, 2, 5, 10, ... times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    for digit in (1.0, 2.0, 5.0):
        if step <= digit * power * (1 + 1e-9):
            return digit * power
    return 10.0 * power


def _label(value: float, step: float, largest: float) -> str:
    """Labels of ticks with the decimals of the step, or all with exponents."""
    if largest >= 1e6 or 0 < step < 1e-5:  # noqa: PLR2004 - long figures crowd the axis
        return short(value)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return f"{value + 0.0:,.{decimals}f}"
