"""The faint line of the curves: the mean loss of neighbouring steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import NO_POINTS
from densemodel.training import StepMeans
from densemodel.widgets.charts._step_places import step_places

if TYPE_CHECKING:
    from densemodel.charts import Points, Window
    from densemodel.training import Run

STEP_POINTS = 160
_WIDEST = 5
"""Each point is the mean of so many: their noise is quiet beside the lines of the epochs."""
_LEAST_ACROSS = 48
"""Of fewer steps than these each is drawn as it is."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """What is drawn of a run's steps."""

    points: Points
    "Places on the axis of epochs, and mean losses; shape (n, 2)."
    each: int
    "How many steps each point is the mean of; 1: every step is drawn."


NO_STEPS = StepLine(NO_POINTS, 1)


def step_line(run: Run, window: Window | None = None) -> StepLine:
    """The mean losses of a run's steps, at most 160 of them.

    Args:
        run: It may be training.
        window: The part of the epochs that is looked at, in which each is the mean of fewer steps.
    """
    means, known = run.step_means, run.step_losses
    places = step_places(run, means.steps, (known.step_count, known.place))
    rows = np.flatnonzero(np.isfinite(places) & np.isfinite(means.losses))
    if window is not None:
        first, last = np.searchsorted(places[rows], window)
        rows = rows[max(first - 1, 0) : last + 1]  # one more on either side
    if not len(rows):
        return NO_STEPS
    seen = StepMeans(places[rows], means.losses[rows], means.counts[rows]).fewer(STEP_POINTS)
    width = min(len(seen.steps) // _LEAST_ACROSS * 2 + 1, _WIDEST)
    points = np.column_stack([seen.steps, _running_mean(seen, width)])
    return StepLine(points, width * int(seen.counts.max()))


def _running_mean(means: StepMeans, width: int) -> np.ndarray:
    """The mean of each point and those around it, of fewer at the ends."""
    around = np.ones(width)
    sums = np.convolve(means.losses * means.counts, around, mode="same")
    return np.asarray(sums / np.convolve(means.counts, around, mode="same"))
