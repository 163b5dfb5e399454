"""Background work that slows a run by at most a known share."""

from __future__ import annotations

import logging
import math
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger("densemodel")


def in_thread(work: Callable[[], None], name: str) -> None:
    """Do something in a thread of its own, which ends with the kernel."""
    threading.Thread(target=work, name=name, daemon=True).start()


class Paced:
    """Repeats one job in a thread, never twice at once.

    After each time it rests, in proportion to what that time took, or as long as `most_seconds`
    allows; the first time loads what it
    works with, and says nothing of the next. Of all that is asked for meanwhile one time is left,
    after the rest, so that what was asked for last is always done.

    Args:
        work: What is done. What it raises is reported, and the next time comes all the same. It
            returns False if there was nothing to do; that is not its first time.
        share: The part of the time that it may take.
        least_seconds: The least time from one beginning to the next.
    """

    def __init__(
        self, work: Callable[[], object], *, share: float = 0.03, least_seconds: float = 1.0
    ) -> None:
        self._work = work
        self._share = share
        self._least_seconds = least_seconds
        self.most_seconds = math.inf
        "The most time from one beginning to the next, unless that took more than a half of it."
        self._change = threading.Condition()
        self._is_asked = self._is_hurried = self._is_closed = self._is_working = False
        self._is_warm = False
        self._thread: threading.Thread | None = None

    def ask(self, *, now: bool = False) -> None:
        """Request the job; the caller does not wait.

        Args:
            now: Without the rest: a person waits for it, or the run has ended.
        """
        with self._change:
            if self._is_closed:
                return
            self._is_asked = True
            self._is_hurried |= now
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._go_on, name="densemodel-watch", daemon=True
                )
                self._thread.start()
            self._change.notify_all()

    def wait(self, timeout: float = 10.0) -> bool:
        """Wait until all requested work is done; returns whether that was in time."""
        with self._change:
            return self._change.wait_for(lambda: not (self._is_asked or self._is_working), timeout)

    def close(self) -> None:
        """Stop; a running job finishes."""
        with self._change:
            self._is_closed, self._is_asked = True, False
            self._change.notify_all()

    def _go_on(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._is_asked or self._is_closed)
                if self._is_closed:
                    return
                self._is_working, self._is_asked, self._is_hurried = True, False, False
            began, did_work = time.monotonic(), True
            try:
                did_work = self._work() is not False
            except Exception:
                logger.exception("a part of the panel could not be computed")
            now = time.monotonic()
            took = now - began
            most = max(took, self.most_seconds - took)
            rest = min(max(self._least_seconds - took, took / self._share), most)
            with self._change:
                if not self._is_warm:
                    self._is_warm, rest = did_work, min(self._least_seconds, most)
                self._is_working = False
                self._change.notify_all()
                self._change.wait_for(lambda: self._is_hurried or self._is_closed, rest)
