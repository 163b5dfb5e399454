"""The values that the y axis of the curves shows, and the note about those outside.

The lines of the epochs decide. Single steps are noisy, and the first epochs may lie far from all
later ones: an axis with those would squeeze the curves that matter into a small part of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts._points import seen_values
from densemodel.wording._words import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts._points import Points, Window
    from densemodel.charts._ticks import AxisRange

_FEW_LOOKS = 3
"""With fewer evaluations than this the axis shows the steps."""
_MOST_EARLY = 2
_LATER_LOOKS = 4
"""Evaluations that have to follow those that are left out."""
_PRESSED = 0.25
"""Early evaluations are left out if all later ones would fill less of the axis than this."""


def axis_values(steps: Points, epochs: Sequence[Points], window: Window) -> np.ndarray:
    """The values that the axis has to show, as drawn.

    Args:
        steps: The faint line.
        epochs: The lines of epochs or looks, those of earlier runs included.
        window: The part of the epochs that is seen.
    """
    lines = [line for line in epochs if len(line)]
    most = max((int(_is_within(line, window).sum()) for line in lines), default=0)
    whole = _values(lines, window)
    if most < _FEW_LOOKS:
        return np.concatenate([whole, seen_values(steps, window)])
    for early in range(1, min(_MOST_EARLY, most - _LATER_LOOKS) + 1):
        later = _values([_without(line, window, early) for line in lines], window)
        if _span(later) < _PRESSED * _span(whole):
            return later
    return whole


def outside_words(
    steps: Points, epochs: Sequence[Points], window: Window, y: AxisRange, *, is_log: bool
) -> str:
    """The note about values above or below the axis; empty if all epochs are on it.

    Args:
        steps: The faint line; only values far outside after the first evaluation are noted.
        epochs: The lines of epochs or looks of the run itself.
        window: The part of the epochs that is seen.
        y: The axis.
        is_log: Whether the values are logarithms.
    """
    seen = [line[_is_within(line, window)] for line in epochs if len(line)]
    seen = [line for line in seen if len(line)]
    slack = 1e-6 * (y.high - y.low)
    if seen:
        points = np.concatenate(seen)
        for side, sign, edge in (("above", 1, y.high), ("below", -1, -y.low)):
            beyond = points[sign * points[:, 1] > edge + slack]
            if len(beyond):
                place, value = beyond[(sign * beyond[:, 1]).argmax()]
                return f"{side} this axis: {_label(value, is_log=is_log)} at epoch {place:g}"
        begin = min(float(line[0, 0]) for line in seen)
        after = steps[(steps[:, 0] > begin) & (steps[:, 0] <= window[1])]
        far = after[after[:, 1] > y.high + (y.high - y.low)]
        if len(far):
            return f"above this axis: steps up to {_label(far[:, 1].max(), is_log=is_log)}"
    return ""


def _label(value: float, *, is_log: bool) -> str:
    return rounded(float(10**value if is_log else value))


def _is_within(line: Points, window: Window) -> np.ndarray:
    return np.asarray((line[:, 0] >= window[0]) & (line[:, 0] <= window[1]))


def _without(line: Points, window: Window, early: int) -> Points:
    """A line without its first evaluations in the window, unless few would be left."""
    rows = np.flatnonzero(_is_within(line, window))
    return line[rows[early] :] if len(rows) >= early + _LATER_LOOKS else line


def _values(lines: Sequence[Points], window: Window) -> np.ndarray:
    return np.concatenate([np.empty(0), *(seen_values(line, window) for line in lines)])


def _span(values: np.ndarray) -> float:
    return float(values.max() - values.min()) if len(values) else 0.0
