"""Selects the drawn points of each line, and averages the loss of neighbouring steps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import NO_POINTS, scaled, seen_values, thinned, within
from densemodel.training import StepMeans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts import Points, Window
    from densemodel.training import Run
    from densemodel.widgets.charts._curve_data import CurveData


_MOST_MARKS = 400
_JUST_AFTER = 1e-9


def step_places(run: Run, steps: np.ndarray, newest: tuple[int, float]) -> np.ndarray:
    """The place of each step; nan if a later step replaced it.

    Between two marks of the history all epochs have the same number of steps.

    Args:
        run: Whose steps they are.
        steps: Their numbers since the start, counted from 1, growing.
        newest: The number of the newest step that is known, and its place.
    """
    history = run.history
    known = [(0, float(history.initial_epoch))]
    for mark in list(history.marks)[-_MOST_MARKS:]:
        # Keras's own loop begins the epoch again
        begins_again = mark.kind == "resumed" and run.bound is None
        known.append((mark.step, math.floor(mark.place) if begins_again else mark.place))
    known = [*(pair for pair in known if pair[0] <= newest[0]), newest]
    at, places_there = np.array(known, dtype=float).T
    for row in np.flatnonzero(np.diff(at) <= 0):
        at[row + 1] = at[row] + _JUST_AFTER  # the step itself lies where it was done
    places = np.interp(steps, at, places_there, right=math.nan)
    later = np.fmin.accumulate(places[::-1])[::-1]
    following = np.append(later[1:], math.nan)
    return np.where(places >= following, math.nan, places)


STEP_POINTS = 160
_WIDEST = 5
"""Each point is the mean of so many: their noise is quiet beside the lines of the epochs."""
_LEAST_ACROSS = 48
"""Of fewer steps than these each is drawn as it is."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """The drawn line of a run's steps."""

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
    around = np.ones(width)
    sums = np.convolve(seen.losses * seen.counts, around, mode="same")
    running = sums / np.convolve(seen.counts, around, mode="same")  # of fewer at the ends
    points = np.column_stack([seen.steps, running])
    return StepLine(points, width * int(seen.counts.max()))


MOST_POINTS = 2000
"""On the screen at one time, of all lines: more makes a browser stutter."""
RATE_POINTS = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """The chosen curve, scale and range."""

    name: str
    "The quantity, by Keras's name."
    is_log: bool
    window: Window | None
    "The part of the epochs that is looked at; None: all."
    off: frozenset[str]
    "Lines that are switched off, by their keys."


@dataclass(frozen=True, slots=True)
class CurveLines:
    """The drawn points of each line; a hidden line has none."""

    steps: Points
    steps_each: int
    "How many steps a point of the steps is the mean of."
    training: Points
    validation: Points
    earlier: tuple[Points, ...]
    "The newest run first."
    rate: Points
    "Learning rates; these are not scaled."
    left_out: int
    "Values that a log scale has no place for."

    @property
    def epochs(self) -> tuple[Points, Points]:
        """The two lines with a point for each epoch or evaluation."""
        return self.training, self.validation

    def values(self, window: Window) -> np.ndarray:
        """All visible values in a window, without learning rates."""
        lines = (self.steps, self.training, self.validation, *self.earlier)
        return np.concatenate([seen_values(line, window) for line in lines])


def curve_lines(
    data: CurveData, earlier: Sequence[Points], rate: Points, wanted: Wanted, window: Window
) -> CurveLines:
    """Choose the points of each line.

    Args:
        data: The run's own curves.
        earlier: Those of the runs before it, the newest first.
        rate: Its learning rates.
        wanted: What is asked for.
        window: The part of the epochs that the axis shows.
    """

    def drawn(key: str, points: Points) -> Points:
        return points if key not in wanted.off else NO_POINTS

    steps = data.steps(wanted.name, wanted.window)
    raw = {
        "steps": drawn("steps", steps.points),
        "training": drawn("training", data.training(wanted.name, wanted.window)),
        "validation": drawn("validation", data.validation(wanted.name, wanted.window)),
    }
    own = {key: scaled(points, is_log=wanted.is_log) for key, points in raw.items()}
    before = [within(drawn("earlier", points), window) for points in earlier]
    before = [scaled(points, is_log=wanted.is_log) for points in before]
    rates = thinned(within(drawn("rate", rate), wanted.window), RATE_POINTS)
    left_out = sum(map(len, raw.values())) - sum(map(len, own.values()))
    training, validation = own["training"], own["validation"]
    return CurveLines(
        own["steps"], steps.each, training, validation, tuple(before), rates, left_out
    )
