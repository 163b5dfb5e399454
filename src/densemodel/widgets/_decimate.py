"""A curve of any length on a bounded number of points, its peaks kept.

The browser draws 2,000 points at 56 frames a second and 100,000 at less than one, so a line of
steps is thinned: each bucket of neighbouring points gives its lowest and its highest, in order.
When the buckets are full, neighbours merge and the buckets become twice as wide. So adding a
point costs the same after ten steps and after ten million.
"""

from __future__ import annotations

import numpy as np

Points = np.ndarray  # float64, shape (n, 2): x and y


class DecimatedCurve:
    """A growing curve that shows at most `limit` points.

    Args:
        limit: the most points that are shown, at least 8.

    Example:
        >>> curve = DecimatedCurve(limit=8)
        >>> curve.append(np.arange(100.0), np.arange(100.0) % 7)
        >>> len(curve.points()) <= 8
        True
    """

    def __init__(self, limit: int) -> None:
        # four points become two, and the waiting ones give two more
        self._capacity = max(4, (limit - 2) // 4 * 4)
        self.clear()

    def clear(self) -> None:
        """Forget every point."""
        self._kept: Points = np.empty((0, 2))
        self._waiting: Points = np.empty((0, 2))
        self._width = 2

    def append(self, x: np.ndarray, y: np.ndarray) -> None:
        """Add points at the end.

        Args:
            x: places, growing, shape (n,).
            y: values, shape (n,); those that are not finite are left out.
        """
        new = np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])
        self._waiting = np.concatenate([self._waiting, new[np.isfinite(new[:, 1])]])
        self._fold()
        while len(self._kept) > self._capacity:
            whole = len(self._kept) // 4 * 4
            self._waiting = np.concatenate([self._kept[whole:], self._waiting])
            self._kept = lowest_and_highest(self._kept[:whole], 4)
            self._width *= 2
            self._fold()

    def cut(self, x: float) -> None:
        """Drop every point at this place and beyond."""
        self._kept = self._kept[self._kept[:, 0] < x]
        self._waiting = self._waiting[self._waiting[:, 0] < x]

    def _fold(self) -> None:
        """Move full buckets of waiting points to the kept ones."""
        whole = len(self._waiting) // self._width * self._width
        if whole:
            folded = lowest_and_highest(self._waiting[:whole], self._width)
            self._kept = np.concatenate([self._kept, folded])
            self._waiting = self._waiting[whole:]

    def points(self) -> Points:
        """The points to draw, shape (n, 2), n at most `limit`, x growing."""
        rest = self._waiting
        if len(rest) > 2:  # noqa: PLR2004 - a bucket shows two points
            rest = lowest_and_highest(rest, len(rest))
        return np.concatenate([self._kept, rest])


def lowest_and_highest(points: Points, width: int) -> Points:
    """The lowest and the highest point of each bucket, in the order in which they stand.

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
