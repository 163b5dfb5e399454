"""The lines' names at their ends, apart from one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts._points import NO_POINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts._points import Points
    from densemodel.charts._ticks import AxisRange

NAME_HEIGHT = 14
"""Pixels between two lines' names, so that neither covers the other."""
_NEAR_THE_END = 0.1


def apart(heights: Sequence[float], gap: float = NAME_HEIGHT) -> list[int]:
    """How far each name moves down, in pixels, so that they do not overlap.

    Args:
        heights: The position of each, in pixels from the top.
        gap: The least distance between two.
    """
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    groups: list[list[int]] = []
    for index in order:
        groups.append([index])
        while len(groups) > 1 and _touch(groups[-2], groups[-1], heights, gap):
            groups[-2:] = [groups[-2] + groups[-1]]
    moves = [0] * len(heights)
    for group in groups:
        top = _middle(group, heights) - (len(group) - 1) / 2 * gap
        for place, index in enumerate(group):
            moves[index] = round(top + place * gap - heights[index])
    return moves


def moves_beside(
    ends: Sequence[Points], x: AxisRange, y: AxisRange, plot_height: float
) -> list[int]:
    """How far the name of each line moves down, so that names at the same height do not overlap.

    Args:
        ends: The end of each line, as `line_end` gives it.
        x: The visible part of the x axis.
        y: The visible part of the y axis.
        plot_height: Pixels from the top to the bottom of the plot.
    """
    moves = [0] * len(ends)
    edge = x.high - _NEAR_THE_END * (x.high - x.low)
    beside = [place for place, end in enumerate(ends) if len(end) and end[0, 0] >= edge]
    pixels = plot_height / (y.high - y.low)
    heights = [(y.high - float(ends[place][0, 1])) * pixels for place in beside]
    if np.isfinite(heights).all():
        for place, move in zip(beside, apart(heights), strict=True):
            moves[place] = move
    return moves


def line_end(points: Points, x: AxisRange) -> Points:
    """Where a line ends, or leaves the plot; no point if it is not in it.

    Args:
        points: The line as it is drawn.
        x: The visible part of it.
    """
    if not len(points) or points[-1, 0] < x.low or points[0, 0] > x.high:
        return NO_POINTS
    if points[-1, 0] <= x.high:
        return points[-1:]
    return np.array([[x.high, np.interp(x.high, points[:, 0], points[:, 1])]])


def _touch(upper: list[int], lower: list[int], heights: Sequence[float], gap: float) -> bool:
    between = _middle(lower, heights) - _middle(upper, heights)
    return between < (len(upper) + len(lower)) / 2 * gap


def _middle(group: list[int], heights: Sequence[float]) -> float:
    return sum(heights[index] for index in group) / len(group)
