"""The record of a run: what its training fills, a file holds, and a loaded run has."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training.checkpoint._early_stopping import EarlyStopping
from densemodel.training.curves._speed import Speed
from densemodel.training.curves._step_losses import RateRecord, StepRecord
from densemodel.training.diagnosis import LayerCourse
from densemodel.training.engine._position import Position, Progress
from densemodel.training.engine._xla_trial import XlaUse
from densemodel.training.events._events import (
    EpochDone,
    EvaluationDone,
    Found,
    Measured,
    Settled,
    StepsDone,
    ValidationDone,
)
from densemodel.training.record._history import TrainingHistory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.charts import Points
    from densemodel.data import DataIdentity, Finding, TargetScale, Terms
    from densemodel.training.curves._step_losses import StepLosses, StepMeans
    from densemodel.training.diagnosis import Diagnosis
    from densemodel.training.engine._feed import TakenUp
    from densemodel.training.engine._position import TrainingPlan
    from densemodel.training.engine._rate import RatePlace
    from densemodel.training.events._events import Event, Mark, Reason, State

Arrays = tuple[np.ndarray, ...]


@dataclass(frozen=True)
class DataInfo:
    """What is known about the training data, without the data."""

    terms: Terms
    target_scale: TargetScale | None
    steps_per_epoch: int
    validates: bool
    identity: DataIdentity | None = None
    "None for batches, which can't be compared later."
    has_weights: bool = False
    "Whether rows or classes were given weights."
    baseline: dict[str, float] = field(default_factory=dict)
    class_names: tuple[str, ...] | None = None


@dataclass(eq=False)
class RunRecord:
    """What is known of a run since its last restart, without its model and its data.

    The training thread fills it, and any thread may read it. A file holds a copy, and a loaded run
    begins with that copy: training continues from it.
    """

    history: TrainingHistory = field(default_factory=TrainingHistory)
    steps: StepRecord = field(default_factory=StepRecord)
    rates: RateRecord = field(default_factory=RateRecord)
    past_seconds: float = 0.0
    "Training time until the newest start or resume."
    found: list[Finding] = field(default_factory=list)
    "The findings of its training that still hold; a file has none."
    diagnosis: Diagnosis | None = None
    "None if nothing was measured."
    layer_course: LayerCourse = field(default_factory=LayerCourse)
    test_metrics: dict[str, float] | None = None
    test_baseline: dict[str, float] = field(default_factory=dict)
    recalls: dict[str, float] | None = None
    baseline_loss: float | None = None
    reason: Reason | None = None
    "Why it ended; None if it has not ended."

    # where training continues

    position: Position = field(default_factory=Position)
    early_stopping: EarlyStopping = field(default_factory=EarlyStopping)
    logs: Mapping[str, float] = field(default_factory=dict)
    "The logs of the last evaluation."
    taken_up: TakenUp | None = None
    leaked_rows: int = 0
    "Validation rows that were trained on before the split was changed."
    trained_rows: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    "Rows that were trained on under an earlier split, int64, shape (n,)."
    xla: XlaUse = field(default_factory=XlaUse)

    # in a copy for a file, or from a file: what else is in the session, the model and the data

    state: State = "ready"
    data_info: DataInfo | None = None
    rate: RatePlace | None = None
    "None: the optimizer keeps its own rate."
    weights: Arrays = ()
    """The last weights, in the order of `model.variables`. Empty where training cannot resume in
    place; it continues from the best weights, which the model holds."""
    optimizer: Arrays = ()
    "In the order of `optimizer.variables`."
    means: Arrays | None = None
    "The running means since the last evaluation, in the order of `model.metrics_variables`."

    # while it trains

    speed: Speed = field(default_factory=Speed, init=False)
    validating: bool = field(default=False, init=False)
    _began: float | None = field(default=None, init=False)

    @property
    def rows(self) -> DataInfo:
        """What is known about the data, of a copy for a file, or from a file."""
        assert self.data_info is not None  # noqa: S101
        return self.data_info

    def copied(self, *marks: Mark, **facts: Any) -> RunRecord:
        """A copy that training doesn't change, with further marks, and with other fields."""
        copies = {name: getattr(self, name).copied() for name in ("steps", "rates", "layer_course")}
        return replace(
            self,
            history=self.history.copied(*marks),
            past_seconds=self.seconds,
            found=[*self.found],
            position=replace(self.position),
            early_stopping=replace(self.early_stopping),
            xla=replace(self.xla),
            **copies,
            **facts,
        )

    def handle(self, event: Event) -> None:
        self.speed.handle(event)
        self.validating = isinstance(event, ValidationDone) and event.step < event.steps
        if isinstance(event, StepsDone):
            self.steps.add(event)
            self.rates.add(event)
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
        self.past_seconds += took
        return took

    def skip(self, seconds: float) -> None:
        """Leave out the seconds just passed, in which other runs trained."""
        if self._began is not None:
            self._began += seconds
        self.speed.skip(seconds)

    @property
    def seconds_now(self) -> float:
        began = self._began
        return 0.0 if began is None else time.monotonic() - began

    @property
    def seconds(self) -> float:
        return self.past_seconds + self.seconds_now

    @property
    def step_losses(self) -> StepLosses:
        return self.steps.losses()

    @property
    def step_means(self) -> StepMeans:
        return self.steps.means()

    @property
    def learning_rates(self) -> Points:
        return self.rates.points()

    def progress(
        self, plan: TrainingPlan, steps_per_epoch: int, evaluation_steps: float, *, validates: bool
    ) -> Progress:
        """The progress by a plan, where an evaluation takes the time of so many training steps."""
        position, speed, steps = self.position, self.speed, steps_per_epoch
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
                evaluation_steps=evaluation_steps,
            )
            if steps
            else None,
            may_end_sooner=validates and self.early_stopping.may_stop(plan.patience, evaluations),
            limit_seconds=None if minutes is None else 60 * minutes,
            seconds_now=self.seconds_now,
        )
