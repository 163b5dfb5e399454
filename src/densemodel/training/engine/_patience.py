"""The best evaluation, and patience."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One evaluation: at the end of an epoch or, with `every`, after every N steps."""

    epoch: int
    "Its epoch, from 1."
    step: int
    "Steps done since the run's start."


@dataclass
class Best:
    """The best evaluation so far, by the validation loss."""

    value: float = float("inf")
    look: Evaluation | None = None
    "None before the first one with a finite validation loss."
    waited: int = 0
    "Evaluations since the best one."

    def update(self, look: Evaluation, value: float) -> bool:
        """Record a validation loss and return True if it is the best so far. Nan never is."""
        if value < self.value:
            self.value, self.look, self.waited = value, look, 0
            return True
        self.waited += 1
        return False

    def is_overdue(self, patience: int | None) -> bool:
        """Whether patience is used up; None is unlimited."""
        return patience is not None and self.waited > 0 and self.waited >= patience

    def may_be_overdue(self, patience: int | None, looks: int) -> bool:
        """Whether patience may end the run before this many evaluations."""
        return patience is not None and max(patience, 1) - self.waited < looks
