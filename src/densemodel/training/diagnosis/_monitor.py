"""Measures a run while it trains and after it has ended, and reports findings."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training.checkpoint._owner import mark_of_model
from densemodel.training.diagnosis._measurement import Diagnosis, LayerCourse
from densemodel.training.diagnosis._meter import Meter, norm_of, unit_layers
from densemodel.training.diagnosis._rules import decide
from densemodel.training.diagnosis._rules_of_layers import MANY_DEAD
from densemodel.training.diagnosis._symptoms import Symptoms
from densemodel.training.engine._probe import evenly
from densemodel.training.events._events import EvaluationDone, Found, Measured, Settled, StepsDone

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel._array import Array
    from densemodel.data import Finding
    from densemodel.training.engine._position import Position, TrainingPlan
    from densemodel.training.events._events import Event
    from densemodel.training.record._run_record import RunRecord
    from densemodel.training.session._training_session import TrainingSession


LEAST_SECONDS = 0.3
"""Seconds that measuring may take in any run,"""
SHARE = 0.02
"""and the share of the training time that it may take, if that is more."""

_AT_ONCE = 0.6
"""The share of `LEAST_SECONDS` that is available from the start. The rest comes with the steps, so
that a short run is measured up to its end."""

_END_SECONDS, _END_SHARE = 5.0, 0.1
"""At the end, checking dead units on all training rows may take so many seconds, or this share of
the training time."""


@dataclass
class Budget:
    """Decides when a run is measured: early, at its end, and in between as time allows.

    The measurement at the end is always taken, so its time is reserved.
    """

    spent: float = 0.0
    _taken: list[float] = field(default_factory=list)
    "The seconds of the newest measurements."
    _counted: int = 0

    def allows(self, trained: float, done: float) -> bool:
        """Whether there is time for a measurement now and the one at the end.

        `trained` is the seconds of training so far, without measurements; `done` is the share of
        the planned steps that are done, 0 to 1.
        """
        if not self._taken:
            return True
        from_start = LEAST_SECONDS * (_AT_ONCE + (1 - _AT_ONCE) * min(done, 1.0))
        # not all of the budget: steps trained alone, and listeners, take time as well
        most = 0.8 * max(from_start, SHARE * trained)
        return self.spent + 2 * max(self._taken) <= most  # this measurement, and the one at the end

    def add(self, seconds: float) -> None:
        self.spent += seconds
        # the first one takes longer, because it loads TensorFlow's operations, so it predicts less
        self._taken = [*(self._taken if self._counted > 1 else ()), seconds][-3:]
        self._counted += 1


OF_LENGTH = "epochs ", "steps "
"The beginnings of clauses that a longer training needs no more."

_FIRST_SECONDS = 2.0
"Seconds of training in the first epoch before the first measurement."


class Monitor:
    """Listens to the evaluations of a run, and measures its layers as its budget allows.

    It emits a finding once, and again when it no longer holds. It does not change the model, and
    holds no reference to the run or its session. `course` is that of a loaded run.
    """

    def __init__(self, course: LayerCourse | None = None) -> None:
        self.course = LayerCourse() if course is None else course
        self.reported: Finding | None = None
        "The finding that still holds; None without one."
        self.budget = Budget()
        self._meter: Meter | None = None
        self._losses: list[np.ndarray] = []
        self._mark: int | None = None
        "The mark of the weights that the final diagnosis was made of."
        self._is_blind = False
        self._diagnosis_seconds = 0.0
        """Seconds that the rules took last time: part of the cost, but not paid at every
        measurement."""
        self.step = StepSize()
        self._record: RunRecord | None = None

    def wrap_emit(
        self,
        emit: Callable[[Event], None],
        session: TrainingSession,
        record: RunRecord,
        *,
        is_measured: bool,
    ) -> Callable[[Event], None]:
        """Wrap `emit`, before a session trains, so that the monitor receives the events too."""
        self._meter = None  # its rows may have changed
        self.course.cut(session.position.total_steps)
        self._record = record if is_measured else None
        for finding in [one for one in record.found if one.accept.startswith(OF_LENGTH)]:
            self.reported = None  # this training is as long as it asked for, or as a person says
            emit(Settled(finding))

        def emit_and_measure(event: Event) -> None:
            emit(event)
            if isinstance(event, StepsDone) and is_measured:
                self._losses.append(event.losses)
            elif isinstance(event, EvaluationDone):
                plan, place = session.plan, session.position
                # at the end the last measurement follows in any case
                if not plan.is_done(place) and self._is_due(plan, place, session.steps_per_epoch):
                    self.measure(emit, session, record)

        return emit_and_measure

    def measure(
        self,
        emit: Callable[[Event], None],
        session: TrainingSession,
        record: RunRecord,
        found: tuple[Finding, ...] = (),
        *,
        has_ended: bool = False,
    ) -> None:
        """Measure a run, and send the diagnosis; a failed measurement must not end training.

        `emit` records an event, and sends it. `found` is the cause of the end, which is emitted
        already, and the first finding of the diagnosis. If training has ended, the model holds the
        best weights.
        """
        if self._is_blind:
            return
        try:
            session.guess()  # the run needs it in any case
            began = time.perf_counter()
            diagnosis = self.diagnose(session, record, has_ended=has_ended)
            self.budget.add(
                time.perf_counter() - began - self._diagnosis_seconds + self.step.seconds
            )
            self.budget.spent += self._diagnosis_seconds
            self.step.seconds = 0.0
            emit(Measured(replace(diagnosis, findings=(*found, *diagnosis.findings))))
            if not found:
                # while it trains, a note is no news
                news = [f for f in diagnosis.findings if has_ended or f.severity == "offer"]
                self._say(next(iter(news), None), emit, has_ended=has_ended)
        except Exception:
            if session.owner.is_as_it_was:  # else the run is about to end, and says why
                logging.getLogger(__name__).exception("the run continues without measurements")
            self._is_blind = True

    def diagnose(
        self, session: TrainingSession, record: RunRecord, *, has_ended: bool = False
    ) -> Diagnosis:
        """Measure the weights that the model holds now, and diagnose them.

        Nothing else may train the model meanwhile.
        """
        if self._meter is None:
            self._meter = Meter(session.model, session.probe())
        step, place = session.position.total_steps, session.position.place(session.steps_per_epoch)
        best = session.early_stopping
        if has_ended and best.weights is not None and best.evaluation is not None:
            row = record.history.row_at(best.evaluation.step)
            if row is not None:  # the model holds the weights of the best evaluation
                step, place = best.evaluation.step, record.history.places[row]
        now = self._meter.measure(step, place, self.step.ratios)
        began = time.perf_counter()
        count, whole = len(now.answers), session.training_rows()
        is_every = False
        if whole is not None:
            feed, rows = whole
            if has_ended:
                limit = max(_END_SECONDS, _END_SHARE * record.seconds)
                now, count = self._meter.check_dead(now, feed, rows, seconds=limit)
            else:  # what may become a finding, in one pass
                some = evenly(rows, self._meter.most_rows)
                now, count = self._meter.check_dead(now, feed, some, least=MANY_DEAD)
            is_every, count = count >= len(rows), max(count, len(now.answers))
        self.course.add(now)
        losses = np.concatenate([np.empty(0, np.float32), *self._losses])
        self._losses = [losses[-4_000:]]
        symptoms = Symptoms(
            model=session.model,
            spec=session.spec,
            bound=session.held,
            probe=self._meter.probe,
            first=self.course.first,
            now=now,
            history={name: list(values) for name, values in record.history.items()},
            losses=losses,
            steps=session.position.total_steps,
            steps_per_epoch=session.steps_per_epoch,
            planned_steps=session.plan.planned_steps(session.position, session.steps_per_epoch),
            guess=session.guess(),
            has_ended=has_ended,
            dead_rows="every row" if is_every else f"all {count:,} rows that were looked at",
        )
        findings = decide(symptoms)
        self._diagnosis_seconds = time.perf_counter() - began
        self._mark = mark_of_model(session.model) if has_ended else None
        return Diagnosis(now, findings, self._meter.probe.x, self._meter.probe.rows)

    def is_of(self, model: Any) -> bool:
        """Whether the final diagnosis was made of the weights that a model holds now."""
        return self._mark is not None and self._mark == mark_of_model(model)

    def wants_step(self, plan: TrainingPlan, place: Position, steps_per_epoch: int) -> bool:
        """Whether to measure the size of the next step, which is the last before an evaluation.

        `place` is the position before that step.
        """
        if self._record is None:
            return False
        done = replace(place, step=place.step + 1, total_steps=place.total_steps + 1)
        if plan.every is None:
            done.epoch += 1
        is_last = done.total_steps >= plan.planned_steps(place, steps_per_epoch)
        return is_last or self._is_due(plan, done, steps_per_epoch)

    def _is_due(self, plan: TrainingPlan, place: Position, steps_per_epoch: int) -> bool:
        if self._record is None or self._is_blind:
            return False
        trained = self._record.seconds - self.budget.spent
        if not place.epoch and trained < _FIRST_SECONDS:
            return False
        planned = plan.planned_steps(place, steps_per_epoch)
        return self.budget.allows(trained, place.total_steps / planned if planned else 1.0)

    def _say(
        self, found: Finding | None, emit: Callable[[Event], None], *, has_ended: bool
    ) -> None:
        """Emit a finding once, and again when it no longer holds.

        While it trains, changed numbers make no new finding.
        """
        before = self.reported
        compared = "message" if has_ended else "accept"
        if found is not None and getattr(before, compared, None) == getattr(found, compared):
            return
        self.reported = found
        if before is not None:
            emit(Settled(before))
        if found is not None:
            emit(Found(found))


class StepSize:
    """The size of the newest measured step, as a share of each layer's weights."""

    def __init__(self) -> None:
        self.ratios: dict[str, float] = {}
        "By the Keras names of the layers with units; empty where unknown."
        self.seconds = 0.0
        "Seconds that measuring took, including the step, which is trained alone for it."
        self._before: dict[str, list[Array]] | None = None
        self._began = 0.0

    def begin(self, model: Any) -> None:
        self._began = time.perf_counter()
        self._before = _weights_of(model)

    def end(self, model: Any) -> None:
        """Measure the step that is done; does nothing without `begin`."""
        if self._before is None:
            return
        before, self._before = self._before, None
        ratios = {}
        for name, after in _weights_of(model).items():
            if size := norm_of(before.get(name, ())):
                change = [a - b for a, b in zip(after, before[name], strict=True)]
                ratios[name] = norm_of(change) / size
        self.ratios = ratios
        self.seconds += time.perf_counter() - self._began


def _weights_of(model: Any) -> dict[str, list[Array]]:
    return {
        one.name: [variable.numpy().copy() for variable in one.layer.trainable_weights]
        for one in unit_layers(model)
    }
