"""The record of a run's training since its last restart, and its history in Keras's form."""

from __future__ import annotations

import time
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from densemodel.training.curves._speed import Speed
from densemodel.training.curves._step_losses import RateRecord, StepRecord
from densemodel.training.diagnosis import LayerCourse
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

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from densemodel.charts import Points
    from densemodel.data import Finding
    from densemodel.training.curves._step_losses import StepLosses, StepMeans
    from densemodel.training.diagnosis import Diagnosis
    from densemodel.training.events._events import Event, Mark
    from densemodel.training.run._detached_run import DetachedRun
    from densemodel.training.session._training_session import TrainingSession


class TrainingHistory(dict[str, list[float]]):
    """Keras's `History.history`: a list for each name, with one number for each evaluation.

    Evaluations come at the end of each epoch or, with `every`, after every N steps. The history
    continues over resumes, so the first number always belongs to the first evaluation.
    """

    def __init__(self, initial_epoch: int = 0) -> None:
        super().__init__()
        self.initial_epoch = initial_epoch
        "Epochs that the model was trained before, as in Keras's `fit`."
        self.steps: list[int] = []
        "Total steps done at each evaluation."
        self.places: list[float] = []
        "The position of each evaluation in epochs: 2.5 is half way through the third, 3 its end."
        self.by_step = False
        "Whether evaluations come after every N steps; False: at the end of each epoch."
        self.marks: list[Mark] = []
        "The ends, resumes and changes of settings, in order."

    @property
    def evaluations(self) -> int:
        """The number of complete rows; the training thread may just be writing another."""
        return min((len(values) for values in list(self.values())), default=0)

    @property
    def epochs(self) -> int:
        """The number of epochs trained at the newest evaluation, without the initial epochs."""
        evaluations = self.evaluations
        return int(self.places[evaluations - 1]) - self.initial_epoch if evaluations else 0

    def add(
        self, logs: Mapping[str, float], *, step: int, place: float, by_step: bool = False
    ) -> None:
        """Append one evaluation; a missing name gets nan, so that rows stay aligned."""
        done = self.evaluations
        # before the numbers, because concurrent readers count evaluations by the numbers
        self.by_step = self.by_step or by_step
        self.steps.append(step)
        self.places.append(place)
        for name in [*self, *(new for new in logs if new not in self)]:
            values = self.setdefault(name, [float("nan")] * done)
            values.append(float(logs.get(name, float("nan"))))

    def copied(self, *more: Mark) -> TrainingHistory:
        """A copy of the current history, with further marks, which does not grow."""
        copy = TrainingHistory(self.initial_epoch)
        evaluations = self.evaluations
        copy.steps, copy.places = self.steps[:evaluations], self.places[:evaluations]
        copy.by_step, copy.marks = self.by_step, [*self.marks, *more]
        copy.update({name: values[:evaluations] for name, values in list(self.items())})
        return copy

    def row_at(self, step: int) -> int | None:
        """The row, from 0, of the evaluation after so many steps; None if there is none."""
        row = bisect_left(self.steps, step, hi=self.evaluations)
        return row if row < self.evaluations and self.steps[row] == step else None

    def at(self, row: int) -> dict[str, float]:
        """The numbers of one evaluation, by its row from 0; -1 is the newest."""
        return {name: values[row] for name, values in list(self.items())}

    def frame(self) -> pd.DataFrame:
        """The history as a table: a row for each epoch, from 1, or for each evaluation.

        Example:
            >>> run.history.frame().tail()
        """
        import pandas as pd

        evaluations = self.evaluations
        index = (
            pd.Index(self.steps[:evaluations], name="step", dtype="int64")
            if self.by_step
            else pd.RangeIndex(evaluations, name="epoch") + 1 + self.initial_epoch
        )
        return pd.DataFrame({name: v[:evaluations] for name, v in list(self.items())}, index=index)


@dataclass(frozen=True)
class TrainingLog:
    """The record of a run's training."""

    history: TrainingHistory
    step_losses: StepLosses
    step_means: StepMeans
    learning_rates: Points
    seconds: float
    test_metrics: dict[str, float] | None = None
    test_baseline: dict[str, float] = field(default_factory=dict)
    recalls: dict[str, float] | None = None
    guessing_loss: float | None = None
    diagnosis: Diagnosis | None = None
    "None if nothing was measured."
    layer_course: LayerCourse = field(default_factory=LayerCourse)


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
    def of(cls, log: TrainingLog) -> Recorder:
        record = cls(log.history.initial_epoch)
        record.history = log.history
        record.test_metrics, record.test_baseline = log.test_metrics, dict(log.test_baseline)
        record.recalls, record.guessing_loss = log.recalls, log.guessing_loss
        record._steps = StepRecord.of(log.step_losses, log.step_means)
        record._rates = RateRecord.of(log.learning_rates)
        record._seconds = log.seconds
        record.diagnosis = log.diagnosis
        return record

    def handle(self, event: Event) -> None:
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
        began = self._began
        return 0.0 if began is None else time.monotonic() - began

    @property
    def seconds(self) -> float:
        return self._seconds + self.seconds_now

    @property
    def step_losses(self) -> StepLosses:
        return self._steps.losses()

    @property
    def step_means(self) -> StepMeans:
        return self._steps.means()

    @property
    def learning_rates(self) -> Points:
        return self._rates.points()

    def progress(self, session: TrainingSession | DetachedRun) -> Progress:
        position, steps = session.position, session.steps_per_epoch
        plan, speed = session.plan, self.speed
        minutes, evaluations = plan.minutes, plan.evaluations_left(position, steps)
        bound, evaluation_steps = session.bound, 0.0
        if bound is not None and not bound.refusals:
            # a row takes a third of its time in training: there is no backward pass
            evaluation_steps = bound.validation_count / bound.spec.settings.batch * (1 / 3)
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
            may_end_sooner=session.validates
            and session.best.may_be_overdue(plan.patience, evaluations),
            limit_seconds=None if minutes is None else 60 * minutes,
            seconds_now=self.seconds_now,
        )
