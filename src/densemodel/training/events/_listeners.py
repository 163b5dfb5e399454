"""Those who listen to what trains."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger("densemodel")

EventT = TypeVar("EventT")
"What happens in a run, in a sweep, or while a network is grown."


class Listeners(Generic[EventT]):
    """Functions that are told each event, in the order in which they came."""

    def __init__(self) -> None:
        self._functions: list[Callable[[EventT], object]] = []
        self._lock = threading.Lock()

    def add(self, function: Callable[[EventT], object]) -> Callable[[], None]:
        """Tell this function from now on; gives the function that ends it."""
        with self._lock:
            self._functions.append(function)
        return lambda: self._drop(function)

    def tell(self, event: EventT) -> None:
        """Tell everyone; who raises is reported once and dropped, for training must go on."""
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
