"""Which rows make up which step: a seeded permutation for each epoch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class BatchOrder:
    """The order of rows in every epoch, the same for the same seed however often one asks.

    An epoch's permutation follows from the seed and the epoch's number alone. So a run that was
    stopped within an epoch goes on with just the rows that it had not seen.
    """

    rows: np.ndarray
    "Row numbers to train on, shape (n,)."
    batch: int
    seed: int

    @property
    def steps_per_epoch(self) -> int:
        """Steps that pass over all rows once; the last may hold fewer rows."""
        return -(-len(self.rows) // self.batch)

    def epoch(self, number: int) -> list[np.ndarray]:
        """The row numbers of each step of an epoch, epochs counted from 0."""
        order = np.random.default_rng([self.seed, number]).permutation(self.rows)
        return [order[i : i + self.batch] for i in range(0, len(order), self.batch)]
