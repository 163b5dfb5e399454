"""The losses of a run's steps, in memory that does not grow with the run."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import DecimatedCurve
from densemodel.training.curves._step_means import MeanRecord, StepMeans, means_of_peaks

if TYPE_CHECKING:
    from densemodel.charts import Points
    from densemodel.training.events._events import StepsDone

STEP_LOSS_POINTS = 4000
"""The most points that a run keeps of its steps' losses."""


@dataclass(frozen=True, slots=True)
class StepLosses:
    """The losses of a run's steps, on at most 4,000 points.

    Up to 3,992 steps are all there. Of more, each bucket of neighbouring steps gives the one with
    its lowest and the one with its highest loss, so that a peak of a single step stays, with its
    value and its step; the first and the newest step are always there.

    Losses that are not finite end a run. The first of them is among the points, the others are
    not; once a resumed run has met others, it is the first of those.

    Example:
        >>> losses = run.step_losses
        >>> plt.plot(losses.steps, losses.losses)
    """

    steps: np.ndarray
    "The step's number since the run's start, counted from 1, growing; int64, shape (points,)."
    losses: np.ndarray
    "The loss of each of these steps, the mean over its batch; float64, shape (points,)."
    step_count: int
    "Steps in all, with those that are not among the points."
    steps_each: int
    "How many steps each point stands for; 1: every step with a finite loss is there."
    place: float = 0.0
    "Where the newest step lies on an axis of epochs: 2.5 is half way through the third."


class StepRecord:
    """Gathers the losses of steps; the training thread adds, any thread reads."""

    def __init__(self) -> None:
        self.count = 0
        self._place = 0.0
        # one point is for a loss that is not finite
        self._curve = DecimatedCurve(STEP_LOSS_POINTS - 1)
        self._not_finite: Points = np.empty((0, 2))
        self._ends_finite = True
        self._means = MeanRecord()
        self._lock = threading.Lock()  # whoever reads must not meet a curve that is half merged

    def add(self, event: StepsDone) -> None:
        """Add the steps that an event tells of."""
        steps = event.first_step + np.arange(len(event.losses))
        with self._lock:
            self._curve.append(steps, event.losses)
            self._means.add(steps, event.losses)
            self._note_not_finite(steps, event.losses)
            self.count += len(steps)
            self._place = event.place

    def _note_not_finite(self, steps: np.ndarray, losses: np.ndarray) -> None:
        """Keep the first loss that is not finite after one that is."""
        is_finite = np.isfinite(losses)
        came_finite = np.concatenate([[self._ends_finite], is_finite])
        begins = np.flatnonzero(came_finite[:-1] & ~is_finite)
        if len(begins):
            self._not_finite = np.array([[steps[begins[-1]], losses[begins[-1]]]])
        self._ends_finite = bool(came_finite[-1])

    @classmethod
    def of(cls, known: StepLosses, means: StepMeans | None) -> StepRecord:
        """What another record knew.

        Args:
            known: The lowest and the highest losses.
            means: Mean losses; None where they were not kept.
        """
        record = cls()
        record._means = MeanRecord.of(means_of_peaks(known) if means is None else means)
        is_finite = np.isfinite(known.losses)
        record._curve.append(known.steps[is_finite], known.losses[is_finite], each=known.steps_each)
        record._not_finite = np.column_stack([known.steps, known.losses])[~is_finite][-1:]
        record._ends_finite = bool(is_finite[-1:].all())
        record.count, record._place = known.step_count, known.place
        return record

    def means(self) -> StepMeans:
        """Mean losses of neighbouring steps by now."""
        with self._lock:
            return self._means.means()

    def losses(self) -> StepLosses:
        """What is known by now."""
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
