"""What the curves show of a run: every step thinned, every look, and the best one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.data import keras_word
from densemodel.training import DecimatedCurve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.spec import KerasCall
    from densemodel.training import Points, Run, StepsDone

# About 2,000 points in all: more makes a browser stutter.
STEP_POINTS = 1400
LOOK_POINTS = 280
_VALIDATION = "val_"
_TEST = "test_"


class CurveData:
    """The points of a run's curves; it costs the same to add to after any number of steps.

    x counts epochs: the first epoch's steps lie between 0 and 1, its end at 1.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self.clear()

    def clear(self) -> None:
        """Forget everything: the run starts anew."""
        self._steps = DecimatedCurve(STEP_POINTS)
        self._steps_seen = 0
        self._lines: dict[str, DecimatedCurve] = {}
        self._looked = 0  # steps done at the newest look

    def load(self) -> None:
        """Take what the run already holds, for a panel that is opened late."""
        self.clear()
        losses, progress = self._run.step_losses, self._run.progress
        if progress is not None and losses.step_count:
            first = self._run.history.initial_epoch
            places = first + losses.steps / progress.steps_per_epoch
            # new steps come one by one, and would push those that are thinned already aside
            self._steps.append(places, losses.losses, each=losses.steps_each)
            self._steps_seen = losses.step_count
        history = self._run.history
        for row in range(history.looks):
            self.add_look(history.steps[row], history.places[row], history.at(row))

    def add_steps(self, event: StepsDone) -> None:
        """Add the losses of steps, except those that were loaded before."""
        count = len(event.losses)
        known = min(max(self._steps_seen - event.first_step + 1, 0), count)
        places = np.arange(event.step_in_epoch - count + 1, event.step_in_epoch + 1)
        x = event.epoch - 1 + places / event.steps_per_epoch
        if known < count:
            # after a resume with another split the epoch began again: its first steps are void
            self._steps.cut(float(x[known]))
        self._steps.append(x[known:], event.losses[known:])
        self._steps_seen = max(self._steps_seen, event.first_step + count - 1)

    def add_look(self, step: int, place: float, logs: Mapping[str, float]) -> None:
        """Add the numbers of one epoch or look, unless they were loaded before.

        Args:
            step: Steps done before it.
            place: Where it lies, counted in epochs.
            logs: Its numbers by Keras's names.
        """
        if step <= self._looked:
            return
        self._looked = step
        for name, value in logs.items():
            curve = self._lines.setdefault(name, DecimatedCurve(LOOK_POINTS))
            curve.append(np.array([place]), np.array([value]))

    @property
    def is_empty(self) -> bool:
        """Nothing was trained yet."""
        return not self._steps_seen and not self._looked

    @property
    def names(self) -> tuple[str, ...]:
        """What can be shown: the loss, then the metrics."""
        known = [name for name in self._lines if not name.startswith((_VALIDATION, _TEST))]
        task = () if self._run.bound is None else self._run.bound.task.metrics
        return tuple(dict.fromkeys(["loss", *known, *(log_name(call) for call in task)]))

    def steps(self, name: str) -> Points:
        """The faint line: the steps' losses. Metrics have none."""
        return self._steps.points() if name == "loss" else np.empty((0, 2))

    def training(self, name: str) -> Points:
        """The firm line: one point for each epoch or look."""
        return self._points(name)

    def validation(self, name: str) -> Points:
        """The dashed line: one point for each look at the validation rows, else the test rows."""
        return self._points((_TEST if self.watches_test else _VALIDATION) + name)

    @property
    def watches_test(self) -> bool:
        """Nothing was held back to validate, and `every` looks at the test rows."""
        return _TEST + "loss" in self._lines and _VALIDATION + "loss" not in self._lines

    def _points(self, name: str) -> Points:
        curve = self._lines.get(name)
        return np.empty((0, 2)) if curve is None else curve.points()

    def best(self, name: str) -> tuple[float, float] | None:
        """Where the best look lies, and this quantity's validation value there."""
        row, history = self._run.best_row, self._run.history
        values = history.get(_VALIDATION + name, [])
        if row is None or row >= len(values) or not np.isfinite(values[row]):
            return None
        return history.places[row], values[row]

    @property
    def best_place(self) -> str:
        """The best look in words: `epoch 7` or, with `every`, `step 1,200`."""
        if self._run.history.by_step:
            return f"step {self._run.best_step:,}"
        return f"epoch {self._run.best_epoch}"


def log_name(call: KerasCall) -> str:
    """A metric's name in Keras's logs: its own, else the class in snake case."""
    own = dict(call.arguments).get("name")
    return own if isinstance(own, str) else keras_word(call.name)
