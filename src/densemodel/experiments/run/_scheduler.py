"""Gives the trials of an experiment to free workers, and collects the results."""

from __future__ import annotations

import queue
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from densemodel.experiments.plan._plan import Trial

MOST_TRIES = 3
"""A trial whose worker was killed this often is not tried again: it may be the cause."""

NOBODY_SECONDS = 90.0
"""Seconds without any worker after which an experiment gives up."""

_POLL_SECONDS = 0.25
"""Seconds between two checks for new workers."""


@dataclass(frozen=True, slots=True)
class TrialTask:
    """One trial to train; an experiment adds what its workers need for it."""

    trial: Trial


TaskT = TypeVar("TaskT", bound=TrialTask)
ResultT = TypeVar("ResultT")
Done: TypeAlias = Callable[[ResultT | None], object]
Lost: TypeAlias = Callable[[BaseException], object]


class WorkerLostError(Exception):
    """The process that trained a trial is gone; the trial itself may be fine."""


class ClusterLostError(Exception):
    """Nothing is training any more, though nobody asked for it."""


class Workers(ABC, Generic[TaskT, ResultT]):
    """One or more workers that train one trial at a time each."""

    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The names of the live workers."""

    @abstractmethod
    def begin(self, worker: str, task: TaskT, done: Done[ResultT], lost: Lost) -> None:
        """Have a worker train a trial; another process trains it after this has returned.

        Args:
            worker: One of `names`.
            task: The trial.
            done: Called with its result, in any thread; with None if the experiment stops.
            lost: Called with `WorkerLostError`, `ClusterLostError`, or another error.
        """

    @abstractmethod
    def close(self) -> None:
        """Take no more tasks of this experiment; running processes are kept."""


class Scheduler(Generic[TaskT, ResultT]):
    """Gives tasks to workers until none is left.

    Args:
        workers: The workers.
        started: Called with a task that starts.
        ended: Called with a task and its result.
        gave_up: Called with a task whose workers were lost, and the reason.
    """

    def __init__(
        self,
        workers: Workers[TaskT, ResultT],
        *,
        started: Callable[[TaskT], object],
        ended: Callable[[TaskT, ResultT], object],
        gave_up: Callable[[TaskT, str], object],
    ) -> None:
        self._workers = workers
        self._started = started
        self._ended = ended
        self._gave_up = gave_up
        self._news: queue.SimpleQueue[tuple[str, TaskT, ResultT | BaseException | None]] = (
            queue.SimpleQueue()
        )
        self._busy: dict[str, TaskT] = {}
        self._seen = time.monotonic()
        "When a worker was last seen."
        self._tries: Counter[str] = Counter()
        self._of_shape: dict[str, str] = {}
        "For each network shape, the worker that compiled it first."
        self._shapes: dict[str, str] = {}
        "The shape of each trial, by its id."

    def work(
        self, tasks: Sequence[TaskT], stop: threading.Event, *, in_order: bool = False
    ) -> None:
        """Train all trials; return when nothing is training any more.

        Args:
            tasks: The trials, in the order of their start.
            stop: Start no more trials once it is set; those that are training end by themselves.
            in_order: Keep to the order; else a worker prefers a trial whose shape it has compiled.

        Raises:
            ClusterLostError: No worker is left.
            Exception: A result could not be saved, so others could not be either.
        """
        waiting = list(tasks)
        # of trials of one shape the first is always the next
        self._shapes |= {t.trial.id: "" if in_order else shape_of(t.trial) for t in tasks}
        while self._busy or (waiting and not stop.is_set()):
            alive = self._workers.names()  # each call reports the trials of dead workers
            now = time.monotonic()
            if alive:
                self._seen = now
            elif now - self._seen > NOBODY_SECONDS:
                raise ClusterLostError("there is no worker")
            if not stop.is_set():
                self._give_out(alive, waiting)
            try:
                worker, task, news = self._news.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            if self._busy.get(worker) is task:
                del self._busy[worker]
            self._take(task, news, waiting)

    def _give_out(self, alive: Sequence[str], waiting: list[TaskT]) -> None:
        for worker in alive:
            if worker in self._busy or not waiting:
                continue
            task = waiting.pop(self._next_for(worker, waiting))
            self._of_shape.setdefault(self._shapes[task.trial.id], worker)
            self._busy[worker] = task
            self._started(task)
            report = partial(self._report, worker, task)
            self._workers.begin(worker, task, done=report, lost=report)

    def _report(self, worker: str, task: TaskT, news: ResultT | BaseException | None) -> None:
        self._news.put((worker, task, news))

    def _next_for(self, worker: str, waiting: Sequence[TaskT]) -> int:
        """The index of a task whose shape this worker has compiled, else of a new shape."""
        owners = [self._of_shape.get(self._shapes[task.trial.id]) for task in waiting]
        for wanted in (worker, None):
            if wanted in owners:
                return owners.index(wanted)
        # other workers have compiled all shapes by now: help with the one that has most trials left
        left = Counter(owners)
        return owners.index(max(left, key=lambda owner: left[owner]))

    def _take(
        self, task: TaskT, news: ResultT | BaseException | None, waiting: list[TaskT]
    ) -> None:
        if news is None:  # the experiment is being stopped
            return
        if isinstance(news, WorkerLostError):
            self._tries[task.trial.id] += 1
            if self._tries[task.trial.id] < MOST_TRIES:
                waiting.insert(0, task)
            else:
                self._gave_up(task, f"its worker was killed {MOST_TRIES} times")
        elif isinstance(news, BaseException):
            raise news
        else:
            self._ended(task, news)


def shape_of(trial: Trial) -> str:
    """A key that is equal for trials with the same compiled steps: no rates, seeds or lengths."""
    apart = ("lr", "seed", "epochs", "steps", "patience", "minutes", "split", "every")
    kept = [str(clause.value) for clause in trial.spec.clauses if clause.word not in apart]
    return " ; ".join([trial.spec.network_text, *kept])
