"""The data of a run's curves: thinned steps, all evaluations, and the best one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import NO_POINTS, DecimatedCurve, thinned, within
from densemodel.data import keras_word
from densemodel.widgets.charts._curve_lines import NO_STEPS, step_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.charts import Points, Window
    from densemodel.language import KerasCall
    from densemodel.training import Run, StepsDone, TrainingHistory
    from densemodel.widgets.charts._curve_lines import StepLine


def best_evaluation(run: Run) -> tuple[int, str] | None:
    """The best evaluation, or the best one before a change of the validation rows.

    Args:
        run: It may be training.

    Returns:
        Its row in the history, counted from 0, and what stands beside the star without the number:
        `best, epoch 7`, `best, step 1,200`. None without a validation loss.
    """
    history, row, words = run.history, run.best_row, "best"
    if run.best_step is None:
        row, words = _lowest(history), "best on the earlier rows"
    if row is None:
        return None
    by_step = history.by_step
    at = f"step {history.steps[row]:,}" if by_step else f"epoch {round(history.places[row]):,}"
    return row, f"{words}, {at}"


def _lowest(history: TrainingHistory) -> int | None:
    losses = np.array(history.get("val_loss", []))
    losses = np.where(np.isfinite(losses), losses, np.inf)
    return int(losses.argmin()) if len(losses) and np.isfinite(losses).any() else None


LOOK_POINTS = 240
_MOST_LOOKS = 4000
"In a window with more evaluations, thinned ones are drawn."
_VALIDATION = "val_"
_TEST = "test_"
_RATE = "learning_rate"
"It has its own figure."


class CurveData:
    """The points of a run's curves; adding one costs the same after any number of steps.

    x counts epochs: the first epoch's steps lie between 0 and 1, its end at 1.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self.clear()

    def clear(self) -> None:
        """Remove all points, because the run restarts."""
        self._newest = (0, 0.0)  # the number of the newest step, and its place
        self._lines: dict[str, DecimatedCurve] = {}
        self._looked = 0  # steps done at the newest evaluation
        self._looked_at = 0.0  # and its place

    def load(self) -> None:
        """Load the run's history, for a panel opened later."""
        self.clear()
        losses = self._run.step_losses
        self._newest = (losses.step_count, losses.place)
        history = self._run.history
        for row in range(history.evaluations):
            self.add_evaluation(history.steps[row], history.places[row], history.at(row))

    def add_steps(self, event: StepsDone) -> None:
        """Record the number of steps; their losses are the run's."""
        last = event.first_step + len(event.losses) - 1
        self._newest = max(self._newest, (last, event.place))

    def add_evaluation(self, step: int, place: float, logs: Mapping[str, float]) -> None:
        """Add the metrics of one epoch or evaluation, unless they were loaded.

        Args:
            step: Steps done before it.
            place: Where it lies, counted in epochs.
            logs: Its numbers by Keras's names.
        """
        if step <= self._looked:
            return
        self._looked, self._looked_at = step, place
        for name, value in logs.items():
            curve = self._lines.setdefault(name, DecimatedCurve(LOOK_POINTS))
            curve.append(np.array([place]), np.array([value]))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was trained yet."""
        return not self._newest[0] and not self._looked

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the curves: the loss, then the metrics."""
        known = [name for name in self._lines if not name.startswith((_VALIDATION, _TEST, _RATE))]
        bound = self._run.bound
        # a model that was given measures what it was compiled with, as an evaluation shows
        task = () if bound is None or not self._run.can_compile_anew else bound.task.metrics
        return tuple(dict.fromkeys(["loss", *known, *(log_name(call) for call in task)]))

    @property
    def end(self) -> float:
        """The place of the newest step or evaluation."""
        return max(self._newest[1], self._looked_at)

    def steps(self, name: str, window: Window | None = None) -> StepLine:
        """The faint line: the steps' mean losses. Metrics have none.

        Args:
            name: The quantity, by Keras's name.
            window: The part that is looked at, where more of the steps are shown.
        """
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
        return self._run.validates or any(name in self._lines for name in names)

    @property
    def watches_test(self) -> bool:
        """Whether no rows are held out, and `every` evaluates the test rows."""
        return _TEST + "loss" in self._lines and _VALIDATION + "loss" not in self._lines

    def _points(self, name: str, window: Window | None) -> Points:
        curve = self._lines.get(name)
        if curve is None:
            return NO_POINTS
        if window is not None and curve.each > 1:
            rows = self._rows_within(window)
            if rows.stop - rows.start <= _MOST_LOOKS:
                history = self._run.history
                values = history.get(name, [])[rows]
                places = history.places[rows][: len(values)]
                points = np.column_stack([places, values]).reshape(-1, 2)
                return thinned(points[np.isfinite(points[:, 1])], LOOK_POINTS)
        return within(curve.points(), window)

    def _rows_within(self, window: Window) -> slice:
        """The evaluations in a window, with one more on each side."""
        history = self._run.history
        first = bisect_left(history.places, window[0], hi=history.evaluations)
        last = bisect_right(history.places, window[1], hi=history.evaluations)
        return slice(max(first - 1, 0), min(last + 1, history.evaluations))

    def best(self, name: str) -> tuple[float, float, str] | None:
        """The place of the best evaluation, the validation value there, and its label.

        The words are `best, epoch 7`, as of `best_look`.
        """
        found, history = best_evaluation(self._run), self._run.history
        values = history.get(_VALIDATION + name, [])
        if found is None or found[0] >= len(values) or not np.isfinite(values[found[0]]):
            return None
        row, words = found
        return history.places[row], values[row], words


def log_name(call: KerasCall) -> str:
    """A metric's name in Keras's logs: its own, else the class in snake case."""
    own = dict(call.arguments).get("name")
    return own if isinstance(own, str) else keras_word(call.name)
