"""x that stays in its file: rows are read when they are needed."""

from __future__ import annotations

import math
import mmap
import sys
from contextlib import suppress
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np

from densemodel._array import Array
from densemodel.data.read._survey import Survey, survey_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.data.split._split import Rows

BLOCK_BYTES = 2**23
"The size of a block as float32; it has at least one row."
KEPT_BYTES = 2**26
"Pages are released before more than this is read."
_AROUND_BYTES = 2**21
"Linux maps up to a huge page around each place that is read."


def is_mapped(data: object) -> TypeGuard[np.memmap[Any, Any]]:
    """Whether this is an array of plain numbers in a file, or a part of one.

    A copy of such an array may have the same class, but is in memory.
    """
    if not isinstance(data, np.memmap) or getattr(data, "_mmap", None) is None:
        return False
    return data.dtype.kind in "biuf"


def in_memory(array: Array) -> Array:
    """A plain array of the same numbers; the same array if it is in memory."""
    if not is_mapped(array):
        return array
    copy = np.empty(array.shape, array.dtype)
    for start, block in MappedFile(array).blocks():
        copy[start : start + len(block)] = block
    return copy


class MappedFile:
    """An array in a file, of any order, whose pages do not fill the memory of the process.

    Pages that were read stay in the process while the file is mapped. They are released now and
    then, and may stay in the system's cache. A map of mode `c` keeps them: its changes are nowhere
    else.
    """

    def __init__(self, file: np.memmap[Any, Any]) -> None:
        self.array: Array = np.asarray(file)
        "The whole array, without reading it."
        self._map: Any = getattr(file, "_mmap", None)
        self._lets_go = file.mode != "c" and hasattr(mmap, "MADV_DONTNEED")
        row_shape = file.shape[1:]
        values = math.prod(row_shape)
        self.rows_per_block: int = max(1, BLOCK_BYTES // max(4 * values, 1))
        step, *steps = map(abs, file.strides)
        self._next_row_bytes = max(step, values * file.itemsize)
        # in a file of columns, the values of a row are far apart
        reach = file.itemsize + sum((n - 1) * s for n, s in zip(row_shape, steps, strict=True))
        self._lone_row_bytes = min(reach, values * _AROUND_BYTES) + _AROUND_BYTES
        self._read_bytes = 0

    @cached_property
    def survey(self) -> Survey:
        return survey_of(self.blocks())

    def blocks(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, Array]]:
        """The number of the first row and the rows of each block, in the order of the file."""
        stop = len(self.array) if stop is None else stop
        for row in range(start, stop, self.rows_per_block):
            block = self.array[row : min(row + self.rows_per_block, stop)]
            self._make_room(len(block) * self._next_row_bytes + self._lone_row_bytes)
            yield row, block

    def pieces(self, rows: Rows) -> Iterator[tuple[slice, Array]]:
        """Copies of some rows in portions, each with its positions in the request.

        The rows ascend, so that neighbours are read together.
        """
        if not len(rows):
            return
        steps = np.diff(rows, prepend=rows[:1]) * self._next_row_bytes
        read = np.minimum(steps, self._lone_row_bytes).cumsum() + self._lone_row_bytes
        cuts = np.flatnonzero(np.diff(read // KEPT_BYTES)) + 1
        for start, stop in pairwise([0, *cuts.tolist(), len(rows)]):
            self._make_room(int(read[stop - 1] - (read[start - 1] if start else 0)))
            yield slice(start, stop), self.array[rows[start:stop]]

    def _make_room(self, size_bytes: int) -> None:
        """Release the pages if too many would stay after reading this much more."""
        self._read_bytes += size_bytes
        if self._read_bytes > KEPT_BYTES:
            self._read_bytes = size_bytes
            if self._lets_go and sys.platform != "win32":
                with suppress(OSError):  # advice that the system may ignore
                    self._map.madvise(mmap.MADV_DONTNEED)


class StoredRows:
    """Rows of an array in a file, encoded for the network when they are read.

    Args:
        file: Numbers that fit float32.
        row_shape: The shape of a row for the network.
        places: Indices of rows of the file, in any order.

    Example:
        >>> rows = bind("784 -> 10 softmax", np.load("x.npy", mmap_mode="r"), y).x
        >>> rows.gather(np.array([7, 3])).shape
        (2, 784)
    """

    dtype = np.dtype(np.float32)
    "The type of the rows, for any type of the file."

    def __init__(
        self, file: MappedFile, row_shape: tuple[int, ...], places: Rows | None = None
    ) -> None:
        self._file = file
        self._places = places
        self.shape = (len(file.array if places is None else places), *row_shape)

    def __len__(self) -> int:
        return self.shape[0]

    @property
    def survey(self) -> Survey:
        """The survey of the whole file, even if these are only some rows."""
        return self._file.survey

    @property
    def fingerprints(self) -> Array:
        """A number for each of these rows, uint64 of shape (n,): equal rows have equal ones."""
        prints = self.survey.fingerprints
        return prints if self._places is None else prints[self._places]

    @property
    def rows_per_block(self) -> int:
        """The number of rows to read at once, at least 1: some megabytes."""
        return self._file.rows_per_block

    def gather(self, rows: Rows) -> Array:
        """Read some rows, in any order and with repeats, into a new float32 array in C order."""
        places = rows if self._places is None else self._places[rows]
        # neighbours are on the same page of the file
        order = np.argsort(places, kind="stable")
        taken = np.empty((len(rows), *self.shape[1:]), self.dtype)
        for part, numbers in self._file.pieces(places[order]):
            taken[order[part]] = numbers.reshape(-1, *self.shape[1:])
        return taken

    def block(self, start: int, stop: int) -> Array:
        """Read the rows from `start` to before `stop`, or to the last, as `take` does."""
        stop = min(stop, len(self))
        if self._places is not None:
            return self.gather(np.arange(start, stop))
        rows = np.empty((max(stop - start, 0), *self.shape[1:]), self.dtype)
        for row, numbers in self._file.blocks(start, stop):
            rows[row - start :][: len(numbers)] = numbers.reshape(-1, *self.shape[1:])
        return rows

    def at(self, rows: Rows) -> StoredRows:
        """Some of these rows, in this order; nothing is read yet."""
        places = rows if self._places is None else self._places[rows]
        return StoredRows(self._file, self.shape[1:], places)


Features = Array | StoredRows
"x encoded for the network, in memory or in its file."

Pair = tuple[Features, Array]
"Rows and their labels, encoded for the network and its loss."


def table_of(x: Features, rows: Rows) -> Array:
    """Some rows of x, of any shape, as an array of shape (rows, columns)."""
    taken = x.gather(rows) if isinstance(x, StoredRows) else x[rows]
    return taken.reshape(len(rows), -1)


def chunks_of(x: Features, rows: Rows, most: int) -> Iterator[Array]:
    """Some rows of x, `most` at a time; fewer from a file, if they are long."""
    if isinstance(x, StoredRows):
        most = min(most, x.rows_per_block)
    for start in range(0, len(rows), most):
        some = rows[start : start + most]
        yield x.gather(some) if isinstance(x, StoredRows) else x[some]
