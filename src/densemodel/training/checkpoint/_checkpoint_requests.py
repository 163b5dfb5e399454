"""Requests for checkpoints of a run during training."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger("densemodel")


class CheckpointRequests:
    """Functions that are called once, on the training thread, at the next possible checkpoint.

    At that point weights, optimizer, position, patience and history are consistent. It comes
    between two calls of about 50 ms, and costs nothing without requests.
    """

    def __init__(self) -> None:
        self._waiting: list[Callable[[], object]] = []
        self._lock = threading.Lock()
        self.thread: int | None = None
        "The training thread."

    @property
    def is_awaited(self) -> bool:
        """Whether there are requests."""
        return bool(self._waiting)

    def ask(self, function: Callable[[], object]) -> None:
        """Request a call at the next checkpoint, if there is one before the end."""
        with self._lock:
            self._waiting.append(function)

    def drop(self, function: Callable[[], object]) -> None:
        """Cancel a request."""
        with self._lock:
            if function in self._waiting:
                self._waiting.remove(function)

    def forget(self) -> None:
        """Drop all requests: the run has ended."""
        with self._lock:
            self._waiting = []

    def pass_by(self) -> None:
        """Call all requested functions; errors are reported, and training continues."""
        with self._lock:
            functions, self._waiting = self._waiting, []
        for function in functions:
            try:
                function()
            except Exception:
                logger.exception("no checkpoint could be taken; training continues")
