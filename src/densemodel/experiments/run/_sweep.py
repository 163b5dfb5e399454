"""A sweep: many runs from one spec, and the methods that control it."""

from __future__ import annotations

import sys
import threading
import time
from math import inf
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from densemodel._old_names import by_old_name
from densemodel.errors import DenseModelError, SweepError
from densemodel.experiments.plan._halving import WHOLE, rounds_of
from densemodel.experiments.results._records import Records
from densemodel.experiments.results._result import Result, frame_of
from densemodel.experiments.results._sentence import sentence_of
from densemodel.experiments.run._events import (
    SweepEnded,
    SweepEvent,
    SweepStarted,
    TrialEnded,
    TrialEvaluated,
    TrialStarted,
)
from densemodel.experiments.run._scheduler import Scheduler
from densemodel.experiments.run._sweep_folder import SweepFolder
from densemodel.experiments.run._trial_models import TrialModels, score
from densemodel.experiments.run._trial_progress import TrialProgress
from densemodel.experiments.run._workers import ClusterLostError
from densemodel.training import Listeners

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pandas as pd

    from densemodel.data import Finding
    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.plan._rows import SweepData
    from densemodel.experiments.run._work import TrialTask
    from densemodel.experiments.run._worker_pool import WorkerPool
    from densemodel.experiments.run._workers import Workers
    from densemodel.language import Spec, Variable
    from densemodel.store import ModelStore, SavedModel
    from densemodel.training import Run

_ROWS_SHOWN = 5
_LOST = (
    "the workers of this sweep are gone, and nobody stopped them: start continues with the trials "
    "that have no result yet"
)

State = Literal["ready", "running", "stopping", "stopped", "finished", "failed"]


class Sweep:
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
        data: SweepData,
        test: Any,
        folder: Path,
        staff: WorkerPool,
        halving: bool,
    ) -> None:
        self.name = name
        self.spec = spec
        "The spec with its choices."
        self.variables = variables
        "The choices by name, and the seed if the spec has `repeat`."
        self.trials = tuple(trials)
        self.folder = folder
        "The folder of its results and models."
        self.state: State = "ready"
        self.error: BaseException | None = None
        "The error of a failed sweep."
        self.test_metrics: dict[str, float] = {}
        "The test metrics of the best trial, once the sweep has finished."
        self.findings: tuple[Finding, ...] = ()
        "Findings about the data, with the network of the first trial."
        self._listeners: Listeners[SweepEvent] = Listeners()
        self._lock = threading.RLock()
        self._data = data
        self._test = test
        self._staff = staff
        self._place = SweepFolder(folder, uuid4().hex[:8])
        self._models = TrialModels(self._place, data)
        rounds = rounds_of(self.trials) if halving else WHOLE
        records = Records(folder / "results")
        self._progress = TrialProgress(self.trials, rounds, records, self._lock)
        self._stop = threading.Event()
        self._ended = threading.Event()
        if self._progress.read_records():
            self.state = "finished"
            self._ended.set()

    def __repr__(self) -> str:
        """One line, and the best trials as a table."""
        line = f"Sweep of {self.name}: {self.sentence}"
        if not self.results:
            return line
        table = self.frame().drop(columns=["reason", "spec"]).head(_ROWS_SHOWN)
        return f"{line}\n\n{table.to_string(index=False, float_format='%.4g')}"

    def __getattr__(self, name: str) -> Any:
        return by_old_name(self, name, {"looks": "live_curves", "still_in": "in_round"})

    # Control

    def on_event(self, function: Callable[[SweepEvent], object]) -> Callable[[], None]:
        """Have a function called with each event, in any thread; it must be quick.

        Returns:
            The function that cancels it.
        """
        return self._listeners.add(function)

    def start(self) -> Sweep:
        """Train the trials that have no result yet, in separate threads and processes.

        Raises:
            SweepError: It is already running.
        """
        with self._lock:
            if self.is_busy:
                raise SweepError(f"the sweep of {self.name} is already running")
            self._stop, self._ended = threading.Event(), threading.Event()
            self._place = SweepFolder(self.folder, uuid4().hex[:8])
            self.state, self.error = "running", None
            self._progress.start()
        threading.Thread(target=self._work, name="densemodel-sweep", daemon=True).start()
        return self

    def stop(self) -> Sweep:
        """Ask the sweep to stop; trials in training stop within a moment, without a result."""
        with self._lock:
            if self.state == "running":
                self.state = "stopping"
                self._stop.set()
                self._place.ask_to_stop()
        return self

    def stop_trial(self, number: int) -> Sweep:
        """Stop one trial that is training; its state so far counts as its result."""
        if number not in self.training:
            raise SweepError(f"trial {number} is not training")
        self._place.ask_to_stop(number)
        return self

    def wait(self, timeout: float | None = None) -> Sweep:
        """Wait until nothing is training any more; an interrupt stops the sweep.

        Args:
            timeout: The longest wait, in seconds.

        Raises:
            SweepError: It was not started, or it failed.
            KeyboardInterrupt: After the interrupt has stopped the sweep.
        """
        if self.state == "ready":
            raise SweepError(f"the sweep of {self.name} is not started")
        until = None if timeout is None else time.monotonic() + timeout
        try:
            # in short pieces, because a signal may reach another thread
            while not self._ended.wait(0.1) and (until is None or time.monotonic() < until):
                pass
        except KeyboardInterrupt:
            self.stop()
            self._ended.wait()
            raise
        if self.state == "failed" and self.error is not None:
            raise self.error
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
        return self._models.best(self.trials[number - 1], self.results[number], self.name)

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
        return self._models.load(self.trials[number - 1], result, f"{self.name}_trial_{number}")

    def save(self, store: ModelStore, name: str = "") -> SavedModel:
        """Save the best run among the saved models.

        Args:
            store: The store.
            name: The name of the saved model; by default the sweep's name.
        """
        return store.save(self.best, name or self.name)

    # Results and progress

    @property
    def results(self) -> dict[int, Result]:
        """The results of the trials that have ended, by number."""
        return self._progress.results

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
        return self._progress.training

    @property
    def live_curves(self) -> dict[int, tuple[list[float], list[float]]]:
        """Positions in epochs, and losses, of each trial in training, by its number."""
        return self._progress.live_curves

    @property
    def is_busy(self) -> bool:
        """Whether anything is training, or about to."""
        return self.state in {"running", "stopping"}

    @property
    def round(self) -> tuple[int, int]:
        """The round of halving, from 1, and the number of rounds; 1 of 1 without halving."""
        return self._progress.round + 1, len(self._progress.rounds)

    @property
    def in_round(self) -> frozenset[int]:
        """The numbers of the trials of this round; of all trials without halving."""
        return self._progress.in_round

    @property
    def waiting(self) -> int:
        """The number of trials of this round that are neither done nor training."""
        return self._progress.waiting

    @property
    def is_starting(self) -> bool:
        """Whether it was started and its first trial has not begun."""
        number, rounds = self.round
        is_due = self.waiting > 0 or number < rounds
        return self.state == "running" and not self._progress.has_begun and is_due

    @property
    def share_done(self) -> float:
        """The share of the trials of all rounds that are done, 0 to 1."""
        return 1.0 if self.state == "finished" else self._progress.share_done

    @property
    def seconds_left(self) -> float | None:
        """The estimated seconds left of this round; None before one of its trials has ended."""
        with self._lock:
            if self.state != "running":
                return None
            return self._progress.seconds_left

    @property
    def worker_count(self) -> int:
        """The number of trials that train at once."""
        return self._progress.worker_count

    @property
    def unreadable_records(self) -> int:
        """Records in its folder that are damaged or of another version; they do not count."""
        return self._progress.unreadable_records

    @property
    def sentence(self) -> str:
        """The progress or the result, in one line."""
        with self._lock:
            return sentence_of(self)

    # The sweep's thread

    def _work(self) -> None:
        workers: Workers | None = None
        try:
            self._listeners.emit(SweepStarted())
            todo = len(self._progress.to_train(self.trials, 0))
            if todo or len(self._progress.rounds) > 1:
                workers = self._staff.workers(self._progress, self._data, todo, self._handle_event)
            self._train(workers)
            self._close()
            self.state = "stopped" if self._stop.is_set() else "finished"
        except ClusterLostError:
            self.state, self.error = "failed", SweepError(_LOST)
        except Exception as error:  # noqa: BLE001 - `wait` raises it again
            self.error = error if isinstance(error, DenseModelError) else _wrapped(error)
            self.state = "failed"
        finally:
            self._progress.end()
            if workers is not None:
                workers.close()
            if self.state == "failed":
                self._place.ask_to_stop()  # trials that still train after a failure
            else:
                self._place.clear()
            self._listeners.emit(SweepEnded())
            self._ended.set()

    def _train(self, workers: Workers | None) -> None:
        trials = list(self.trials)
        for place, round_ in enumerate(self._progress.rounds):
            todo = self._progress.begin_round(trials, place)
            if todo and workers is not None:
                lead = Scheduler(
                    workers, started=self._started, ended=self._took, gave_up=self._gave_up
                )
                lead.work(todo, self._place, self._stop, round_)
            if self._stop.is_set():
                return
            trials = self._progress.end_round(trials)

    def _started(self, trial: Trial) -> None:
        self._progress.begin(trial.number)
        self._listeners.emit(TrialStarted(trial.number))

    def _handle_event(self, event: TrialEvaluated) -> None:
        if self._progress.add_evaluation(event):
            self._listeners.emit(event)

    def _took(self, trial: Trial, result: Result) -> None:
        self._progress.add_result(trial.number, result)
        self._listeners.emit(TrialEnded(trial.number, result))

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
        """Score the best once; load it before the end, if TensorFlow is loaded."""
        if self.best_number is None:
            return
        tests = self._test is not None and not self._stop.is_set()
        # a script that only needs the results need not wait for TensorFlow
        best = self.best if tests or "tensorflow" in sys.modules else None
        if tests and best is not None:
            self.test_metrics = score(best, self._test)


def _wrapped(error: Exception) -> SweepError:
    first = (str(error).splitlines() or [""])[0]
    return SweepError(f"the sweep ended in an error: {type(error).__name__}: {first}")
