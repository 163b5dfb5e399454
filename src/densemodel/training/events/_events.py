"""Events of a run, and who listens.

Every event is a fact that does not change after it was sent. Listeners are called on the training
thread and must be quick; see `Run.on_event`.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np

    from densemodel.data import Finding
    from densemodel.training.diagnosis import Diagnosis


State = Literal["ready", "waiting", "running", "stopping", "stopped", "finished", "failed"]
"""The states of a run.

ready: nothing trained yet. waiting: for another run in this process to end. running, stopping: the
training thread is at work. stopped: by a person. finished: the epochs or steps are done, or
patience or minutes ended it. failed: an error, or a number that is not finite.
"""

Reason = Literal[
    "epochs", "steps", "minutes", "patience", "callback", "stop", "error", "non-finite"
]
"""Why a run ended: `callback` is a Keras callback that set `model.stop_training`."""


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The training thread begins, anew or going on."""

    resumed: bool
    epoch: int
    "Epochs that are already done."


@dataclass(frozen=True, slots=True)
class Compiling:
    """The steps are compiled for this machine; it is done when the next steps are."""


@dataclass(frozen=True, slots=True)
class StepsDone:
    """Some steps (batches) were trained; sent a few times a second, not for each step."""

    epoch: int
    "The epoch that is going on, counted from 1."
    step_in_epoch: int
    "Steps of this epoch that are done."
    steps_per_epoch: int
    first_step: int
    "The number of the first of these steps since the run's start, counted from 1."
    losses: np.ndarray
    "The loss of each of these steps, shape (steps,)."
    learning_rate: float = nan
    "The rate of the newest of these steps; nan where nobody knows it."
    first_learning_rate: float = nan
    "The rate of the first of these steps."

    @property
    def first_place(self) -> float:
        """Where the first of these steps lies on an axis of epochs."""
        before = self.step_in_epoch - len(self.losses) + 1
        return self.epoch - 1 + before / self.steps_per_epoch

    @property
    def place(self) -> float:
        """Where the newest of these steps lies on an axis of epochs, such as 2.5."""
        return self.epoch - 1 + self.step_in_epoch / self.steps_per_epoch


@dataclass(frozen=True, slots=True)
class ValidationDone:
    """Part of the validation rows were looked at."""

    step: int
    steps: int


@dataclass(frozen=True, slots=True)
class EvaluationDone:
    """The run was judged: its losses since the look before, and its validation rows.

    There is a look at each epoch's end, which is an `EpochDone`; or, with `every`, one each so many
    steps in its place.
    """

    epoch: int
    "The epoch that it ends or lies in, counted from 1."
    logs: Mapping[str, float]
    """Keras's logs: loss, metrics, and both again with `val_` before them.

    With `every` and without validation data, both with `test_` before them if there is test data;
    with a schedule, `learning_rate`, that of the last step.
    """
    is_best: bool
    "These weights are the best so far."
    seconds: float
    "How long it took since the look before, validation included."
    step: int
    "Steps done since the run's start."
    place: float
    "Where it lies on an axis of epochs: 2.5 is half way through the third, 3 is its end."


@dataclass(frozen=True, slots=True)
class EpochDone(EvaluationDone):
    """An epoch is trained and validated."""


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The run went from one state to another."""

    before: State
    after: State


@dataclass(frozen=True, slots=True)
class Found:
    """Something was noticed that the person should know."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Settled:
    """What was found before holds no more."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Measured:
    """The layers were measured on the probe rows.

    It comes after some evaluations and when the run has ended, as there is time for it, and with
    each `dm.diagnose`.
    """

    diagnosis: Diagnosis


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Settings were changed that hold at once; told on the thread that changed them."""

    settings: str
    "The clauses, as they were given: `patience 3`."


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The training thread is done; the model holds the best weights."""

    state: State
    "stopped, finished or failed."
    reason: Reason
    epochs: int
    "Epochs that are done in all."
    seconds: float
    "How long this start or resume took."


Event = (
    RunStarted
    | Compiling
    | StepsDone
    | ValidationDone
    | EvaluationDone
    | StateChanged
    | Found
    | Settled
    | Measured
    | Adjusted
    | RunEnded
)


logger = logging.getLogger("densemodel")

EventT = TypeVar("EventT")
"What happens in a run, in a sweep, or while a network is grown."


class Listeners(Generic[EventT]):
    """Functions that are told each event, in the order in which they came."""

    def __init__(self) -> None:
        self._functions: list[Callable[[EventT], object]] = []
        self._lock = threading.Lock()

    def add(self, function: Callable[[EventT], object]) -> Callable[[], None]:
        """Tell this function from now on; gives the function that ends it."""
        with self._lock:
            self._functions.append(function)
        return lambda: self._drop(function)

    def emit(self, event: EventT) -> None:
        """Tell everyone; who raises is reported once and dropped, for training must go on."""
        with self._lock:
            functions = list(self._functions)
        for function in functions:
            try:
                function(event)
            except Exception:
                logger.exception("a listener raised an error and is not called again")
                self._drop(function)

    def _drop(self, function: Callable[[EventT], object]) -> None:
        with self._lock:
            if function in self._functions:
                self._functions.remove(function)
