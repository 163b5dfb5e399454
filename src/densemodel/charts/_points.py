"""Curves of any length as a bounded number of points, and their points as drawn."""

from __future__ import annotations

import numpy as np

# A run may take ten million steps, and the browser draws 2,000 points at 56 frames a second and
# 100,000 at less than one. So a line of steps is thinned: each bucket of neighbouring points keeps
# its lowest and its highest, in order. When the buckets are full, neighbours merge and the buckets
# become twice as wide. So adding a point costs the same after ten steps and after ten million.


Points = np.ndarray  # float64, shape (n, 2): x and y
NO_POINTS: Points = np.empty((0, 2))
Window = tuple[float, float]
"""The visible part of x, in epochs."""

_NARROWEST = 2  # two points of two: nothing is lost yet


class DecimatedCurve:
    """A growing curve that shows at most `limit` points: its peaks, its first and its last.

    All points are shown while there are no more than `limit - 7` of them.

    Args:
        limit: the most points that are shown, at least 8.

    Example:
        >>> curve = DecimatedCurve(limit=8)
        >>> curve.append(np.arange(100.0), np.arange(100.0) % 7)
        >>> len(curve.points()) <= 8
        True
    """

    def __init__(self, limit: int) -> None:
        # whole pairs of buckets; the open bucket's two, the first and the last point come to them
        self._capacity = (limit - 4) // 4 * 4
        self.clear()

    def clear(self) -> None:
        """Remove all points."""
        self._stored: Points = NO_POINTS  # two of each full bucket
        self._open: Points = NO_POINTS  # at most two of the bucket that fills
        self._open_count = 0  # how many points the open bucket has taken
        self._width = _NARROWEST
        self._first: Points = NO_POINTS
        self._last: Points = NO_POINTS

    @property
    def each(self) -> int:
        """How many points each shown one stands for, a power of two; 1: all are shown."""
        return self._width // 2

    def append(self, x: np.ndarray, y: np.ndarray, *, each: int = 1) -> None:
        """Add points at the end.

        Args:
            x: places, growing, shape (n,).
            y: values, shape (n,); those that are not finite are left out.
            each: how many points each of these stands for, if they come from a thinned curve: its
                `each`.
        """
        new = np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])
        new = new[np.isfinite(new[:, 1])]
        if not len(new):
            return
        # copies, since a slice would hold all that was added
        self._first = self._first if len(self._first) else new[:1].copy()
        self._last = new[-1:].copy()
        while self.each < each:
            self._widen()
        self._fill(new, each)
        while len(self._stored) > self._capacity:
            self._widen()

    def cut(self, x: float) -> None:
        """Drop every point at this place and beyond."""
        left = self.points()
        if not len(left) or left[-1, 0] < x:
            return
        left = left[left[:, 0] < x]
        self._first, self._last = left[:1].copy(), left[-1:].copy()
        stored = self._stored[self._stored[:, 0] < x]
        whole = len(stored) // 2 * 2
        self._stored = stored[:whole]
        self._open = np.concatenate([stored[whole:], self._open[self._open[:, 0] < x]])
        # how many were left of the bucket is not known any more
        self._open_count = min(len(self._open) * self.each, self._width - 1)

    def points(self) -> Points:
        """The points to draw, shape (n, 2), n at most `limit`, x growing."""
        shown = np.concatenate([self._stored, self._open])
        if not len(shown):
            return shown
        before = self._first[self._first[:, 0] < shown[0, 0]]
        after = self._last[self._last[:, 0] > shown[-1, 0]]
        return np.concatenate([before, shown, after])

    def _fill(self, new: Points, each: int) -> None:
        """Fill the open bucket, then others; the last one stays open."""
        missing = -(-(self._width - self._open_count) // each)
        self._open = _outline(np.concatenate([self._open, new[:missing]]))
        self._open_count += each * len(new[:missing])
        if self._open_count < self._width:
            return
        rest, points_each = new[missing:], self._width // each
        whole = len(rest) // points_each * points_each
        full = lowest_and_highest(rest[:whole], points_each)
        self._stored = np.concatenate([self._stored, self._open, full])
        self._open = _outline(rest[whole:])
        self._open_count = each * len(rest[whole:])

    def _widen(self) -> None:
        """Merge neighbouring buckets; an odd one becomes part of the open bucket."""
        whole = len(self._stored) // 4 * 4
        if whole < len(self._stored):
            self._open = _outline(np.concatenate([self._stored[whole:], self._open]))
            self._open_count += self._width
        self._stored = lowest_and_highest(self._stored[:whole], 4)
        self._width *= 2


def _outline(points: Points) -> Points:
    """The lowest and the highest of one bucket, which may have fewer points than two."""
    return points.copy() if len(points) <= _NARROWEST else lowest_and_highest(points, len(points))


def lowest_and_highest(points: Points, width: int) -> Points:
    """The lowest and the highest point of each bucket, in their order.

    Args:
        points: shape (buckets * width, 2).
        width: points in a bucket, at least 2.

    Returns:
        Shape (buckets * 2, 2).
    """
    buckets = points.reshape(-1, width, 2)
    low, high = buckets[:, :, 1].argmin(axis=1), buckets[:, :, 1].argmax(axis=1)
    # in a flat bucket both are its first point; the last one keeps the line's length
    high = np.where(low == high, width - 1, high)
    rows = np.arange(len(buckets))[:, None]
    order = np.stack([np.minimum(low, high), np.maximum(low, high)], axis=1)
    return np.asarray(buckets[rows, order].reshape(-1, 2))


MOST_DECADES = 280
"""Beyond these powers of ten a number becomes 0 or infinity."""


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
    """Thin to this number of points; peaks are kept."""
    if len(points) <= limit:
        return points
    if limit < 8:
        return points[:0]
    curve = DecimatedCurve(limit)
    curve.append(points[:, 0], points[:, 1])
    return curve.points()


def small(values: np.ndarray, span: float) -> np.ndarray:
    """The values in half the bytes, if the difference is not visible.

    Args:
        values: Places along one axis.
        span: The length of the visible part of the axis.
    """
    if not len(values):
        return values
    largest = float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
    # float32 ends at 3.4e38, and a plot has fewer than 4,000 pixels
    if largest > 3e38 or np.spacing(np.float32(largest)) > span / 4_000:
        return values
    return values.astype(np.float32)
