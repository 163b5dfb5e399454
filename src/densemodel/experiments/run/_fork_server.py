"""The process that loads TensorFlow once, and that is forked for each worker.

The import takes most of a worker's start. The fork happens before TensorFlow has run anything,
while it has no threads.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from multiprocessing import forkserver

SERVER_VARIABLES = {
    # dask returns memory at each 64 kB, but the rows of a trial are many times that
    "MALLOC_TRIM_THRESHOLD_": str(1 << 28),
    # a library with threads can't be forked, and each worker has one core
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
"""Variables that libraries read when a process starts."""


def can_fork() -> bool:
    """Whether processes can be forked: on macOS, system libraries don't support it."""
    return sys.platform == "linux"


def begin_server() -> None:
    """Start the fork server, if it is not running. It ends with this process; does not wait for it.

    A program's own fork server is kept; workers then load TensorFlow themselves.
    """
    _require_spec()
    if not can_fork():
        return
    multiprocessing.set_forkserver_preload(["densemodel.experiments.run._load_ahead"])
    before = {name: os.environ.get(name) for name in SERVER_VARIABLES}
    os.environ.update(SERVER_VARIABLES)
    try:
        forkserver.ensure_running()
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _require_spec() -> None:
    """Restore `__main__.__spec__`, which IPython's `%reset` removes and new processes need."""
    main = sys.modules.get("__main__")
    if main is not None and not hasattr(main, "__spec__"):
        main.__spec__ = None
