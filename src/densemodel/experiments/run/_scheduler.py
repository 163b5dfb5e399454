"""Gives the trials of a sweep to free workers, and collects the results."""

from __future__ import annotations

import queue
import time
from abc import ABC, abstractmethod
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence

    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.results._result import Result
    from densemodel.experiments.run._work import SweepTask

_News: TypeAlias = "Result | BaseException | None"
Report: TypeAlias = "Callable[[_News], object]"

MOST_TRIES = 3
"""A trial whose worker was killed this often is not tried again: it may be the cause."""

NOBODY_SECONDS = 90.0
"""Seconds without any worker after which a sweep gives up."""


class WorkerLostError(Exception):
    """The process that trained a trial is gone; the trial itself may be fine."""


class ClusterLostError(Exception):
    """Nothing is training any more, though nobody asked for it."""


class Workers(ABC):
    """One or more workers that train one trial at a time each."""

    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The names of the live workers."""

    @abstractmethod
    def begin(self, worker: str, task: SweepTask, report: Report) -> None:
        """Have a worker train a trial; another process trains it after this has returned.

        `report` is called with its result, in any thread; with None if the sweep stops; or with
        `WorkerLostError`, `ClusterLostError`, or another error.
        """

    @abstractmethod
    def close(self) -> None:
        """Take no more tasks of this sweep; running processes are kept."""


class Scheduler:
    """Gives tasks to workers until none is left; `gave_up` gets those that lost their workers."""

    def __init__(
        self,
        workers: Workers,
        *,
        started: Callable[[SweepTask], object],
        ended: Callable[[SweepTask, Result], object],
        gave_up: Callable[[SweepTask, str], object],
    ) -> None:
        self._workers = workers
        self._started = started
        self._ended = ended
        self._gave_up = gave_up
        self._news: queue.SimpleQueue[tuple[str, SweepTask, _News]] = queue.SimpleQueue()
        self._busy: dict[str, SweepTask] = {}
        self._seen = time.monotonic()
        self._tries: Counter[str] = Counter()
        self._of_shape: dict[str, str] = {}
        "For each network shape, the worker that compiled it first."
        self._shapes: dict[str, str] = {}

    def work(
        self, tasks: Sequence[SweepTask], stop: threading.Event, *, in_order: bool = False
    ) -> None:
        """Train all trials, in the order of their start; return when nothing is training any more.

        Once `stop` is set no more start, and those that are training end by themselves. Without
        `in_order` a worker prefers a trial whose shape it has compiled.

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
                worker, task, news = self._news.get(timeout=0.25)
            except queue.Empty:
                continue
            if self._busy.get(worker) is task:
                del self._busy[worker]
            self._handle_result(task, news, waiting)

    def _give_out(self, alive: Sequence[str], waiting: list[SweepTask]) -> None:
        for worker in alive:
            if worker in self._busy or not waiting:
                continue
            task = waiting.pop(self._next_for(worker, waiting))
            self._of_shape.setdefault(self._shapes[task.trial.id], worker)
            self._busy[worker] = task
            self._started(task)
            self._workers.begin(worker, task, partial(self._report, worker, task))

    def _report(self, worker: str, task: SweepTask, news: _News) -> None:
        self._news.put((worker, task, news))

    def _next_for(self, worker: str, waiting: Sequence[SweepTask]) -> int:
        """The index of a task whose shape this worker has compiled, else of a new shape."""
        owners = [self._of_shape.get(self._shapes[task.trial.id]) for task in waiting]
        for wanted in (worker, None):
            if wanted in owners:
                return owners.index(wanted)
        # other workers have compiled all shapes by now: help with the one that has most trials left
        left = Counter(owners)
        return owners.index(max(left, key=lambda owner: left[owner]))

    def _handle_result(self, task: SweepTask, news: _News, waiting: list[SweepTask]) -> None:
        if news is None:  # the sweep is being stopped
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
    clauses = [str(clause.value) for clause in trial.spec.clauses if clause.word not in apart]
    return " ; ".join([trial.spec.network_text, *clauses])
