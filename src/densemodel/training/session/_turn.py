"""One run at a time in a process: the next waits for its turn."""

from __future__ import annotations

import threading

POLL_SECONDS = 0.05


class Turn:
    """A lock that knows who holds it and that one can stop waiting for."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._holder: str | None = None
        self._queue: list[object] = []

    @property
    def holder(self) -> str | None:
        """The name of the run whose turn it is."""
        return self._holder

    def take_now(self, name: str) -> bool:
        """Take the turn if it is free; says whether it was."""
        with self._free:
            if self._holder is not None or self._queue:
                return False
            self._holder = name
            return True

    def take(self, name: str, give_up: threading.Event) -> bool:
        """Wait for the turn; False if `give_up` was set by another thread before it came.

        Who asks first gets it first, so that the networks of a cell train in their order.
        """
        place = object()
        with self._free:
            self._queue.append(place)
            try:
                while self._holder is not None or self._queue[0] is not place:
                    if give_up.is_set():
                        return False
                    self._free.wait(POLL_SECONDS)
                self._holder = name
                return True
            finally:
                self._queue.remove(place)

    def give_back(self) -> None:
        """Let the next one begin."""
        with self._free:
            self._holder = None
            self._free.notify_all()


TURN = Turn()
"""The turn of this process."""
