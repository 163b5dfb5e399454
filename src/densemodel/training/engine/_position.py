"""The position of a run, and how far it is planned to go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.language import Settings


@dataclass
class Position:
    """The position of a run in its epochs and steps."""

    epoch: int = 0
    "Epochs that are done, including their validation."
    step: int = 0
    "Steps done of the current epoch."
    total_steps: int = 0
    "Steps done in all."
    rows: int = 0
    "Rows trained on since the last evaluation."

    def copy_from(self, other: Position) -> None:
        self.epoch, self.step = other.epoch, other.step
        self.total_steps, self.rows = other.total_steps, other.rows

    def place(self, steps_per_epoch: int) -> float:
        """The position in epochs: 2.5 is half way through the third."""
        return self.epoch + (self.step / steps_per_epoch if steps_per_epoch else 0.0)

    def begin_epoch_again(self) -> None:
        """Restart the current epoch: its steps no longer count, because the rows changed."""
        self.step = self.rows = 0


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """How far a run goes. It is read after each step, because settings change during training."""

    epochs: int | None
    steps: int | None
    patience: int | None
    every: int | None = None
    "Steps between two evaluations; None: one at the end of each epoch."
    minutes: float | None = None
    "The time limit of this start or resume, in minutes; None: no limit."

    @classmethod
    def of(cls, settings: Settings) -> TrainingPlan:
        return cls(
            settings.epochs, settings.steps, settings.patience, settings.every, settings.minutes
        )

    def is_done(self, position: Position) -> bool:
        if self.steps is not None:
            return position.total_steps >= self.steps
        return self.epochs is not None and position.epoch >= self.epochs

    def ends_epoch(self, position: Position, steps_per_epoch: int) -> bool:
        """Whether the current epoch has no steps left."""
        if position.step >= steps_per_epoch:
            return True
        return self.steps is not None and position.total_steps >= self.steps

    def is_evaluation_due(self, position: Position, *, ends_epoch: bool) -> bool:
        """Whether an evaluation is due here and not done yet."""
        if not position.rows:
            return False
        if self.every is None:
            return ends_epoch
        if position.total_steps % self.every == 0:
            return True
        # the final weights are evaluated too
        after = Position(position.epoch + 1, 0, position.total_steps)
        return ends_epoch and self.is_done(after)

    def steps_to_evaluation(self, position: Position, steps_per_epoch: int) -> int:
        """Steps until the next evaluation, or the end, may be due."""
        ahead = [steps_per_epoch - position.step]
        if self.steps is not None:
            ahead.append(self.steps - position.total_steps)
        if self.every is not None:
            ahead.append(self.every - position.total_steps % self.every)
        return max(min(ahead), 1)

    def is_out_of_time(self, seconds: float) -> bool:
        return self.minutes is not None and seconds >= 60 * self.minutes

    def planned_steps(self, position: Position, steps_per_epoch: int) -> int:
        if self.steps is not None:
            return self.steps
        remaining = (self.epochs or 0) - position.epoch
        return position.total_steps - position.step + remaining * steps_per_epoch

    def steps_left(self, position: Position, steps_per_epoch: int) -> int:
        return max(self.planned_steps(position, steps_per_epoch) - position.total_steps, 0)

    def evaluations_left(self, position: Position, steps_per_epoch: int) -> int:
        """The number of evaluations that remain, including one that is due now."""
        left = self.steps_left(position, steps_per_epoch)
        if self.every is not None:
            # if an evaluation is due now, its steps are done
            since = position.total_steps % self.every or (self.every if position.rows else 0)
            return -(-(since + left) // self.every)
        return -(-(position.step + left) // steps_per_epoch) if steps_per_epoch else 0


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a run at one moment."""

    epoch: int
    "Epochs that are done."
    epochs: int | None
    "Planned epochs; None if steps are planned."
    step: int
    "Steps done of the current epoch."
    steps_per_epoch: int
    total_steps: int
    planned_steps: int
    "0 while the number of batches in an epoch is unknown."
    seconds: float
    "Training time in seconds, over all resumes."
    steps_per_second: float | None
    "Steps per second over the newest second of training; None before it is known."
    validating: bool
    compiling: bool = False
    "Whether the run is still compiling."
    epoch_seconds: float | None = None
    "The mean duration of the newest whole epochs in seconds, including validation."
    seconds_to_go: float | None = None
    "The estimated seconds that remain of the plan; None before a whole epoch or 3 s of training."
    may_end_sooner: bool = False
    "Whether patience may end the run before its plan is done."
    limit_seconds: float | None = None
    "The time limit of this start or resume, in seconds; None: no limit."
    seconds_now: float = 0.0
    "Training time in seconds since this start or resume."

    @property
    def is_done(self) -> bool:
        """Whether all planned epochs or steps are done."""
        if self.epochs is None:
            return self.total_steps >= self.planned_steps
        return self.epoch >= self.epochs

    @property
    def share(self) -> float:
        """The share that is done of the planned steps or, if larger, of the time limit; 0 to 1."""
        steps = self.total_steps / self.planned_steps if self.planned_steps else 0.0
        time = self.seconds_now / self.limit_seconds if self.limit_seconds else 0.0
        return min(max(steps, time), 1.0)

    @property
    def seconds_left(self) -> float | None:
        """The estimated seconds until the plan is done or the time limit is reached."""
        if self.seconds_to_go is None or self.limit_seconds is None:
            return self.seconds_to_go
        return min(self.seconds_to_go, max(self.limit_seconds - self.seconds_now, 0.0))
