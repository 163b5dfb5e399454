"""The data of a run's curves: thinned steps, all evaluations, the best one, and what is drawn."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import NO_POINTS, DecimatedCurve, scaled, seen_values, thinned, within
from densemodel.data import keras_word
from densemodel.training import StepMeans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.charts import Points, Window
    from densemodel.language import KerasCall
    from densemodel.training import Run, TrainingHistory


def step_places(run: Run, steps: np.ndarray, newest: tuple[int, float]) -> np.ndarray:
    """The place of each step; nan if a later step replaced it.

    Between two marks of the history all epochs have the same number of steps.

    Steps are counted from 1 since the start, and grow; the newest known one comes with its place.
    """
    history = run.history
    known = [(0, float(history.initial_epoch))]
    for mark in list(history.marks)[-400:]:
        # Keras's own loop begins the epoch again
        begins_again = mark.kind == "resumed" and run.bound is None
        known.append((mark.step, math.floor(mark.place) if begins_again else mark.place))
    known = [*(pair for pair in known if pair[0] <= newest[0]), newest]
    at, places_there = np.array(known, dtype=float).T
    for row in np.flatnonzero(np.diff(at) <= 0):
        at[row + 1] = at[row] + 1e-9  # the step itself lies where it was done
    places = np.interp(steps, at, places_there, right=math.nan)
    later = np.fmin.accumulate(places[::-1])[::-1]
    following = np.append(later[1:], math.nan)
    return np.where(places >= following, math.nan, places)


STEP_POINTS = 160
EVALUATION_POINTS = 240


@dataclass(frozen=True, slots=True)
class StepLine:
    """The drawn line of a run's steps."""

    points: Points
    "Places on the axis of epochs, and mean losses; shape (n, 2)."
    each: int
    "How many steps each point is the mean of; 1: every step is drawn."


NO_STEPS = StepLine(NO_POINTS, 1)


def step_line(run: Run, window: Window | None = None) -> StepLine:
    """The mean losses of a run's steps, at most 160 of them."""
    means, known = run.step_means, run.step_losses
    places = step_places(run, means.steps, (known.step_count, known.place))
    rows = np.flatnonzero(np.isfinite(places) & np.isfinite(means.losses))
    if window is not None:
        first, last = np.searchsorted(places[rows], window)
        rows = rows[max(first - 1, 0) : last + 1]  # one more on either side
    if not len(rows):
        return NO_STEPS
    seen = StepMeans(places[rows], means.losses[rows], means.counts[rows]).fewer(STEP_POINTS)
    # each point is the mean of up to 5: their noise is quiet beside the lines of the epochs
    width = min(len(seen.steps) // 48 * 2 + 1, 5)
    around = np.ones(width)
    sums = np.convolve(seen.losses * seen.counts, around, mode="same")
    running = sums / np.convolve(seen.counts, around, mode="same")  # of fewer at the ends
    points = np.column_stack([seen.steps, running])
    return StepLine(points, width * int(seen.counts.max()))


def best_value(run: Run, name: str) -> tuple[float, float, str] | None:
    """The best evaluation, or the best one before a change of the validation rows.

    Returns:
        Its place, the validation value there, and what stands beside the star without the value:
        `best, epoch 7`, `best, step 1,200`. None without a validation loss.
    """
    history, row, words = run.history, run.best_row, "best"
    if run.best_step is None:
        losses = np.array(history.get("val_loss", []))
        finite = np.flatnonzero(np.isfinite(losses))
        row = int(finite[losses[finite].argmin()]) if len(finite) else None
        words = "best on the earlier rows"
    values = history.get(_VALIDATION + name, [])
    if row is None or row >= len(values) or not np.isfinite(values[row]):
        return None
    by_step = history.by_step
    at = f"step {history.steps[row]:,}" if by_step else f"epoch {round(history.places[row]):,}"
    return history.places[row], values[row], f"{words}, {at}"


def points_of(
    history: TrainingHistory,
    name: str,
    most: int = EVALUATION_POINTS,
    *,
    first: int = 0,
    last: int | None = None,
) -> Points:
    """The finite values of one metric, as points on an axis of epochs.

    The training thread may be adding to the history. Of more than `most` points the peaks are kept.
    Evaluations are counted from 0, and `last` is left out; None takes all.
    """
    values = history.get(name, [])[first : history.evaluations if last is None else last]
    places = history.places[first : first + len(values)]
    points = np.column_stack([places, values]).reshape(-1, 2)
    return thinned(points[np.isfinite(points[:, 1])], most)


_VALIDATION = "val_"
_TEST = "test_"
_RATE = "learning_rate"
"It has its own figure."


class CurveData:
    """The points of a run's curves, read from its history.

    They are thinned as they come, so reading them costs the same after any number of epochs. x
    counts epochs: the first epoch's steps lie between 0 and 1, its end at 1.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._history = run.history
        self._lines: dict[str, tuple[DecimatedCurve, int]] = {}
        "For each name the thinned curve, and how many evaluations it has."

    @property
    def is_empty(self) -> bool:
        """Whether nothing was trained yet."""
        return not self._run.step_losses.step_count and not self._run.history.evaluations

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the curves: the loss, then the metrics."""
        known = [
            name
            for name in list(self._run.history)
            if not name.startswith((_VALIDATION, _TEST, _RATE))
        ]
        bound = self._run.bound
        # a model that was given measures what it was compiled with, as an evaluation shows
        task = () if bound is None or not self._run.can_recompile else bound.task.metrics
        return tuple(dict.fromkeys(["loss", *known, *(log_name(call) for call in task)]))

    @property
    def end(self) -> float:
        """The place of the newest step or evaluation."""
        history = self._run.history
        row = history.evaluations - 1
        return max(self._run.step_losses.place, history.places[row] if row >= 0 else 0.0)

    def steps(self, name: str, window: Window | None = None) -> StepLine:
        """The faint line: the steps' mean losses. Metrics have none."""
        return step_line(self._run, window) if name == "loss" else NO_STEPS

    def training(self, name: str, window: Window | None = None) -> Points:
        """The solid line: one point for each epoch or evaluation."""
        return self._points(name, window)

    def validation(self, name: str, window: Window | None = None) -> Points:
        """The dashed line: one point for each evaluation on validation rows, else test rows."""
        return self._points((_TEST if self.watches_test else _VALIDATION) + name, window)

    @property
    def is_validated(self) -> bool:
        """Whether there is, or will be, a line of validation or test rows."""
        names = (_VALIDATION + "loss", _TEST + "loss")
        return self._run.validates or any(name in self._run.history for name in names)

    @property
    def watches_test(self) -> bool:
        """Whether no rows are held out, and `every` evaluates the test rows."""
        known = self._run.history
        return _TEST + "loss" in known and _VALIDATION + "loss" not in known

    def _points(self, name: str, window: Window | None) -> Points:
        curve = self._thinned(name)
        if window is not None and curve.each > 1:
            history = self._run.history
            # with one more evaluation on each side
            first = max(bisect_left(history.places, window[0], hi=history.evaluations) - 1, 0)
            last = bisect_right(history.places, window[1], hi=history.evaluations) + 1
            last = min(last, history.evaluations)
            if last - first <= 4000:  # of more, thinned ones are drawn
                return points_of(history, name, first=first, last=last)
        return within(curve.points(), window)

    def _thinned(self, name: str) -> DecimatedCurve:
        """The curve of all evaluations; those that have come since the last time are added."""
        history = self._run.history
        if history is not self._history:  # it was restarted
            self._history, self._lines = history, {}
        curve, first = self._lines.get(name, (DecimatedCurve(EVALUATION_POINTS), 0))
        values, last = history.get(name, []), history.evaluations
        if len(values) >= last > first:
            curve.append(np.array(history.places[first:last]), np.array(values[first:last]))
            self._lines[name] = curve, last
        return curve


def log_name(call: KerasCall) -> str:
    """A metric's name in Keras's logs: its own, else the class in snake case."""
    own = dict(call.arguments).get("name")
    return own if isinstance(own, str) else keras_word(call.name)


MOST_POINTS = 2000
"""On the screen at one time, of all lines: more makes a browser stutter."""


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
    """Choose the points of each line."""

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
    rates = thinned(within(drawn("rate", rate), wanted.window), 200)
    left_out = sum(map(len, raw.values())) - sum(map(len, own.values()))
    training, validation = own["training"], own["validation"]
    return CurveLines(
        own["steps"], steps.each, training, validation, tuple(before), rates, left_out
    )
