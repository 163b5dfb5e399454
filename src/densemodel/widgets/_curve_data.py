"""What the curves show of a run: every step thinned, every epoch, and the best one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.data import keras_word
from densemodel.widgets._decimate import DecimatedCurve, Points

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.spec import KerasCall
    from densemodel.training import Run, StepsDone

# About 2,000 points in all: more makes a browser stutter.
STEP_POINTS = 1400
EPOCH_POINTS = 280
_VALIDATION = "val_"


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
        self._epochs_seen = 0

    def load(self) -> None:
        """Take what the run already holds, for a panel that is opened late."""
        self.clear()
        losses, progress = self._run.step_losses, self._run.progress
        if progress is not None and len(losses):
            first = self._run.history.initial_epoch
            places = first + np.arange(1, len(losses) + 1) / progress.steps_per_epoch
            self._steps.append(places, losses)
            self._steps_seen = len(losses)
        history = {name: list(values) for name, values in dict(self._run.history).items()}
        for index in range(min(map(len, history.values()), default=0)):
            self.add_epoch(
                self._run.history.initial_epoch + index + 1,
                {name: values[index] for name, values in history.items()},
            )

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

    def add_epoch(self, epoch: int, logs: Mapping[str, float]) -> None:
        """Add one epoch's numbers, unless they were loaded before."""
        if epoch <= self._epochs_seen:
            return
        self._epochs_seen = epoch
        for name, value in logs.items():
            curve = self._lines.setdefault(name, DecimatedCurve(EPOCH_POINTS))
            curve.append(np.array([epoch]), np.array([value]))

    @property
    def is_empty(self) -> bool:
        """Nothing was trained yet."""
        return not self._steps_seen and not self._epochs_seen

    @property
    def names(self) -> tuple[str, ...]:
        """What can be shown: the loss, then the metrics."""
        known = [name for name in self._lines if not name.startswith(_VALIDATION)]
        task = () if self._run.bound is None else self._run.bound.task.metrics
        return tuple(dict.fromkeys(["loss", *known, *(log_name(call) for call in task)]))

    def steps(self, name: str) -> Points:
        """The faint line: every step's loss. Metrics have none."""
        return self._steps.points() if name == "loss" else np.empty((0, 2))

    def training(self, name: str) -> Points:
        """The firm line: one point for each epoch."""
        return self._points(name)

    def validation(self, name: str) -> Points:
        """The dashed line: one point for each epoch."""
        return self._points(_VALIDATION + name)

    def _points(self, name: str) -> Points:
        curve = self._lines.get(name)
        return np.empty((0, 2)) if curve is None else curve.points()

    def best(self, name: str) -> tuple[int, float] | None:
        """The best epoch and this quantity's validation value there."""
        epoch, history = self._run.best_epoch, self._run.history
        values = history.get(_VALIDATION + name, [])
        index = -1 if epoch is None else epoch - 1 - history.initial_epoch
        if epoch is None or not 0 <= index < len(values) or not np.isfinite(values[index]):
            return None
        return epoch, values[index]


def log_name(call: KerasCall) -> str:
    """A metric's name in Keras's logs: its own, else the class in snake case."""
    own = dict(call.arguments).get("name")
    return own if isinstance(own, str) else keras_word(call.name)
