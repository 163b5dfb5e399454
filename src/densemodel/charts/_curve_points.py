"""Points of a curve on their way to the screen: scaled, cut to a window, thinned, made small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts._decimate import DecimatedCurve

if TYPE_CHECKING:
    from densemodel.charts._decimate import Points

Window = tuple[float, float]
"""The part of x that is looked at, from where to where, in epochs."""

NO_POINTS: Points = np.empty((0, 2))

_LARGEST_SMALL = 3e38
MOST_DECADES = 280
"""Beyond these powers of ten a number turns into 0 or into infinity."""
_FEWEST_THINNED = 8
_PLACES_ACROSS = 4_000
"""More places than a screen has from one side of the plot to the other."""


def scaled(points: Points, *, is_log: bool) -> Points:
    """The points as they are drawn. bqplot gets logarithms: a log scale cannot hold 0 and below."""
    if not is_log:
        return points
    above = points[points[:, 1] > 0]
    return np.column_stack([above[:, 0], np.log10(above[:, 1]).clip(-MOST_DECADES, MOST_DECADES)])


def within(points: Points, window: Window | None) -> Points:
    """The points in a window, with one more on either side, so that a line runs to the edge."""
    if window is None or not len(points):
        return points
    first = int(np.searchsorted(points[:, 0], window[0], side="left"))
    last = int(np.searchsorted(points[:, 0], window[1], side="right"))
    return points[max(first - 1, 0) : last + 1]


def seen_values(points: Points, window: Window) -> np.ndarray:
    """The values that a line takes in a window, those at which it crosses the edges included."""
    if not len(points):
        return np.empty(0)
    x, y = points.T
    is_inside = (x >= window[0]) & (x <= window[1])
    edges = np.array([edge for edge in window if x[0] <= edge <= x[-1]])
    return np.concatenate([y[is_inside], np.interp(edges, x, y)])


def thinned(points: Points, limit: int) -> Points:
    """At most so many points, the peaks kept."""
    if len(points) <= limit:
        return points
    if limit < _FEWEST_THINNED:
        return points[:0]
    curve = DecimatedCurve(limit)
    curve.append(points[:, 0], points[:, 1])
    return curve.points()


def small(values: np.ndarray, span: float) -> np.ndarray:
    """The values in half the bytes, where nobody can see the difference.

    Args:
        values: Places along one axis.
        span: How much of the axis is on the screen.
    """
    if not len(values):
        return values
    largest = float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
    if largest > _LARGEST_SMALL or np.spacing(np.float32(largest)) > span / _PLACES_ACROSS:
        return values
    return values.astype(np.float32)
