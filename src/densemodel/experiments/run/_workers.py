"""The workers of a sweep: this process, others of this machine, or those of a dask cluster."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from densemodel.data import free_bytes
from densemodel.errors import SweepError
from densemodel.experiments.run._local import LocalWorkers, begin_server
from densemodel.experiments.run._scheduler import Report, Workers
from densemodel.experiments.run._trial_data import SweepData
from densemodel.experiments.run._work import Emit, TrialTask, train_trial

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.experiments.run._trial_data import TrialData

MOST_IN_PROCESS = 3
"So many trials are trained sooner than processes start."


class InProcess(Workers):
    """This process, which trains one trial at a time in the scheduler's thread."""

    def __init__(self, data: TrialData, emit: Emit) -> None:
        self._data = data
        self._emit = emit

    def names(self) -> tuple[str, ...]:
        return ("this process",)

    def begin(self, worker: str, task: TrialTask, report: Report) -> None:  # noqa: ARG002
        report(train_trial(task, data=self._data, emit=self._emit))

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
        if self.cluster is not None and find_spec("distributed") is None:
            raise SweepError(
                "a cluster needs a package: pip install distributed; without cluster= the trials "
                "are trained on this machine"
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
        has_processes = self.count > 1 if self.count else trials > MOST_IN_PROCESS
        if self.cluster is None and has_processes:
            begin_server()

    def workers(
        self, data: TrialData, todo: int, emit: Emit, counted: Callable[[int], object]
    ) -> Workers:
        """The workers, holding the data; started if they are needed and not running yet.

        `counted` is called with their number before those of this machine start. A SweepError if
        they can't be started, or reached.
        """
        if not isinstance(data, SweepData):  # others can't be sent
            counted(1)
            return InProcess(data, emit)
        if self.cluster is not None:
            from densemodel.experiments.run._dask import DaskWorkers

            workers = DaskWorkers(self.cluster, data, emit)
            counted(max(1, len(workers.names())))
            return workers
        few = todo <= MOST_IN_PROCESS
        count = self.count or (1 if few else worker_count(todo, data.bytes))
        counted(count)
        return InProcess(data, emit) if count == 1 else LocalWorkers(count, data, emit)


def worker_count(trials: int, data_bytes: int) -> int:
    """The number of workers for this machine's cores and memory; each copies `data_bytes`."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    # a worker with TensorFlow and a small network, and a trial copies its rows to the device
    fit = free_bytes() // (1_300_000_000 + 2 * data_bytes)
    return max(1, min(cores or 1, trials, fit))
