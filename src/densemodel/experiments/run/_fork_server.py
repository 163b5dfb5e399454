"""The process that loads TensorFlow once, and of which worker processes are copies.

The import is most of what a worker's start takes. A copy is made before TensorFlow has run
anything, when it has no threads yet.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from multiprocessing import forkserver

SERVER_VARIABLES = {
    # dask has memory given back at each 64 kB, and the rows of each trial are many times that
    "MALLOC_TRIM_THRESHOLD_": str(1 << 28),
    # a library with threads of its own can't be copied, and each worker has one core
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
"""What libraries read when a process begins."""


def can_fork() -> bool:
    """Whether such copies can be made: macOS forbids its libraries after a fork."""
    return sys.platform == "linux"


def begin_server() -> None:
    """Begin that process, if it does not live; it ends with this one, and comes back at once.

    A program that has such a process of its own keeps it: its copies load TensorFlow themselves.
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
    """Give `__main__` back what IPython's `%reset` takes from it, and each new process asks for."""
    main = sys.modules.get("__main__")
    if main is not None and not hasattr(main, "__spec__"):
        main.__spec__ = None
