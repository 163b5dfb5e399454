"""The interface of workers, which train the trials of a sweep."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol, TypeAlias

from densemodel.experiments.run._work import TrialTask, train_trial

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.experiments.plan._rows import SweepData
    from densemodel.experiments.results._result import Result
    from densemodel.experiments.run._events import TrialEvaluated

    Tell: TypeAlias = "Callable[[TrialEvaluated], object]"
    Done: TypeAlias = "Callable[[Result | None], object]"
    Lost: TypeAlias = "Callable[[BaseException], object]"


class WorkerLostError(Exception):
    """The process that trained a trial is gone; the trial itself may be fine."""


class ClusterLostError(Exception):
    """Nothing is training any more, though nobody asked for it."""


class Workers(Protocol):
    """One or more workers that train one trial at a time each."""

    def names(self) -> tuple[str, ...]:
        """The names of the live workers."""

    def begin(self, worker: str, task: TrialTask, done: Done, lost: Lost) -> None:
        """Have a worker train a trial, and return at once.

        Args:
            worker: One of `names`.
            task: The trial.
            done: Called with its result, in any thread.
            lost: Called with `WorkerLostError`, `ClusterLostError`, or another error.
        """

    def close(self) -> None:
        """Take no more tasks of this sweep; running processes are kept."""


class InProcess:
    """This process, which trains one trial at a time in a thread.

    Args:
        data: The data of the trials.
        tell: Called at each evaluation.
    """

    NAME = "this process"

    def __init__(self, data: SweepData, tell: Tell) -> None:
        self._data = data
        self._tell = tell
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="densemodel-trial")

    def names(self) -> tuple[str, ...]:
        """The name of this process."""
        return (self.NAME,)

    def begin(self, worker: str, task: TrialTask, done: Done, lost: Lost) -> None:  # noqa: ARG002
        """Train the trial in the thread."""

        def report(future: Future[Result | None]) -> None:
            error = future.exception()
            if error is None:
                done(future.result())
            else:
                lost(error)

        self._thread.submit(train_trial, task, self._data, self._tell).add_done_callback(report)

    def close(self) -> None:
        """End the thread after its trial."""
        self._thread.shutdown(wait=False)
