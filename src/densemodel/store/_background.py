"""One thread that writes for all runs of this process, and never lets a run wait."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Work = Callable[[], float]

logger = logging.getLogger("densemodel")


class Background:
    """Does the newest work of each key, one after the other, in a daemon thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._work: dict[object, Work] = {}
        self._due: dict[object, float] = {}
        self._doing: object = None
        self._is_hurried = False
        self._thread: threading.Thread | None = None

    def put(self, key: object, work: Work) -> None:
        """Have work done soon, in place of what the key had waiting.

        Args:
            key: Whose it is.
            work: Gives the seconds before the next work of the same key.
        """
        with self._changed:
            self._work[key] = work
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="densemodel-autosave",
                                                daemon=True)  # fmt: skip
                self._thread.start()
            self._changed.notify_all()

    def drop(self, key: object, seconds: float = 10.0) -> None:
        """Forget what waits, and wait for what is being done."""
        with self._changed:
            self._work.pop(key, None)
            self._due.pop(key, None)
            self._changed.wait_for(lambda: self._doing is not key, seconds)

    def flush(self, seconds: float) -> bool:
        """Have all that waits done now; says whether it was."""
        with self._changed:
            self._is_hurried = True
            self._changed.notify_all()
            done = self._changed.wait_for(lambda: not self._work and self._doing is None, seconds)
            self._is_hurried = False
        return done

    def _run(self) -> None:
        while True:
            with self._changed:
                key, work = self._next()
                self._doing = key
            pause = 0.0
            try:
                pause = work()
            except Exception:
                logger.exception("a run could not be kept as it trains")
            with self._changed:
                self._doing = None
                self._due[key] = time.monotonic() + (0.0 if self._is_hurried else pause)
                self._changed.notify_all()

    def _next(self) -> tuple[object, Work]:
        """Wait for work that is due."""
        while True:
            now = time.monotonic()
            # what nobody works for any more
            self._due = {k: due for k, due in self._due.items() if k in self._work or due > now}
            waits = {key: self._due.get(key, now) - now for key in self._work}
            key = min(waits, key=waits.__getitem__, default=None)
            if key is not None and (waits[key] <= 0 or self._is_hurried):
                return key, self._work.pop(key)
            self._changed.wait(None if key is None else waits[key])


BACKGROUND = Background()
