"""The data, the folder and the trained models of an experiment."""

from __future__ import annotations

import gc
import tempfile
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from densemodel.data import Bound, bind
from densemodel.errors import DenseModelError, SweepError
from densemodel.store import load
from densemodel.training import Run, prepare

if TYPE_CHECKING:
    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.results._result import Result
    from densemodel.language import Spec


class TrialData(ABC):
    """The data of all trials, held once by each worker."""

    keeps_models: ClassVar[bool] = True
    "Whether the model of the best trial of a process is saved."

    @property
    def bytes(self) -> int:
        """The approximate memory that a worker needs for it."""
        return 0

    @abstractmethod
    def run_of(self, trial: Trial) -> Run:
        """A run of a trial, ready to start."""

    def resumed(self, run: Run, trial: Trial) -> Run:
        """A run that was loaded from its file, with its data."""
        raise NotImplementedError

    def is_over(self) -> bool:
        """Whether a trial that is training is to end without a result."""
        return False

    def facts_of(self, run: Run) -> dict[str, Any]:  # noqa: ARG002
        """What else is recorded of a run that has ended: the `facts` of its result."""
        return {}


@dataclass(frozen=True)
class SweepData(TrialData):
    """The data and callbacks of a sweep."""

    x: Any
    y: Any
    validation: Any = None
    callbacks: Any = ()
    "Keras callbacks, or a function that gives those of a trial."

    @property
    def bytes(self) -> int:
        parts = [self.x, *(self.validation or ())]
        return sum(int(getattr(part, "nbytes", 0)) for part in parts)

    def run_of(self, trial: Trial) -> Run:
        """As `dm.train` would make it."""
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

    def resumed(self, run: Run, trial: Trial) -> Run:
        run.is_queued = False
        return run.give(
            self.x,
            self.y,
            validation_data=self.validation,
            callbacks=self.callbacks_of(trial),
        )

    def bind(self, spec: Spec) -> Bound:
        return bind(spec, self.x, self.y, validation_data=self.validation)

    def callbacks_of(self, trial: Trial) -> Any:
        return self.callbacks(trial) if callable(self.callbacks) else self.callbacks


class RunData(TrialData):
    """The rows of a run, on which other networks train in this process."""

    keeps_models: ClassVar[bool] = False

    def __init__(self, run: Run, name: str) -> None:
        self._run, self._name = run, name

    def run_of(self, trial: Trial) -> Run:
        gc.collect()  # a model contains reference cycles: free that of the last trial
        run = self._run.changed(lambda _: trial.spec)
        run.name = self._name  # another run that waits says for what
        return run


@dataclass(frozen=True, slots=True)
class ExperimentFolder:
    """The folder that one start of an experiment writes to, the same for all of its workers.

    It holds results, models, and flags that ask the workers to stop.
    """

    folder: Path
    token: str
    "Identifies this start, so that flags of an earlier one that was killed have no effect."

    @property
    def results(self) -> Path:
        return self.folder / "results"

    @property
    def models(self) -> Path:
        return self.folder / "models"

    def model_of(self, trial: Trial) -> Path:
        return self.models / f"{trial.id}.keras"

    def ask_to_stop(self, number: int | None = None) -> None:
        """Write a flag for one trial or for all, which workers look for between chunks of steps."""
        with suppress(OSError):  # without a flag the trials train to their end
            self._flag(number).touch()

    def is_asked_to_stop(self, number: int | None = None) -> bool:
        return self._flag(number).exists()

    def clear(self) -> None:
        for flag in self.folder.glob(f"stop-{self.token}*"):
            with suppress(OSError):
                flag.unlink()

    def _flag(self, number: int | None) -> Path:
        which = "" if number is None else f"-{number}"
        return self.folder / f"stop-{self.token}{which}"


def folder_of(folder: str | PathLike[str] | None, kind: str) -> Path:
    """The folder of an experiment, created if necessary; None: a temporary one.

    Raises:
        SweepError: It can't be written to.
    """
    folder = tempfile.mkdtemp(prefix=f"densemodel-{kind}-") if folder is None else folder
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
            f"{path} can't hold the results of a {kind}: {(error.strerror or str(error)).lower()}; "
            "choose another folder: with %config DenseModel.folder in a notebook, folder= of "
            f"dm.{kind}"
        ) from None
    return path


def run_of_result(
    trial: Trial, result: Result, name: str, data: SweepData | RunData, place: ExperimentFolder
) -> Run:
    """The run of a trial that has ended: from its file, or trained again, to the same numbers."""
    path, run = place.model_of(trial), None
    if isinstance(data, SweepData) and result.model and path.exists():
        with suppress(DenseModelError):  # damaged, or with other data
            run = load(path).give(data.x, data.y, validation_data=data.validation)
    if run is None or not is_of(run, result):
        run = data.run_of(trial)
        run.start().wait()
    run.name = name
    run.let_change(lambda change: data.run_of(replace(trial, spec=change(trial.spec))))
    return run


def is_of(run: Run, result: Result) -> bool:
    """Whether a file matches its result: a later round, or another process, may overwrite it."""
    return run.history.epochs == result.epochs
