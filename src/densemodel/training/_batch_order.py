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

    def epoch(self, number: int) -> EpochOrder:
        """The order of an epoch, epochs counted from 0."""
        order = np.random.default_rng([self.seed, number]).permutation(self.rows)
        return EpochOrder(order, self.batch)


@dataclass(frozen=True)
class EpochOrder:
    """The rows of an epoch, step by step."""

    rows: np.ndarray
    "Row numbers in their order, shape (n,)."
    batch: int

    def __len__(self) -> int:
        return (len(self.rows) + self.batch - 1) // self.batch

    def steps(self, first: int, most: int) -> np.ndarray:
        """The row numbers of some steps: whole batches, or the last one, which may hold fewer rows.

        Args:
            first: The first step, counted from 0.
            most: The most steps to give.

        Returns:
            Shape (steps, rows in a step), with one step at the least.
        """
        begin = first * self.batch
        whole = min(most, (len(self.rows) - begin) // self.batch)
        if not whole:
            return self.rows[begin:][None]
        return self.rows[begin : begin + whole * self.batch].reshape(whole, self.batch)
