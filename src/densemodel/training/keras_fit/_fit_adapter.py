"""Adapts Keras's `fit` to a run: the user's callbacks, and ours, which sends events and ends it."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.errors import TrainingError
from densemodel.network import load_keras
from densemodel.training.checkpoint._checkpoint import (
    NonFiniteError,
    Snapshot,
    averaged_weights,
    parts_of,
)
from densemodel.training.checkpoint._early_stopping import Evaluation
from densemodel.training.engine._chunk import loss_metric
from densemodel.training.engine._evaluator import as_floats
from densemodel.training.events._events import EpochDone, EvaluationDone, StepsDone, ValidationDone

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping

    from densemodel.training.events._events import Event, Reason
    from densemodel.training.keras_fit._keras_session import KerasSession


class FitAdapter:
    """The callback of a run for Keras's `fit`: updates the states of its session."""

    def __init__(
        self, session: KerasSession, stop: threading.Event, emit: Callable[[Event], None]
    ) -> None:
        self._session = session
        self._model = session.model
        self._read = partial(parts_of, session.model)
        self._stop = stop
        self._emit = emit
        self.reason: Reason = "callback"
        self._is_ours = False
        "Whether the run has ended `fit`; otherwise a user's callback has."
        self._is_called_off = False
        self.error: NonFiniteError | None = None
        self._losses: list[float] = []
        self._first_rate = float("nan")
        self._loss = loss_metric(session.model)
        self._total = self._rows = 0.0
        self._began = self._evaluated_at = self._reported = time.monotonic()
        self._is_stopped_within = False
        self.callback = load_keras().callbacks.LambdaCallback(
            on_train_begin=lambda _: self._begin(),
            on_train_batch_begin=lambda _, **_logs: self._before_step(),
            on_train_batch_end=lambda _, **_logs: self._after_step(),
            # before the evaluation, so that the steps so far do not count as part of it
            on_test_begin=lambda _: self._report(),
            on_test_batch_end=lambda batch, **_logs: self._after_test_step(batch),
            on_epoch_end=lambda epoch, logs: self._after_epoch(epoch, logs or {}),
            on_train_end=lambda _: self._handle_end(),
        )

    def is_done(self) -> bool:
        """Whether training is over; sets the reason."""
        if self._is_ours:
            return True
        if self._stop.is_set():
            self.reason = "stop"
            return True
        session = self._session
        if session.plan.is_done(session.position):
            self.reason = "steps" if session.plan.steps is not None else "epochs"
            return True
        return self._is_called_off

    def _handle_end(self) -> None:
        """Note whether a user's callback ended `fit`, and not the plan or a stop."""
        self._is_called_off = bool(self._model.stop_training)

    def _begin(self) -> None:
        self._session.rate.begin(self._model.optimizer)
        self._session.checkpoint.keep_sound(self._read, self._session.position)
        if self._stop.is_set():
            self._end("stop")

    def _before_step(self) -> None:
        session = self._session
        if session.rate.is_driven:
            steps = session.steps_per_epoch or session.position.step + 1
            rates = session.rate.next(session.position, session.plan, steps, 1)
            self._model.optimizer.learning_rate = float(rates[0])
        steps = session.steps_per_epoch
        is_last = session.position.step + 1 == steps and self._model.steps_per_execution == 1
        if is_last and session.monitor.wants_step(session.plan, session.position, steps):
            session.monitor.step.begin(self._model)

    def _after_step(self) -> None:
        session, place = self._session, self._session.position
        session.monitor.step.end(self._model)
        place.step += 1
        place.total_steps += 1
        place.rows += 1
        if not self._losses:
            self._first_rate = session.rate.known()
        self._losses.append(self._step_loss())
        is_out_of_time = session.plan.is_out_of_time(time.monotonic() - self._began)
        is_last = session.plan.steps is not None and place.total_steps >= session.plan.steps
        if not np.isfinite(self._losses[-1]):
            self._break(of_loss=True)
        elif self._stop.is_set() or is_out_of_time:
            self._is_stopped_within = True
            self._end("stop" if self._stop.is_set() else "minutes")
        elif is_last:
            self._end("steps")
        if self._is_ours or time.monotonic() - self._reported > 0.1:
            self._report()
        if session.checkpoint_requests.is_awaited:
            waited = session.checkpoint_requests.pass_by()  # other runs may have trained meanwhile
            self._began += waited
            self._evaluated_at += waited

    def _step_loss(self) -> float:
        """The loss of the last step, from the change of Keras's sum."""
        total, rows = float(self._loss.total), float(self._loss.count)
        if rows <= self._rows:  # the epoch restarted
            self._total = self._rows = 0.0
        added, self._total = total - self._total, total
        count, self._rows = rows - self._rows, rows
        return added / count

    def _after_test_step(self, batch: int) -> None:
        self._emit(ValidationDone(batch + 1, batch + 2))
        if self._stop.is_set() or self.error is not None:
            self._is_stopped_within = True
            self._end("stop")
            self._model.stop_evaluating = True

    def _after_epoch(self, epoch: int, logs: Mapping[str, float]) -> None:
        self._report()
        session, place = self._session, self._session.position
        if self.error is not None or self._is_stopped_within:
            return
        numbers = as_floats(logs)
        if session.rate.is_scheduled:
            numbers["learning_rate"] = session.rate.now()
        session.rate.update(numbers)
        is_best = self._keep_weights(epoch, numbers)
        session.record.logs = numbers
        steps, place.step, place.rows = place.step, 0, 0
        place.epoch = epoch + 1
        if self.reason != "steps" or not self._is_ours:
            session.batches = steps
        session.checkpoint.keep_sound(self._read, place)
        self._total = self._rows = 0.0
        now = time.monotonic()
        kind = EvaluationDone if session.settings.every is not None else EpochDone
        seconds, done = now - self._evaluated_at, place.total_steps
        self._emit(kind(epoch + 1, numbers, is_best, seconds, done, float(epoch + 1)))
        self._evaluated_at = now
        plan = session.plan
        if self._is_ours or self._model.stop_training:
            return
        if plan.is_done(place):
            self._end("steps" if plan.steps is not None else "epochs")
        elif session.is_out_of_patience:
            self._end("patience")
        elif self._stop.is_set():
            self._end("stop")

    def _keep_weights(self, epoch: int, logs: Mapping[str, float]) -> bool:
        session = self._session
        if "val_loss" not in logs:
            return False
        with averaged_weights(self._model):
            weights = Snapshot.of(self._model.variables)
        here = Evaluation(epoch + 1, session.position.total_steps)
        return session.early_stopping.update(here, logs["val_loss"], weights)

    def _report(self) -> None:
        self._reported = time.monotonic()
        place = self._session.position
        if self._losses:
            self._emit(
                StepsDone(
                    epoch=place.epoch + 1,
                    step_in_epoch=place.step,
                    steps_per_epoch=self._session.steps_per_epoch or place.step,
                    first_step=place.total_steps - len(self._losses) + 1,
                    losses=np.array(self._losses, np.float32),
                    learning_rate=self._session.rate.known(),
                    first_learning_rate=self._first_rate,
                )
            )
            self._losses = []
        weights = (v.numpy() for v in self._model.variables if v.dtype.startswith("float"))
        if self.error is None and not all(np.isfinite(weight).all() for weight in weights):
            self._break(of_loss=False)

    def _break(self, *, of_loss: bool) -> None:
        place = self._session.position
        self.error = NonFiniteError(place.epoch + 1, place.total_steps, of_loss=of_loss)
        self._end("non-finite")

    def _end(self, reason: Reason) -> None:
        if not self._is_ours:
            self._is_ours, self.reason = True, reason
        self._model.stop_training = True


def callbacks_of(given: Any) -> list[Any]:
    """The callbacks as a list: like `fit`, a run takes one, several, or None."""
    several = list(given) if isinstance(given, list | tuple) else [given]
    if given is None or not several:
        return []
    kind = load_keras().callbacks.Callback
    for one in several:
        if isinstance(one, type) and issubclass(one, kind):
            raise TrainingError(
                f"{one.__name__} in callbacks is a class, not a callback: write {one.__name__}()"
            )
        if not isinstance(one, kind):
            raise TrainingError(
                f"callbacks holds something of type {type(one).__name__}: give Keras callbacks, "
                "such as keras.callbacks.CSVLogger('log.csv'), or use run.on_event for a "
                "function"
            )
    return several
