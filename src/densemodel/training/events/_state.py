"""The states of a run and the transitions between them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from densemodel.errors import TrainingError
from densemodel.training.events._events import StateChanged

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training.events._events import State

_BUSY: frozenset[State] = frozenset({"waiting", "running", "stopping"})
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
    """Holds the state, checks every change and sends it as an event."""

    def __init__(self, tell: Callable[[StateChanged], None], now: State = "ready") -> None:
        self._state: State = now
        self._tell = tell
        self._lock = threading.RLock()

    @property
    def now(self) -> State:
        """The state."""
        return self._state

    @property
    def is_busy(self) -> bool:
        """Whether a thread is training, or is queued."""
        return self._state in _BUSY

    def move(self, after: State) -> None:
        """Change the state.

        Raises:
            TrainingError: The change is not allowed.
        """
        with self._lock:
            before = self._state
            if after == before:
                return
            if after not in _MOVES[before]:
                raise TrainingError(f"a run that is {before} cannot become {after}")
            self._state = after
        self._tell(StateChanged(before, after))

    def move_if(self, befores: frozenset[State], after: State) -> bool:
        """Change the state if it is one of `befores`; returns whether it was."""
        with self._lock:
            before = self._state
            if before not in befores:
                return False
            self._state = after
        self._tell(StateChanged(before, after))
        return True
