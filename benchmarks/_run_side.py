"""Our side: a run that trains one epoch at a time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from densemodel.training import EpochDone, prepare

if TYPE_CHECKING:
    import numpy as np

    from densemodel.data import Bound
    from densemodel.training import Event

_ROWS_AT_ONCE = 1024


class RunSide:
    """A run of the usual 30 epochs that is stopped after each, and resumes in its next turn.

    It is timed from outside: from the call of start or resume to the event at the end of the
    epoch. So the overhead of a start or resume counts against us. The plan is a user's usual one,
    because the engine may prepare more for a long run.

    Args:
        spec: The network, with any clauses but `patience`.
        x: Rows of the network's input, shape (n, ...).
        y: Their classes, shape (n,).
    """

    def __init__(self, spec: str, x: np.ndarray, y: np.ndarray) -> None:
        self.run = prepare(f"{spec} ; patience off", x, y)
        self._began = self._done = 0.0
        self.run.on_event(self._handle)

    @property
    def bound(self) -> Bound:
        """The rows as they are split and encoded."""
        if self.run.bound is None:
            raise RuntimeError("the run has no data")
        return self.run.bound

    def epoch(self) -> float:
        """Train another epoch, and return its seconds."""
        self.begin()
        return self.end()

    def begin(self) -> None:
        """Start the next epoch, in the run's own thread."""
        self._began = time.perf_counter()
        if self.run.state == "ready":
            self.run.start()
        else:
            self.run.resume()

    def end(self) -> float:
        """Wait for the end of the epoch, and return its seconds."""
        self.run.wait()
        return self._done - self._began

    def classes_of(self, x: np.ndarray) -> np.ndarray:
        """Predict the class of each row."""
        return self.run.model.predict(x, batch_size=_ROWS_AT_ONCE, verbose=0).argmax(axis=1)

    def _handle(self, event: Event) -> None:
        if isinstance(event, EpochDone):
            self._done = time.perf_counter()
            # this event comes between two epochs, so no step of the next one is trained
            self.run.stop()
