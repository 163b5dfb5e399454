"""Chooses the workers that train the trials of a sweep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from densemodel.errors import SweepError
from densemodel.experiments.run._fork_server import begin_server
from densemodel.experiments.run._local_cluster import has_dask, local_client, worker_count
from densemodel.experiments.run._workers import InProcess

if TYPE_CHECKING:
    from densemodel.experiments.plan._rows import SweepData
    from densemodel.experiments.run._trial_progress import TrialProgress
    from densemodel.experiments.run._workers import Tell, Workers

FEW = 3
"""Up to this number, trials are trained here sooner than processes have started."""

_NO_DASK = (
    "several workers need a package: pip install distributed; without workers= the trials "
    "are trained in this process"
)
_HERE = {"127.0.0.1", "localhost", "::1"}


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
        if self._has_processes(trials):
            begin_server()

    def _has_processes(self, trials: int) -> bool:
        if self.cluster is not None or self.count == 1:
            return False
        return self.count is not None or (trials > FEW and has_dask())

    def workers(self, progress: TrialProgress, data: SweepData, todo: int, tell: Tell) -> Workers:
        """The workers; started if they are needed and not running yet.

        Args:
            progress: Records how many workers there are.
            data: The data that the workers hold.
            todo: The number of trials to train.
            tell: Called at each evaluation.

        Raises:
            SweepError: They can't be started, or reached.
        """
        if self.cluster is not None:
            client = _client_of(self.cluster)
            progress.worker_count = max(1, len(client.nthreads()))
            return _of_dask(client, data, tell, is_ours=client is not self.cluster)
        count = self.count or worker_count(todo, data.bytes)
        if count == 1 or not self._has_processes(todo):
            progress.worker_count = 1
            return InProcess(data, tell)
        progress.worker_count = count
        return _of_dask(local_client(count), data, tell, is_ours=False)


def _of_dask(client: Any, data: SweepData, tell: Tell, *, is_ours: bool) -> Workers:
    from densemodel.experiments.run._dask import DaskWorkers

    return DaskWorkers(client, data, tell, is_ours=is_ours)


def _client_of(cluster: Any) -> Any:
    from distributed import Client

    if isinstance(cluster, Client):
        return cluster
    try:
        return Client(cluster, set_as_default=False, timeout=10)
    except Exception as error:  # noqa: BLE001 - any reason is reported
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise SweepError(f"the cluster {cluster} can't be reached: {first}") from None
