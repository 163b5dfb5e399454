"""The workers of a dask cluster, and what runs in them."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from distributed import Client, Future, KilledWorker, get_worker

from densemodel.errors import SweepError
from densemodel.experiments.run._events import TrialEvaluated
from densemodel.experiments.run._local import pickled
from densemodel.experiments.run._scheduler import ClusterLostError, WorkerLostError, Workers
from densemodel.experiments.run._work import Emit, TrialTask, train_trial

if TYPE_CHECKING:
    from densemodel.experiments.results._result import Result
    from densemodel.experiments.run._scheduler import Report
    from densemodel.experiments.run._trial_data import SweepData

_CONNECT_SECONDS = 10
"Seconds after which a cluster that does not answer counts as out of reach."


class DaskWorkers(Workers):
    """Trains trials in the workers of a cluster, given by its address, or a client or cluster.

    Each result is read and its future released at once. If a future were held, dask would train the
    trial again when the worker dies after its end. `emit` is called in a thread of dask.
    """

    def __init__(self, cluster: Any, data: SweepData, emit: Emit) -> None:
        pickled("callbacks", data.callbacks)  # dask would use hundreds of lines
        self._is_ours = not isinstance(cluster, Client)
        self._client = _client_of(cluster) if self._is_ours else cluster
        self._data = data
        self._topic = f"densemodel-{uuid4().hex}"
        self._data_in: dict[str, Future] = {}
        "The data in the memory of each worker, by its address."
        self._flying: dict[str, tuple[Future, Report]] = {}
        self._lock = threading.Lock()
        # an event is the time and what `train_here` has logged
        self._client.subscribe_topic(self._topic, lambda event: emit(TrialEvaluated(*event[1])))

    def names(self) -> tuple[str, ...]:
        """The addresses of the live workers; trials of dead workers are reported as lost."""
        try:
            alive = tuple(self._client.nthreads())
        except Exception as error:
            raise ClusterLostError(str(error)) from error
        if self._client.status != "running":
            raise ClusterLostError(self._client.status)
        with self._lock:
            dead = [self._flying.pop(worker) for worker in self._flying.keys() - set(alive)]
        for future, report in dead:
            future.cancel()
            report(WorkerLostError("its process has ended"))
        return alive

    def begin(self, worker: str, task: TrialTask, report: Report) -> None:
        try:
            if worker not in self._data_in:
                [self._data_in[worker]] = self._client.scatter(
                    [self._data], workers=[worker], hash=False, timeout=5
                )
        except Exception as error:  # noqa: BLE001 - the worker died, or cannot receive the data
            is_dead = worker not in self._client.nthreads()
            unsent = SweepError(
                f"the data can't be sent to another process ({type(error).__name__}): workers=1 "
                "trains in this one"
            )
            report(WorkerLostError(str(error)) if is_dead else unsent)
            return
        future = self._client.submit(
            *(train_here, task, self._data_in[worker], self._topic),
            workers=[worker],
            pure=False,
            retries=0,
        )
        with self._lock:
            self._flying[worker] = future, report
        future.add_done_callback(lambda ended: self._handle_done(worker, ended, report))

    def close(self) -> None:
        """Stop listening to this sweep; the workers stay."""
        self._data_in.clear()
        with suppress(Exception):  # the cluster may be gone
            self._client.unsubscribe_topic(self._topic)
        if self._is_ours:
            with suppress(Exception):
                self._client.close(timeout=2)

    def _handle_done(self, worker: str, future: Future, report: Report) -> None:
        with self._lock:
            flying = self._flying.get(worker)
            if flying is None or flying[0] is not future:
                return  # reported as lost already
            del self._flying[worker]
        if future.status == "finished":
            report(future.result())
            future.release()
            return
        error = future.exception() if future.status == "error" else None
        if error is None or isinstance(error, KilledWorker):  # its data may be gone, too
            self._data_in.pop(worker, None)
            error = WorkerLostError(str(error or "the cluster lost the trial"))
        report(error)


def _client_of(cluster: Any) -> Client:
    try:
        return Client(cluster, set_as_default=False, timeout=_CONNECT_SECONDS)
    except Exception as error:  # noqa: BLE001 - any reason is reported
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise SweepError(f"the cluster {cluster} can't be reached: {first}") from None


def train_here(task: TrialTask, data: SweepData, topic: str) -> Result | None:
    """Train a trial in this worker."""
    worker = get_worker()

    def emit(event: TrialEvaluated) -> None:
        worker.log_event(topic, (event.number, event.place, dict(event.logs)))

    return train_trial(task, data, emit)
