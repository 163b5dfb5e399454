"""One thread that writes the files of all runs of this process, without blocking them."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Work = Callable[[], object]

logger = logging.getLogger("densemodel")


class Background:
    """Does the newest job of each key, one after the other, in a daemon thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._work: dict[object, Work] = {}
        self._doing: object = None
        self._thread: threading.Thread | None = None

    def put(self, key: object, work: Work) -> None:
        """Queue a job, in place of a waiting one of the same key.

        Args:
            key: Whose it is.
            work: What is done.
        """
        with self._changed:
            self._work[key] = work
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="densemodel-autosave",
                                                daemon=True)  # fmt: skip
                self._thread.start()
            self._changed.notify_all()

    def drop(self, key: object, seconds: float = 10.0) -> None:
        """Drop the waiting job, and wait for the current one."""
        with self._changed:
            self._work.pop(key, None)
            self._changed.wait_for(lambda: self._doing is not key, seconds)

    def finish(self, key: object, seconds: float = 10.0) -> None:
        """Wait until the job of this key is done."""
        with self._changed:
            self._changed.wait_for(
                lambda: key not in self._work and self._doing is not key, seconds
            )

    def flush(self, seconds: float) -> bool:
        """Wait until all jobs are done; returns whether they are."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._work and self._doing is None, seconds)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._work)
                self._doing = next(iter(self._work))
                work = self._work.pop(self._doing)
            try:
                work()
            except Exception:
                logger.exception("a run could not be autosaved")
            del work  # it holds a run, and its data
            with self._changed:
                self._doing = None
                self._changed.notify_all()


BACKGROUND = Background()
