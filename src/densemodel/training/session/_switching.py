"""Lets a training thread have its turn soon beside a busy cell."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

INTERVAL_SECONDS = 0.0005

_lock = threading.Lock()
_before: list[float] = []


@contextmanager
def brisk_switching() -> Iterator[None]:
    """Ask Python to change threads each half a millisecond where more than one wants to run.

    Every call of TensorFlow lets the other threads run and then waits until Python takes the turn
    from them: 5 ms by default beside a cell that computes in pure Python. An epoch has some fifty
    such calls, which made it four times as long. What was set before is put back at the end.
    """
    with _lock:
        _before.append(sys.getswitchinterval())
        sys.setswitchinterval(min(INTERVAL_SECONDS, _before[-1]))
    try:
        yield
    finally:
        with _lock:
            first = _before[0]
            _before.pop()
            if not _before:
                sys.setswitchinterval(first)
