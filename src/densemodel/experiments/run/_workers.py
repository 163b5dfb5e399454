"""The workers of a sweep: this process, or processes of dask.

Those of this machine are started when first needed, then reused. On Linux, a process that loads
TensorFlow once is forked for each worker, because the import takes most of a worker's start. The
fork happens before TensorFlow has run anything, while it has no threads.
"""

from __future__ import annotations

import atexit
import logging
import multiprocessing
import os
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from densemodel.data import free_bytes
from densemodel.errors import SweepError
from densemodel.experiments.run._scheduler import Done, Lost, Workers
from densemodel.experiments.run._work import Emit, SweepTask, train_trial

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.experiments.run._sweep_data import SweepData

_CONNECT_SECONDS = 10
"Seconds after which a cluster that does not answer counts as out of reach."


class InProcess(Workers):
    """This process, which trains one trial at a time in the scheduler's thread."""

    def __init__(self, data: SweepData, emit: Emit) -> None:
        self._data = data
        self._emit = emit

    def names(self) -> tuple[str, ...]:
        return ("this process",)

    def begin(self, worker: str, task: SweepTask, done: Done, lost: Lost) -> None:  # noqa: ARG002
        done(train_trial(task, data=self._data, emit=self._emit))

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True)
class WorkerPool:
    """The number of workers that the user wants, and where they run."""

    count: int | None = None
    "None: as many as fit the machine."
    cluster: Any = None
    "The address of a dask scheduler, or a cluster or client object of dask; None: this machine."

    def __post_init__(self) -> None:
        is_count = self.count is None or (isinstance(self.count, int) and self.count >= 1)
        if not is_count or isinstance(self.count, bool):
            raise SweepError(f"workers is {self.count!r}: it is a whole number of 1 or more")
        if (self.cluster is not None or (self.count or 1) > 1) and not has_dask():
            raise SweepError(
                "several workers need a package: pip install distributed; without workers= the "
                "trials are trained in this process"
            )
        if isinstance(self.cluster, str):
            place = urlsplit(self.cluster if "://" in self.cluster else f"tcp://{self.cluster}")
            # others could run code on another machine, if its address is not encrypted
            is_here = place.hostname in {"127.0.0.1", "localhost", "::1"}
            if place.scheme not in {"tls", "wss"} and not is_here:
                raise SweepError(
                    f"{self.cluster} is another machine, and what goes there is not encrypted: "
                    "use a tls:// address, with a dask Client that has the certificates"
                )

    def begin_ahead(self, trials: int) -> None:
        """Start to load what workers need, while the data are checked."""
        if self.cluster is None and self._has_processes(trials):
            begin_server()

    def _has_processes(self, trials: int) -> bool:
        """Whether this machine's workers for so many trials are processes of their own."""
        if self.count is None:
            return trials > 3 and has_dask()  # fewer are trained sooner than processes start
        return self.count > 1

    def workers(
        self, data: SweepData, todo: int, emit: Emit, counted: Callable[[int], object]
    ) -> Workers:
        """The workers, holding the data; started if they are needed and not running yet.

        `counted` is called with their number before those of this machine start. A SweepError if
        they can't be started, or reached.
        """
        if self.cluster is None:
            count = self.count or worker_count(todo, data.bytes)
            if count == 1 or not self._has_processes(todo):
                counted(1)
                return InProcess(data, emit)
            counted(count)
            client = local_client(count)
        else:
            client = _client_of(self.cluster)
            counted(max(1, len(client.nthreads())))
        from densemodel.experiments.run._dask import DaskWorkers

        is_ours = self.cluster is not None and client is not self.cluster
        return DaskWorkers(client, data, emit, is_ours=is_ours)


def _client_of(cluster: Any) -> Any:
    from distributed import Client

    if isinstance(cluster, Client):
        return cluster
    try:
        return Client(cluster, set_as_default=False, timeout=_CONNECT_SECONDS)
    except Exception as error:  # noqa: BLE001 - any reason is reported
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise SweepError(f"the cluster {cluster} can't be reached: {first}") from None


_SERVER_VARIABLES = {
    # dask returns memory at each 64 kB, but the rows of a trial are many times that
    "MALLOC_TRIM_THRESHOLD_": str(1 << 28),
    # a library with threads can't be forked, and each worker has one core
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}

_CONFIG = {
    # the sweep retries a trial that lost its worker, and counts the attempts
    "distributed.scheduler.allowed-failures": 0,
    "distributed.admin.log-format": "",
    # the profiler reads each worker's stack a hundred times a second: trials took a seventh longer
    "distributed.worker.profile.enabled": False,
    "distributed.nanny.pre-spawn-environ": _SERVER_VARIABLES,
}

_lock = threading.RLock()
_clusters: list[tuple[Any, Any]] = []
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
    """The number of workers for this machine's cores and memory; each holds `data_bytes`."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    # a worker with TensorFlow and a small network, and a trial copies its rows to the device
    fit = free_bytes() // (1_300_000_000 + 2 * data_bytes)
    return max(1, min(cores or 1, trials, fit))


def local_client(workers: int) -> Any:
    """A client of so many processes on 127.0.0.1, reused from an earlier sweep if they run."""
    with _lock:
        for cluster, client in _clusters:
            if client.status == "running" and cluster.status.name == "running":
                if len(cluster.workers) < workers:
                    cluster.scale(workers)
                return client
        close_workers()
        _require_guard()
        made = _begun(workers)
        _clusters.append(made)
        return made[1]


def close_workers() -> None:
    with _lock:
        while _clusters:
            cluster, client = _clusters.pop()
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
