"""The worker processes of this machine: started when first needed, then reused.

On Linux, a process that loads TensorFlow once is forked for each worker, because the import takes
most of a worker's start. The fork happens before TensorFlow has run anything, while it has no
threads.
"""

from __future__ import annotations

import atexit
import logging
import multiprocessing
import os
import sys
import threading
from contextlib import suppress
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

from densemodel.data import free_bytes
from densemodel.errors import SweepError

WORKER_BYTES = int(1.3e9)
"""The memory of a worker with TensorFlow and a small network, in bytes."""

_SERVER_VARIABLES = {
    # dask returns memory at each 64 kB, but the rows of a trial are many times that
    "MALLOC_TRIM_THRESHOLD_": str(1 << 28),
    # a library with threads can't be forked, and each worker has one core
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
"""Variables that libraries read when a process starts."""

_CONFIG = {
    # the sweep retries a trial that lost its worker, and counts the attempts
    "distributed.scheduler.allowed-failures": 0,
    "distributed.admin.log-format": "",
    # the profiler reads each worker's stack a hundred times a second: trials took a seventh longer
    "distributed.worker.profile.enabled": False,
    "distributed.nanny.pre-spawn-environ": _SERVER_VARIABLES,
}

_lock = threading.RLock()
_kept: list[tuple[Any, Any]] = []
"At most one cluster and its client."


def can_fork() -> bool:
    """Whether processes can be forked: on macOS, system libraries don't support it."""
    return sys.platform == "linux"


def begin_server() -> None:
    """Start the fork server, if it is not running. It ends with this process; does not wait for it.

    A program's own fork server is kept; workers then load TensorFlow themselves.
    """
    main = sys.modules.get("__main__")
    if main is not None and not hasattr(main, "__spec__"):
        main.__spec__ = None  # IPython's `%reset` removes it, and new processes need it
    if not can_fork():
        return
    multiprocessing.set_forkserver_preload(["densemodel.experiments.run._load_ahead"])
    before = {name: os.environ.get(name) for name in _SERVER_VARIABLES}
    os.environ.update(_SERVER_VARIABLES)
    try:
        forkserver.ensure_running()
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def has_dask() -> bool:
    """Whether dask can start several processes: the package `distributed` is installed."""
    from importlib.util import find_spec

    return find_spec("distributed") is not None


def worker_count(trials: int, data_bytes: int) -> int:
    """The number of workers that suits this machine's cores and free memory, and the trials.

    Args:
        trials: The number of trials to train.
        data_bytes: The size of the data that each worker holds, in bytes.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    # a trial copies its rows to the device
    fit = free_bytes() // (WORKER_BYTES + 2 * data_bytes)
    return max(1, min(cores or 1, trials, fit))


def local_client(workers: int) -> Any:
    """A client of so many processes on 127.0.0.1; running processes of an earlier sweep are reused.

    Raises:
        SweepError: They can't be started.
    """
    with _lock:
        for cluster, client in _kept:
            if client.status == "running" and cluster.status.name == "running":
                if len(cluster.workers) < workers:
                    cluster.scale(workers)
                return client
        close_workers()
        _require_guard()
        made = _begun(workers)
        _kept.append(made)
        return made[1]


def close_workers() -> None:
    """End the processes, if there are any."""
    with _lock:
        while _kept:
            cluster, client = _kept.pop()
            with suppress(Exception):
                client.close(timeout=2)
            with suppress(Exception):
                cluster.close(timeout=5)


def _begun(workers: int) -> tuple[Any, Any]:
    import dask
    from distributed import Client, LocalCluster, Nanny

    from densemodel.experiments.run._dask import ForkedNanny, SetUp

    cores = os.cpu_count() or 1
    begin_server()
    try:
        with dask.config.set(_CONFIG):
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                worker_class=ForkedNanny if can_fork() else Nanny,
                host="127.0.0.1",
                dashboard_address=None,
                # for its HTTP server, which starts in any case: the usual port may be in use
                scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
                silence_logs=logging.CRITICAL,
            )
            client = Client(cluster, set_as_default=False)
        # the plugin also sets up the replacements of killed workers
        client.register_plugin(SetUp(cache_folder(), max(1, cores // workers)))
    except Exception as error:
        raise SweepError(
            f"the processes of a sweep can't be started: {error}; workers=1 trains in this one"
        ) from error
    return cluster, client


def cache_folder() -> str | None:
    """The folder for compiled code and the workers' log; None if it can't be used.

    The folder must belong to the user, because the code in it is run.
    """
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(base) / "densemodel"
    try:
        (folder / "xla").mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
            return None
    except OSError:
        return None
    return str(folder)


def _require_guard() -> None:
    """Raise an error if the script has no main guard: each process of a sweep imports it."""
    main = sys.modules.get("__main__")
    path = getattr(main, "__file__", None)
    if path is None or getattr(main, "__spec__", None) is not None or hasattr(sys, "ps1"):
        return
    with suppress(OSError, UnicodeDecodeError):
        if "__main__" not in Path(path).read_text(encoding="utf-8"):
            raise SweepError(
                'this script has no line if __name__ == "__main__": put the sweep below one, since '
                "each worker loads the script, or write workers=1"
            )


atexit.register(close_workers)
