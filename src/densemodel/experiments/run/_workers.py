"""Where trials are trained: what the process that leads a sweep asks of its workers."""

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
    """The process that trained a trial is gone; the trial itself may be well."""


class ClusterLostError(Exception):
    """Nothing trains any more, and not because anyone asked for it."""


class Workers(Protocol):
    """One or more that train a trial at a time each."""

    def names(self) -> tuple[str, ...]:
        """Those that live now."""

    def begin(self, worker: str, task: TrialTask, done: Done, lost: Lost) -> None:
        """Have one train a trial, and come back at once.

        Args:
            worker: One of `names`.
            task: The trial.
            done: Called with what it came to, in any thread.
            lost: Called with `WorkerLostError`, `ClusterLostError`, or what went wrong.
        """

    def close(self) -> None:
        """Take no more tasks of this sweep; what is warm stays warm."""


class InProcess:
    """This process, which trains one trial at a time in a thread.

    Args:
        data: What trials are trained on.
        tell: Hears of each look.
    """

    NAME = "this process"

    def __init__(self, data: SweepData, tell: Tell) -> None:
        self._data = data
        self._tell = tell
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="densemodel-trial")

    def names(self) -> tuple[str, ...]:
        """The one."""
        return (self.NAME,)

    def begin(self, worker: str, task: TrialTask, done: Done, lost: Lost) -> None:  # noqa: ARG002
        """Train it in the thread."""

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
