"""The learning rates of a run's steps, in memory that does not grow with the run."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import DecimatedCurve

if TYPE_CHECKING:
    from densemodel.charts import Points
    from densemodel.training.events._events import StepsDone

RATE_POINTS = 400
"""The most points that a run keeps of its learning rates."""


class RateRecord:
    """Gathers the rates that events tell; the training thread adds, any thread reads.

    Of a rate that stays only the ends are kept, so that a step stands where it was made.
    """

    def __init__(self) -> None:
        self._curve = DecimatedCurve(RATE_POINTS - 1)  # the newest comes to it
        self._newest: Points = np.empty((0, 2))
        self._lock = threading.Lock()  # whoever reads must not meet a curve that is half merged

    @classmethod
    def of(cls, known: Points) -> RateRecord:
        """What another record knew."""
        record = cls()
        record._curve.append(known[:, 0], known[:, 1])
        record._newest = known[-1:].copy()
        return record

    def add(self, event: StepsDone) -> None:
        """Add the rates of the first and the newest step that an event tells of."""
        with self._lock:
            # after a resume with another split the epoch began again: what it had there is void
            self._curve.cut(event.first_place)
            self._newest = self._newest[self._newest[:, 0] < event.first_place]
            self._add(event.first_place, event.first_learning_rate)
            self._add(event.place, event.learning_rate)

    def _add(self, place: float, rate: float) -> None:
        if not np.isfinite(rate):
            return
        point = np.array([[place, rate]])
        if not np.array_equal(self._newest[:, 1], point[:, 1]):
            turn = np.concatenate([_beyond(self._newest, self._curve.points()), point])
            self._curve.append(turn[:, 0], turn[:, 1])
        self._newest = point

    def points(self) -> Points:
        """What is known by now: places on an axis of epochs, and rates."""
        with self._lock:
            points = self._curve.points()
            return np.concatenate([points, _beyond(self._newest, points)])


def _beyond(newest: Points, points: Points) -> Points:
    """The newest point, if it is not the last one of these already."""
    return newest[newest[:, 0] > points[-1, 0]] if len(points) else newest
