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
    from collections.abc import Callable, Iterator, Sequence

    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.results._result import Result
    from densemodel.experiments.run._work import TrialTask

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
    def begin(self, worker: str, task: TrialTask, report: Report) -> None:
        """Have a worker train a trial; another process trains it after this has returned.

        `report` is called with its result, in any thread; with None if the sweep stops; or with
        `WorkerLostError`, `ClusterLostError`, or another error.
        """

    @abstractmethod
    def close(self) -> None:
        """Take no more tasks of this sweep; running processes are kept."""


class Scheduler:
    """Gives trials to workers until none is left.

    Args:
        workers: They train.
        batches: The next batch is asked for when a worker is free and no trial waits; an empty one
            says that none can start before another result.
        in_order: Start them in their order; else a worker prefers a shape that it has compiled.
        started: Called with each trial that starts.
        ended: Called with the result.
        gave_up: Called with a trial that lost its workers, and the reason.
    """

    def __init__(
        self,
        workers: Workers,
        batches: Iterator[Sequence[TrialTask]],
        *,
        in_order: bool = False,
        started: Callable[[TrialTask], object],
        ended: Callable[[TrialTask, Result], object],
        gave_up: Callable[[TrialTask, str], object],
    ) -> None:
        self._workers = workers
        self._batches = batches
        self._in_order = in_order
        self._started = started
        self._ended = ended
        self._gave_up = gave_up
        self._news: queue.SimpleQueue[tuple[str, TrialTask, _News]] = queue.SimpleQueue()
        self._waiting: list[TrialTask] = []
        self._busy: dict[str, TrialTask] = {}
        self._seen = time.monotonic()
        self._tries: Counter[str] = Counter()
        self._of_shape: dict[str, str] = {}
        "For each network shape, the worker that compiled it first."
        self._shapes: dict[str, str] = {}

    def work(self, stop: threading.Event) -> None:
        """Train all trials; return when nothing is training any more.

        Once `stop` is set no more start, and those that are training end by themselves.

        Raises:
            ClusterLostError: No worker is left.
            Exception: A result could not be saved, so others could not be either.
        """
        while self._busy or (not stop.is_set() and self._has_waiting()):
            alive = self._workers.names()  # each call reports the trials of dead workers
            now = time.monotonic()
            if alive:
                self._seen = now
            elif now - self._seen > NOBODY_SECONDS:
                raise ClusterLostError("there is no worker")
            for worker in alive:
                if worker not in self._busy and not stop.is_set() and self._has_waiting():
                    self._begin(worker, self._waiting.pop(self._next_for(worker)))
            try:
                worker, task, news = self._news.get(timeout=0.25)
            except queue.Empty:
                continue
            if self._busy.get(worker) is task:
                del self._busy[worker]
            self._handle_result(task, news)

    def _has_waiting(self) -> bool:
        """Whether a trial can start now."""
        if not self._waiting:
            self._waiting.extend(next(self._batches, ()))
            for task in self._waiting:
                # of trials of one shape the first is always the next
                self._shapes[task.trial.id] = "" if self._in_order else shape_of(task.trial)
        return bool(self._waiting)

    def _begin(self, worker: str, task: TrialTask) -> None:
        self._of_shape.setdefault(self._shapes[task.trial.id], worker)
        self._busy[worker] = task
        self._started(task)
        self._workers.begin(worker, task, partial(self._report, worker, task))

    def _report(self, worker: str, task: TrialTask, news: _News) -> None:
        self._news.put((worker, task, news))

    def _next_for(self, worker: str) -> int:
        """The index of a task whose shape this worker has compiled, else of a new shape."""
        owners = [self._of_shape.get(self._shapes[task.trial.id]) for task in self._waiting]
        for wanted in (worker, None):
            if wanted in owners:
                return owners.index(wanted)
        # other workers have compiled all shapes by now: help with the one that has most trials left
        left = Counter(owners)
        return owners.index(max(left, key=lambda owner: left[owner]))

    def _handle_result(self, task: TrialTask, news: _News) -> None:
        if news is None:  # the sweep is being stopped
            return
        if isinstance(news, WorkerLostError):
            self._tries[task.trial.id] += 1
            if self._tries[task.trial.id] < MOST_TRIES:
                self._waiting.insert(0, task)
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
