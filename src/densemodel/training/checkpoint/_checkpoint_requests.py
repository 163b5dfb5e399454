"""Who waits for the places at which a run that trains can be taken as it stands."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger("densemodel")


class CheckpointRequests:
    """Functions that are called once, on the training thread, at the next place where it can stop.

    There, everything that training goes on from belongs together: weights, optimizer, position,
    patience, history. Such a place comes between two calls of about 50 ms. A place that nobody
    waits for costs nothing.
    """

    def __init__(self) -> None:
        self._waiting: list[Callable[[], object]] = []
        self._lock = threading.Lock()
        self.thread: int | None = None
        "The thread that trains now."

    @property
    def is_awaited(self) -> bool:
        """Whether anybody waits."""
        return bool(self._waiting)

    def ask(self, function: Callable[[], object]) -> None:
        """Have a function called at the next place, if there is one before the end."""
        with self._lock:
            self._waiting.append(function)

    def drop(self, function: Callable[[], object]) -> None:
        """Wait no longer."""
        with self._lock:
            if function in self._waiting:
                self._waiting.remove(function)

    def forget(self) -> None:
        """Call nobody: the run has ended."""
        with self._lock:
            self._waiting = []

    def pass_by(self) -> None:
        """Call everyone; who raises is reported, for training must go on."""
        with self._lock:
            functions, self._waiting = self._waiting, []
        for function in functions:
            try:
                function()
            except Exception:
                logger.exception("no checkpoint could be taken; training continues")
