"""Code that runs in a dask worker process: its setup, the data it holds, and a trial."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed import WorkerPlugin, get_worker

from densemodel.experiments.run._work import TrialTask, train_trial

if TYPE_CHECKING:
    from densemodel.experiments.plan._rows import SweepData
    from densemodel.experiments.results._result import Result
    from densemodel.experiments.run._events import TrialEvaluated

_MOST_KEPT = 2
"""The number of sweeps whose data a worker holds; earlier data is sent again if needed."""

_data: dict[str, SweepData] = {}


class NoDataError(Exception):
    """This worker does not have the data of the sweep, because it is new."""


class SetUp(WorkerPlugin):  # type: ignore[misc]
    """Prepares a new worker for trials, and starts to load TensorFlow.

    Args:
        cache: A private folder of the user, for compiled code and the workers' log; None for none.
        threads: TensorFlow threads in each worker.
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
    """Keep TensorFlow's messages in this process out of the user's cell.

    Args:
        cache: A private folder of the user, for the log; None for no log.
    """
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"  # before TensorFlow is loaded
    path = os.devnull if cache is None else str(Path(cache) / "workers.log")
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(file, stream)
    os.close(file)


def take_data(key: str, sent: str, dask_worker: Any) -> None:
    """Hold the data of a sweep, once for all of its trials.

    Args:
        key: The key of the sweep.
        sent: The name under which dask has sent the data.
        dask_worker: Passed by dask.
    """
    _data[key] = dask_worker.data[sent]
    while len(_data) > _MOST_KEPT:
        del _data[next(iter(_data))]


def train_here(task: TrialTask, key: str, topic: str) -> Result | None:
    """Train a trial in this worker.

    Raises:
        NoDataError: The data has to be sent first.
        SweepError: The result could not be written.
    """
    data = _data.get(key)
    if data is None:
        raise NoDataError(key)
    worker = get_worker()

    def emit(event: TrialEvaluated) -> None:
        worker.log_event(topic, (event.number, event.place, dict(event.logs)))

    return train_trial(task, data, emit)
