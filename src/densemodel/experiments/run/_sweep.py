"""A sweep: many runs from one spec, and how a person drives them."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from densemodel.errors import DenseModelError, SweepError
from densemodel.experiments.plan._halving import better_third, rounds_of
from densemodel.experiments.results._records import Records
from densemodel.experiments.results._result import Result
from densemodel.experiments.results._sentence import TimeLeft
from densemodel.experiments.run._events import (
    SweepEnded,
    SweepStarted,
    TrialEnded,
    TrialEvaluated,
    TrialStarted,
)
from densemodel.experiments.run._facts import SweepFacts
from densemodel.experiments.run._models import is_of, run_of, score
from densemodel.experiments.run._scheduler import Scheduler
from densemodel.experiments.run._sweep_folder import SweepFolder
from densemodel.experiments.run._workers import ClusterLostError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from densemodel.experiments.plan._halving import Round
    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.plan._rows import SweepData
    from densemodel.experiments.run._work import TrialTask
    from densemodel.experiments.run._worker_pool import WorkerPool
    from densemodel.experiments.run._workers import Workers
    from densemodel.language import Spec, Variable
    from densemodel.store import ModelStore, SavedModel
    from densemodel.training import Run


class GivenModels(SweepFacts):
    """Knows where the models of a sweep stand, and the data that they were trained on."""

    _data: SweepData
    _place: SweepFolder
    _best: tuple[int, Run] | None = None
    "The run of the trial that was the best when it was asked for, with its number."

    @property
    def best(self) -> Run:
        """The run of the best trial, with its model and its data, as the sweep has trained it.

        One that was trained on since is its holder's: then the next one is read anew.

        Raises:
            SweepError: No trial has a result to choose by.
        """
        number = self.best_number
        if number is None:
            raise SweepError(f"the sweep of {self.name} has no trial with a loss yet")
        kept = self._best
        if kept is None or kept[0] != number or not is_of(kept[1], self.results[number]):
            kept = self._best = number, self._run_of(number, self.name)
        return kept[1]

    def load(self, number: int) -> Run:
        """The run of one trial that has ended.

        Its model is read from the sweep's folder; one that was not kept is trained again, to the
        same numbers.

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
        return run_of(trial, result, self._place, self._data, name)

    def save(self, store: ModelStore, name: str = "") -> SavedModel:
        """Keep the best among saved models.

        Args:
            store: Where.
            name: What it is called; the sweep's name if none is given.
        """
        return store.save(self.best, name or self.name)


_LOST = (
    "the workers of this sweep are gone, and nobody stopped them: start goes on with the trials "
    "that have no result yet"
)


class Sweep(GivenModels):
    """Many runs from one spec with choices.

    Each trial is the run that `dm.train` would make of its spec. The best is that with the lowest
    validation loss; test data has no part in the choice, and scores the best once, at the end.

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
        data: SweepData,
        test: Any,
        folder: Path,
        staff: WorkerPool,
        halving: bool,
    ) -> None:
        super().__init__(name, spec, variables, trials)
        self.folder = folder
        "Where its results and models stand."
        self._data = data
        self._place = SweepFolder(folder, uuid4().hex[:8])
        self._test = test
        self._staff = staff
        if halving:
            self._rounds = rounds_of(self.trials)
        self._records = Records(folder / "results")
        self._stop = threading.Event()
        self._ended = threading.Event()
        self._take_up()

    # What a person does

    def start(self) -> Sweep:
        """Train the trials that have no result yet, in threads and processes of their own.

        Raises:
            SweepError: It runs already.
        """
        with self._lock:
            if self.is_busy:
                raise SweepError(f"the sweep of {self.name} runs already")
            self._stop, self._ended = threading.Event(), threading.Event()
            self._place = SweepFolder(self.folder, uuid4().hex[:8])
            self.state, self.error = "running", None
            self._has_begun, self.worker_count, self._pace = False, 0, TimeLeft()
        threading.Thread(target=self._work, name="densemodel-sweep", daemon=True).start()
        return self

    def stop(self) -> Sweep:
        """Ask for an end: trials that train stop within a moment, and are trained another time."""
        with self._lock:
            if self.state == "running":
                self.state = "stopping"
                self._stop.set()
                self._place.ask_to_stop()
        return self

    def stop_trial(self, number: int) -> Sweep:
        """Stop one trial that trains; what it has reached counts as its result."""
        if number not in self.training:
            raise SweepError(f"trial {number} does not train now")
        self._place.ask_to_stop(number)
        return self

    def wait(self, timeout: float | None = None) -> Sweep:
        """Wait until nothing trains any more; an interrupt stops the sweep.

        Args:
            timeout: Seconds to wait at the most.

        Raises:
            SweepError: It was not started, or it failed.
            KeyboardInterrupt: After the sweep was stopped by it.
        """
        if self.state == "ready":
            raise SweepError(f"the sweep of {self.name} is not started")
        until = None if timeout is None else time.monotonic() + timeout
        try:
            # in short pieces: a signal may reach another thread than this
            while not self._ended.wait(0.1) and (until is None or time.monotonic() < until):
                pass
        except KeyboardInterrupt:
            self.stop()
            self._ended.wait()
            raise
        if self.state == "failed" and self.error is not None:
            raise self.error
        return self

    # The thread that leads

    def _work(self) -> None:
        workers: Workers | None = None
        try:
            self._emit(SweepStarted())
            todo = len(self._todo(self.trials, self._rounds[0]))
            if todo or len(self._rounds) > 1:
                workers = self._staff.workers(self, self._data, todo, self._handle_event)
            self._train(workers)
            self._close()
            self.state = "stopped" if self._stop.is_set() else "finished"
        except ClusterLostError:
            self.state, self.error = "failed", SweepError(_LOST)
        except Exception as error:  # noqa: BLE001 - it is raised again by `wait`
            self.error = error if isinstance(error, DenseModelError) else _wrapped(error)
            self.state = "failed"
        finally:
            with self._lock:
                self._looks.clear()
            if workers is not None:
                workers.close()
            if self.state == "failed":
                self._place.ask_to_stop()  # what a failure left training
            else:
                self._place.clear()
            self._emit(SweepEnded())
            self._ended.set()

    def _train(self, workers: Workers | None) -> None:
        trials = list(self.trials)
        for place, round_ in enumerate(self._rounds):
            todo = self._begin_round(place, trials)
            if todo and workers is not None:
                lead = Scheduler(
                    workers, started=self._started, ended=self._took, gave_up=self._gave_up
                )
                lead.work(todo, self._place, self._stop, round_)
            if self._stop.is_set():
                return
            if round_ is not self._rounds[-1]:
                trials = self._go_on(trials)

    def _go_on(self, trials: Sequence[Trial]) -> list[Trial]:
        with self._lock:
            kept = better_third(trials, self._results)
            self._out |= {t.number for t in trials} - {t.number for t in kept}
        return kept

    def _begin_round(self, place: int, trials: Sequence[Trial]) -> list[Trial]:
        """Count what these trials came to in this round alone; give those that have no result."""
        found, until = self._records.all(), self._rounds[place].until_epoch
        with self._lock:
            self.unreadable_records = self._records.unreadable
            self._round, self._pace = place, TimeLeft()
            self._still_in = frozenset(trial.number for trial in trials)
            for trial in trials:
                if (trial.id, until) in found:
                    self._results[trial.number] = found[trial.id, until]
                else:  # it is on its way again
                    self._results.pop(trial.number, None)
        return self._todo(trials, self._rounds[place])

    def _todo(self, trials: Sequence[Trial], round_: Round) -> list[Trial]:
        found = self._records.all()
        return [trial for trial in trials if (trial.id, round_.until_epoch) not in found]

    def _take_up(self) -> None:
        """Know what an earlier start, perhaps in another process, has recorded."""
        trials = list(self.trials)
        for place, round_ in enumerate(self._rounds):
            if self._begin_round(place, trials):
                return
            if round_ is not self._rounds[-1]:
                trials = self._go_on(trials)
        self.state = "finished"
        self._ended.set()

    # What is heard

    def _started(self, trial: Trial) -> None:
        with self._lock:
            self._has_begun = True
            self._pace.started(trial.number)
            self._looks[trial.number] = [], []
        self._emit(TrialStarted(trial.number))

    def _handle_event(self, event: TrialEvaluated) -> None:
        with self._lock:
            curve = self._looks.get(event.number)
            if curve is None:
                return
            curve[0].append(event.place)
            curve[1].append(event.logs.get("val_loss", event.logs.get("loss", float("nan"))))
        self._emit(event)

    def _took(self, trial: Trial, result: Result) -> None:
        with self._lock:
            self._looks.pop(trial.number, None)
            self._pace.add_result(trial.number, counts=result.outcome != "stopped")
            self._results[trial.number] = result
        self._emit(TrialEnded(trial.number, result))

    def _gave_up(self, task: TrialTask, reason: str) -> None:
        result = Result(
            id=task.trial.id,
            outcome="failed",
            sentence=reason,
            parameters=0,
            epochs=0,
            best_epoch=None,
            metrics={},
            history={},
            places=[],
            seconds=0.0,
            until_epoch=task.round.until_epoch,
        )
        self._took(task.trial, result)

    def _close(self) -> None:
        """Score the best once; where TensorFlow is loaded, have it at hand before it is said."""
        if self.best_number is None:
            return
        tests = self._test is not None and not self._stop.is_set()
        # a script that asks for results alone need not wait for TensorFlow
        best = self.best if tests or "tensorflow" in sys.modules else None
        if tests and best is not None:
            self.test_metrics = score(best, self._test)


def _wrapped(error: Exception) -> SweepError:
    first = (str(error).splitlines() or [""])[0]
    return SweepError(f"the sweep ended in an error: {type(error).__name__}: {first}")
