"""The two states of a run, best and last, and the place in the plan."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Literal

from densemodel.errors import TrainingError
from densemodel.network import load_keras
from densemodel.training.checkpoint._checkpoint import Checkpoint, Newest
from densemodel.training.checkpoint._checkpoint_requests import CheckpointRequests
from densemodel.training.diagnosis import Monitor
from densemodel.training.engine._patience import Best
from densemodel.training.engine._position import Position, TrainingPlan
from densemodel.training.engine._rate import Rate
from densemodel.training.events._mark import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.language import KerasCall, Settings, Spec
    from densemodel.training.checkpoint._checkpoint import Snapshot
    from densemodel.training.diagnosis import Probe
    from densemodel.training.engine._baseline_loss import Guess

MORE_EPOCHS = 10
"""What a resume trains if all that was planned is done; of a plan in steps, as many steps again."""


class BaseSession(ABC):
    """What a run keeps between its start, its stops and its resumes, whatever trains it.

    Last is where training goes on: weights, optimizer state, place within the epoch, patience,
    place in the schedule.
    Best is what the model holds while nobody trains it.

    Args:
        model: A compiled model.
        spec: How it is trained.
        callbacks: Keras callbacks of the person's own.
        initial_epoch: Epochs that count as done.
    """

    def __init__(
        self, model: Any, spec: Spec, *, callbacks: Sequence[Any], initial_epoch: int
    ) -> None:
        self.model = model
        self.spec = spec
        self.callbacks = list(callbacks)
        self.initial_epoch = initial_epoch
        self.plan = plan_of(spec.settings)
        self.passing = CheckpointRequests()
        "Who waits for a place at which it can be taken as it stands."

    def forget(self) -> None:
        """Be as before the first step."""
        self.position = Position(epoch=self.initial_epoch)
        self.best = Best()
        self.kept = Checkpoint()
        self.monitor = Monitor()
        # the steps of the epochs that count as done are done for the schedule, too
        self.rate = Rate(self.settings, first_step=-self.initial_epoch * self.steps_per_epoch)

    @property
    def settings(self) -> Settings:
        """How it is trained."""
        return self.spec.settings

    @property
    @abstractmethod
    def steps_per_epoch(self) -> int:
        """Steps that pass over all rows once; 0 as long as nobody knows."""

    @property
    @abstractmethod
    def validates(self) -> bool:
        """Whether there are rows to validate on."""

    @abstractmethod
    def probe(self) -> Probe:
        """The rows that its layers are measured on."""

    @abstractmethod
    def guess(self) -> Guess | None:
        """The best answers that are the same for every row; None where nobody knows them."""

    @property
    def newest_sound(self) -> Snapshot | None:
        """The best weights so far, else the newest that were sound; None before the first step.

        It is what the model would hold if it were stopped now, or nearly so.
        """
        best, sound = self.kept.best_weights, self.kept.sound
        if best is not None and (self.validates or sound is None):
            return best
        return None if sound is None else sound.weights

    @property
    def newest_at(self) -> Newest | None:
        """The newest weights that were seen to be finite; those of small models within 2 s."""
        sound = self.kept.sound  # once: the loop may put another there
        if sound is None:
            return None
        at = sound.position
        return Newest(sound.weights, at.total_steps, self.place_of(at))

    def mark(self, kind: Literal["changed", "resumed", "ended"], words: str) -> Mark:
        """A mark at the place where training stands."""
        position = self.position
        return Mark(kind, words, position.total_steps, self.place_of(position))

    def place_of(self, position: Position) -> float:
        """A position on an axis of epochs: 2.5 is half way through the third."""
        steps = self.steps_per_epoch
        return position.epoch + (position.step / steps if steps else 0.0)

    def bring_back(self) -> None:
        """Put the last state into the model.

        Raises:
            TrainingError: The model was compiled with another optimizer since.
        """
        if not self.kept.fits(self.model):
            raise TrainingError(
                "the model was compiled with another optimizer since it was trained here, so its "
                "training cannot go on: restart"
            )
        self.kept.bring_back(self.model)

    def callback_list(self, *own: Any) -> Any:
        """The callbacks as Keras calls them, with its History among them."""
        return load_keras().callbacks.CallbackList(
            [*own, *self.callbacks],
            add_history=True,
            model=self.model,
            epochs=self.plan.epochs,
            steps=self.steps_per_epoch or None,
            verbose=0,
        )

    def put_best_back(self) -> None:
        """Let the model hold the best weights; without validation it keeps the last ones.

        An optimizer that averages the weights as it goes (`use_ema`) puts the average in place of
        the last ones, as at the end of Keras's own `fit`. Training goes on from the last ones.
        """
        if not self.validates:
            if self.position.total_steps:
                self.model.optimizer.finalize_variable_values(self.model.trainable_variables)
        elif self.kept.best_weights is not None:
            self.kept.best_weights.restore(self.model.variables)

    def put_sound_back(self) -> Position:
        """After numbers that are not finite: the best weights, else the last ones that were.

        Returns:
            The place of the state from which training would go on.
        """
        self.kept.bring_back(self.model)
        if self.kept.best_weights is not None and self.validates:
            self.kept.best_weights.restore(self.model.variables)
        self.rate.put_back(self.model.optimizer)
        return self.position

    def adjust(self, spec: Spec) -> None:
        """Change how far the run goes, and how fast it learns, while it may be training."""
        old, new = self.settings, spec.settings
        self.spec = spec
        self.plan.epochs, self.plan.steps = new.epochs, new.steps
        self.plan.patience, self.plan.minutes = new.patience, new.minutes
        self.follow_rate(old, new)

    def follow_rate(self, old: Settings, new: Settings) -> None:
        """Follow another rate or schedule from here on, if it is another.

        A schedule that only begins at another rate goes on at its place, higher or lower.
        """
        if (old.learning_rate, old.schedule) == (new.learning_rate, new.schedule):
            return
        same_course = (
            old.schedule is not None
            and new.schedule is not None
            and new.schedule.is_scaled(old.schedule)
        )
        if same_course:
            self.rate.scale(new)
        else:
            self.rate.follow(new, self.position)

    def extend(self, epochs: int | None, *, after_patience: bool) -> None:
        """Plan a resume: the epochs asked for, else what remains, else more of what is counted."""
        is_looked_at = not self.position.rows
        if epochs is None and self.plan.is_done(self.position) and is_looked_at:
            if self.plan.steps is not None:
                # how long a pass is may be unknown, or far more than a person wants to wait for
                planned = self.position.total_steps + self.plan.steps
                self.adjust(self.spec.with_settings(f"steps {planned}"))
            else:
                epochs = MORE_EPOCHS
        if epochs is not None:
            planned = self.position.epoch + epochs
            self.adjust(self.spec.with_settings(f"epochs {planned}"))
        if after_patience:
            # the wait that ended the run would end it again after one epoch
            self.best.waited = 0

    def require_same_optimizer(self, new: Settings) -> None:
        """Refuse settings that name another optimizer, whose state cannot be gone on with.

        Raises:
            TrainingError: They do.
        """
        old = self.settings
        if not is_same_optimizer(old, new):
            raise TrainingError(
                "another optimizer begins from nothing: restart to train with "
                f"{new.optimizer.name}, or resume with {old.optimizer.name}"
            )


def is_same_optimizer(old: Settings, new: Settings) -> bool:
    """Whether both train with the same optimizer, at whatever learning rate."""
    return _without_rate(old.optimizer) == _without_rate(new.optimizer)


def _without_rate(optimizer: KerasCall) -> dict[str, Any]:
    arguments = dict(optimizer.arguments)
    arguments.pop("learning_rate", None)
    return {"name": optimizer.name, **arguments}


def plan_of(settings: Settings) -> TrainingPlan:
    """How far the settings say that training goes."""
    return TrainingPlan(
        settings.epochs, settings.steps, settings.patience, settings.every, settings.minutes
    )
