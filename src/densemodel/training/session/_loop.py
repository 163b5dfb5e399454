"""The loop of a run: epochs of steps and evaluations, until something ends it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data import Finding
from densemodel.network import load_keras
from densemodel.training.checkpoint._checkpoint import NonFiniteError, Snapshot, averaged_weights
from densemodel.training.checkpoint._early_stopping import Evaluation
from densemodel.training.checkpoint._owner import ChangedError
from densemodel.training.diagnosis import layers_after, layers_before
from densemodel.training.engine._evaluator import as_floats, means_of
from densemodel.training.events._events import (
    Compiling,
    EpochDone,
    EvaluationDone,
    Found,
    StepsDone,
    ValidationDone,
)

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from densemodel.training.diagnosis import LayerStep
    from densemodel.training.engine._feed import EpochOrder
    from densemodel.training.engine._functions import Borrowed
    from densemodel.training.engine._position import TrainingPlan
    from densemodel.training.engine._steps import Trained
    from densemodel.training.events._events import Event, Reason
    from densemodel.training.session._session import Session


class Loop:
    """Trains the model of a session from its position to the end of its plan.

    It keeps the order of Keras's own `fit`: callbacks at the epoch's start, steps, validation,
    callbacks at the epoch's end. With `every`, evaluations come between steps, and callbacks at the
    epoch's end get the logs of the last one.
    """

    def __init__(
        self,
        session: Session,
        functions: Borrowed,
        stop: threading.Event,
        emit: Callable[[Event], None],
    ) -> None:
        self.session = session
        self.model = session.model
        self.seen = session.model if session.seen_model is None else session.seen_model
        "The model that callbacks see."
        self.stop = stop
        self.emit = emit
        self.order = session.order
        self.record = session.record
        self.position = session.position
        self.rate = session.rate
        self.checkpoint = session.checkpoint
        self.checkpoint_requests = session.checkpoint_requests
        self.monitor = session.monitor
        self.handles_steps = bool(session.callbacks)
        "Whether there are user callbacks, which are called at each step."
        self.callbacks = load_keras().callbacks.CallbackList(
            session.callbacks,
            add_history=True,
            model=self.seen,
            epochs=self.plan.epochs,
            steps=session.steps_per_epoch or None,
            verbose=0,
        )
        self.owner = session.owner
        self.steps = functions.steps(self.owner, lambda: emit(Compiling()))
        place, order = self.position, self.order.epoch(self.position.epoch)
        planned = self.plan.planned_steps(place, len(order))
        self.steps.trace(place.total_steps, planned, order.rows)
        self.validation = functions.validation()
        # `every` asks to see more: without validation, the test rows are evaluated, but their
        # scores decide nothing
        shows_test = self.validation is None and self.plan.every is not None
        self.display = functions.test() if shows_test else None
        self._began = self._evaluated_at = 0.0
        self._is_out_of_time = False
        self._epoch_steps = 0
        self._is_disturbed = False

    @property
    def plan(self) -> TrainingPlan:  # another thread may change it
        return self.session.plan

    def run(self) -> Reason:
        self.seen.stop_training = False
        self.checkpoint_requests.begin()
        self.rate.begin(self.model.optimizer)
        self._began = self._evaluated_at = time.monotonic()
        self.callbacks.on_train_begin()
        self._accept()
        try:
            means, own = self.checkpoint.means, self.model.metrics_variables
            # a user's compiled model may have other metrics than the model that a file makes of it
            if means is not None and self.position.rows and means.fits(own):
                means.restore(own)
                self.checkpoint.means = None
            else:
                self._begin_means()
            self.checkpoint.keep_sound(self.steps.read, self.position, self.steps.is_as_left)
            ended: Reason | None = None
            while ended is None:
                ended = self._end_of_plan() or self._epoch()
        except Exception as error:
            if self.owner.is_as_it_was:
                raise
            raise ChangedError from error  # the parts of a changed model don't fit together
        finally:
            if self.position.rows and self.checkpoint.means is None:
                self.checkpoint.means = Snapshot.of(self.model.metrics_variables)
            if self.owner.is_as_it_was:
                self.checkpoint.keep(self.model)  # before callbacks may change the weights
            self.callbacks.on_train_end(dict(self.record.logs))
            self.checkpoint_requests.end()
        if self.checkpoint.last is None or not self.steps.is_as_left(self.checkpoint.last[0]):
            raise ChangedError
        return ended

    def _accept(self) -> None:
        """Accept what the user's callbacks may have changed."""
        if self.handles_steps:
            self.owner.allow()
            self.steps.take_as_is()

    def _end_of_plan(self) -> Reason | None:
        # first, so that a run that has trained its whole plan does not count as stopped
        if self.plan.is_done(self.position) and not self.position.rows:
            return "steps" if self.plan.steps is not None else "epochs"
        return self._pass_by()

    def _epoch(self) -> Reason | None:
        self.callbacks.on_epoch_begin(self.position.epoch)
        order = self.order.epoch(self.position.epoch)
        self._epoch_steps = len(order)
        while True:
            plan = self.plan
            is_called_off = self.handles_steps and self.seen.stop_training
            ends = is_called_off or plan.ends_epoch(self.position, len(order))
            done: EvaluationDone | None = None
            is_due = (
                self.position.rows > 0
                if is_called_off
                else plan.is_evaluation_due(self.position, ends_epoch=ends)
            )
            if is_due:
                done = self._evaluate()
                if done is None:
                    return "stop"
            if ends:
                return self._end_epoch(done)
            if done is not None and self.session.is_out_of_patience:
                return "patience"
            ended = self._pass_by()
            if ended is not None:
                return ended
            planned = self.plan.planned_steps(self.position, len(order))
            if self.steps.is_ready(self.position.total_steps, planned, order.rows, self.stop):
                self._train(order)

    def _pass_by(self) -> Reason | None:
        """Serve the checkpoint requests; returns why the run stops at this point, if it does."""
        if self.checkpoint_requests.is_awaited and self.position.total_steps:
            if self.checkpoint.sound is None or self.checkpoint.sound.position != self.position:
                self.checkpoint.keep_sound(self.steps.read, self.position, self.steps.is_as_left)
            waited = self.checkpoint_requests.pass_by()  # other runs may have trained meanwhile
            self._began += waited
            self._evaluated_at += waited
        if self.stop.is_set():
            return "stop"
        return "minutes" if self._is_out_of_time else None

    def _train(self, order: EpochOrder) -> None:
        """Train the steps of one call: about 50 ms of them, but none beyond the next evaluation."""
        plan, place, done = self.plan, self.position, self.position.total_steps
        is_single = self.session.trains_one_step
        steps_left = plan.steps_to_evaluation(place, len(order))
        rows = order.steps(place.step, 1 if is_single else min(steps_left, self.steps.room(done)))
        is_alone = len(rows) == steps_left and self.monitor.wants_step(plan, place, len(order))
        if is_alone and steps_left > 1:  # the next call trains the last one alone
            rows, is_alone = rows[:-1], False
        if self.handles_steps:
            self.callbacks.on_train_batch_begin(place.step)
            self._accept()
        if not place.rows:
            self.model.reset_metrics()  # a callback may have evaluated the model
        rates = self.rate.next(place, plan, len(order), len(rows))
        if is_alone:
            self.monitor.step.begin(self.model)
        layers = self._layers_before(rows) if is_single else ()
        trained = self.steps.train(rows, rates, done, is_timed=not is_alone)
        if is_alone:
            self.monitor.step.end(self.model)
        self.owner.check()
        if is_single:
            self.session.layer_steps = layers_after(self.model, layers)
            self.stop.set()
        place.step += len(rows)
        place.total_steps += len(rows)
        place.rows += rows.size
        self._report(trained, len(order), rates)
        if self.handles_steps:
            logs = as_floats(self.model.get_metrics_result())
            self.callbacks.on_train_batch_end(place.step - 1, logs)
            self._accept()
        self._is_out_of_time = plan.is_out_of_time(time.monotonic() - self._began)

    def _layers_before(self, rows: np.ndarray) -> tuple[LayerStep, ...]:
        batch = [column[0] for column in self.session.feed().block(rows)]
        return layers_before(self.model, batch)

    def _report(self, trained: Trained, steps_per_epoch: int, rates: np.ndarray) -> None:
        if trained.was_changed:
            raise ChangedError
        place, losses = self.position, trained.losses
        self.emit(
            StepsDone(
                epoch=place.epoch + 1,
                step_in_epoch=place.step,
                steps_per_epoch=steps_per_epoch,
                first_step=place.total_steps - len(losses) + 1,
                losses=losses,
                learning_rate=float(rates[-1]),
                first_learning_rate=float(rates[0]),
            )
        )
        sound = np.isfinite(losses)
        if not (trained.is_finite and sound.all()):
            first = place.total_steps - len(losses) + int(np.argmin(sound)) + 1
            step = place.total_steps if sound.all() else first
            raise NonFiniteError(place.epoch + 1, step, of_loss=not sound.all())
        self.checkpoint.keep_sound_now_and_then(self.steps.read, place, self.steps.is_as_left)

    def _evaluate(self) -> EvaluationDone | None:
        """Evaluate the current weights; None if a stop came meanwhile."""
        self.owner.check()
        logs = self._means()
        # kept until validation is done, so that a resume after a stop within it finds these means
        self.checkpoint.means = Snapshot.of(self.model.metrics_variables)
        with averaged_weights(self.model):
            scores = self._scores()
            if scores is None:
                return None
            logs |= scores
            if self.rate.is_scheduled:
                logs["learning_rate"] = self.rate.now()
            self._begin_means()
            is_best = self._keep_weights(logs)
        self.rate.update(logs)
        self.record.logs = logs
        now = time.monotonic()
        seconds, self._evaluated_at = now - self._evaluated_at, now
        epoch, step = self.position.epoch + 1, self.position.total_steps
        if self.plan.every is None:
            return EpochDone(epoch, logs, is_best, seconds, step, float(epoch))
        place = self.position.epoch + self.position.step / self._epoch_steps
        done = EvaluationDone(epoch, logs, is_best, seconds, step, place)
        self.checkpoint.keep_sound(self.steps.read, self.position, self.steps.is_as_left)
        self.emit(done)
        return done

    def _means(self) -> dict[str, float]:
        """Loss and metrics since the last evaluation; nan if the metrics were used elsewhere."""
        logs = means_of(self.model, self.position.rows)
        if all(map(np.isnan, logs.values())) and not self._is_disturbed:
            self._is_disturbed = True
            message = (
                "the model was evaluated from outside during training, with the same metric "
                "objects, so the metrics of some epochs are unknown. The weights are not affected: "
                "evaluate after the run has ended"
            )
            self.emit(Found(Finding("repair", "metrics", message)))
        return logs

    def _begin_means(self) -> None:
        self.model.reset_metrics()
        self.position.rows, self.checkpoint.means = 0, None

    def _keep_weights(self, logs: dict[str, float]) -> bool:
        """Check the weights, and keep the best; returns whether these are the best so far."""
        self.owner.check()  # before the scores count
        weights = self.steps.read()[0]
        # averaged weights differ from those that a step has left
        if not (self.model.optimizer.use_ema or self.steps.is_as_left(weights)):
            raise ChangedError
        here = Evaluation(self.position.epoch + 1, self.position.total_steps)
        early_stopping = self.record.early_stopping
        if self.validation is None:
            early_stopping.weights = weights
            return False
        return early_stopping.update(here, logs["val_loss"], weights)

    def _end_epoch(self, done: EvaluationDone | None) -> Reason | None:
        logs = dict(self.record.logs)
        if self.position.rows:
            logs |= self._means()
        epoch = self.position.epoch
        # an evaluation after each epoch means that the epoch is done. Other evaluations can come
        # within one, and a run whose steps end there resumes from there
        if self.plan.every is None or self.position.step >= self._epoch_steps:
            self.position.epoch, self.position.step = epoch + 1, 0
        if isinstance(done, EpochDone):
            self.emit(done)  # before a callback that may raise
        self.callbacks.on_epoch_end(epoch, logs)
        self._accept()
        self.checkpoint.keep_sound(self.steps.read, self.position, self.steps.is_as_left)
        if self.seen.stop_training:
            return "callback"
        if self.plan.is_done(self.position):
            return None
        return "patience" if self.session.is_out_of_patience else None

    def _scores(self) -> dict[str, float] | None:
        """Loss and metrics, named `val_` or `test_` and Keras's name; None after a stop."""
        evaluation = self.validation or self.display
        if evaluation is None:
            return {}
        prefix = "test" if self.validation is None else "val"

        def goes_on(done: int, steps: int) -> bool:
            self.emit(ValidationDone(done, steps))
            return not self.stop.is_set()

        self.callbacks.on_test_begin()
        logs = evaluation.run(goes_on)
        self.callbacks.on_test_end(logs)
        return None if logs is None else {f"{prefix}_{name}": n for name, n in logs.items()}
