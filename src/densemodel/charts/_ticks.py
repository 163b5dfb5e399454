"""The axes of a chart: ticks and labels, ranges that hold still, and the values that they show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts._points import MOST_DECADES, seen_values
from densemodel.wording import rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from densemodel.charts._points import Points, Window

_MOST_TICKS = 6


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
    """A range in powers of ten, of values above 0: ticks are logarithms, labels the values."""
    low, high = math.log10(lowest), math.log10(highest)
    pad = max((high - low) * 0.04, 0.02)
    low, high = low - pad, high + pad
    if high - low > 2.2:
        stride = math.ceil((high - low) / _MOST_TICKS)
        values = [10.0**power for power in range(math.ceil(low), math.floor(high) + 1, stride)]
    else:
        powers = range(math.floor(low), math.ceil(high) + 1)
        every = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
        values = [value for value in every if low <= math.log10(value) <= high]
    if len(values) < 2:  # an axis with one tick tells nothing: take even ones
        near = linear_range(10**low, 10**high)
        values = [value for value in near.ticks if value > 0 and low <= math.log10(value) <= high]
    ticks = tuple(math.log10(value) for value in values)
    return AxisRange(low, high, ticks, tuple(short(value, 6) for value in values))


def epoch_range(epochs: float, *, first: int = 0) -> AxisRange:
    """The x axis: whole epochs, more than are done, so that it does not grow with each."""
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
    if abs(value) >= 1e-6:  # from here down JavaScript writes exponents
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
    if largest >= 1e6 or 0 < step < 1e-5:  # long figures crowd the axis
        return short(value)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return f"{value + 0.0:,.{decimals}f}"


class SteadyRange:
    """A range that grows at once, with headroom, and shrinks only when it is much too wide.

    Args:
        headroom: The share of the values' span that is added on the side on which it grows.
    """

    def __init__(self, headroom: float = 0.0) -> None:
        self._headroom = headroom
        self._shown: AxisRange | None = None
        self._subject: Hashable = None

    def fit(
        self,
        lowest: float,
        highest: float,
        make: Callable[[float, float], AxisRange],
        subject: Hashable,
    ) -> AxisRange:
        """A range that holds both values: the previous one if it fits this subject."""
        shown = self._shown
        if shown is None or subject != self._subject:
            shown = make(lowest, highest)
        elif not (
            shown.low <= lowest
            and highest <= shown.high
            and highest - lowest >= 0.4 * (shown.high - shown.low)
        ):
            room = (highest - lowest) * self._headroom
            low = lowest - room if lowest < shown.low else lowest
            high = highest + room if highest > shown.high else highest
            shown = make(low, high)
        self._shown, self._subject = shown, subject
        return shown


class ValueRange:
    """Steady ranges of a linear and of a log scale."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Reset: other values will be shown."""
        # round ticks give a linear range room enough
        self._linear, self._log = SteadyRange(), SteadyRange(headroom=0.1)

    def fit(self, values: np.ndarray, subject: Hashable, *, is_log: bool) -> AxisRange:
        """The range that holds these values."""
        if not len(values):
            return linear_range(0.0, 1.0)
        lowest, highest = float(values.min()), float(values.max())
        if is_log:
            return self._log.fit(lowest, highest, range_of_logs, subject)
        return self._linear.fit(lowest, highest, linear_range, subject)


def range_of_logs(low: float, high: float) -> AxisRange:
    """A range between two logarithms."""
    most = MOST_DECADES + 1  # some room, and it is a number still
    return log_range(10 ** max(low, -most), 10 ** min(high, most))


_LATER_EVALUATIONS = 4
"""Evaluations that have to follow those that are left out."""


def axis_values(steps: Points, epochs: Sequence[Points], window: Window) -> np.ndarray:
    """The values that the axis has to show, as drawn."""
    lines = [line for line in epochs if len(line)]
    most = max((int(_is_within(line, window).sum()) for line in lines), default=0)
    whole = _values(lines, window)
    if most < 3:  # too few: the axis shows the steps
        return np.concatenate([whole, seen_values(steps, window)])
    for early in range(1, min(2, most - _LATER_EVALUATIONS) + 1):
        later = _values([_without(line, window, early) for line in lines], window)
        if _span(later) < 0.25 * _span(whole):  # the early ones would press them together
            return later
    return whole


def outside_words(
    steps: Points, epochs: Sequence[Points], window: Window, y: AxisRange, *, is_log: bool
) -> str:
    """The note about values above or below the axis; empty if all epochs are on it."""
    seen = [line[_is_within(line, window)] for line in epochs if len(line)]
    seen = [line for line in seen if len(line)]
    slack = 1e-6 * (y.high - y.low)
    if seen:
        points = np.concatenate(seen)
        for side, direction, edge in (("above", 1, y.high), ("below", -1, -y.low)):
            beyond = points[direction * points[:, 1] > edge + slack]
            if len(beyond):
                place, value = beyond[(direction * beyond[:, 1]).argmax()]
                return f"{side} this axis: {_value_label(value, is_log=is_log)} at epoch {place:g}"
        begin = min(float(line[0, 0]) for line in seen)
        after = steps[(steps[:, 0] > begin) & (steps[:, 0] <= window[1])]
        far = after[after[:, 1] > y.high + (y.high - y.low)]
        if len(far):
            return f"above this axis: steps up to {_value_label(far[:, 1].max(), is_log=is_log)}"
    return ""


def _value_label(value: float, *, is_log: bool) -> str:
    return rounded(float(10**value if is_log else value))


def _is_within(line: Points, window: Window) -> np.ndarray:
    return np.asarray((line[:, 0] >= window[0]) & (line[:, 0] <= window[1]))


def _without(line: Points, window: Window, early: int) -> Points:
    """A line without its first evaluations in the window, unless few would be left."""
    rows = np.flatnonzero(_is_within(line, window))
    return line[rows[early] :] if len(rows) >= early + _LATER_EVALUATIONS else line


def _values(lines: Sequence[Points], window: Window) -> np.ndarray:
    return np.concatenate([np.empty(0), *(seen_values(line, window) for line in lines)])


def _span(values: np.ndarray) -> float:
    return float(values.max() - values.min()) if len(values) else 0.0
