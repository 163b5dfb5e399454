"""Tells of what happens to whoever asked to hear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.training import Listeners

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.experiments.run._events import SweepEvent


class Listening:
    """Has listeners; one that fails is reported once, and hears no more."""

    def __init__(self) -> None:
        self._listeners: Listeners[SweepEvent] = Listeners()

    def on_event(self, function: Callable[[SweepEvent], object]) -> Callable[[], None]:
        """Have a function called with each event, in any thread; it must be quick.

        Returns:
            The function that cancels it.
        """
        return self._listeners.add(function)

    def _tell(self, event: SweepEvent) -> None:
        self._listeners.tell(event)
