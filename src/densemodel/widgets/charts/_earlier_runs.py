"""The last runs of each name, thinned, for faint curves behind a new run."""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from densemodel.charts import NO_POINTS
from densemodel.widgets.charts._curve_data import points_of

if TYPE_CHECKING:
    from densemodel.charts import Points
    from densemodel.training import Run, TrainingHistory

MOST_EARLIER = 3
"""How many runs of a name are shown behind the present one."""
EARLIER_POINTS = 80


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """The curves of an ended run."""

    history: weakref.ref[TrainingHistory]
    "Whose they are; the history itself may be gone."
    loss: str
    "Its loss function: different ones don't share an axis."
    lines: dict[str, Points]
    "For each quantity, by Keras's name of it, validation where it was validated, else training."

    def line(self, name: str, loss: str) -> Points:
        """The curve of one quantity; empty if it is not comparable."""
        if name == "loss" and loss != self.loss:
            return NO_POINTS
        return self.lines.get(name, NO_POINTS)


class EarlierRuns:
    """Keeps the newest few runs of each name, of the newest names."""

    def __init__(self) -> None:
        self._runs: dict[str, list[EarlierRun]] = {}
        self._lock = threading.Lock()

    def keep(self, run: Run) -> None:
        """Store a run's curves; nothing for a run without an epoch."""
        if not run.history.evaluations:
            return
        new = EarlierRun(weakref.ref(run.history), loss_of(run), _lines(run.history))
        with self._lock:
            others = _others(self._runs.pop(run.name, []), run.history)
            # the present one is not shown behind itself
            self._runs[run.name] = [*others, new][-MOST_EARLIER - 1 :]
            while len(self._runs) > 50:
                del self._runs[next(iter(self._runs))]

    def claim(self, run: Run) -> None:
        """Recognize a reloaded run, which must not be shown behind itself."""
        lines = _lines(run.history)
        with self._lock:
            runs = self._runs.get(run.name, [])
            for place, one in enumerate(runs):
                is_same = one.lines.keys() == lines.keys() and all(
                    np.array_equal(points, lines[name]) for name, points in one.lines.items()
                )
                if is_same:
                    runs[place] = replace(one, history=weakref.ref(run.history))

    def before(self, run: Run) -> list[EarlierRun]:
        """The last runs of the same name without this one, newest first."""
        with self._lock:
            return _others(self._runs.get(run.name, []), run.history)[: -MOST_EARLIER - 1 : -1]

    def clear(self) -> None:
        """Remove all runs."""
        with self._lock:
            self._runs.clear()


def loss_of(run: Run) -> str:
    """The name of a run's loss; empty if unknown."""
    return "" if run.bound is None else str(run.bound.task.loss.name)


def _others(runs: list[EarlierRun], history: TrainingHistory) -> list[EarlierRun]:
    return [run for run in runs if run.history() is not history]


def _lines(history: TrainingHistory) -> dict[str, Points]:
    known = list(history)
    lines = {}
    for name in known:
        if not name.startswith(("val_", "test_")):
            monitored = (one for one in (f"val_{name}", f"test_{name}") if one in known)
            lines[name] = points_of(history, next(monitored, name), EARLIER_POINTS)
    return lines


EARLIER_RUNS = EarlierRuns()
"""Those of this kernel."""
