"""Where a run stands and where it is to end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Position:
    """The place of a run in its epochs and steps."""

    epoch: int = 0
    "Epochs that are done, their validation included."
    step: int = 0
    "Steps done of the epoch that is going on."
    total_steps: int = 0
    "Steps done in all."


@dataclass
class Plan:
    """How far a run is to go; it is read after each step, so that it can change meanwhile."""

    epochs: int | None
    steps: int | None
    patience: int | None

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

    def planned_steps(self, position: Position, steps_per_epoch: int) -> int:
        """Steps from the first to the last, in all."""
        if self.steps is not None:
            return self.steps
        remaining = (self.epochs or 0) - position.epoch
        return position.total_steps - position.step + remaining * steps_per_epoch


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
    seconds: float
    "Time spent training, over all resumes."
    steps_per_second: float | None
    "None before the first steps are timed."
    validating: bool

    @property
    def share(self) -> float:
        """The share of the planned steps that is done, 0 to 1."""
        return min(self.total_steps / self.planned_steps, 1.0) if self.planned_steps else 0.0

    @property
    def seconds_left(self) -> float | None:
        """An estimate from the time that the steps so far took, validation included."""
        if not self.total_steps or not self.seconds:
            return None
        return self.seconds / self.total_steps * max(self.planned_steps - self.total_steps, 0)
