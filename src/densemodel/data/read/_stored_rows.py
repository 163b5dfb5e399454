"""x that stays in its file: rows are read when they are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.data.read._mapped_file import MappedFile
    from densemodel.data.read._survey import Survey
    from densemodel.data.split._split import Rows

Array = np.ndarray[Any, Any]


class StoredRows:
    """Rows of an array in a file, handed out as the network takes them.

    Args:
        file: Numbers that were found to fit float32.
        row_shape: The shape in which the network takes a row.
        places: Which rows of the file these are, and in which order; None for all of them.

    Example:
        >>> rows = bind("784 -> 10 softmax", np.load("x.npy", mmap_mode="r"), y).x
        >>> rows.take(np.array([7, 3])).shape
        (2, 784)
    """

    dtype = np.dtype(np.float32)
    "What rows are handed out as, whatever the file holds."

    def __init__(
        self, file: MappedFile, row_shape: tuple[int, ...], places: Rows | None = None
    ) -> None:
        self._file = file
        self._places = places
        self._count: int = len(file.array if places is None else places)
        self.shape = (self._count, *row_shape)

    def __len__(self) -> int:
        return self._count

    @property
    def survey(self) -> Survey:
        """What a pass over the file shows: all of it, also where these are some of its rows."""
        return self._file.survey

    @property
    def fingerprints(self) -> Array:
        """A number for each of these rows, uint64 of shape (n,): equal rows have equal ones."""
        prints = self.survey.fingerprints
        return prints if self._places is None else prints[self._places]

    @property
    def rows_per_block(self) -> int:
        """How many rows are worth reading at once, 1 at least: some megabytes of them."""
        return self._file.rows_per_block

    def take(self, rows: Rows) -> Array:
        """Read some rows.

        Args:
            rows: Their numbers, shape (n,), in any order; the same one may come again.

        Returns:
            A new float32 array of shape (n, ...) in C order, its rows in the order of `rows`.
        """
        places = rows if self._places is None else self._places[rows]
        # neighbours lie on the same page of the file
        order = np.argsort(places, kind="stable")
        taken = np.empty((len(rows), *self.shape[1:]), self.dtype)
        for part, numbers in self._file.pieces(places[order]):
            taken[order[part]] = numbers.reshape(-1, *self.shape[1:])
        return taken

    def block(self, start: int, stop: int) -> Array:
        """Read the rows from `start` to before `stop`, or to the last, as `take` does."""
        stop = min(stop, len(self))
        if self._places is not None:
            return self.take(np.arange(start, stop))
        rows = np.empty((max(stop - start, 0), *self.shape[1:]), self.dtype)
        for row, numbers in self._file.blocks(start, stop):
            rows[row - start :][: len(numbers)] = numbers.reshape(-1, *self.shape[1:])
        return rows

    def at(self, rows: Rows) -> StoredRows:
        """Some of these rows, in this order, as rows of their own; nothing is read yet."""
        places = rows if self._places is None else self._places[rows]
        return StoredRows(self._file, self.shape[1:], places)


Features = Array | StoredRows
"x as the network takes it, in memory or in its file."


def chunks_of(x: Features, rows: Rows, most: int) -> Iterator[Array]:
    """Some rows of x, a few at a time.

    Args:
        x: All rows.
        rows: Numbers of those that are wanted.
        most: Rows that come at once; fewer of x in a file, if they are long.
    """
    if isinstance(x, StoredRows):
        most = min(most, x.rows_per_block)
    for start in range(0, len(rows), most):
        some = rows[start : start + most]
        yield x.take(some) if isinstance(x, StoredRows) else x[some]
