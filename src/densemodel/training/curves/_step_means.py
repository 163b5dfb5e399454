"""The mean loss of neighbouring steps: the course of a noisy loss, on a bounded number of points.

`StepLosses` keeps the lowest and the highest of neighbouring steps, so that no peak is lost. What
they lie around cannot be told from those, and is kept here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from densemodel.training.curves._step_losses import StepLosses

MOST_MEANS = 2048
_NOTHING = np.zeros((0, 3))


@dataclass(frozen=True, slots=True)
class StepMeans:
    """Mean losses of neighbouring steps; of few steps each stands alone."""

    steps: np.ndarray
    "The mean of the steps' numbers, counted from 1, growing; float64, shape (n,)."
    losses: np.ndarray
    "The mean of their losses, without those that are not finite; float64, shape (n,)."
    counts: np.ndarray
    "How many steps each stands for; int64, shape (n,)."

    def fewer(self, most: int) -> StepMeans:
        """Means of neighbours, no more than so many."""
        each = -(-len(self.steps) // max(most, 1))
        if each <= 1:
            return self
        sums = np.column_stack([self.steps * self.counts, self.losses * self.counts, self.counts])
        return means_of_sums(np.add.reduceat(sums, np.arange(0, len(sums), each)))


class MeanRecord:
    """Gathers the losses of steps; adding costs the same after any number of them."""

    def __init__(self) -> None:
        # sums of the steps' numbers and of their losses, and how many they are
        self._full = _NOTHING
        self._open = np.zeros(3)
        self._width = 1

    def add(self, steps: np.ndarray, losses: np.ndarray, *, each: int = 1) -> None:
        """Add steps at the end.

        Args:
            steps: Their numbers.
            losses: Of each; those that are not finite are left out.
            each: How many steps each of these stands for.
        """
        is_finite = np.isfinite(losses)
        steps, losses = steps[is_finite], losses[is_finite].astype(float)
        new = np.column_stack([steps, losses, np.ones(len(steps))]) * each
        while self._width < each:
            self._widen()
        missing = -int(-(self._width - self._open[2]) // each)
        self._open = self._open + new[:missing].sum(axis=0)
        if self._open[2] < self._width:
            return
        rest, points = new[missing:], self._width // each
        whole = len(rest) // points * points
        full = rest[:whole].reshape(-1, points, 3).sum(axis=1)
        self._full = np.concatenate([self._full, self._open[None], full])
        self._open = rest[whole:].sum(axis=0)
        while len(self._full) >= MOST_MEANS:
            self._widen()

    def _widen(self) -> None:
        """Join neighbours; an odd one becomes part of the open ones."""
        whole = len(self._full) // 2 * 2
        self._open = self._open + self._full[whole:].sum(axis=0)
        self._full = self._full[:whole].reshape(-1, 2, 3).sum(axis=1)
        self._width *= 2

    @classmethod
    def of(cls, known: StepMeans) -> MeanRecord:
        """What another record knew."""
        record = cls()
        sums = np.column_stack([known.steps * known.counts, known.losses * known.counts])
        record._full = np.column_stack([sums, known.counts])[:MOST_MEANS]
        largest = int(known.counts.max(initial=1))
        record._width = 1 << (largest - 1).bit_length()
        return record

    def means(self) -> StepMeans:
        """What is known by now."""
        rows = self._full if not self._open[2] else np.concatenate([self._full, self._open[None]])
        return means_of_sums(rows)


def means_of_sums(sums: np.ndarray) -> StepMeans:
    """The means, from sums of numbers and losses, and counts; shape (n, 3)."""
    counts = np.maximum(sums[:, 2], 1)
    return StepMeans(sums[:, 0] / counts, sums[:, 1] / counts, sums[:, 2].astype(np.int64))


def means_of_peaks(known: StepLosses) -> StepMeans:
    """An estimate from the lowest and the highest of neighbours, as older files have no more.

    The noise of a loss is about even on a log scale, so that the geometric mean lies in its midst.
    """
    is_finite = np.isfinite(known.losses)
    steps, losses = known.steps[is_finite].astype(float), known.losses[is_finite]
    record = MeanRecord()
    if known.steps_each > 1 and len(losses) and losses.min() > 0:
        pairs = len(losses) // 2 * 2
        middle = np.sqrt(losses[:pairs:2] * losses[1:pairs:2])
        steps, losses = (steps[:pairs:2] + steps[1:pairs:2]) / 2, middle
        record.add(steps, losses, each=2 * known.steps_each)
    else:
        record.add(steps, losses, each=known.steps_each)
    return record.means()
