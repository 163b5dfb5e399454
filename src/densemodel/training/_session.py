"""All that a run keeps between its start, its stops and its resumes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import bind
from densemodel.errors import DataError, TrainingError
from densemodel.network import build_bound, load_keras, make, take_up_weights
from densemodel.training._batch_order import BatchOrder
from densemodel.training._functions import Functions
from densemodel.training._judge import Judge
from densemodel.training._kept import Kept
from densemodel.training._loop import Loop
from densemodel.training._owner import ChangedError, NonFiniteError, Owner
from densemodel.training._patience import Best
from densemodel.training._position import Plan, Position
from densemodel.training._rate import Rate
from densemodel.training._snapshot import Snapshot

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from densemodel.data import Bound
    from densemodel.spec import KerasCall, Settings, Spec
    from densemodel.training._compiled import JitCompile
    from densemodel.training._events import Event, Reason
    from densemodel.training._functions import Borrowed

MORE_EPOCHS = 10
"""What a resume trains if all that was planned is done."""


class Session:
    """The two states of a run, best and last, and the place in the plan.

    Last is where training goes on: weights, optimizer state, place within the epoch, patience,
    place in the schedule.
    Best is what the model holds while nobody trains it.
    """

    def __init__(
        self,
        model: Any,
        bound: Bound,
        *,
        callbacks: Sequence[Any] = (),
        weights: np.ndarray | None = None,
        initial_epoch: int = 0,
        jit_compile: JitCompile = "auto",
    ) -> None:
        self.model = model
        self.bound = bound
        self._callbacks = list(callbacks)
        self._weights = weights
        self.initial_epoch = initial_epoch
        self.plan = plan_of(bound.spec.settings)
        self.functions = Functions(model, jit_compile)
        self._forget()

    def _forget(self) -> None:
        self.position = Position(epoch=self.initial_epoch)
        self.best = Best()
        self._kept = Kept()
        # the steps of the epochs that count as done are done for the schedule, too
        done = self.initial_epoch * self.order.steps_per_epoch
        self._rate = Rate(self.bound.spec.settings, first_step=-done)
        self._trained_rows = np.empty(0, np.int64)
        self.leaked_rows = 0

    @property
    def order(self) -> BatchOrder:
        """The order of rows, by the spec that holds now."""
        settings = self.bound.spec.settings
        return BatchOrder(self.bound.training_rows, settings.batch, settings.seed)

    def go(self, stop: threading.Event, emit: Callable[[Event], None]) -> Reason:
        """Train from the last state on; says what ended it.

        Raises:
            NonFiniteError: The loss or a weight is not a number any more. The last state is the
                newest one that was sound.
            ChangedError: Somebody else changed the model. The last state is the newest one before.
            TrainingError: The model was compiled with another optimizer since.
        """
        if not self._kept.fits(self.model):
            raise TrainingError(
                "the model was compiled with another optimizer since it was trained here, so its "
                "training cannot go on: start anew"
            )
        self._kept.bring_back(self.model)
        try:
            with self._borrowed() as borrowed:
                reason = self._loop(borrowed, stop, emit).run()
            self._kept.keep(self.model)
        except (NonFiniteError, ChangedError):
            self._kept.go_back(self.position)
            raise
        except BaseException:
            self._kept.keep(self.model)
            raise
        finally:
            self._rate.put_back(self.model.optimizer)
        return reason

    def _borrowed(self) -> AbstractContextManager[Borrowed]:
        return self.functions.borrowed(self.bound, self._row_weights())

    def _loop(
        self, functions: Borrowed, stop: threading.Event, emit: Callable[[Event], None]
    ) -> Loop:
        callbacks = self._callback_list()
        validation = functions.validation()
        # `every` is said to see more: where nothing validates, the test rows are looked at
        shows_test = validation is None and self.bound.spec.settings.every is not None
        display = functions.test() if shows_test else None
        return Loop(
            model=self.model,
            steps=functions.steps(),
            judge=Judge(validation, display, callbacks, stop, emit),
            order=self.order,
            plan=self.plan,
            position=self.position,
            best=self.best,
            rate=self._rate,
            kept=self._kept,
            stop=stop,
            emit=emit,
            callbacks=callbacks,
            hears_steps=bool(self._callbacks),
            owner=Owner(self.model),
        )

    def _row_weights(self) -> np.ndarray | None:
        """The weights that were given, and those of `weights balanced`, multiplied."""
        balanced = self.bound.row_weights
        if self._weights is None or balanced is None:
            return balanced if self._weights is None else self._weights
        return self._weights * balanced

    def _callback_list(self) -> Any:
        keras = load_keras()
        return keras.callbacks.CallbackList(
            self._callbacks,
            add_history=True,
            model=self.model,
            epochs=self.plan.epochs,
            steps=self.order.steps_per_epoch,
            verbose=0,
        )

    def put_best_back(self) -> None:
        """Let the model hold the best weights; without validation it keeps the last ones.

        An optimizer that averages the weights as it goes (`use_ema`) puts the average in place of
        the last ones, as at the end of Keras's own `fit`. Training goes on from the last ones.
        """
        if not self.bound.validation_count:
            if self.position.total_steps:
                self.model.optimizer.finalize_variable_values(self.model.trainable_variables)
        elif self._kept.best_weights is not None:
            self._kept.best_weights.restore(self.model.variables)

    def put_sound_back(self) -> Position:
        """After numbers that are not finite: the best weights, else the last ones that were.

        Returns:
            The place of the state from which training would go on.
        """
        if self._kept.best_weights is not None and self.bound.validation_count:
            self._kept.best_weights.restore(self.model.variables)
        else:
            self._kept.bring_back(self.model)
        return self.position

    def test_metrics(self, stop: threading.Event) -> dict[str, float] | None:
        """Loss and metrics on the test data; None if there is none, or a stop came meanwhile."""
        if not self.bound.test:
            return None
        with self._borrowed() as functions:
            test = functions.test()
            return None if test is None else test.run(lambda *_: not stop.is_set())

    def begin_anew(self, bound: Bound) -> None:
        """Give the same model new weights and a new optimizer, by the spec of `bound`."""
        fresh = build_bound(bound)
        Snapshot.of(fresh.variables).restore(self.model.variables)
        take_up_weights(self.model)
        self.model.compile(
            optimizer=make(bound.spec.settings.optimizer),
            loss=make(bound.task.loss),
            metrics=[make(metric) for metric in bound.task.metrics],
        )
        self.bound, self.plan = bound, plan_of(bound.spec.settings)
        self.functions.forget()
        self._forget()

    def adjust(self, spec: Spec) -> None:
        """Change how far the run goes, and how fast it learns, while it may be training."""
        old, settings = self.bound.spec.settings, spec.settings
        self.bound = replace(self.bound, spec=spec)
        self.plan.epochs, self.plan.steps = settings.epochs, settings.steps
        self.plan.patience, self.plan.minutes = settings.patience, settings.minutes
        self._follow_rate(old, settings)

    def _follow_rate(self, old: Settings, new: Settings) -> None:
        if (old.learning_rate, old.schedule) != (new.learning_rate, new.schedule):
            self._rate.follow(new, self.position)

    def extend(self, epochs: int | None, *, after_patience: bool) -> None:
        """Plan the epochs of a resume: those asked for, else those that remain, else 10."""
        if epochs is None and self.plan.is_done(self.position):
            epochs = MORE_EPOCHS
        if epochs is not None:
            planned = self.position.epoch + epochs
            self.adjust(self.bound.spec.with_settings(f"epochs {planned}"))
        if after_patience:
            # the wait that ended the run would end it again after one epoch
            self.best.waited = 0

    def rebind(self, x: Any, y: Any) -> None:
        """Go on with other rows."""
        if self._weights is not None:
            raise DataError(
                "the weights of the rows belong to the old x: train the new rows in a run of their "
                "own, with their own weights"
            )
        bound = bind(self.bound.spec, x, y)
        bound.require()
        if bound.class_names != self.bound.class_names:
            raise DataError("the new y has other classes than the run: give rows of the same kinds")
        self.change(bound)
        self.position.begin_epoch_again()
        self._judge_afresh()
        # row numbers mean other rows now; whether some are the same cannot be told from them
        self._trained_rows, self.leaked_rows = np.empty(0, np.int64), 0

    def change(self, bound: Bound) -> None:
        """Go on with another split or other settings of the same data.

        Raises:
            TrainingError: The settings name another optimizer, whose state cannot be gone on with.
        """
        old, new = self.bound.spec.settings, bound.spec.settings
        if not is_same_optimizer(old, new):
            raise TrainingError(
                "another optimizer begins from nothing: start anew to train with "
                f"{new.optimizer.name}, or resume with {old.optimizer.name}"
            )
        self._follow_rate(old, new)
        has_same_rows = np.array_equal(self.bound.training_rows, bound.training_rows)
        if not has_same_rows or (old.batch, old.seed) != (new.batch, new.seed):
            # the rows come in another order: the epoch begins again with it
            self.position.begin_epoch_again()
        if not np.array_equal(self.bound.validation_rows, bound.validation_rows):
            self._validate_other_rows(bound)
        self.bound = bound
        self.plan = plan_of(new)

    def _validate_other_rows(self, bound: Bound) -> None:
        """Judge the best epoch afresh, and count the rows that were trained on before."""
        if self.position.total_steps:
            self._trained_rows = np.union1d(self._trained_rows, self.bound.training_rows)
        self._judge_afresh()
        self.leaked_rows = len(np.intersect1d(self._trained_rows, bound.validation_rows))

    def _judge_afresh(self) -> None:
        self.best = Best()
        self._kept.judge_afresh()
        self._rate.judge_afresh()


def is_same_optimizer(old: Settings, new: Settings) -> bool:
    """Whether both train with the same optimizer, at whatever learning rate."""
    return _without_rate(old.optimizer) == _without_rate(new.optimizer)


def _without_rate(optimizer: KerasCall) -> dict[str, Any]:
    arguments = dict(optimizer.arguments)
    arguments.pop("learning_rate", None)
    return {"name": optimizer.name, **arguments}


def plan_of(settings: Settings) -> Plan:
    """How far the settings say that training goes."""
    return Plan(
        settings.epochs, settings.steps, settings.patience, settings.every, settings.minutes
    )
