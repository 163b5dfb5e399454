"""Finds the network size that the data need: grows it until validation stops improving."""

from __future__ import annotations

import time
import weakref
from shutil import rmtree
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from densemodel.errors import SweepError, with_call_hints
from densemodel.experiments.plan._growth import GrowthPlanner
from densemodel.experiments.plan._sizes import require_growth
from densemodel.experiments.results._capacity_result import findings_of, points_frame
from densemodel.experiments.results._capacity_sentence import capacity_sentence
from densemodel.experiments.run._start import data_key
from densemodel.experiments.run._trial_data import RunData, folder_of
from densemodel.experiments.run._worker_experiment import WorkerExperiment
from densemodel.experiments.run._workers import WorkerPool
from densemodel.scoring import Side, evaluation_rows_of, own_losses, predict_rows
from densemodel.training import Run, hold_rows_of
from densemodel.wording import capitalised

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    import pandas as pd

    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.results._capacity_result import CapacityPoint, SizeComparison

MINUTES = 10.0
"The default time limit for training sizes."
_MORE_TRAININGS = 2
"If it continues after its end."


@with_call_hints
def capacity(
    run: Run,
    *,
    minutes: float = MINUTES,
    folder: str | os.PathLike[str] | None = None,
    wait: bool = True,
) -> Capacity:
    """Grow the network of a run until its validation loss stops improving.

    Each size is trained from new weights on the run's data, with its split, settings and
    patience; the run and its model do not change.

    Args:
        run: A run with data and validation rows that is not training.
        minutes: The time limit. No size starts after it, and the one that is training is left out.
        folder: The folder of the results. The same network on the same data continues where it was
            in the same folder, also in another process. None: a temporary folder.
        wait: Return when it has ended; False returns at once.

    Raises:
        SweepError: Its network can't be grown, or its data can't be trained on again.

    Example:
        >>> found = dm.capacity(run)
        >>> found.sentence, found.knee.spec
        >>> found.frame()
    """
    found = Capacity(run, minutes=minutes, folder=folder).start()
    return found.wait() if wait else found


class Capacity(WorkerExperiment):
    """Trains networks of one size after another, in this process; `run` is of the written one."""

    kind: ClassVar[str] = "capacity"
    _planner: GrowthPlanner

    def __init__(
        self,
        run: Run,
        *,
        minutes: float = MINUTES,
        folder: str | os.PathLike[str] | None = None,
    ) -> None:
        require_growth(run, minutes)
        self.run = run
        self.minutes = minutes
        self._found: tuple[tuple[Any, ...], tuple[CapacityPoint, ...]] = (), ()
        "The last results, and their points."
        planner = GrowthPlanner(run, data_key, self._is_time_up)
        place = folder_of(folder or None, self.kind)
        if folder is None:
            weakref.finalize(self, rmtree, place, ignore_errors=True)
        super().__init__(run.name, planner, GrownData(run, self._is_time_up), place, WorkerPool(1))

    def start(self) -> Self:
        """Start, or continue with the sizes that are left, else with more seeds of the best.

        The time limit counts from now on.

        Raises:
            SweepError: It is training, or the run is.
        """
        with self._lock:
            if self.is_busy:
                raise SweepError(f"the capacity of {self.name} is being measured: stop it first")
            require_growth(self.run, self.minutes)
            if self._planner.is_sure:
                self._planner.trainings += _MORE_TRAININGS
            return super().start()

    @property
    def points(self) -> tuple[CapacityPoint, ...]:
        """The trained sizes, in the order of their training."""
        results = self.results
        if self._found[0] != (known := tuple(results.values())):
            self._found = known, self._planner.points(results)
        return self._found[1]

    @property
    def findings(self) -> SizeComparison | None:
        """The comparison of the sizes; None before one has a loss."""
        return findings_of(self.points)

    @property
    def knee(self) -> CapacityPoint | None:
        """The smallest network that is as good as the best, within the noise."""
        found = self.findings
        return None if found is None else found.knee_point

    @property
    def sentence(self) -> str:
        """The result, or the progress."""
        if self.error is not None:
            return f"It failed: {self.error}"
        points, planner = self.points, self._planner
        trained = f"{len(points)} size{'' if len(points) == 1 else 's'}"
        if self.is_busy or self.state == "ready":
            now = "".join(f", now {self.words_of(number)}" for number in self.training)
            return f"{trained} trained{now}."
        why = "it was stopped" if self.state == "stopped" else "the time limit was reached"
        if not points:
            return capitalised(f"{why} before the first size was trained.")
        early = "" if planner.is_sure else f"After {trained} {why}. "
        if planner.is_whole and early:
            early = f"{capitalised(why)} while the best was trained with other seeds. "
        return early + capacity_sentence(points, is_whole=planner.is_whole)

    @property
    def next_words(self) -> str:
        """What `start` does next, for a button: `Resume`, `Try larger networks`."""
        if self._planner.is_sure:
            return f"Train {_MORE_TRAININGS} more seeds"
        is_cut_off = self._planner.is_whole or self.state != "finished"
        return "Resume" if is_cut_off else "Try larger networks"

    def words_of(self, number: int) -> str:
        """The hidden layers of a trial in few words; `again` if it has another seed."""
        words, again = self.trials[number - 1].values  # noqa: PD011 - no frame
        return words if again == "0" else f"{words} again"

    def run_of(self, number: int) -> Run:
        """A run of one size, ready to start: its training gives the same numbers again.

        `number` is the size's place among the points, from 0; a SweepError if there is none.
        """
        points = self.points
        if not 0 <= number < len(points):
            raise SweepError(f"size {number} of {self.name} was not trained")
        numbers = (one.number for one in self.trials)
        first = next(n for n in numbers if self.words_of(n) == points[number].words)
        run = self._data.run_of(self.trials[first - 1])
        run.name = f"{self.name}_size_{number + 1}"
        return run

    def frame(self) -> pd.DataFrame:
        """A table with a row for each size, the smallest first."""
        return points_frame(self.points)

    def __repr__(self) -> str:
        line = super().__repr__()
        return f"{line}\n\n{self.frame().to_string(index=False)}" if self.points else line

    def _is_time_up(self) -> bool:
        return self.is_busy and time.monotonic() - self._began > 60 * self.minutes


class GrownData(RunData):
    """A run whose network is trained in other sizes, on the same rows."""

    def __init__(self, run: Run, is_over: Callable[[], bool]) -> None:
        super().__init__(run, f"the capacity of {run.name}")
        self._is_over = is_over

    def run_of(self, trial: Trial) -> Run:
        run = super().run_of(trial)
        hold_rows_of(run, self._run)
        return run

    def is_over(self) -> bool:
        return self._is_over()

    def facts_of(self, run: Run) -> dict[str, Any]:
        rows = _losses_on(run, "validation")
        training = float(np.mean(_losses_on(run, "training")))
        return {"row_losses": rows.tolist(), "training_loss": training}


def _losses_on(run: Run, side: Side) -> np.ndarray:
    rows = evaluation_rows_of(run, 20_000, side)  # the same ones for every size
    if rows is None:
        raise SweepError(f"{run.name} has no rows for {side}")
    losses = own_losses(predict_rows(run.network, rows))
    if isinstance(losses, float):
        raise SweepError(f"{run.name} has no loss for each row")
    return losses
