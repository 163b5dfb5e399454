"""Many trials: what every experiment has, however its trials are trained."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Self

from densemodel.errors import SweepError
from densemodel.training import Listeners

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.plan._planner import Planner
    from densemodel.experiments.results._result import Result
    from densemodel.experiments.run._events import ExperimentEvent, State


class Experiment(ABC):
    """Trials that a planner chooses, their results, and one family of events.

    A subclass is a way to train them: given to workers (`WorkerExperiment`), or in turns of an
    epoch in this process (`Race`).
    """

    kind: ClassVar[str]
    "Its noun in messages."

    def __init__(self, name: str, planner: Planner) -> None:
        self.name = name
        self.error: BaseException | None = None
        self._planner = planner
        self._listeners: Listeners[ExperimentEvent] = Listeners()
        self._lock = threading.RLock()

    # What each kind says of itself

    @property
    @abstractmethod
    def state(self) -> State: ...

    @property
    @abstractmethod
    def trials(self) -> tuple[Trial, ...]:
        """Those that are known: its planner may choose others once it knows results."""

    @property
    @abstractmethod
    def sentence(self) -> str:
        """The progress or the result, in words."""

    @property
    @abstractmethod
    def results(self) -> Mapping[int, Result]:
        """The results of the trials that have ended, by number."""

    @property
    @abstractmethod
    def live_curves(self) -> Mapping[int, tuple[Sequence[float], Sequence[float]]]:
        """Positions in epochs, and losses, of each trial in training, by its number."""

    @abstractmethod
    def start(self) -> Self:
        """Train the trials that have no result yet."""

    @abstractmethod
    def stop(self) -> Self:
        """Ask it to stop; what is training stops within a moment."""

    @abstractmethod
    def _is_over(self, seconds: float) -> bool:
        """Whether nothing is training any more; wait for so many seconds at most."""

    @abstractmethod
    def frame(self) -> pd.DataFrame:
        """A table of what was trained."""

    def __repr__(self) -> str:
        return f"{self.kind.capitalize()} of {self.name}: {self.sentence}"

    # What all have alike

    def on_event(self, function: Callable[[ExperimentEvent], object]) -> Callable[[], None]:
        """Have a function called with each event, in any thread; it must be quick.

        Returns:
            The function that cancels it.
        """
        return self._listeners.add(function)

    @property
    def is_busy(self) -> bool:
        """Whether anything is training, or about to."""
        return self.state in {"running", "stopping"}

    @property
    def trial_count(self) -> int:
        """The number of trials in all, with those that are not known yet."""
        return self._planner.count

    @property
    def training(self) -> frozenset[int]:
        """The numbers of the trials that are training."""
        return frozenset(self.live_curves)

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
            raise SweepError(f"the {self.kind} of {self.name} is not started")
        until = None if timeout is None else time.monotonic() + timeout
        try:
            # in short pieces, because a signal may reach another thread
            while not self._is_over(0.1):
                if until is not None and time.monotonic() >= until:
                    return self
        except KeyboardInterrupt:
            self.stop()
            while not self._is_over(0.1):
                pass
            raise
        if self.error is not None:
            raise self.error
        return self
