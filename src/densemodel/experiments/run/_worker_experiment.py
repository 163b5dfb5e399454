"""An experiment whose trials are given to workers, and whose results stay on disk."""

from __future__ import annotations

import atexit
import threading
import time
import weakref
from dataclasses import replace
from itertools import chain
from math import nan
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from densemodel.errors import DenseModelError, SweepError
from densemodel.experiments.results._result import Records
from densemodel.experiments.results._sweep_sentence import TimeLeft
from densemodel.experiments.run._events import (
    ExperimentEnded,
    ExperimentStarted,
    ExperimentStopping,
    TrialEnded,
    TrialEvaluated,
    TrialStarted,
)
from densemodel.experiments.run._experiment import Experiment
from densemodel.experiments.run._scheduler import ClusterLostError, Scheduler
from densemodel.experiments.run._trial_data import ExperimentFolder
from densemodel.experiments.run._work import TrialTask, trial_result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.plan._planner import Planner
    from densemodel.experiments.results._result import Result
    from densemodel.experiments.run._events import State
    from densemodel.experiments.run._trial_data import TrialData
    from densemodel.experiments.run._workers import WorkerPool

_started: weakref.WeakSet[WorkerExperiment] = weakref.WeakSet()


@atexit.register
def _stop_all() -> None:
    """Stop all experiments before Python exits, so that none starts another trial meanwhile."""
    for experiment in list(_started):
        experiment.stop()


class WorkerExperiment(Experiment):
    """Trials that a thread gives to workers, asking the planner for more whenever one is free."""

    def __init__(
        self, name: str, planner: Planner, data: TrialData, folder: Path, pool: WorkerPool
    ) -> None:
        super().__init__(name, planner)
        self._state: State = "ready"
        self._trials = planner.trials
        self.folder = folder
        "Its results are kept there."
        self.in_round = frozenset(trial.number for trial in planner.trials)
        "The numbers of the trials of this round; of all trials without halving."
        self.worker_count = 0
        "The number of trials that train at once."
        self._data, self._pool = data, pool
        self._place = ExperimentFolder(folder, uuid4().hex[:8])
        self._records = Records(self._place.results)
        has_records = bool(self._records.all())
        self.unreadable_records = self._records.unreadable
        "Records in its folder that are damaged or of another version; they do not count."
        self._round = 0
        "Counted from 0."
        self._results: dict[int, Result] = {}
        self._left_behind: set[int] = set()
        self._curves: dict[int, tuple[list[float], list[float]]] = {}
        self._pace = TimeLeft()
        self._began = self._earlier_seconds = 0.0
        self._has_begun = False
        "Whether a trial was given to a worker since the last start."
        self._stop, self._ended = threading.Event(), threading.Event()
        if has_records and not next(self._batches()):  # all have a result on disk
            self._state = "finished"
            self._ended.set()

    @property
    def state(self) -> State:
        return self._state

    @property
    def trials(self) -> tuple[Trial, ...]:
        return self._trials

    # Control

    def start(self) -> Self:
        """Train the trials that have no result yet, in separate threads and processes.

        Raises:
            SweepError: It is already running.
        """
        with self._lock:
            if self.is_busy:
                raise SweepError(f"the {self.kind} of {self.name} is already running")
            self._place = ExperimentFolder(self.folder, uuid4().hex[:8])
            self._has_begun, self.worker_count, self._pace = False, 0, TimeLeft()
            self._began = time.monotonic()
            self._stop, self._ended = threading.Event(), threading.Event()
            self._state, self.error = "running", None
            _started.add(self)
            name = f"densemodel-{self.kind}"
            threading.Thread(target=self._work, name=name, daemon=True).start()
        return self

    def stop(self) -> Self:
        """Ask it to stop; what is training stops within a moment, without a result."""
        with self._lock:
            is_due = self.state == "running"
            if is_due:
                self._state = "stopping"
                self._stop.set()
                self._place.ask_to_stop()
        if is_due:
            self._listeners.emit(ExperimentStopping())
        return self

    # Results and progress

    @property
    def results(self) -> dict[int, Result]:
        with self._lock:
            found = dict(self._results)
            for number in self._left_behind & found.keys():
                if found[number].outcome == "finished":
                    end = f"Eliminated after epoch {found[number].epochs:,}"
                    words = f"{end}: it was not in the best third there."
                    found[number] = replace(found[number], outcome="left behind", sentence=words)
            return found

    @property
    def live_curves(self) -> dict[int, tuple[list[float], list[float]]]:
        with self._lock:
            return {n: (list(places), list(losses)) for n, (places, losses) in self._curves.items()}

    @property
    def waiting(self) -> int:
        """The number of trials of this round that are neither done nor training."""
        with self._lock:
            later = self.trial_count - len(self.trials)
            return later + len(self.in_round - self._results.keys() - self._curves.keys())

    @property
    def seconds_left(self) -> float | None:
        """The estimated seconds left of this round; None before one of its trials has ended."""
        with self._lock:
            if self.state != "running":
                return None
            return self._pace.seconds_left(self.waiting, self.worker_count)

    @property
    def seconds(self) -> float:
        """Seconds from the start to the end, or until now, without breaks."""
        now = time.monotonic() - self._began if self.is_busy else 0.0
        return self._earlier_seconds + now

    # The thread

    def _is_over(self, seconds: float) -> bool:
        return self._ended.wait(seconds)

    def _batches(self) -> Iterator[list[TrialTask]]:
        """What to train, asked for whenever a worker is free; empty: nothing before a result.

        What has a result on disk is left out.
        """
        self._planner.begin()
        while True:
            chosen = self._planner.next(dict(self._results))
            todo = self._add_trials(chosen)
            if todo or not chosen:
                round_ = self._planner.rounds[self._planner.place]
                yield [TrialTask(trial, self._place, round_) for trial in todo]

    def _add_trials(self, chosen: Sequence[Trial]) -> list[Trial]:
        """Add what the planner has chosen to its round; return what has no result on disk."""
        planner, found = self._planner, self._records.all()
        until = planner.rounds[planner.place].until_epoch
        numbers = frozenset(trial.number for trial in chosen)
        with self._lock:
            self.unreadable_records = self._records.unreadable
            self._trials = planner.trials
            if self._round == planner.place:
                self.in_round |= numbers
            else:
                self._left_behind |= self.in_round - numbers
                self.in_round, self._round, self._pace = numbers, planner.place, TimeLeft()
            for trial in chosen:
                if (trial.id, until) in found:
                    self._results[trial.number] = found[trial.id, until]
                else:  # the trial trains again
                    self._results.pop(trial.number, None)
        return [trial for trial in chosen if (trial.id, until) not in found]

    def _work(self) -> None:
        state: State = "finished"
        try:
            self._train()
        except BaseException as error:  # noqa: BLE001 - `wait` raises it again
            self.error, state = self._shown(error), "failed"
        with self._lock:
            is_stopped = self._stop.is_set() and state == "finished"
            self._earlier_seconds = self.seconds
            self._state = state = "stopped" if is_stopped else state
            self._curves.clear()
        if state == "failed":
            self._place.ask_to_stop()  # trials that still train after a failure
        else:
            self._place.clear()
        self._listeners.emit(ExperimentEnded(state))
        self._ended.set()

    def _train(self) -> None:
        self._listeners.emit(ExperimentStarted())
        batches, workers = self._batches(), None
        try:
            if first := next(batches):
                workers = self._pool.workers(
                    self._data, self.waiting, emit=self._handle_event, counted=self._count_workers
                )
                Scheduler(
                    workers,
                    chain([first], batches),
                    in_order=self._planner.is_ordered,
                    started=self._start_trial,
                    ended=self._end_trial,
                    gave_up=self._gave_up,
                ).work(self._stop)
            self._finish()
        finally:
            if workers is not None:
                workers.close()

    def _finish(self) -> None:
        """Do what is left once all trials have ended."""

    def _count_workers(self, count: int) -> None:
        self.worker_count = count

    def _start_trial(self, task: TrialTask) -> None:
        number = task.trial.number
        with self._lock:
            self._has_begun = True
            self._pace.started(number)
            self._curves[number] = [], []
        self._listeners.emit(TrialStarted(number))

    def _handle_event(self, event: TrialEvaluated) -> None:
        with self._lock:
            curve = self._curves.get(event.number)
            if curve is None:  # it is no longer training
                return
            curve[0].append(event.place)
            curve[1].append(event.logs.get("val_loss", event.logs.get("loss", nan)))
        self._listeners.emit(event)

    def _end_trial(self, task: TrialTask, result: Result) -> None:
        number = task.trial.number
        with self._lock:
            self._curves.pop(number, None)
            self._pace.add_result(number, counts=result.outcome != "stopped")
            self._results[number] = result
            results, seconds = dict(self._results), time.monotonic() - self._began
        is_more_due = self.waiting or self._round + 1 < len(self._planner.rounds)
        if is_more_due and self._planner.is_over(results, seconds):
            self._stop.set()  # what trains ends by itself
        self._listeners.emit(TrialEnded(number, result))

    def _gave_up(self, task: TrialTask, reason: str) -> None:
        until = task.round.until_epoch
        result = trial_result(task.trial, None, "failed", reason, until_epoch=until)
        self._end_trial(task, result)

    def _shown(self, error: BaseException) -> BaseException:
        if isinstance(error, ClusterLostError):
            return SweepError(
                f"the workers of this {self.kind} are gone, and nobody stopped them: start "
                "continues with the trials that have no result yet"
            )
        if isinstance(error, DenseModelError):
            return error
        first = (str(error).splitlines() or [""])[0]
        return SweepError(f"the {self.kind} ended in an error: {type(error).__name__}: {first}")
