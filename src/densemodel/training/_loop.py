"""The loop of a run: epochs of steps, each epoch validated, until something ends it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training._events import EpochDone, StepsDone, ValidationDone
from densemodel.training._snapshot import Snapshot, optimizer_variables
from densemodel.training._steps import as_floats

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from densemodel.training._batch_order import BatchOrder
    from densemodel.training._events import Event, Reason
    from densemodel.training._patience import Best
    from densemodel.training._position import Plan, Position
    from densemodel.training._steps import Evaluation, Steps

REPORT_SECONDS = 0.1
"""Steps are reported this often: each report waits for the device, so not after every step."""


class NonFiniteError(Exception):
    """The loss or a weight is not a number any more."""


@dataclass
class Loop:
    """Trains a model from a position to the end of a plan.

    The order of Keras's own `fit` is kept: metrics are reset, callbacks hear of the epoch, steps
    are trained, the validation rows are looked at, callbacks hear of the epoch's end.
    """

    model: Any
    steps: Steps
    evaluation: Evaluation | None
    order: BatchOrder
    plan: Plan
    position: Position
    best: Best
    stop: threading.Event
    emit: Callable[[Event], None]
    callbacks: Any
    "A `keras.callbacks.CallbackList`."
    hears_steps: bool
    "Whether any callback is the person's own, so that each step must be told."
    last_metrics: Snapshot | None = None
    "Running means of an epoch that is taken up within."
    best_weights: Snapshot | None = None
    last_finite: Snapshot | None = None
    _means: list[Any] = field(default_factory=list)
    _counts: list[int] = field(default_factory=list)
    _reported: float = 0.0

    def run(self) -> Reason:
        """Train until the plan is done or something ends it; says what."""
        self.model.stop_training = False
        self.last_finite = self.last_finite or Snapshot.of(self.model.variables)
        self.callbacks.on_train_begin()
        logs: dict[str, float] = {}
        try:
            while True:
                if self.stop.is_set():
                    return "stop"
                if self.plan.is_done(self.position):
                    return "steps" if self.plan.steps is not None else "epochs"
                ended, logs = self._epoch()
                if ended is not None:
                    return ended
        finally:
            self.callbacks.on_train_end(logs)

    def _epoch(self) -> tuple[Reason | None, dict[str, float]]:
        began = time.monotonic()
        self._begin_epoch()
        logs = self._train_steps()
        if logs is None:
            return "stop", {}
        if self.evaluation is not None:
            validation = self._validate()
            if validation is None:
                return "stop", logs
            logs |= {f"val_{name}": value for name, value in validation.items()}
        return self._end_epoch(logs, time.monotonic() - began), logs

    def _begin_epoch(self) -> None:
        self.steps.begin_epoch()
        if self.last_metrics is not None:
            self.last_metrics.restore(self.model.metrics_variables)
            rows = min(self.position.step * self.order.batch, len(self.order.rows))
            self.steps.go_on_within_epoch(rows, as_floats(self.model.get_metrics_result()))
            self.last_metrics = None
        self.callbacks.on_epoch_begin(self.position.epoch)

    def _train_steps(self) -> dict[str, float] | None:
        batches = self.order.epoch(self.position.epoch)
        self._reported = time.monotonic()
        while not self.plan.ends_epoch(self.position, len(batches)):
            if self.stop.is_set():
                self._interrupt()
                return None
            self._train_step(batches[self.position.step])
            if self.hears_steps and self.model.stop_training:
                break
            if time.monotonic() - self._reported > REPORT_SECONDS:
                self._report()
        self._report()
        # kept until validation is done, so that a stop within it finds this epoch's means again
        self.last_metrics = Snapshot.of(self.model.metrics_variables)
        return as_floats(self.model.get_metrics_result())

    def _train_step(self, rows: np.ndarray) -> None:
        if self.hears_steps:
            self.callbacks.on_train_batch_begin(self.position.step)
        logs = self.steps.train(rows)
        self._means.append(logs["loss"])
        self._counts.append(len(rows))
        if self.hears_steps:
            self.callbacks.on_train_batch_end(self.position.step, as_floats(logs))
        self.position.step += 1
        self.position.total_steps += 1

    def _report(self) -> None:
        if not self._means:
            return
        means = [float(mean) for mean in self._means]
        losses = self.steps.step_losses(means, self._counts)
        self._means, self._counts, self._reported = [], [], time.monotonic()
        self.emit(
            StepsDone(
                epoch=self.position.epoch + 1,
                step_in_epoch=self.position.step,
                steps_per_epoch=self.order.steps_per_epoch,
                first_step=self.position.total_steps - len(losses) + 1,
                losses=losses,
            )
        )
        if not np.isfinite(means).all():
            raise NonFiniteError

    def _interrupt(self) -> None:
        self._report()
        self.last_metrics = Snapshot.of(self.model.metrics_variables)

    def _validate(self) -> dict[str, float] | None:
        assert self.evaluation is not None  # noqa: S101 - for the type checker; the caller looked

        def between(done: int, steps: int) -> bool:
            self.emit(ValidationDone(done, steps))
            return not self.stop.is_set()

        self.callbacks.on_test_begin()
        logs = self.evaluation.run(between)
        self.callbacks.on_test_end(logs)
        return logs

    def _end_epoch(self, logs: dict[str, float], seconds: float) -> Reason | None:
        self.last_metrics = None
        weights = Snapshot.of(self.model.variables)
        if not weights.is_finite:
            raise NonFiniteError
        self.last_finite = weights
        self.position.epoch += 1
        self.position.step = 0
        is_best = self.evaluation is not None and self.best.look(
            self.position.epoch, logs["val_loss"]
        )
        if is_best or self.evaluation is None:
            self.best_weights = weights
        self.callbacks.on_epoch_end(self.position.epoch - 1, logs)
        self.emit(EpochDone(self.position.epoch, logs, is_best, seconds))
        if self.model.stop_training:
            return "callback"
        if self.plan.is_done(self.position):
            return None
        if self.evaluation is not None and self.best.is_overdue(self.plan.patience):
            return "patience"
        return None

    def state(self) -> tuple[Snapshot, Snapshot]:
        """Weights and optimizer state as they are now, to go on from."""
        return Snapshot.of(self.model.variables), Snapshot.of(optimizer_variables(self.model))
