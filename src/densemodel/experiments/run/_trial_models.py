"""Loads the run of a trial, with its model and its data, from its result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from densemodel.errors import DenseModelError, StoreError
from densemodel.store import load

if TYPE_CHECKING:
    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.plan._rows import SweepData
    from densemodel.experiments.results._result import Result
    from densemodel.experiments.run._sweep_folder import SweepFolder
    from densemodel.training import Run


class TrialModels:
    """The trained models of a sweep; the best one stays in memory once it was requested.

    Args:
        place: The folder of the models.
        data: The data of the trials.
    """

    def __init__(self, place: SweepFolder, data: SweepData) -> None:
        self._place = place
        self._data = data
        self._best: tuple[int, Run] | None = None
        "The number and the run of the trial that was best at the last request."

    def best(self, trial: Trial, result: Result, name: str) -> Run:
        """The run of the best trial: the same object each time, until it is trained further."""
        best = self._best
        if best is None or best[0] != trial.number or not _is_of(best[1], result):
            best = self._best = trial.number, self.load(trial, result, name)
        return best[1]

    def load(self, trial: Trial, result: Result, name: str) -> Run:
        """The run of a trial: read from its file, or else trained again, to the same numbers.

        Raises:
            DenseModelError: It can't be trained again.
        """
        data, path = self._data, self._place.model_of(trial)
        run = self._read(path) if result.model and path.exists() else None
        if run is None or not _is_of(run, result):
            run = data.run_of(trial)
            run.start().wait()
        run.name = name
        run.let_change(lambda change: data.run_of(replace(trial, spec=change(trial.spec))))
        return run

    def _read(self, path: Any) -> Run | None:
        data = self._data
        try:
            return load(path).give(data.x, data.y, validation_data=data.validation)
        except (StoreError, DenseModelError):
            return None  # damaged, or with other data: the trial is trained again


def score(run: Run, test: Any) -> dict[str, float]:
    """The metrics of a run on test data, a pair (x, y)."""
    from densemodel.scoring import evaluate

    return dict(evaluate(run, *test).metrics)


def _is_of(run: Run, result: Result) -> bool:
    """Whether a file matches its result: a later round, or another process, may overwrite it."""
    return run.history.epochs == result.epochs
