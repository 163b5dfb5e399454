"""Losses, mean losses and learning rates of a run's steps, in bounded memory."""

from __future__ import annotations

import threading
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import DecimatedCurve

if TYPE_CHECKING:
    from densemodel.charts import Points
    from densemodel.training.events._events import StepsDone


# `StepLosses` keeps the lowest and the highest of neighbouring steps, so that no peak is lost.
# Their mean can't be derived from these, so it is kept here.


MOST_MEANS = 2048


@dataclass(frozen=True, slots=True)
class StepMeans:
    """Mean losses of neighbouring steps; a short run has one point for each step."""

    steps: np.ndarray
    "The mean of the steps' numbers, from 1, increasing; float64, shape (n,)."
    losses: np.ndarray
    "The mean of their finite losses; float64, shape (n,)."
    counts: np.ndarray
    "The number of steps of each point; int64, shape (n,)."

    def fewer(self, most: int) -> StepMeans:
        """The means with neighbours merged, at most this many."""
        each = -(-len(self.steps) // max(most, 1))
        if each <= 1:
            return self
        sums = np.column_stack([self.steps * self.counts, self.losses * self.counts, self.counts])
        return means_of_sums(np.add.reduceat(sums, np.arange(0, len(sums), each)))


class MeanRecord:
    """Collects the losses of steps at constant cost."""

    def __init__(self) -> None:
        # sums of the steps' numbers and of their losses, and their count
        self._full = np.zeros((0, 3))
        self._open = np.zeros(3)
        self._width = 1

    def add(self, steps: np.ndarray, losses: np.ndarray, *, each: int = 1) -> None:
        """Append steps by their numbers and losses; those that are not finite are left out.

        Each entry represents the mean of `each` steps.
        """
        is_finite = np.isfinite(losses)
        steps, losses = steps[is_finite], losses[is_finite].astype(float)
        new = np.column_stack([steps, losses, np.ones(len(steps))]) * each
        while self._width < each:
            self._widen()
        missing = -int(-(self._width - self._open[2]) // each)
        self._open = self._open + new[:missing].sum(axis=0)
        if self._open[2] < self._width:
            return
        rest, points = new[missing:], self._width // each
        whole = len(rest) // points * points
        full = rest[:whole].reshape(-1, points, 3).sum(axis=1)
        self._full = np.concatenate([self._full, self._open[None], full])
        self._open = rest[whole:].sum(axis=0)
        while len(self._full) >= MOST_MEANS:
            self._widen()

    def _widen(self) -> None:
        """Merge neighbours; an odd one becomes part of the open ones."""
        whole = len(self._full) // 2 * 2
        self._open = self._open + self._full[whole:].sum(axis=0)
        self._full = self._full[:whole].reshape(-1, 2, 3).sum(axis=1)
        self._width *= 2

    @classmethod
    def of(cls, known: StepMeans) -> MeanRecord:
        record = cls()
        sums = np.column_stack([known.steps * known.counts, known.losses * known.counts])
        record._full = np.column_stack([sums, known.counts])[:MOST_MEANS]
        largest = int(known.counts.max(initial=1))
        record._width = 1 << (largest - 1).bit_length()
        return record

    def means(self) -> StepMeans:
        rows = self._full if not self._open[2] else np.concatenate([self._full, self._open[None]])
        return means_of_sums(rows)


def means_of_sums(sums: np.ndarray) -> StepMeans:
    """The means, from sums of numbers and losses, and counts; shape (n, 3)."""
    counts = np.maximum(sums[:, 2], 1)
    return StepMeans(sums[:, 0] / counts, sums[:, 1] / counts, sums[:, 2].astype(np.int64))


STEP_LOSS_POINTS = 4000


@dataclass(frozen=True, slots=True)
class StepLosses:
    """The losses of a run's steps, on at most 4,000 points.

    Up to 3,992 steps, all are kept. Beyond that, each bucket of neighbouring steps keeps its lowest
    and its highest loss. So a peak of a single step stays, with its value and step. The first and
    the newest step are always kept.

    A loss that is not finite ends a run. Only the first such loss is among the points; in a resumed
    run, the first new one.

    Example:
        >>> losses = run.step_losses
        >>> plt.plot(losses.steps, losses.losses)
    """

    steps: np.ndarray
    "The step's number since the run's start, from 1, increasing; int64, shape (points,)."
    losses: np.ndarray
    "The loss of each of these steps, the mean over its batch; float64, shape (points,)."
    step_count: int
    "The number of all steps, including those that are not among the points."
    steps_each: int
    "The number of steps of each point; 1: every step with a finite loss is kept."
    place: float = 0.0
    "The position of the newest step in epochs: 2.5 is half way through the third."


class StepRecord:
    """Collects the losses of steps; the training thread adds, any thread reads."""

    def __init__(self) -> None:
        self.count = 0
        self._place = 0.0
        # one point is reserved for a loss that is not finite
        self._curve = DecimatedCurve(STEP_LOSS_POINTS - 1)
        self._not_finite: Points = np.empty((0, 2))
        self._ends_finite = True
        self._means = MeanRecord()
        self._lock = threading.Lock()  # readers must not see a half merged curve

    def add(self, event: StepsDone) -> None:
        steps = event.first_step + np.arange(len(event.losses))
        with self._lock:
            self._curve.append(steps, event.losses)
            self._means.add(steps, event.losses)
            # of the losses that are not finite, keep the first one after a finite one
            is_finite = np.isfinite(event.losses)
            came_finite = np.concatenate([[self._ends_finite], is_finite])
            begins = np.flatnonzero(came_finite[:-1] & ~is_finite)
            if len(begins):
                self._not_finite = np.array([[steps[begins[-1]], event.losses[begins[-1]]]])
            self._ends_finite = bool(came_finite[-1])
            self.count += len(steps)
            self._place = event.place

    @classmethod
    def of(cls, known: StepLosses, means: StepMeans) -> StepRecord:
        record = cls()
        record._means = MeanRecord.of(means)
        is_finite = np.isfinite(known.losses)
        record._curve.append(known.steps[is_finite], known.losses[is_finite], each=known.steps_each)
        record._not_finite = np.column_stack([known.steps, known.losses])[~is_finite][-1:]
        record._ends_finite = bool(is_finite[-1:].all())
        record.count, record._place = known.step_count, known.place
        return record

    def copied(self) -> StepRecord:
        """A copy, which shares the lock."""
        with self._lock:
            return deepcopy(self, {id(self._lock): self._lock})

    def means(self) -> StepMeans:
        with self._lock:
            return self._means.means()

    def losses(self) -> StepLosses:
        with self._lock:
            points = self._curve.points()
            points = np.concatenate([points, self._not_finite])
            points = points[points[:, 0].argsort()]
            return StepLosses(
                points[:, 0].astype(np.int64),
                points[:, 1].copy(),
                self.count,
                self._curve.each,
                self._place,
            )


RATE_POINTS = 400


class RateRecord:
    """Collects the learning rates of events; the training thread adds, any thread reads.

    A constant rate keeps only its ends, so that a change stays at its step.
    """

    def __init__(self) -> None:
        self._curve = DecimatedCurve(RATE_POINTS - 1)  # the newest point is added
        self._newest: Points = np.empty((0, 2))
        self._lock = threading.Lock()  # readers must not see a half merged curve

    @classmethod
    def of(cls, known: Points) -> RateRecord:
        record = cls()
        record._curve.append(known[:, 0], known[:, 1])
        record._newest = known[-1:].copy()
        return record

    def copied(self) -> RateRecord:
        """A copy, which shares the lock."""
        with self._lock:
            return deepcopy(self, {id(self._lock): self._lock})

    def add(self, event: StepsDone) -> None:
        with self._lock:
            # after a resume with another split the epoch restarted, so its points are dropped
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
        with self._lock:
            points = self._curve.points()
            return np.concatenate([points, _beyond(self._newest, points)])


def _beyond(newest: Points, points: Points) -> Points:
    return newest[newest[:, 0] > points[-1, 0]] if len(points) else newest
