"""Scikit-learn without its question for the physical cores of the computer."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = "OMP_NUM_THREADS"
_lock = threading.Lock()
_users = 0


@contextmanager
def no_core_count() -> Iterator[None]:
    """Call scikit-learn's parallel code without a program that counts cores.

    joblib runs one such as `cat`, and prints a traceback where it is missing. If OMP_NUM_THREADS is
    set, scikit-learn does not ask joblib: it is set meanwhile, and OpenMP, which has been loaded,
    does not read it. Where a container has fewer cores than the computer, joblib runs no program.
    """
    global _users  # noqa: PLW0603 - a process has one environment
    from joblib import cpu_count

    cores = os.cpu_count() or 1
    with _lock:
        # joblib counts no more than 60 cores on Windows
        is_ours = _users > 0 or (not os.environ.get(_NAME) and cpu_count() >= min(cores, 60))
        if is_ours:
            _users += 1
            os.environ[_NAME] = str(cores)
    try:
        yield
    finally:
        with _lock:
            _users -= is_ours
            if is_ours and not _users:
                os.environ.pop(_NAME, None)
