"""The lines' names at their ends, apart from one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts._chart import Words
from densemodel.charts._points import NO_POINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts._points import Points
    from densemodel.charts._ticks import AxisRange

NAME_HEIGHT = 14
"""Pixels between two lines' names, so that neither covers the other."""
_HEIGHT_IN_PICTURES = 13
_RIGHT = 11
"""Pixels from the end of a line to its name."""
_NEAR_THE_END = 0.1


def apart(heights: Sequence[float], gap: float = NAME_HEIGHT) -> list[float]:
    """The heights, moved as little as possible so that each is so far from the next one."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    groups: list[tuple[float, int]] = []  # the middle of some names that touch, and their number
    for index in order:
        groups.append((heights[index], 1))
        while len(groups) > 1:
            (low, below), (high, above) = groups[-2:]
            if high - low >= gap * (below + above) / 2:
                break
            groups[-2:] = [((low * below + high * above) / (below + above), below + above)]
    moved = (
        middle + gap * (place - (count - 1) / 2)
        for middle, count in groups
        for place in range(count)
    )
    places = dict(zip(order, moved, strict=True))
    return [places[index] for index in range(len(heights))]


def end_names(ends: Sequence[tuple[float, float, str, str]], scale: float) -> list[Words]:
    """The names of lines to the right of their ends, in a picture.

    Args:
        ends: The end of each line, its name and its colour.
        scale: Pixels of one unit of the y axis.
    """
    ends = sorted(ends, key=lambda end: end[1])
    heights = apart([float(y) * scale for _, y, _, _ in ends], _HEIGHT_IN_PICTURES)
    return [
        Words((x, y), name, color, (_RIGHT, float(y) * scale - height))
        for (x, y, name, color), height in zip(ends, heights, strict=True)
    ]


def moves_apart(ends: Sequence[Points], y: AxisRange, plot_height: float) -> list[int]:
    """How far the name of each line moves down, in whole pixels, so that they do not overlap.

    Args:
        ends: The end of each line, as `line_end` gives it; those without a point do not move.
        y: The visible part of the y axis.
        plot_height: Pixels from the top to the bottom of the plot.
    """
    moves = [0] * len(ends)
    named = [place for place, end in enumerate(ends) if len(end)]
    pixels = plot_height / (y.high - y.low)
    heights = [(y.high - float(ends[place][0, 1])) * pixels for place in named]
    if np.isfinite(heights).all():  # else the axis spans nearly all numbers
        for place, old, new in zip(named, heights, apart(heights), strict=True):
            moves[place] = round(new - old)
    return moves


def moves_beside(
    ends: Sequence[Points], x: AxisRange, y: AxisRange, plot_height: float
) -> list[int]:
    """The same for names of which only those at the right edge of the plot move."""
    edge = x.high - _NEAR_THE_END * (x.high - x.low)
    beside = [end if len(end) and end[0, 0] >= edge else NO_POINTS for end in ends]
    return moves_apart(beside, y, plot_height)


def line_end(points: Points, x: AxisRange) -> Points:
    """Where a line ends, or leaves the plot; no point if it is not in it."""
    if not len(points) or points[-1, 0] < x.low or points[0, 0] > x.high:
        return NO_POINTS
    if points[-1, 0] <= x.high:
        return points[-1:]
    return np.array([[x.high, np.interp(x.high, points[:, 0], points[:, 1])]])
