"""Gives the trials of a sweep to free workers, and collects the results."""

from __future__ import annotations

import queue
import time
from collections import Counter
from typing import TYPE_CHECKING

from densemodel.experiments.plan._halving import WHOLE, Round
from densemodel.experiments.run._work import TrialTask
from densemodel.experiments.run._workers import ClusterLostError, WorkerLostError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence

    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.results._result import Result
    from densemodel.experiments.run._sweep_folder import SweepFolder
    from densemodel.experiments.run._workers import Workers

MOST_TRIES = 3
"""A trial whose worker was killed this often is not tried again: it may be the cause."""

NOBODY_SECONDS = 90.0
"""Seconds without any worker after which a sweep gives up."""

_POLL_SECONDS = 0.25
"""Seconds between two checks for new workers."""


class Scheduler:
    """Gives tasks to workers until none is left.

    Args:
        workers: The workers.
        started: Called with a trial that starts.
        ended: Called with a trial and its result.
        gave_up: Called with a task whose workers were lost, and the reason.
    """

    def __init__(
        self,
        workers: Workers,
        *,
        started: Callable[[Trial], object],
        ended: Callable[[Trial, Result], object],
        gave_up: Callable[[TrialTask, str], object],
    ) -> None:
        self._workers = workers
        self._started = started
        self._ended = ended
        self._gave_up = gave_up
        self._news: queue.SimpleQueue[tuple[str, TrialTask, Result | BaseException | None]] = (
            queue.SimpleQueue()
        )
        self._busy: dict[str, TrialTask] = {}
        self._seen = time.monotonic()
        "When a worker was last seen."
        self._tries: Counter[str] = Counter()
        self._of_shape: dict[str, str] = {}
        "For each network shape, the worker that compiled it first."
        self._shapes: dict[str, str] = {}

    def work(
        self,
        trials: Sequence[Trial],
        place: SweepFolder,
        stop: threading.Event,
        round_: Round = WHOLE[0],
    ) -> None:
        """Train all trials; return when nothing is training any more.

        Args:
            trials: The trials, in the order of their start.
            place: The folder for the results.
            stop: Start no more trials once it is set; flags stop those that are training.
            round_: How far to train.

        Raises:
            ClusterLostError: No worker is left.
            Exception: A result could not be saved, so others could not be either.
        """
        waiting = [TrialTask(trial, place, round_) for trial in trials]
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

    def _give_out(self, alive: Sequence[str], waiting: list[TrialTask]) -> None:
        for worker in alive:
            if worker in self._busy or not waiting:
                continue
            task = waiting.pop(self._next_for(worker, waiting))
            self._of_shape.setdefault(self._shape(task), worker)
            self._busy[worker] = task
            self._started(task.trial)
            self._begin(worker, task)

    def _begin(self, worker: str, task: TrialTask) -> None:
        self._workers.begin(
            worker,
            task,
            done=lambda result: self._news.put((worker, task, result)),
            lost=lambda error: self._news.put((worker, task, error)),
        )

    def _next_for(self, worker: str, waiting: Sequence[TrialTask]) -> int:
        """The index of a task whose shape this worker has compiled, else of a new shape."""
        owners = [self._of_shape.get(self._shape(task)) for task in waiting]
        for wanted in (worker, None):
            if wanted in owners:
                return owners.index(wanted)
        # other workers have compiled all shapes by now: help with the one that has most trials left
        left = Counter(owners)
        return owners.index(max(left, key=lambda owner: left[owner]))

    def _shape(self, task: TrialTask) -> str:
        trial = task.trial
        if trial.id not in self._shapes:
            self._shapes[trial.id] = shape_of(trial)
        return self._shapes[trial.id]

    def _take(
        self, task: TrialTask, news: Result | BaseException | None, waiting: list[TrialTask]
    ) -> None:
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
            self._ended(task.trial, news)


def shape_of(trial: Trial) -> str:
    """A key that is equal for trials with the same compiled steps: no rates, seeds or lengths."""
    apart = ("lr", "seed", "epochs", "steps", "patience", "minutes", "split", "every")
    kept = [str(clause.value) for clause in trial.spec.clauses if clause.word not in apart]
    return " ; ".join([trial.spec.network_text, *kept])
