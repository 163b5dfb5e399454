"""Which epoch is the best, and when it has been the best for too long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Best:
    """The best epoch so far, by the validation loss."""

    value: float = float("inf")
    epoch: int | None = None
    "Counted from 1; None before the first epoch with a finite validation loss."
    waited: int = 0
    "Epochs since then."

    def look(self, epoch: int, value: float) -> bool:
        """Take one epoch's validation loss; True if it is the best so far. Nan is never."""
        if value < self.value:
            self.value, self.epoch, self.waited = value, epoch, 0
            return True
        self.waited += 1
        return False

    def is_overdue(self, patience: int | None) -> bool:
        """No better epoch came within the patience; None waits for ever."""
        return patience is not None and self.waited > 0 and self.waited >= patience
