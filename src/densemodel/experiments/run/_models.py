"""From the result of a trial to its run, with its model and its data."""

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


def run_of(trial: Trial, result: Result, place: SweepFolder, data: SweepData, name: str) -> Run:
    """The run of a trial: read from its file, else trained again, to the same numbers.

    Raises:
        DenseModelError: It can't be trained again.
    """
    path = place.model_of(trial)
    run = _loaded(path, data) if result.model and path.exists() else None
    if run is None or not is_of(run, result):
        run = data.run_of(trial)
        run.start().wait()
    run.name = name
    run.let_change(lambda change: data.run_of(replace(trial, spec=change(trial.spec))))
    return run


def score(run: Run, test: Any) -> dict[str, float]:
    """The metrics of a run on test data, a pair (x, y)."""
    from densemodel.scoring import evaluate

    return dict(evaluate(run, *test).metrics)


def _loaded(path: Any, data: SweepData) -> Run | None:
    try:
        run = load(path)
        return run.give(data.x, data.y, validation_data=data.validation)
    except (StoreError, DenseModelError):
        return None  # damaged, or of other data: it is trained again


def is_of(run: Run, result: Result) -> bool:
    """A later round of halving, or another process, may have written over the file."""
    return run.history.epochs == result.epochs
