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
    taken_up: TakenUp | None = None
    "Where another batch size took over within an epoch."

    @property
    def steps_per_epoch(self) -> int:
        """Steps that pass over all rows once; the last may hold fewer rows."""
        return -(-len(self.rows) // self.batch)

    def epoch(self, number: int) -> EpochOrder:
        """The order of an epoch, epochs counted from 0."""
        order = np.random.default_rng([self.seed, number]).permutation(self.rows)
        if self.taken_up is not None and self.taken_up.epoch == number:
            return EpochOrder(order, self.batch, self.taken_up.step, self.taken_up.row)
        return EpochOrder(order, self.batch)


@dataclass(frozen=True)
class TakenUp:
    """A place within an epoch, from which on its steps have another size."""

    epoch: int
    "Epochs done before."
    step: int
    "Steps done of this one."
    row: int
    "Rows that they took."


@dataclass(frozen=True)
class EpochOrder:
    """The rows of an epoch, step by step."""

    rows: np.ndarray
    "Row numbers in their order, shape (n,)."
    batch: int
    first_step: int = 0
    "Steps that were done in batches of another size."
    first_row: int = 0
    "Rows that they took."

    def __len__(self) -> int:
        left = len(self.rows) - self.first_row
        return self.first_step + (left + self.batch - 1) // self.batch

    def row_of(self, step: int) -> int:
        """How many rows the steps before this one took."""
        row = self.first_row + (step - self.first_step) * self.batch
        return min(row, len(self.rows))

    def steps(self, first: int, most: int) -> np.ndarray:
        """The row numbers of some steps: whole batches, or the last one, which may hold fewer rows.

        Args:
            first: The first step, counted from 0.
            most: The most steps to give.

        Returns:
            Shape (steps, rows in a step), with one step at the least.
        """
        begin = self.row_of(first)
        whole = min(most, (len(self.rows) - begin) // self.batch)
        if not whole:
            return self.rows[begin:][None]
        return self.rows[begin : begin + whole * self.batch].reshape(whole, self.batch)
