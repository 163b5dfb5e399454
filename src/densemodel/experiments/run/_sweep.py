"""A sweep: many runs from one spec, and the methods that control it."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from itertools import chain
from math import inf, nan
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from densemodel.errors import DenseModelError, SweepError
from densemodel.experiments.plan._plan import HALVING_FACTOR, WHOLE, Trial, better_third, rounds_of
from densemodel.experiments.results._result import Records, Result, frame_of
from densemodel.experiments.results._sentence import TimeLeft, sentence_of
from densemodel.experiments.run._experiment import (
    Experiment,
    SweepEnded,
    SweepEvent,
    SweepStarted,
    TrialEnded,
    TrialEvaluated,
    TrialStarted,
)
from densemodel.experiments.run._scheduler import ClusterLostError, Scheduler
from densemodel.experiments.run._sweep_data import SweepFolder, is_of, run_of_result
from densemodel.experiments.run._work import SweepTask, trial_result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from densemodel.data import Finding
    from densemodel.experiments.run._experiment import State
    from densemodel.experiments.run._planner import Planner
    from densemodel.experiments.run._workers import WorkerPool
    from densemodel.language import Spec, Variable
    from densemodel.store import ModelStore, SavedModel
    from densemodel.training import Run


class Sweep(Experiment[SweepEvent]):
    """Many runs from one spec with choices.

    Each trial is the run that `dm.train` would make of its spec. The best trial has the lowest
    validation loss. Test data has no part in the choice; it scores the best trial once, at the end.
    All attributes and methods may be used from any thread.

    Example:
        >>> sweep = dm.sweep("784 -> {32|64} relu -> 10 softmax ; adam lr {0.01|0.001}", x, y)
        >>> sweep.frame()
        >>> sweep.best.model.predict(x_new)
    """

    def __init__(
        self,
        name: str,
        spec: Spec,
        variables: tuple[Variable, ...],
        trials: Sequence[Trial],
        *,
        test: Any,
        pool: WorkerPool,
        planner: Planner,
    ) -> None:
        super().__init__(f"the sweep of {name} is not started")
        self.name = name
        self.spec = spec
        self.variables = variables
        "The choices by name, and the seed if the spec has `repeat`."
        self.trials = tuple(trials)
        "Those that are known: a search may draw others once it knows results."
        self.trial_count = planner.count(spec, self.trials)
        "The number of trials in all, with those that are not drawn yet."
        self.folder = planner.folder
        self.test_metrics: dict[str, float] = {}
        "The test metrics of the best trial, once the sweep has finished."
        self.findings: tuple[Finding, ...] = ()
        self.in_round = frozenset(trial.number for trial in trials)
        "The numbers of the trials of this round; of all trials without halving."
        self.worker_count = 0
        "The number of trials that train at once."
        self.unreadable_records = 0
        "Records in its folder that are damaged or of another version; they do not count."
        self._data = planner.data
        self._test = test
        self._pool = pool
        self._place = SweepFolder(self.folder, uuid4().hex[:8])
        self._records = Records(self._place.results)
        self._planner = planner
        self._rounds = rounds_of(self.trials) if planner.halving else WHOLE
        self._round = 0
        "Counted from 0."
        self._began = 0.0
        self._has_begun = False
        "Whether a trial was given to a worker since the last start."
        self._results: dict[int, Result] = {}
        self._left_behind: set[int] = set()
        self._curves: dict[int, tuple[list[float], list[float]]] = {}
        self._pace = TimeLeft()
        self._best: tuple[int, Run] | None = None
        "The number and the run of the trial that was best at the last request."
        if not any(self._batches()):  # all have a result on disk
            self.state = "finished"
            self._ended.set()

    def __repr__(self) -> str:
        line = f"Sweep of {self.name}: {self.sentence}"
        if not self.results:
            return line
        table = self.frame().drop(columns=["reason", "spec"]).head(5)
        return f"{line}\n\n{table.to_string(index=False, float_format='%.4g')}"

    # Control

    def start(self) -> Sweep:
        """Train the trials that have no result yet, in separate threads and processes.

        Raises:
            SweepError: It is already running.
        """
        with self._lock:
            if self.is_busy:
                raise SweepError(f"the sweep of {self.name} is already running")
            self._place = SweepFolder(self.folder, uuid4().hex[:8])
            self._has_begun, self.worker_count, self._pace = False, 0, TimeLeft()
            self._began = time.monotonic()
            return self._begin()

    def extend(self, *, trials: int | None = None, repeat: int | None = None) -> Sweep:
        """Add trials to a sweep that has ended, and train them; results so far stay.

        Args:
            trials: The number of combinations that are drawn in all, by "random" or "tpe".
            repeat: The number of seeds of each combination, in all.

        Raises:
            SpecError: `repeat` is not a number of seeds.
            SweepError: The sweep is running, uses halving, or would get no more trials.

        Example:
            >>> sweep = dm.sweep("784 -> {32|64} relu -> 10 softmax ; epochs 5", x, y)
            >>> sweep.extend(repeat=5).wait()
        """
        with self._lock:
            if self.is_busy:
                raise SweepError(f"the sweep of {self.name} is running: stop it first")
            self._planner, self.spec, self.variables, self.trials = self._planner.extend(
                self.spec, self.trials, trials=trials, repeat=repeat
            )
            self.trial_count = self._planner.count(self.spec, self.trials)
            return self.start()

    @property
    def totals(self) -> dict[str, int]:
        """What `extend` can raise, with what it is now: `trials`, `repeat`, both or neither."""
        with self._lock:
            return self._planner.totals(self.spec, self.trials)

    def stop(self) -> Self:
        """Ask the sweep to stop; trials in training stop within a moment, without a result."""
        with self._lock:
            is_due = self.state == "running"
            super().stop()
            if is_due:
                self._place.ask_to_stop()
        return self

    def stop_trial(self, number: int) -> Sweep:
        """Stop one trial that is training; its state so far counts as its result."""
        if number not in self.training:
            raise SweepError(f"trial {number} is not training")
        self._place.ask_to_stop(number)
        return self

    # Models

    @property
    def best(self) -> Run:
        """The run of the best trial, with its trained model and its data.

        If you continue to train it, it is yours: `best` then reads another one from the sweep's
        folder.

        Raises:
            SweepError: No trial has a result to choose by.
        """
        number = self.best_number
        if number is None:
            raise SweepError(f"the sweep of {self.name} has no trial with a loss yet")
        best = self._best
        if best is None or best[0] != number or not is_of(best[1], self.results[number]):
            best = self._best = number, self._run_of(number, self.name)
        return best[1]

    def load(self, number: int) -> Run:
        """The run of one trial that has ended.

        Its model is read from the sweep's folder. A model that was not saved is trained again, to
        the same numbers.

        Raises:
            SweepError: There is no such trial, or it has no model to load.
        """
        result = self.results.get(number)
        if result is None or result.outcome == "failed":
            raise SweepError(f"trial {number} of {self.name} has no model to load")
        if number == self.best_number:
            return self.best
        return self._run_of(number, f"{self.name}_trial_{number}")

    def _run_of(self, number: int, name: str) -> Run:
        trial, result = self.trials[number - 1], self.results[number]
        return run_of_result(trial, result, name, self._data, self._place)

    def save(self, store: ModelStore, name: str = "") -> SavedModel:
        """Save the best run among the saved models, by default under the sweep's name."""
        return store.save(self.best, name or self.name)

    # Results and progress

    @property
    def results(self) -> dict[int, Result]:
        """The results of the trials that have ended, by number."""
        with self._lock:
            found = dict(self._results)
            for number in self._left_behind & found.keys():
                if found[number].outcome == "finished":
                    end = f"Eliminated after epoch {found[number].epochs:,}"
                    words = f"{end}: it was not in the best third there."
                    found[number] = replace(found[number], outcome="left behind", sentence=words)
            return found

    @property
    def best_number(self) -> int | None:
        """The trial with the lowest validation loss, first of equals; None before any."""
        results = self.results
        finite = [number for number, result in results.items() if result.score < inf]
        return min(finite, key=lambda number: (results[number].score, number), default=None)

    def frame(self) -> pd.DataFrame:
        """The trials as a table, best first; those without a result last.

        Its columns are the number of the trial, the value of each variable, and the result:
        `state`, `epochs`, `best_epoch`, Keras's metrics at the best evaluation, `parameters`,
        `seconds`, and `reason` for a failed trial. A result with the name of a variable gets the
        suffix `_reached`: `epochs` was the setting, `epochs_reached` were trained.

        Example:
            >>> sweep.frame().to_csv("sweep.csv", index=False)
        """
        return frame_of(self)

    @property
    def training(self) -> frozenset[int]:
        """The numbers of the trials that are training."""
        with self._lock:
            return frozenset(self._curves)

    @property
    def live_curves(self) -> dict[int, tuple[list[float], list[float]]]:
        """Positions in epochs, and losses, of each trial in training, by its number."""
        with self._lock:
            return {n: (list(places), list(losses)) for n, (places, losses) in self._curves.items()}

    @property
    def round(self) -> tuple[int, int]:
        """The round of halving, from 1, and the number of rounds; 1 of 1 without halving."""
        return self._round + 1, len(self._rounds)

    @property
    def waiting(self) -> int:
        """The number of trials of this round that are neither done nor training."""
        with self._lock:
            later = self.trial_count - len(self.trials)
            return later + len(self.in_round - self._results.keys() - self._curves.keys())

    @property
    def is_starting(self) -> bool:
        """Whether it was started and its first trial has not begun."""
        number, rounds = self.round
        is_due = self.waiting > 0 or number < rounds
        return self.state == "running" and not self._has_begun and is_due

    @property
    def share_done(self) -> float:
        """The share of the trials of all rounds that are done, 0 to 1."""
        sizes = [
            max(1, self.trial_count // HALVING_FACTOR**place) for place in range(len(self._rounds))
        ]
        with self._lock:
            done = len(self.in_round & self._results.keys())
            share = (sum(sizes[: self._round]) + done) / sum(sizes)
            return 1.0 if self.state == "finished" else min(1.0, share)

    @property
    def seconds_left(self) -> float | None:
        """The estimated seconds left of this round; None before one of its trials has ended."""
        with self._lock:
            if self.state != "running":
                return None
            return self._pace.seconds_left(self.waiting, self.worker_count)

    @property
    def sentence(self) -> str:
        """The progress or the result, in one line."""
        with self._lock:
            return sentence_of(self)

    # Rounds

    def _batches(self) -> Iterator[list[SweepTask]]:
        """What to train, asked for whenever a worker is free; empty: nothing before a result.

        What has a result on disk is left out. The better third of a round goes on to the next.
        """
        trials: Sequence[Trial] = self.trials
        for place, round_ in enumerate(self._rounds):
            more, todo = trials, self._add_trials(trials, place, is_new=True)
            while more or not self.in_round <= self._results.keys():
                if todo or not more:
                    yield [SweepTask(trial, self._place, round_) for trial in todo]
                more = self._planner.next(self.spec, self.trials, self._results)
                todo = self._add_trials(more, place) if more else []
            trials = better_third(trials, self._results)

    def _add_trials(
        self, trials: Sequence[Trial], place: int, *, is_new: bool = False
    ) -> list[Trial]:
        """Add trials to a round, or begin a new one with them; return those without a result."""
        found, until = self._records.all(), self._rounds[place].until_epoch
        numbers = frozenset(trial.number for trial in trials)
        with self._lock:
            self.unreadable_records = self._records.unreadable
            if is_new:
                self._left_behind |= self.in_round - numbers
                self.in_round, self._round, self._pace = numbers, place, TimeLeft()
            else:
                self.in_round, self.trials = self.in_round | numbers, (*self.trials, *trials)
            for trial in trials:
                if (trial.id, until) in found:
                    self._results[trial.number] = found[trial.id, until]
                else:  # the trial trains again
                    self._results.pop(trial.number, None)
        return [trial for trial in trials if (trial.id, until) not in found]

    # The sweep's thread

    def _train(self) -> None:
        self._listeners.emit(SweepStarted())
        batches, workers = self._batches(), None
        try:
            if first := next(batches, None):
                workers = self._pool.workers(
                    self._data, self.waiting, emit=self._handle_event, counted=self._count_workers
                )
                Scheduler(
                    workers,
                    chain([first], batches),
                    in_order=self._planner.search.is_ordered,
                    started=self._started,
                    ended=self._took,
                    gave_up=self._gave_up,
                ).work(self._stop)
            self._score_best()
        finally:
            if workers is not None:
                workers.close()

    def _count_workers(self, count: int) -> None:
        self.worker_count = count

    def _started(self, task: SweepTask) -> None:
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

    def _took(self, task: SweepTask, result: Result) -> None:
        number = task.trial.number
        with self._lock:
            self._curves.pop(number, None)
            self._pace.add_result(number, counts=result.outcome != "stopped")
            self._results[number] = result
            results, seconds = tuple(self._results.values()), time.monotonic() - self._began
        is_more_due = self.waiting or self._round + 1 < len(self._rounds)
        if is_more_due and self._planner.search.is_over(results, seconds):
            self._stop.set()  # what trains ends by itself
        self._listeners.emit(TrialEnded(number, result))

    def _gave_up(self, task: SweepTask, reason: str) -> None:
        self._took(task, trial_result(task, None, "failed", reason))

    def _score_best(self) -> None:
        """Score the best once; load it before the end, if TensorFlow is loaded."""
        if self.best_number is None:
            return
        tests = self._test is not None and not self._stop.is_set()
        # a script that only needs the results need not wait for TensorFlow
        best = self.best if tests or "tensorflow" in sys.modules else None
        if tests and best is not None:
            from densemodel.scoring import evaluate

            self.test_metrics = dict(evaluate(best, *self._test).metrics)

    def _shown(self, error: BaseException) -> BaseException:
        if isinstance(error, ClusterLostError):
            return SweepError(
                "the workers of this sweep are gone, and nobody stopped them: start continues with "
                "the trials that have no result yet"
            )
        if isinstance(error, DenseModelError):
            return error
        first = (str(error).splitlines() or [""])[0]
        return SweepError(f"the sweep ended in an error: {type(error).__name__}: {first}")

    def _end(self, state: State) -> None:
        with self._lock:
            self.state = state
            self._curves.clear()
        if state == "failed":
            self._place.ask_to_stop()  # trials that still train after a failure
        else:
            self._place.clear()
        self._listeners.emit(SweepEnded())
