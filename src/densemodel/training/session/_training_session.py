"""The interface of what trains a model for a run: chunks of steps, or Keras's own `fit`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from densemodel.errors import TrainingError
from densemodel.training.checkpoint._checkpoint import Checkpoint, optimizer_variables, parts_of
from densemodel.training.checkpoint._owner import Owner
from densemodel.training.diagnosis import Monitor
from densemodel.training.engine._position import Position, TrainingPlan
from densemodel.training.engine._rate import Rate
from densemodel.training.events._events import Mark
from densemodel.training.record._history import TrainingHistory
from densemodel.training.record._run_record import RunRecord

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    import numpy as np

    from densemodel.data import Bound, Finding
    from densemodel.language import Settings, Spec
    from densemodel.training.checkpoint._checkpoint import CheckpointRequests, ResumePoint
    from densemodel.training.checkpoint._early_stopping import EarlyStopping
    from densemodel.training.diagnosis import LayerStep, Probe
    from densemodel.training.engine._feed import Feed
    from densemodel.training.engine._probe import BaselineLoss
    from densemodel.training.events._events import Event, Reason

MORE_EPOCHS = 10
"""Epochs of a resume after the whole plan is done; a plan in steps trains its steps again."""


class TrainingSession(ABC):
    """The state of a run over its start, stops and resumes.

    The last state is where training continues: weights, optimizer state, position within the epoch,
    patience, place in the schedule. The model holds the best state whenever it is not training.
    What only chunks of steps know is empty by default.
    """

    model: Any
    spec: Spec
    given_settings: Settings
    callbacks: list[Any]
    initial_epoch: int
    "Epochs that count as done."
    bound: Bound | None = None
    "The rows; None for batches, which are not bound to a spec."
    has_row_weights = False
    can_recompile = False
    "Whether the model was built here, so that it can get another optimizer or loss."
    record: RunRecord
    checkpoint: Checkpoint
    owner: Owner
    "The model as it was when training began; nothing else may change it."
    compares_weights = False
    "Whether changes of the weights are noticed."
    rate: Rate
    monitor: Monitor
    checkpoint_requests: CheckpointRequests
    trains_one_step = False
    "Whether training stops after the next step, which is measured."
    layer_steps: tuple[LayerStep, ...] = ()
    "What the newest measured step did to each layer."

    @property
    def settings(self) -> Settings:
        return self.spec.settings

    @property
    def plan(self) -> TrainingPlan:
        return TrainingPlan.of(self.settings)

    @property
    def position(self) -> Position:
        return self.record.position

    @property
    def early_stopping(self) -> EarlyStopping:
        return self.record.early_stopping

    @property
    def is_out_of_patience(self) -> bool:
        return self.validates and self.early_stopping.should_stop(self.settings.patience)

    @property
    @abstractmethod
    def steps_per_epoch(self) -> int:
        """Steps in one pass over all rows; 0 while that is unknown."""

    @property
    @abstractmethod
    def validates(self) -> bool:
        """Whether there are validation rows."""

    @property
    @abstractmethod
    def findings(self) -> tuple[Finding, ...]:
        """Findings about the data."""

    @abstractmethod
    def require(self) -> None:
        """Raise an error if the data or the plan cannot be trained on."""

    @abstractmethod
    def hold(self) -> None:
        """Copy the rows before training begins.

        Raises:
            DataError: The copy does not fit in memory.
        """

    def take_over(self) -> None:
        """Put the last state into the model, which nothing else may change from here on.

        Raises:
            TrainingError: The model was compiled since.
        """
        restore_last(self)
        self.owner = self.checkpoint.owner = Owner(self.model)
        if self.compares_weights:
            self.owner.note_weights()
        if self.checkpoint.sound is None:
            self.checkpoint.keep_sound(partial(parts_of, self.model), self.position)

    @abstractmethod
    def go(self, stop: threading.Event, emit: Callable[[Event], None]) -> Reason:
        """Train from the state that `take_over` left on; returns what ended it.

        Raises:
            NonFiniteError: The loss or a weight is no longer a finite number. The last state is
                then the newest finite one.
            ChangedError: The model was changed from outside. The last state is the newest one
                before.
        """

    @abstractmethod
    def restart(self, spec: Spec) -> None:
        """Give the same model its initial weights and a new optimizer state, by a spec.

        Raises:
            DataError: The data do not fit the spec; nothing is changed.
        """

    @abstractmethod
    def change(self, spec: Spec) -> None:
        """Continue with other settings.

        Raises:
            DataError: The data do not fit the spec; nothing is changed.
            TrainingError: The settings name another optimizer, which can't continue with this
                state, or change what a stream decides.
        """

    def adjust(self, spec: Spec) -> None:
        """Change the plan and the learning rate, also during training."""
        old, self.spec = self.settings, spec
        self.rate.adjust(old, spec.settings, self.position)

    @abstractmethod
    def rebind(self, x: Any, y: Any) -> None:
        """Continue with other rows."""

    @abstractmethod
    def test_metrics(self, stop: threading.Event) -> dict[str, float] | None:
        """Loss and metrics on the test data; None without test data, or after a stop."""

    @property
    def held(self) -> Bound | None:
        """The data as they were when training began, whatever the arrays hold now."""
        return self.bound

    def test_baseline(self) -> dict[str, float]:
        """The baseline's scores on the test data; empty if unknown."""
        return {}

    @abstractmethod
    def recalls(self, seconds: float) -> dict[str, float] | None:
        """The recall of each class on the validation rows; None without classes."""

    def guess(self) -> BaselineLoss | None:
        """The best constant prediction; None if unknown."""
        return None

    def training_rows(self) -> tuple[Feed, np.ndarray] | None:
        """The data, and the numbers of the rows to train on; None if they come in batches."""
        return None

    @abstractmethod
    def probe(self) -> Probe:
        """The rows that the layers are measured on."""


def reset(session: TrainingSession) -> None:
    first = session.initial_epoch
    session.record = RunRecord(TrainingHistory(first), position=Position(epoch=first))
    session.checkpoint = Checkpoint()
    session.monitor = Monitor(session.record.layer_course)
    # for the schedule, the steps of epochs that count as done are done too
    done = first * session.steps_per_epoch
    session.rate = Rate(session.settings, first_step=-done)


def restore_last(session: TrainingSession) -> None:
    """Put the last state into the model."""
    checkpoint = session.checkpoint
    if checkpoint.owner is not None and not checkpoint.owner.has_same_compile:
        raise TrainingError(
            "the model was compiled again since it was trained here, so its training can't "
            "continue: restart"
        )
    checkpoint.restore(session.model)


def restore_initial_weights(session: TrainingSession, given: ResumePoint) -> None:
    """Restore the weights and the optimizer state that the user's model came with."""
    variables = optimizer_variables(session.model)
    if not given.optimizer.fits(variables):
        raise TrainingError(
            "the model was compiled with another optimizer since, so it can't restart: train "
            "it as a new run, dm.train(model, x, y)"
        )
    given.weights.restore(session.model.variables)
    given.optimizer.restore(variables)


def restore_best_weights(session: TrainingSession) -> None:
    """Put the best weights into the model; without validation it keeps the last ones.

    An optimizer that averages the weights (`use_ema`) replaces the last ones by the average, as at
    the end of Keras's own `fit`. Training continues from the last ones.
    """
    model = session.model
    if session.validates:
        session.early_stopping.restore(model)
    elif session.position.total_steps:
        model.optimizer.finalize_variable_values(model.trainable_variables)


def restore_finite_weights(session: TrainingSession) -> None:
    """Restore the best weights, or else the last finite ones, after a number that is not finite."""
    session.checkpoint.restore(session.model)
    if session.validates:
        session.early_stopping.restore(session.model)
    session.rate.restore(session.model.optimizer)


def extend(session: TrainingSession, epochs: int | None, *, restarts_patience: bool) -> None:
    """Plan a resume: the given epochs, else what remains, else more epochs or steps.

    Patience waits as long as it did, or with `restarts_patience` from the start.
    """
    plan, position = session.plan, session.position
    if epochs is None and plan.is_done(position) and not position.rows:
        if plan.steps is not None:
            # the length of an epoch may be unknown, or far more than a user wants to wait for
            planned = position.total_steps + plan.steps
            session.adjust(session.spec.with_settings(f"steps {planned}"))
        else:
            epochs = MORE_EPOCHS
    if epochs is not None:
        session.adjust(session.spec.with_settings(f"epochs {position.epoch + epochs}"))
    if restarts_patience:
        # otherwise the same wait would end the run again after one epoch
        session.early_stopping.waited = 0


def mark_here(
    session: TrainingSession, kind: Literal["changed", "resumed", "ended"], words: str
) -> Mark:
    position = session.position
    return Mark(kind, words, position.total_steps, position.place(session.steps_per_epoch))
