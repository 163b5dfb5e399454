"""The points of a course in bounded memory: every second one goes when there are too many."""

from __future__ import annotations

from typing import Generic, TypeVar

P = TypeVar("P")

MOST_POINTS = 256
"""Of a course. When there are more, every second one is dropped."""


class Thinned(Generic[P]):
    """At most 256 points by their steps, which grow; the newest is always among them.

    When it is full every second point is dropped, and from then on every second one is taken, so
    that the whole course stays.

    Args:
        points: Those that are there already, with their steps.
    """

    def __init__(self, points: list[tuple[int, P]] | None = None) -> None:
        self._kept = list(points or ())
        self._newest = self._kept[-1] if self._kept else None
        self._stride, self._since = 1, 0

    @property
    def newest_step(self) -> int | None:
        """The step of the newest point; None without one."""
        return None if self._newest is None else self._newest[0]

    def add(self, step: int, point: P) -> None:
        """Add the newest point."""
        self._newest = step, point
        self._since += 1
        if not self._kept or self._since >= self._stride:
            self._kept.append(self._newest)
            self._since = 0
        if len(self._kept) >= MOST_POINTS:  # an even number: the last one goes as well
            self._kept = self._kept[::2]
            self._since, self._stride = self._stride, self._stride * 2

    def cut(self, step: int) -> None:
        """Drop what lies beyond a step, from which a course goes on."""
        points = [one for one in self.points() if one[0] <= step]
        self._newest = points[-1] if points else None
        self._kept = [one for one in self._kept if one[0] <= step]

    def points(self) -> list[tuple[int, P]]:
        """All points with their steps, the newest last; a copy."""
        newest = self._newest
        if newest is None or (self._kept and self._kept[-1] is newest):
            return list(self._kept)
        return [*self._kept, newest]
