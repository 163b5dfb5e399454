"""What a sweep and a capacity search have in common: states, events, and a thread that trains."""

from __future__ import annotations

import atexit
import threading
import time
import weakref
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeAlias, TypeVar

from densemodel.errors import SweepError
from densemodel.training import Listeners

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from densemodel.experiments.results._capacity_result import CapacityPoint
    from densemodel.experiments.results._result import Result

State = Literal["ready", "running", "stopping", "stopped", "finished", "failed"]
"""ready: nothing trained yet. stopped: by the user. finished: all trials are done, larger sizes are
no better, or the time is up. failed: an error."""


@dataclass(frozen=True, slots=True)
class SweepStarted:
    """The sweep started."""


@dataclass(frozen=True, slots=True)
class TrialStarted:
    number: int


@dataclass(frozen=True, slots=True)
class TrialEvaluated:
    """A trial was evaluated on its validation rows.

    Only the first evaluation in each fifth of a second is reported.
    """

    number: int
    place: float
    "The position in epochs."
    logs: Mapping[str, float]
    "Loss and metrics, by Keras's names."


@dataclass(frozen=True, slots=True)
class TrialEnded:
    """The result of a trial is on disk."""

    number: int
    result: Result


@dataclass(frozen=True, slots=True)
class SweepEnded:
    """The sweep has ended."""


SweepEvent: TypeAlias = SweepStarted | TrialStarted | TrialEvaluated | TrialEnded | SweepEnded


@dataclass(frozen=True, slots=True)
class CapacityStarted:
    """Training of sizes started."""


@dataclass(frozen=True, slots=True)
class SizeStarted:
    words: str
    parameters: int


@dataclass(frozen=True, slots=True)
class SizeDone:
    """A size was trained, or failed."""

    point: CapacityPoint


@dataclass(frozen=True, slots=True)
class CapacityStopping:
    """The user asked it to stop."""


@dataclass(frozen=True, slots=True)
class CapacityEnded:
    state: State


CapacityEvent: TypeAlias = (
    CapacityStarted | SizeStarted | SizeDone | CapacityStopping | CapacityEnded
)


EventT = TypeVar("EventT")
_started: weakref.WeakSet[Experiment[Any]] = weakref.WeakSet()


@atexit.register
def _stop_all() -> None:
    """Stop all experiments before Python exits, so that none starts another trial meanwhile."""
    for experiment in list(_started):
        experiment.stop()


class Experiment(ABC, Generic[EventT]):
    """Many trials, which a thread has trained; `not_started` is the error of waiting too early."""

    def __init__(self, not_started: str) -> None:
        self.state: State = "ready"
        self.error: BaseException | None = None
        self._not_started = not_started
        self._listeners: Listeners[EventT] = Listeners()
        self._lock = threading.RLock()
        self._stop, self._ended = threading.Event(), threading.Event()

    def on_event(self, function: Callable[[EventT], object]) -> Callable[[], None]:
        """Have a function called with each event, in any thread; it must be quick.

        Returns:
            The function that cancels it.
        """
        return self._listeners.add(function)

    @property
    def is_busy(self) -> bool:
        """Whether anything is training, or about to."""
        return self.state in {"running", "stopping"}

    def stop(self) -> Self:
        """Ask it to stop; what is training stops within a moment, without a result."""
        with self._lock:
            if self.state == "running":
                self.state = "stopping"
                self._stop.set()
        return self

    def wait(self, timeout: float | None = None) -> Self:
        """Wait until nothing is training any more; an interrupt stops it and keeps the results.

        Args:
            timeout: The longest wait, in seconds.

        Raises:
            SweepError: It was not started.
            Exception: The error of a failed experiment.
            KeyboardInterrupt: After the interrupt has stopped it.
        """
        if self.state == "ready":
            raise SweepError(self._not_started)
        until = None if timeout is None else time.monotonic() + timeout
        try:
            # in short pieces, because a signal may reach another thread
            while not self._ended.wait(0.1):
                if until is not None and time.monotonic() >= until:
                    return self
        except KeyboardInterrupt:
            self.stop()
            self._ended.wait()
            raise
        if self.error is not None:
            raise self.error
        return self

    def _begin(self) -> Self:
        self._stop, self._ended = threading.Event(), threading.Event()
        self.state, self.error = "running", None
        _started.add(self)
        name = f"densemodel-{type(self).__name__.lower()}"
        threading.Thread(target=self._work, name=name, daemon=True).start()
        return self

    def _work(self) -> None:
        state: State = "finished"
        try:
            self._train()
        except BaseException as error:  # noqa: BLE001 - `wait` raises it again
            self.error, state = self._shown(error), "failed"
        self._end("stopped" if self._stop.is_set() and state == "finished" else state)
        self._ended.set()

    @abstractmethod
    def _train(self) -> None:
        """Train all trials; return early once `_stop` is set."""

    @abstractmethod
    def _end(self, state: State) -> None:
        """Take the state, and emit the last event."""

    def _shown(self, error: BaseException) -> BaseException:
        return error
