"""Where the words of the best epoch stand: beside its star, and clear of the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts import AxisRange, Points

OFFSETS = (-12, 20, -24, 34)
"""Pixels that the words may stand below their star, the likeliest first; above it if negative."""
_CLEAR = 10
_MIDDLE = 4
"""Text stands on its line: its middle is so many pixels higher."""
_WIDTH = 130
_NARROW_PLOT = 380
"""Pixels across the plot of a panel that is 500 px wide: words that are clear there are so beyond.
"""
_EDGE = 8


def words_offset(
    star: Points,
    lines: Sequence[Points],
    x: AxisRange,
    y: AxisRange,
    *,
    height: float,
    is_left: bool,
) -> int:
    """How far below its star the words stand, in pixels.

    Args:
        star: The best look as it is drawn, shape (1, 2); empty if there is none.
        lines: Those that the words must not cross.
        x: The axis of epochs.
        y: The axis of values.
        height: Of the plot, in pixels.
        is_left: The words end at the star, and do not begin there.
    """
    if not len(star):
        return OFFSETS[0]
    at, value = star[0]
    scale = height / (y.high - y.low)
    width = _WIDTH * (x.high - x.low) / _NARROW_PLOT
    along = at + np.linspace(0, -width if is_left else width, 9)
    below = [
        (value - np.interp(along, line[:, 0], line[:, 1])) * scale for line in lines if len(line)
    ]
    room = (value - y.low) * scale

    def lost(offset: int) -> float:
        middle = offset - _MIDDLE
        crossed = sum(float((np.abs(line - middle) < _CLEAR).sum()) for line in below)
        is_outside = not _EDGE - height + room < offset < room - _EDGE
        return crossed + 100 * is_outside + OFFSETS.index(offset) / 100

    return min(OFFSETS, key=lost)
