"""The data, the folder and the trained models of a sweep."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from densemodel.errors import DenseModelError, SweepError
from densemodel.store import load
from densemodel.training import prepare

if TYPE_CHECKING:
    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.results._result import Result
    from densemodel.training import Run


@dataclass(frozen=True)
class SweepData:
    """The data and callbacks of all trials, held once by each worker."""

    x: Any
    y: Any
    validation: Any = None
    callbacks: Any = ()
    "Keras callbacks, or a function that gives those of a trial."

    @property
    def bytes(self) -> int:
        """The approximate memory that a worker needs for it."""
        parts = [self.x, *(self.validation or ())]
        return sum(int(getattr(part, "nbytes", 0)) for part in parts)

    def run_of(self, trial: Trial) -> Run:
        """A run of a spec, ready to start, as `dm.train` would make it."""
        run = prepare(
            trial.spec,
            self.x,
            self.y,
            name=f"trial {trial.number}",
            validation_data=self.validation,
            callbacks=self.callbacks_of(trial),
        )
        run.is_queued = False
        return run

    def callbacks_of(self, trial: Trial) -> Any:
        """The callbacks of one trial."""
        return self.callbacks(trial) if callable(self.callbacks) else self.callbacks


@dataclass(frozen=True, slots=True)
class SweepFolder:
    """The folder that one start of a sweep writes to, the same for all of its workers.

    It holds results, models, and flags that ask the workers to stop.
    """

    folder: Path
    token: str
    "Identifies this start, so that flags of an earlier one that was killed have no effect."

    @property
    def results(self) -> Path:
        """The folder of the records."""
        return self.folder / "results"

    @property
    def models(self) -> Path:
        """The folder of the models."""
        return self.folder / "models"

    def model_of(self, trial: Trial) -> Path:
        """The file of a trial's model."""
        return self.models / f"{trial.id}.keras"

    def ask_to_stop(self, number: int | None = None) -> None:
        """Write a flag for one trial or for all, which workers look for between chunks of steps."""
        with suppress(OSError):  # without a flag the trials train to their end
            self._flag(number).touch()

    def is_asked_to_stop(self, number: int | None = None) -> bool:
        """Whether there is a flag, for one trial or for all of them."""
        return self._flag(number).exists()

    def clear(self) -> None:
        """Remove the flags of this start."""
        for flag in self.folder.glob(f"stop-{self.token}*"):
            with suppress(OSError):
                flag.unlink()

    def _flag(self, number: int | None) -> Path:
        which = "" if number is None else f"-{number}"
        return self.folder / f"stop-{self.token}{which}"


def folder_of(folder: str | PathLike[str]) -> Path:
    """The folder, created if necessary.

    Raises:
        SweepError: It can't be created or written to, or is not a path.
    """
    if not isinstance(folder, str | PathLike):
        raise SweepError(f"folder is {folder!r}: it is the path of a folder, such as 'sweeps'")
    path = Path(folder).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / ".probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SweepError(
            f"{path} can't hold the results of a sweep: {(error.strerror or str(error)).lower()}; "
            "name another folder"
        ) from None
    return path


class TrialModels:
    """The trained models of a sweep; the best one stays in memory once it was requested."""

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
        run = None
        if result.model and path.exists():
            with suppress(DenseModelError):  # damaged, or with other data
                run = load(path).give(data.x, data.y, validation_data=data.validation)
        if run is None or not _is_of(run, result):
            run = data.run_of(trial)
            run.start().wait()
        run.name = name
        run.let_change(lambda change: data.run_of(replace(trial, spec=change(trial.spec))))
        return run


def _is_of(run: Run, result: Result) -> bool:
    """Whether a file matches its result: a later round, or another process, may overwrite it."""
    return run.history.epochs == result.epochs
