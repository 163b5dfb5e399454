"""A learning rate that falls when nothing gets better, as Keras's ReduceLROnPlateau does it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MIN_DELTA = 1e-4
"""A loss that is less than this below the best one counts as no better; Keras's default."""


@dataclass
class Plateau:
    """Where the rate of `plateau` stands; unlike Keras's callback it goes on over a resume."""

    rate: float
    factor: float
    patience: int
    best: float | None = None
    waited: int = 0

    def judge(self, loss: float) -> None:
        """Take the loss of one look; the rate falls if too many in a row were no better."""
        if self.best is None or loss + MIN_DELTA < self.best:
            self.best, self.waited = loss, 0
            return
        self.waited += 1
        if self.waited >= self.patience:
            # what the optimizer holds has 32 bits, and Keras multiplies that
            self.rate = float(np.float32(self.rate)) * self.factor
            self.waited = 0

    def judge_afresh(self) -> None:
        """Losses on other rows are no measure for those before; the rate stays."""
        self.best, self.waited = None, 0
