"""Events of a run, their listeners, its states, and the marks in its history.

Events never change. Listeners are called on the training thread and must be fast; see
`Run.on_event`.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np

    from densemodel.data import Finding
    from densemodel.language import Spec
    from densemodel.training.diagnosis import Diagnosis


State = Literal["ready", "waiting", "running", "stopping", "stopped", "finished", "failed"]
"""The states of a run.

ready: nothing trained yet. waiting: for another run in this process to end. running, stopping: the
training thread is at work. stopped: by the user. finished: the epochs or steps are done, or
patience or minutes ended it. failed: an error, or a number that is not finite.
"""

Reason = Literal[
    "epochs", "steps", "minutes", "patience", "callback", "stop", "error", "non-finite"
]
"""Why a run ended: `callback` is a Keras callback that set `model.stop_training`."""


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The training thread starts or resumes."""

    resumed: bool
    epoch: int
    "The number of epochs that are already done."


@dataclass(frozen=True, slots=True)
class Compiling:
    """The steps are being compiled; it ends with the next `StepsDone`."""


@dataclass(frozen=True, slots=True)
class StepsDone:
    """Some steps (batches) were trained; sent a few times a second, not for each step."""

    epoch: int
    "The current epoch, from 1."
    step_in_epoch: int
    "The number of steps done in this epoch."
    steps_per_epoch: int
    first_step: int
    "The number of the first of these steps since the run's start, counted from 1."
    losses: np.ndarray
    "The loss of each of these steps, shape (steps,)."
    learning_rate: float = nan
    "The rate of the newest of these steps; nan if unknown."
    first_learning_rate: float = nan
    "The rate of the first of these steps."

    @property
    def first_place(self) -> float:
        """The position of the first of these steps, in epochs."""
        before = self.step_in_epoch - len(self.losses) + 1
        return self.epoch - 1 + before / self.steps_per_epoch

    @property
    def place(self) -> float:
        """The position of the newest of these steps, in epochs, such as 2.5."""
        return self.epoch - 1 + self.step_in_epoch / self.steps_per_epoch


@dataclass(frozen=True, slots=True)
class ValidationDone:
    """Part of the validation rows were evaluated."""

    step: int
    steps: int


@dataclass(frozen=True, slots=True)
class EvaluationDone:
    """An evaluation: the training losses since the previous one, and the validation rows.

    There is one at the end of each epoch, an `EpochDone`. With `every`, there is one after every N
    steps instead.
    """

    epoch: int
    "Its epoch, from 1."
    logs: Mapping[str, float]
    """Keras's logs: loss, metrics, and both again with `val_`.

    With `every` and without validation data, both with `test_` if there is test data; with a
    schedule, `learning_rate` of the last step.
    """
    is_best: bool
    "Whether these weights are the best so far."
    seconds: float
    "Seconds since the evaluation before, with validation."
    step: int
    "Steps done since the run's start."
    place: float
    "Its position in epochs: 2.5 is half way through the third, 3 is its end."


@dataclass(frozen=True, slots=True)
class EpochDone(EvaluationDone):
    """An epoch was trained and evaluated."""


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The state of the run changed."""

    before: State
    after: State


@dataclass(frozen=True, slots=True)
class Found:
    """A new finding."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Settled:
    """An earlier finding no longer holds."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Measured:
    """The layers were measured on the probe rows.

    It comes after some evaluations, at the end of the run, and with each `dm.diagnose`.
    """

    diagnosis: Diagnosis


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Settings were changed during training; sent on the thread that changed them."""

    settings: str
    "The given clauses: `patience 3`."


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The training thread has ended; the model holds the best weights."""

    state: State
    "stopped, finished or failed."
    reason: Reason
    epochs: int
    "The total number of epochs done."
    seconds: float
    "Seconds of this start or resume."


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
"An event of a run, a sweep or a capacity experiment."


class Listeners(Generic[EventT]):
    """Functions that receive each event, in order."""

    def __init__(self) -> None:
        self._functions: list[Callable[[EventT], object]] = []
        self._lock = threading.Lock()

    def add(self, function: Callable[[EventT], object]) -> Callable[[], None]:
        """Add a listener; returns the function that removes it."""
        with self._lock:
            self._functions.append(function)
        return lambda: self._drop(function)

    def __len__(self) -> int:
        with self._lock:
            return len(self._functions)

    def emit(self, event: EventT) -> None:
        """Call all listeners; one that raises is reported once and removed."""
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


_MOVES: dict[State, frozenset[State]] = {
    "ready": frozenset({"waiting", "running"}),
    "waiting": frozenset({"running", "stopping"}),
    "running": frozenset({"stopping", "finished", "failed"}),
    "stopping": frozenset({"stopped", "finished", "failed"}),
    "stopped": frozenset({"waiting", "running"}),
    "finished": frozenset({"waiting", "running"}),
    "failed": frozenset({"waiting", "running"}),
}


class RunState:
    """Holds the state, and sends every change of it as an event."""

    def __init__(self, emit: Callable[[StateChanged], None], now: State = "ready") -> None:
        self.now: State = now
        self._emit = emit
        self._lock = threading.RLock()

    @property
    def is_busy(self) -> bool:
        """Whether a thread is training, or is queued."""
        return self.now in ("waiting", "running", "stopping")

    def move(self, after: State) -> None:
        """Change the state, unless the run has moved on, such as to an end before a stop."""
        with self._lock:
            before = self.now
            if after not in _MOVES[before]:
                return
            self.now = after
        self._emit(StateChanged(before, after))


@dataclass(frozen=True, slots=True)
class Mark:
    """A change or an end during the history of a run."""

    kind: Literal["changed", "resumed", "ended"]
    words: str
    "The clauses that were changed: `lr 0.001 ; batch 64`; or why it ended: `stop`, `patience`, ..."
    step: int
    "Total steps done."
    place: float
    "Its position in epochs: 2.5 is half way through the third."


MERGED_SECONDS = 2.0
"Faster changes are merged: a slider moved by keys sends each of its values."


class ChangeMarks:
    """Marks changes of settings in a history, and merges quick ones."""

    def __init__(self) -> None:
        self._newest: tuple[Mark, Spec, float] | None = None

    def add(self, marks: list[Mark], old: Spec, new: Spec, marked: Callable[[str], Mark]) -> None:
        """Add the mark of a change between two specs to marks, merged with a recent one.

        `marked` makes a mark from the words of a change.
        """
        now, last, follows = time.monotonic(), self._newest, False
        if last is not None and marks and marks[-1] is last[0] and now - last[2] <= MERGED_SECONDS:
            old, follows = last[1], True
        before = set(str(old).split(" ; "))
        words = " ; ".join(clause for clause in str(new).split(" ; ")[1:] if clause not in before)
        found = [marked(words)] if words else []
        marks[len(marks) - follows :] = found
        self._newest = (found[0], old, now) if found else None
