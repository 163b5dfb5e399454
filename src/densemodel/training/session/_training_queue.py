"""Trains one run at a time in a process, and switches threads faster beside a busy cell."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(eq=False, frozen=True, slots=True)
class _InQueue:
    race: object
    "What the runs of a race have in common; None for others."


class TrainingQueue:
    """A lock that knows its holder, and whose wait can be cancelled."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self.holder: str | None = None
        "The name of the run that holds the lock."
        self._queue: list[_InQueue] = []

    def take_now(self, name: str) -> bool:
        """Take the lock if it is free; returns whether it was."""
        with self._free:
            if self.holder is not None or self._queue:
                return False
            self.holder = name
            return True

    def acquire(self, name: str, give_up: threading.Event, race: object = None) -> bool:
        """Wait for the lock; False if another thread set `give_up` first.

        The first to ask gets it first, so that the networks of a cell train in their order.
        """
        place = _InQueue(race)
        with self._free:
            self._queue.append(place)
        return self._wait(place, name, give_up, lambda: None)

    def hand_over(
        self, name: str, give_up: threading.Event, race: object, meanwhile: Callable[[], object]
    ) -> bool:
        """Let each waiting run of the race have the lock once, and take it again.

        Runs outside the race wait until all of its runs have ended. `meanwhile` is called now and
        then during the wait. If another thread sets `give_up`, it returns False, and the caller
        does not hold the lock.
        """
        place = _InQueue(race)
        with self._free:
            first = [other for other in self._queue if other.race is race]
            if not first:
                return True
            later = [other for other in self._queue if other.race is not race]
            self._queue = [*first, place, *later]
            self.holder = None
            self._free.notify_all()
        return self._wait(place, name, give_up, meanwhile)

    def _wait(
        self,
        place: _InQueue,
        name: str,
        give_up: threading.Event,
        meanwhile: Callable[[], object],
    ) -> bool:
        try:
            while not give_up.is_set():
                with self._free:
                    if self.holder is None and self._queue[0] is place:
                        self.holder = name
                        return True
                    self._free.wait(0.05)
                meanwhile()
            return False
        finally:
            with self._free:
                self._queue.remove(place)
                self._free.notify_all()

    def give_back(self) -> None:
        with self._free:
            self.holder = None
            self._free.notify_all()


TURN = TrainingQueue()


_lock = threading.Lock()
_before: list[float] = []


@contextmanager
def brisk_switching() -> Iterator[None]:
    """Ask Python to switch threads every half a millisecond while several want to run.

    Each TensorFlow call lets other threads run, and then waits until Python switches back: 5 ms by
    default beside a cell of pure Python. An epoch has about fifty such calls, which made it four
    times as long. The earlier interval is restored at the end.
    """
    with _lock:
        _before.append(sys.getswitchinterval())
        sys.setswitchinterval(min(0.0005, _before[-1]))
    try:
        yield
    finally:
        with _lock:
            first = _before[0]
            _before.pop()
            if not _before:
                sys.setswitchinterval(first)
