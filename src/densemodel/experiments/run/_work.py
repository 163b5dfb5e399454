"""Trains one trial in any process, and writes its result."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from functools import cache
from math import inf, isfinite
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from densemodel.errors import DenseModelError
from densemodel.experiments.plan._plan import WHOLE, Round, Trial
from densemodel.experiments.results._result import Outcome, Records, Result
from densemodel.experiments.run._events import TrialEvaluated
from densemodel.store import keep_run, load
from densemodel.training import EpochDone, EvaluationDone, Event, Run, TrainingHistory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from densemodel.experiments.run._trial_data import ExperimentFolder, TrialData

Emit: TypeAlias = "Callable[[TrialEvaluated], object]"

_best: dict[tuple[Path, str], float] = {}
"The lowest score of the models that this process has saved, for each start of a sweep."


@dataclass(frozen=True, slots=True)
class TrialTask:
    trial: Trial
    place: ExperimentFolder
    round: Round = WHOLE[0]


@cache
def records_in(folder: Path) -> Records:
    """The records of a folder, which this process reads and writes."""
    return Records(folder)


def train_trial(task: TrialTask, data: TrialData, emit: Emit) -> Result | None:
    """Train a trial, or find its result if it is trained already; it is on disk then.

    None if it was stopped before the trial ended. A SweepError if it can't be written.
    """
    records = records_in(task.place.results)
    known = records.all().get((task.trial.id, task.round.until_epoch))
    if known is not None:
        return known
    training = _Training(task, data, emit)
    result = training.result()
    if result is not None and not training.may_be_fixed:
        records.add(result)
    return result


class _Training:
    """The training of one trial, which checks for its end and for stop flags."""

    def __init__(self, task: TrialTask, data: TrialData, emit: Emit) -> None:
        self._task, self._data = task, data
        self._emit = emit
        self._run: Run | None = None
        self._emitted_at = 0.0
        self.may_be_fixed = False
        "Whether it failed for an external reason, so that another attempt may succeed."
        self._end: Literal["", "experiment", "trial", "round"] = ""

    def result(self) -> Result | None:
        """Train, and return the result; None if the whole experiment is to stop."""
        try:
            run = self._trained()
            facts = {} if run is None else self._data.facts_of(run)
        except DenseModelError as error:
            return self._result_of("failed", str(error).splitlines()[0])
        except Exception as error:  # noqa: BLE001 - a trial's own error must not end the others
            self.may_be_fixed = True
            first = (str(error).splitlines() or [""])[0]
            return self._result_of("failed", f"{type(error).__name__}: {first}"[:500])
        if run is None:
            return None
        was_stopped = run.state == "stopped" and self._end != "round"
        return self._result_of("stopped" if was_stopped else "finished", run.sentence, facts)

    def _trained(self) -> Run | None:
        """The run once it has ended; None if it was stopped with all others."""
        if self._task.place.is_asked_to_stop():
            return None
        run = self._run = self._begun()
        run.is_measured = False
        cancel = run.on_event(self._handle_event)
        try:
            if run.state == "ready":
                run.start()
            elif run.state == "stopped":
                run.resume()
            # not at events: there are none while it compiles
            while run.wait(0.1).is_busy:
                self._check_stop_flags(run)
        finally:
            cancel()
        # without our asking, Python exits, which stops all runs
        is_cut_off = run.state == "stopped" and not self._end
        return None if is_cut_off or self._end == "experiment" else run

    def _begun(self) -> Run:
        """The run as the previous round left it, or a new one."""
        task, data = self._task, self._data
        path = task.place.model_of(task.trial)
        if not (task.round.from_epoch and path.exists()):
            return data.run_of(task.trial)
        run = load(path)
        if run.state != "stopped" or run.history.epochs != task.round.from_epoch:
            return data.run_of(task.trial)  # another sweep in this folder has trained it longer
        return data.resumed(run, task.trial)

    def _handle_event(self, event: Event) -> None:
        """Handle an event on the training thread, between two chunks."""
        run, task = self._run, self._task
        if run is None:
            return
        # live curves need few evaluations, the result has all
        if isinstance(event, EvaluationDone) and time.monotonic() - self._emitted_at > 0.2:
            self._emitted_at = time.monotonic()
            self._emit(TrialEvaluated(task.trial.number, event.place, event.logs))
        until = task.round.until_epoch
        is_end = isinstance(event, EpochDone) and until and run.history.epochs >= until
        if is_end and not self._end:
            self._ask(run, "round")

    def _check_stop_flags(self, run: Run) -> None:
        place, number = self._task.place, self._task.trial.number
        if self._end:
            return
        if place.is_asked_to_stop() or self._data.is_over():
            self._ask(run, "experiment")
        elif place.is_asked_to_stop(number):
            self._ask(run, "trial")

    def _ask(self, run: Run, end: Literal["experiment", "trial", "round"]) -> None:
        self._end = end
        run.stop()

    def _result_of(
        self, outcome: Outcome, sentence: str, facts: Mapping[str, Any] | None = None
    ) -> Result:
        """The result; the model is saved if it is the best of this process, others train again."""
        run, task = self._run, self._task
        until = task.round.until_epoch
        result = trial_result(task.trial, run, outcome, sentence, facts, until_epoch=until)
        key = task.place.models, task.place.token
        is_due = until > 0 or result.score < _best.get(key, inf)
        is_due = is_due and self._data.keeps_models
        if run is None or result.outcome == "failed" or not is_due:
            return result
        try:
            keep_run(run, task.place.model_of(task.trial), name=run.name, id=task.trial.id)
        except DenseModelError:
            return result  # nothing is lost, because it can be trained again
        _best[key] = min(result.score, _best.get(key, inf))
        return replace(result, model=f"{task.trial.id}.keras")


def trial_result(
    trial: Trial,
    run: Run | None,
    outcome: Outcome,
    sentence: str,
    facts: Mapping[str, Any] | None = None,
    *,
    until_epoch: int = 0,
) -> Result:
    """The result of a run that has ended; None if it could not be made."""
    history = None if run is None else run.history.copied()
    return Result(
        id=trial.id,
        outcome=outcome,
        sentence=sentence,
        parameters=0 if run is None else run.spec.parameter_count,
        epochs=0 if history is None else history.epochs,
        best_epoch=None if run is None else run.best_epoch,
        metrics=history.at(_best_row(history)) if history and history.evaluations else {},
        history={} if history is None else {k: list(v) for k, v in history.items()},
        places=[] if history is None else list(history.places),
        seconds=0.0 if run is None else run.seconds,
        uses_xla=run is not None and run.uses_xla,
        until_epoch=until_epoch,
        facts={"process": os.getpid(), **(facts or {})},
    )


def _best_row(history: TrainingHistory) -> int:
    """The evaluation with the lowest validation loss, the first of equals; the last without any."""
    values = history.get("val_loss", [])[: history.evaluations]
    sound = [row for row, value in enumerate(values) if isfinite(value)]
    return min(sound, key=lambda row: values[row]) if sound else history.evaluations - 1
