"""Which look is the best, and when it has been the best for too long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A moment at which a run is judged: an epoch's end or, with `every`, each so many steps."""

    epoch: int
    "The epoch that it ends or lies in, counted from 1."
    step: int
    "Steps done since the run's start."


@dataclass
class Best:
    """The best look so far, by the validation loss."""

    value: float = float("inf")
    look: Evaluation | None = None
    "None before the first one with a finite validation loss."
    waited: int = 0
    "Looks since then."

    def update(self, look: Evaluation, value: float) -> bool:
        """Take one look's validation loss; True if it is the best so far. Nan is never."""
        if value < self.value:
            self.value, self.look, self.waited = value, look, 0
            return True
        self.waited += 1
        return False

    def is_overdue(self, patience: int | None) -> bool:
        """No better look came within the patience; None waits for ever."""
        return patience is not None and self.waited > 0 and self.waited >= patience

    def may_be_overdue(self, patience: int | None, looks: int) -> bool:
        """Whether patience may end the run before so many looks are done."""
        return patience is not None and max(patience, 1) - self.waited < looks
