"""The order of the rows in each epoch, and blocks of several batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import StoredRows

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class BatchOrder:
    """The order of rows in every epoch; the same seed always gives the same order.

    An epoch's permutation depends only on the seed and the epoch's number. So a run that was
    stopped within an epoch continues with exactly the rows that it had not seen.
    """

    rows: np.ndarray
    "Row numbers to train on, shape (n,)."
    batch: int
    seed: int
    taken_up: TakenUp | None = None
    "The places within an epoch at which the batch size changed."

    @property
    def steps_per_epoch(self) -> int:
        """Steps in one pass over all rows; the last may hold fewer rows."""
        return -(-len(self.rows) // self.batch)

    def epoch(self, number: int) -> EpochOrder:
        """The order of an epoch, epochs counted from 0."""
        order = np.random.default_rng([self.seed, number]).permutation(self.rows)
        if self.taken_up is not None and self.taken_up.epoch == number:
            return EpochOrder(order, self.batch, self.taken_up.step, self.taken_up.row)
        return EpochOrder(order, self.batch)


@dataclass(frozen=True)
class TakenUp:
    """A place within an epoch after which the steps have another batch size."""

    epoch: int
    "Whole epochs done before it."
    step: int
    "Steps done of its epoch."
    row: int
    "Rows that these steps took."


@dataclass(frozen=True)
class EpochOrder:
    """The rows of an epoch, step by step."""

    rows: np.ndarray
    "Row numbers in training order, shape (n,)."
    batch: int
    first_step: int = 0
    "Steps that were done with another batch size."
    first_row: int = 0
    "Rows that these steps took."

    def __len__(self) -> int:
        left = len(self.rows) - self.first_row
        return self.first_step + (left + self.batch - 1) // self.batch

    def row_of(self, step: int) -> int:
        """The number of rows before this step."""
        row = self.first_row + (step - self.first_step) * self.batch
        return min(row, len(self.rows))

    def steps(self, first: int, most: int) -> np.ndarray:
        """The row numbers of some steps from `first` on, shape (steps, rows in a step).

        These are at least one and at most `most` whole batches, or the last one, which may hold
        fewer rows.
        """
        begin = self.row_of(first)
        whole = min(most, (len(self.rows) - begin) // self.batch)
        if not whole:
            return self.rows[begin:][None]
        return self.rows[begin : begin + whole * self.batch].reshape(whole, self.batch)


@dataclass(frozen=True)
class Feed:
    """x, y and row weights as tensors on the device, copied there once.

    Data that the device cannot hold stays where it is and is read block by block.
    """

    columns: tuple[Any, ...]
    "x, y and any weights: each a tensor of shape (n, ...) or stored rows."

    @classmethod
    def of(cls, arrays: Sequence[Any]) -> Feed:
        """Put arrays on the device; `StoredRows` stay on disk."""
        import tensorflow as tf

        return cls(
            tuple(
                array if isinstance(array, StoredRows) else tf.convert_to_tensor(array)
                for array in arrays
            )
        )

    def __len__(self) -> int:
        return int(self.columns[-1].shape[0])

    def block(self, rows: np.ndarray) -> tuple[Any, ...]:
        """The rows of these numbers, shape (steps, batch): for each column (steps, batch, ...)."""
        import tensorflow as tf

        places = tf.constant(rows)
        return tuple(
            tf.convert_to_tensor(
                column.gather(rows.ravel()).reshape(*rows.shape, *column.shape[1:])
            )
            if isinstance(column, StoredRows)
            else tf.gather(column, places)
            for column in self.columns
        )

    @property
    def is_stored(self) -> bool:
        return any(isinstance(column, StoredRows) for column in self.columns)

    def arguments(self, rows: np.ndarray) -> tuple[Any, ...]:
        """The arguments from which a compiled function makes a block of rows.

        These are all data in memory and the row numbers, of shape (steps, batch). The block is
        then made within the function. Each TensorFlow call from Python waits up to 5 ms
        for a busy notebook cell.
        """
        import tensorflow as tf

        return self.block(rows) if self.is_stored else (*self.columns, tf.constant(rows))

    def signature(self, steps: int | None, batch: int | None) -> tuple[Any, ...]:
        """The TensorFlow signature of `arguments`; None for a size that may vary."""
        import tensorflow as tf

        if self.is_stored:
            return self.block_signature(steps, batch)
        columns = (tf.TensorSpec([None, *c.shape[1:]], c.dtype) for c in self.columns)
        return (*columns, tf.TensorSpec([steps, batch], tf.int64))

    def block_signature(self, steps: int | None, batch: int | None) -> tuple[Any, ...]:
        """The TensorFlow signature of `block`."""
        import tensorflow as tf

        return tuple(
            tf.TensorSpec([steps, batch, *column.shape[1:]], column.dtype)
            for column in self.columns
        )

    def block_of(self, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        """The block for the given `arguments`, within a compiled function."""
        import tensorflow as tf

        if self.is_stored:
            return arguments
        *columns, places = arguments
        return tuple(tf.gather(column, places) for column in columns)

    @property
    def kinds(self) -> tuple[tuple[Any, ...], ...]:
        """The type and shape of a row in each column, and whether it is stored."""
        return tuple(
            (_numpy_type(c).name, isinstance(c, StoredRows), *map(int, c.shape[1:]))
            for c in self.columns
        )

    @property
    def row_bytes(self) -> int:
        return sum(
            int(np.prod(column.shape[1:], dtype=int)) * _numpy_type(column).itemsize
            for column in self.columns
        )


def _numpy_type(column: Any) -> np.dtype[Any]:
    kind: np.dtype[Any] = np.dtype(getattr(column.dtype, "as_numpy_dtype", column.dtype))
    return kind
