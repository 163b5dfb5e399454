"""The worker processes of this machine: begun when first needed, and kept warm."""

from __future__ import annotations

import atexit
import logging
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from densemodel.data import free_bytes
from densemodel.errors import SweepError
from densemodel.experiments.run._fork_server import SERVER_VARIABLES, begin_server, can_fork

WORKER_BYTES = int(1.3e9)
"""What a worker with TensorFlow takes, and room for a small network."""

_CONFIG = {
    # a trial that lost its worker is tried again by the sweep, which counts how often
    "distributed.scheduler.allowed-failures": 0,
    "distributed.admin.log-format": "",
    # it looks at each worker's stack a hundred times a second: trials took a seventh longer
    "distributed.worker.profile.enabled": False,
    "distributed.nanny.pre-spawn-environ": SERVER_VARIABLES,
}

_lock = threading.RLock()
_kept: list[tuple[Any, Any]] = []
"A cluster and its client; none or one."


def has_dask() -> bool:
    """Whether dask can start several processes: the package `distributed` is installed."""
    from importlib.util import find_spec

    return find_spec("distributed") is not None


def worker_count(trials: int, data_bytes: int) -> int:
    """How many workers fit this machine: its cores, its free memory, and the trials.

    Args:
        trials: To be trained.
        data_bytes: Of what each worker holds.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    # a trial copies its rows on to the device
    fit = free_bytes() // (WORKER_BYTES + 2 * data_bytes)
    return max(1, min(cores or 1, trials, fit))


def local_client(workers: int) -> Any:
    """A client of so many processes on 127.0.0.1; those of an earlier sweep if they live.

    Raises:
        SweepError: They can't be started.
    """
    with _lock:
        if _kept and _is_alive(*_kept[0]):
            cluster, client = _kept[0]
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

    from densemodel.experiments.run._forked import ForkedNanny
    from densemodel.experiments.run._in_worker import SetUp

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
                # of its HTTP server, which begins all the same: its usual port may be taken
                scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
                silence_logs=logging.CRITICAL,
            )
            client = Client(cluster, set_as_default=False)
        # those that take the place of a killed one are set up as they begin
        client.register_plugin(SetUp(cache_folder(), max(1, cores // workers)))
    except Exception as error:
        raise SweepError(
            f"the processes of a sweep can't be started: {error}; workers=1 trains in this one"
        ) from error
    return cluster, client


def _is_alive(cluster: Any, client: Any) -> bool:
    return bool(client.status == "running" and cluster.status.name == "running")


def cache_folder() -> str | None:
    """Where machine code and the words of workers are kept; None where there is no such place.

    The folder is the person's own: what stands in it is run.
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
    """Each process of a sweep loads the script that began it, up to its guard."""
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
