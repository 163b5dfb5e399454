"""The record of a run's training since its last restart."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from densemodel.training.curves._speed import Speed
from densemodel.training.curves._step_losses import RateRecord, StepRecord
from densemodel.training.engine._position import Progress
from densemodel.training.events._events import (
    EpochDone,
    EvaluationDone,
    Found,
    Measured,
    Settled,
    StepsDone,
    ValidationDone,
)
from densemodel.training.run._history import TrainingHistory

if TYPE_CHECKING:
    from densemodel.charts import Points
    from densemodel.data import Bound, Finding
    from densemodel.training.curves._step_losses import StepLosses, StepMeans
    from densemodel.training.diagnosis import Diagnosis
    from densemodel.training.events._events import Event
    from densemodel.training.run._detached_run import DetachedRun
    from densemodel.training.run._run_record import TrainingLog
    from densemodel.training.session._training_session import TrainingSession

_EVALUATION_SHARE = 1 / 3
"""The time of an evaluation as a share of the training time for as many rows: it has no backward
pass."""


class Recorder:
    """History, step losses, findings and the clock, fed by events."""

    def __init__(self, initial_epoch: int = 0) -> None:
        self.history = TrainingHistory(initial_epoch)
        self.found: list[Finding] = []
        self.test_metrics: dict[str, float] | None = None
        self.recalls: dict[str, float] | None = None
        self.test_baseline: dict[str, float] = {}
        self.guessing_loss: float | None = None
        self.diagnosis: Diagnosis | None = None
        self.validating = False
        self._steps = StepRecord()
        self._rates = RateRecord()
        self._seconds = 0.0
        self._began: float | None = None
        self.speed = Speed()

    @classmethod
    def of(cls, told: TrainingLog) -> Recorder:
        """The record of a run that was saved."""
        record = cls(told.history.initial_epoch)
        record.history = told.history
        record.test_metrics, record.test_baseline = told.test_metrics, dict(told.test_baseline)
        record.recalls, record.guessing_loss = told.recalls, told.guessing_loss
        record._steps = StepRecord.of(told.step_losses, told.step_means)
        record._rates = RateRecord.of(told.learning_rates)
        record._seconds = told.seconds
        record.diagnosis = told.diagnosis
        return record

    def handle(self, event: Event) -> None:
        """Record an event."""
        self.speed.handle(event)
        self.validating = isinstance(event, ValidationDone) and event.step < event.steps
        if isinstance(event, StepsDone):
            self._steps.add(event)
            self._rates.add(event)
        elif isinstance(event, EvaluationDone):
            by_step = not isinstance(event, EpochDone)
            self.history.add(event.logs, step=event.step, place=event.place, by_step=by_step)
        elif isinstance(event, Found):
            self.found.append(event.finding)
        elif isinstance(event, Settled) and event.finding in self.found:
            self.found.remove(event.finding)
        elif isinstance(event, Measured):
            self.diagnosis = event.diagnosis

    def begin(self) -> None:
        """Start the clock; the error of an earlier end no longer holds."""
        self.found = [finding for finding in self.found if finding.severity != "refuse"]
        self.recalls = None
        self.speed.begin()
        self._began = time.monotonic()

    def pause(self) -> float:
        """Stop the clock; returns the seconds since it was started."""
        took = self.seconds_now
        self._began = None
        self._seconds += took
        return took

    def skip(self, seconds: float) -> None:
        """Leave out the seconds just passed, in which other runs trained."""
        if self._began is not None:
            self._began += seconds
        self.speed.skip(seconds)

    @property
    def seconds_now(self) -> float:
        """Seconds since the clock was last started."""
        began = self._began
        return 0.0 if began is None else time.monotonic() - began

    @property
    def seconds(self) -> float:
        """Seconds on the clock, over all resumes."""
        return self._seconds + self.seconds_now

    @property
    def step_losses(self) -> StepLosses:
        """The losses of the steps so far."""
        return self._steps.losses()

    @property
    def step_means(self) -> StepMeans:
        """The mean losses of neighbouring steps so far."""
        return self._steps.means()

    @property
    def learning_rates(self) -> Points:
        """The learning rates of the steps so far."""
        return self._rates.points()

    def progress(self, session: TrainingSession | DetachedRun) -> Progress:
        """The progress of a session."""
        position, steps = session.position, session.steps_per_epoch
        plan, speed = session.plan, self.speed
        minutes, evaluations = plan.minutes, plan.evaluations_left(position, steps)
        return Progress(
            epoch=position.epoch,
            epochs=plan.epochs,
            step=position.step,
            steps_per_epoch=steps,
            total_steps=position.total_steps,
            planned_steps=plan.planned_steps(position, steps),
            seconds=self.seconds,
            steps_per_second=speed.steps_per_second,
            validating=self.validating,
            compiling=speed.is_compiling,
            epoch_seconds=speed.epoch_seconds,
            seconds_to_go=speed.seconds_for(
                plan.steps_left(position, steps),
                evaluations,
                look_steps=_evaluation_steps(session.bound),
            )
            if steps
            else None,
            may_end_sooner=session.validates
            and session.best.may_be_overdue(plan.patience, evaluations),
            limit_seconds=None if minutes is None else 60 * minutes,
            seconds_now=self.seconds_now,
        )


def _evaluation_steps(bound: Bound | None) -> float:
    """Estimate the number of training steps that take as long as an evaluation."""
    if bound is None or bound.refusals:
        return 0.0
    return bound.validation_count / bound.spec.settings.batch * _EVALUATION_SHARE
