"""The workers of an experiment: this process, or processes of dask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from densemodel.errors import SweepError
from densemodel.experiments.run._local_cluster import (
    begin_server,
    has_dask,
    local_client,
    worker_count,
)
from densemodel.experiments.run._scheduler import Done, Lost, ResultT, TaskT, Workers
from densemodel.experiments.run._work import train_trial

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.experiments.results._result import Result
    from densemodel.experiments.run._sweep_data import SweepData
    from densemodel.experiments.run._work import SweepTask, Tell

FEW = 3
"""Up to this number, trials are trained here sooner than processes have started."""

_NO_DASK = (
    "several workers need a package: pip install distributed; without workers= the trials "
    "are trained in this process"
)
_CONNECT_SECONDS = 10
"Seconds after which a cluster that does not answer counts as out of reach."
_HERE = {"127.0.0.1", "localhost", "::1"}


class InProcess(Workers[TaskT, ResultT]):
    """This process, which trains one trial at a time in the scheduler's thread.

    Args:
        train: Trains a task, and returns its result, or None if it was stopped.
    """

    def __init__(self, train: Callable[[TaskT], ResultT | None]) -> None:
        self._train = train

    def names(self) -> tuple[str, ...]:
        """The name of this process."""
        return ("this process",)

    def begin(self, worker: str, task: TaskT, done: Done[ResultT], lost: Lost) -> None:  # noqa: ARG002
        """Train the trial, and return when it has ended."""
        done(self._train(task))

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
            raise SweepError(_NO_DASK)
        if isinstance(self.cluster, str):
            place = urlsplit(self.cluster if "://" in self.cluster else f"tcp://{self.cluster}")
            # others could run code on another machine, if its address is not encrypted
            if place.scheme not in {"tls", "wss"} and place.hostname not in _HERE:
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
            return trials > FEW and has_dask()
        return self.count > 1

    def workers(
        self, data: SweepData, todo: int, tell: Tell, counted: Callable[[int], object]
    ) -> Workers[SweepTask, Result]:
        """The workers; started if they are needed and not running yet.

        Args:
            data: The data that the workers hold.
            todo: The number of trials to train.
            tell: Called at each evaluation.
            counted: Called with the number of workers, before those of this machine start.

        Raises:
            SweepError: They can't be started, or reached.
        """
        if self.cluster is None:
            count = self.count or worker_count(todo, data.bytes)
            if count == 1 or not self._has_processes(todo):
                counted(1)
                return InProcess(partial(train_trial, data=data, tell=tell))
            counted(count)
            client = local_client(count)
        else:
            client = _client_of(self.cluster)
            counted(max(1, len(client.nthreads())))
        from densemodel.experiments.run._dask import DaskWorkers

        is_ours = self.cluster is not None and client is not self.cluster
        return DaskWorkers(client, data, tell, is_ours=is_ours)


def _client_of(cluster: Any) -> Any:
    from distributed import Client

    if isinstance(cluster, Client):
        return cluster
    try:
        return Client(cluster, set_as_default=False, timeout=_CONNECT_SECONDS)
    except Exception as error:  # noqa: BLE001 - any reason is reported
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise SweepError(f"the cluster {cluster} can't be reached: {first}") from None
