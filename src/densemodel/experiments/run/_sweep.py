"""A sweep: many runs from one spec, and the methods that control it."""

from __future__ import annotations

import sys
from math import inf
from typing import TYPE_CHECKING, Any, ClassVar

from densemodel.errors import SweepError, with_field_hints
from densemodel.experiments.plan._halving import HALVING_FACTOR
from densemodel.experiments.results._result import frame_of
from densemodel.experiments.results._study import study_of
from densemodel.experiments.results._sweep_sentence import sentence_of
from densemodel.experiments.run._trial_data import is_of, run_of_result
from densemodel.experiments.run._worker_experiment import WorkerExperiment

if TYPE_CHECKING:
    from pathlib import Path

    import optuna
    import pandas as pd

    from densemodel.data import Finding
    from densemodel.experiments.plan._planner import SearchPlanner
    from densemodel.experiments.run._trial_data import RunData, SweepData
    from densemodel.experiments.run._workers import WorkerPool
    from densemodel.language import Spec, Variable
    from densemodel.store import ModelStore, SavedModel
    from densemodel.training import Run


@with_field_hints
class Sweep(WorkerExperiment):
    """Many runs from one spec with choices.

    Each trial is the run that `dm.train` would make of its spec. The best trial has the lowest
    validation loss. Test data has no part in the choice; it scores the best trial once, at the end.
    All attributes and methods may be used from any thread.

    Example:
        >>> sweep = dm.sweep("784 -> {32|64} relu -> 10 softmax ; adam lr {0.01|0.001}", x, y)
        >>> sweep.frame()
        >>> sweep.best.model.predict(x_new)
    """

    kind: ClassVar[str] = "sweep"
    _planner: SearchPlanner
    _data: SweepData | RunData

    def __init__(
        self,
        name: str,
        planner: SearchPlanner,
        data: SweepData | RunData,
        folder: Path,
        pool: WorkerPool,
        *,
        test: Any = None,
    ) -> None:
        self.test_metrics: dict[str, float] = {}
        "The test metrics of the best trial, once the sweep has finished."
        self.findings: tuple[Finding, ...] = ()
        self._test = test
        self._best: tuple[int, Run] | None = None
        "The number and the run of the trial that was best at the last request."
        super().__init__(name, planner, data, folder, pool)

    @property
    def spec(self) -> Spec:
        return self._planner.spec

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The choices by name, and the seed if the spec has `repeat`."""
        return self._planner.variables

    def __repr__(self) -> str:
        line = super().__repr__()
        if not self.results:
            return line
        table = self.frame().drop(columns=["reason", "spec"]).head(5)
        return f"{line}\n\n{table.to_string(index=False, float_format='%.4g')}"

    # Control

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
            self._planner.extend(trials=trials, repeat=repeat)
            self._trials = self._planner.trials
            return self.start()

    @property
    def totals(self) -> dict[str, int]:
        """What `extend` can raise, with what it is now: `trials`, `repeat`, both or neither."""
        with self._lock:
            return self._planner.totals

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

    def study(self, storage: str | None = None, *, name: str = "") -> optuna.Study:
        """The trials that have ended as an Optuna study, for its pictures and its dashboard.

        A trial's value is the validation loss that the sweep ranks by, and its intermediate values
        are the loss at each evaluation. One that halving left behind is pruned. Its duration is
        real; when it began is not known.

        Args:
            storage: Where Optuna keeps it, such as `"sqlite:///sweep.db"`; None: in memory.
            name: Of the study; by default that of the sweep.

        Raises:
            SweepError: Optuna is not installed, or the storage has a study of that name.

        Example:
            >>> optuna.visualization.plot_param_importances(sweep.study())
        """
        return study_of(self, storage, name or self.name)

    @property
    def round(self) -> tuple[int, int]:
        """The round of halving, from 1, and the number of rounds; 1 of 1 without halving."""
        return self._round + 1, len(self._planner.rounds)

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
            max(1, self.trial_count // HALVING_FACTOR**place) for place in range(self.round[1])
        ]
        with self._lock:
            done = len(self.in_round & self._results.keys())
            share = (sum(sizes[: self._round]) + done) / sum(sizes)
            return 1.0 if self.state == "finished" else min(1.0, share)

    @property
    def sentence(self) -> str:
        """The progress or the result, in one line."""
        with self._lock:
            return sentence_of(self)

    def _finish(self) -> None:
        """Score the best once; load it before the end, if it was kept and TensorFlow is loaded."""
        if self.best_number is None:
            return
        tests = self._test is not None and not self._stop.is_set()
        # a script that only needs the results need not wait for TensorFlow
        loads = self._data.keeps_models and "tensorflow" in sys.modules
        best = self.best if tests or loads else None
        if tests and best is not None:
            from densemodel.scoring import evaluate

            self.test_metrics = dict(evaluate(best, *self._test).metrics)
