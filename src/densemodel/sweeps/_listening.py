"""Tells of what happens to whoever asked to hear."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.sweeps._events import SweepEvent

logger = logging.getLogger("densemodel")


class Listening:
    """Has listeners; one that fails is reported once, and hears no more."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[SweepEvent], object]] = []

    def on_event(self, function: Callable[[SweepEvent], object]) -> Callable[[], None]:
        """Have a function called with each event, in any thread; it must be quick.

        Returns:
            The function that cancels it.
        """
        self._listeners.append(function)

        def cancel() -> None:
            if function in self._listeners:
                self._listeners.remove(function)

        return cancel

    def _tell(self, event: SweepEvent) -> None:
        for listener in list(self._listeners):
            try:
                listener(event)
            except Exception:
                logger.exception("a listener of a sweep failed, and hears no more")
                self._listeners.remove(listener)
