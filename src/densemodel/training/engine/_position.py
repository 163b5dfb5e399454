"""Where a run stands and where it is to end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.language import Settings


@dataclass
class Position:
    """The place of a run in its epochs and steps."""

    epoch: int = 0
    "Epochs that are done, their validation included."
    step: int = 0
    "Steps done of the epoch that is going on."
    total_steps: int = 0
    "Steps done in all."
    rows: int = 0
    "Rows trained on since the last look."

    def take(self, other: Position) -> None:
        """Go to another place."""
        self.epoch, self.step = other.epoch, other.step
        self.total_steps, self.rows = other.total_steps, other.rows

    def place(self, steps_per_epoch: int) -> float:
        """The place on an axis of epochs: 2.5 is half way through the third."""
        return self.epoch + (self.step / steps_per_epoch if steps_per_epoch else 0.0)

    def begin_epoch_again(self) -> None:
        """The steps of the epoch that is going on count no more for it: other rows come."""
        self.step = self.rows = 0


@dataclass
class TrainingPlan:
    """How far a run is to go; it is read after each step, so that it can change meanwhile."""

    epochs: int | None
    steps: int | None
    patience: int | None
    every: int | None = None
    "Steps between two looks; None: a look at each epoch's end."
    minutes: float | None = None
    "Minutes after which this start or resume ends; None: no limit."

    @classmethod
    def of(cls, settings: Settings) -> TrainingPlan:
        """How far the settings say that training goes."""
        return cls(
            settings.epochs, settings.steps, settings.patience, settings.every, settings.minutes
        )

    def adjust(self, settings: Settings) -> None:
        """Go as far as other settings say, while training goes on."""
        self.epochs, self.steps = settings.epochs, settings.steps
        self.patience, self.minutes = settings.patience, settings.minutes

    def is_done(self, position: Position) -> bool:
        """All epochs, or all steps, are done."""
        if self.steps is not None:
            return position.total_steps >= self.steps
        return self.epochs is not None and position.epoch >= self.epochs

    def ends_epoch(self, position: Position, steps_per_epoch: int) -> bool:
        """The epoch that is going on has no more steps to come."""
        if position.step >= steps_per_epoch:
            return True
        return self.steps is not None and position.total_steps >= self.steps

    def is_evaluation_due(self, position: Position, *, ends_epoch: bool) -> bool:
        """A look is due, and not done yet at this place."""
        if not position.rows:
            return False
        if self.every is None:
            return ends_epoch
        if position.total_steps % self.every == 0:
            return True
        # what is trained at the very end is judged too
        after = Position(position.epoch + 1, 0, position.total_steps)
        return ends_epoch and self.is_done(after)

    def steps_to_evaluation(self, position: Position, steps_per_epoch: int) -> int:
        """Steps that can be trained before a look, or an end, may be due."""
        ahead = [steps_per_epoch - position.step]
        if self.steps is not None:
            ahead.append(self.steps - position.total_steps)
        if self.every is not None:
            ahead.append(self.every - position.total_steps % self.every)
        return max(min(ahead), 1)

    def is_out_of_time(self, seconds: float) -> bool:
        """The minutes are over, after so many seconds of this start or resume."""
        return self.minutes is not None and seconds >= 60 * self.minutes

    def planned_steps(self, position: Position, steps_per_epoch: int) -> int:
        """Steps from the first to the last, in all."""
        if self.steps is not None:
            return self.steps
        remaining = (self.epochs or 0) - position.epoch
        return position.total_steps - position.step + remaining * steps_per_epoch

    def steps_left(self, position: Position, steps_per_epoch: int) -> int:
        """Steps that are still to be done."""
        return max(self.planned_steps(position, steps_per_epoch) - position.total_steps, 0)

    def evaluations_left(self, position: Position, steps_per_epoch: int) -> int:
        """Looks that are still to come, with one that is due now."""
        left = self.steps_left(position, steps_per_epoch)
        if self.every is not None:
            # where a look is due now its steps are done
            since = position.total_steps % self.every or (self.every if position.rows else 0)
            return -(-(since + left) // self.every)
        return -(-(position.step + left) // steps_per_epoch) if steps_per_epoch else 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, at one moment."""

    epoch: int
    "Epochs that are done."
    epochs: int | None
    "Epochs that are planned; None if steps are."
    step: int
    "Steps done of the epoch that is going on."
    steps_per_epoch: int
    total_steps: int
    planned_steps: int
    "0 as long as nobody knows how many batches a pass has."
    seconds: float
    "Time spent training, over all resumes."
    steps_per_second: float | None
    "Of the newest second of training; None before it is known."
    validating: bool
    compiling: bool = False
    "Steps come once it is done."
    epoch_seconds: float | None = None
    "How long the newest whole epochs took on average, validation included."
    seconds_to_go: float | None = None
    "An estimate for the rest of the plan; None before a whole epoch, or 3 s of training."
    may_end_sooner: bool = False
    "Patience may end the run before its plan is done."
    limit_seconds: float | None = None
    "How long this start or resume may take; None: no limit."
    seconds_now: float = 0.0
    "Time spent training since this start or resume."

    @property
    def share(self) -> float:
        """The share that is done of the planned steps or, if more, of the time; 0 to 1."""
        steps = self.total_steps / self.planned_steps if self.planned_steps else 0.0
        time = self.seconds_now / self.limit_seconds if self.limit_seconds else 0.0
        return min(max(steps, time), 1.0)

    @property
    def seconds_left(self) -> float | None:
        """An estimate of the time until its plan is done, or its minutes are over."""
        if self.seconds_to_go is None or self.limit_seconds is None:
            return self.seconds_to_go
        return min(self.seconds_to_go, max(self.limit_seconds - self.seconds_now, 0.0))
