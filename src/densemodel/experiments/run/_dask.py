"""Workers of dask.distributed, processes of this machine or of a cluster, and what runs in them."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import dask
from distributed import KilledWorker, Nanny, WorkerPlugin, get_worker

from densemodel.errors import SweepError
from densemodel.experiments.run._experiment import TrialEvaluated
from densemodel.experiments.run._scheduler import ClusterLostError, WorkerLostError, Workers
from densemodel.experiments.run._work import Emit, SweepTask, train_trial

if TYPE_CHECKING:
    from densemodel.experiments.results._result import Result
    from densemodel.experiments.run._scheduler import Done, Lost
    from densemodel.experiments.run._sweep_data import SweepData

_data: dict[str, SweepData] = {}
"In a worker: the data of each sweep."


class NoDataError(Exception):
    """This worker does not have the data of the sweep, because it is new."""


class DaskWorkers(Workers):
    """Trains trials in the workers of a dask client, which closes with the sweep if it is ours.

    Each result is read and its future released at once. If a future were held, dask would train the
    trial again when the worker dies after its end. `tell` is called in a thread of dask.
    """

    def __init__(self, client: Any, data: SweepData, emit: Emit, *, is_ours: bool = False) -> None:
        self._client = client
        self._is_ours = is_ours
        self._data = data
        self._key = uuid4().hex
        self._topic = f"densemodel-{self._key}"
        self._holders: set[str] = set()
        self._flying: dict[str, tuple[Any, Lost]] = {}
        self._missing: dict[str, float] = {}
        self._lock = threading.Lock()
        _require_sendable(data.callbacks)
        # an event is the time and what `train_here` has logged
        client.subscribe_topic(self._topic, lambda event: emit(TrialEvaluated(*event[1])))

    def names(self) -> tuple[str, ...]:
        """The addresses of the live workers; trials of dead workers are reported as lost."""
        try:
            alive = tuple(self._client.nthreads())
        except Exception as error:
            raise ClusterLostError(str(error)) from error
        if self._client.status != "running":
            raise ClusterLostError(self._client.status)
        now = time.monotonic()
        with self._lock:
            gone = [worker for worker in self._flying if worker not in alive]
            self._missing = {worker: self._missing.get(worker, now) for worker in gone}
            dead = [w for w, since in self._missing.items() if now - since > 3.0]
            given_back = [self._flying.pop(worker) for worker in dead]
        for future, lost in given_back:
            future.cancel()
            lost(WorkerLostError("its process has ended"))
        return alive

    def begin(self, worker: str, task: SweepTask, done: Done, lost: Lost) -> None:
        try:
            if worker not in self._holders:
                # `run` could send the data too, pickled and copied, but ten times slower
                [sent] = self._client.scatter([self._data], workers=[worker], hash=False, timeout=5)
                self._client.run(take_data, self._key, sent.key, workers=[worker])
                self._holders.add(worker)
        except Exception as error:  # noqa: BLE001 - the worker died, or cannot receive the data
            is_dead = worker not in self._client.nthreads()
            unsent = SweepError(
                f"the data can't be sent to another process ({type(error).__name__}): workers=1 "
                "trains in this one"
            )
            lost(WorkerLostError(str(error)) if is_dead else unsent)
            return
        future = self._client.submit(
            train_here, task, self._key, self._topic, workers=[worker], pure=False, retries=0
        )
        with self._lock:
            self._flying[worker] = future, lost
        future.add_done_callback(lambda ended: self._handle_done(worker, ended, done, lost))

    def close(self) -> None:
        """Stop listening to this sweep; the workers stay."""
        with suppress(Exception):  # the cluster may be gone
            self._client.unsubscribe_topic(self._topic)
        if self._is_ours:
            with suppress(Exception):
                self._client.close(timeout=2)

    def _handle_done(self, worker: str, future: Any, done: Done, lost: Lost) -> None:
        with self._lock:
            flying = self._flying.get(worker)
            if flying is None or flying[0] is not future:
                return  # reported as lost already
            del self._flying[worker]
        if future.status == "finished":
            done(future.result())
            future.release()
            return
        error = future.exception() if future.status == "error" else None
        if error is None:
            lost(ClusterLostError("the cluster lost a trial"))
        elif isinstance(error, KilledWorker | NoDataError):
            self._holders.discard(worker)
            lost(WorkerLostError(str(error)))
        else:
            lost(error)


def _require_sendable(callbacks: Any) -> None:
    """Raise a SweepError if callbacks can't be pickled: dask would use hundreds of lines."""
    import cloudpickle

    try:
        cloudpickle.dumps(callbacks)
    except Exception as error:  # noqa: BLE001 - for any reason
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise SweepError(
            f"the callbacks can't be sent to another process: {first}; workers=1 trains in this one"
        ) from None


# In a process of this machine: its start and its setup


class ForkedNanny(Nanny):  # type: ignore[misc]
    """Starts its worker as a fork of the fork server, also to replace one that was killed."""

    async def instantiate(self) -> Any:
        with dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"}):
            return await super().instantiate()


class SetUp(WorkerPlugin):  # type: ignore[misc]
    """Prepares a new worker for trials, and starts to load TensorFlow.

    `cache` is a private folder of the user, for compiled code and the workers' log.
    """

    name = "densemodel"

    def __init__(self, cache: str | None, threads: int) -> None:
        self._cache = cache
        self._threads = threads

    def setup(self, worker: Any) -> None:  # noqa: ARG002 - as dask calls it
        """Set up a worker; dask calls it once in each, including replacements of killed ones."""
        # before TensorFlow runs and reads these variables
        for name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"):
            os.environ[name] = str(self._threads)
        if self._cache is not None:
            compiled = Path(self._cache) / "xla"
            flags = os.environ.get("TF_XLA_FLAGS", "")
            option = f"--tf_xla_persistent_cache_directory={compiled}"
            os.environ["TF_XLA_FLAGS"] = f"{flags} {option}".strip()
        quieten(self._cache)
        threading.Thread(target=_load, name="densemodel-load", daemon=True).start()


def _load() -> None:
    from densemodel.network import load_keras

    load_keras()


def quieten(cache: str | None) -> None:
    """Write TensorFlow's messages to a log in the private folder `cache`, or nowhere."""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"  # before TensorFlow is loaded
    path = os.devnull if cache is None else str(Path(cache) / "workers.log")
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(file, stream)
    os.close(file)


# In any worker: the data that it holds, and a trial


def take_data(key: str, sent: str, dask_worker: Any) -> None:
    """Hold the data of a sweep, which dask has sent under this name, for all of its trials."""
    _data[key] = dask_worker.data[sent]
    while len(_data) > 2:  # earlier data is sent again if needed
        del _data[next(iter(_data))]


def train_here(task: SweepTask, key: str, topic: str) -> Result | None:
    """Train a trial in this worker; a NoDataError if the data has to be sent first."""
    data = _data.get(key)
    if data is None:
        raise NoDataError(key)
    worker = get_worker()

    def emit(event: TrialEvaluated) -> None:
        worker.log_event(topic, (event.number, event.place, dict(event.logs)))

    return train_trial(task, data, emit)
