"""An array in a file, read piece by piece, so that it fills the memory at no moment."""

from __future__ import annotations

import math
import mmap
from contextlib import suppress
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np

from densemodel.data.read._survey import survey_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.data.read._survey import Survey
    from densemodel.data.split._split import Rows

Array = np.ndarray[Any, Any]

BLOCK_BYTES = 2**23
"A block has as many rows as fill this as float32, and one at least."
KEPT_BYTES = 2**26
"When more than this would have been read, the pages that were read are let go first."
_AROUND_BYTES = 2**21
"With each place that is read, Linux maps up to a huge page around it."


def is_mapped(data: object) -> TypeGuard[np.memmap[Any, Any]]:
    """Whether this is an array of plain numbers in a file, or a part of one.

    What NumPy copied out of one may have the same class, and lies in memory.
    """
    if not isinstance(data, np.memmap) or getattr(data, "_mmap", None) is None:
        return False
    return data.dtype.kind in "biuf"


def in_memory(array: Array) -> Array:
    """A plain array of the same numbers; the very array if it lies in memory."""
    if not is_mapped(array):
        return array
    copy = np.empty(array.shape, array.dtype)
    for start, block in MappedFile(array).blocks():
        copy[start : start + len(block)] = block
    return copy


class MappedFile:
    """An array in a file whose pages do not pile up in the memory of the process.

    Pages that were read stay with the process as long as the file is mapped. They are let go now
    and then, and stay in the system's cache while there is room. A map that was opened with mode
    `c` keeps them: what was written into it stands nowhere else.

    Args:
        file: An array in a file, or a part of one; of any order in the file.
    """

    def __init__(self, file: np.memmap[Any, Any]) -> None:
        self.array: Array = np.asarray(file)
        "The whole, with nothing of it read."
        self._map: Any = getattr(file, "_mmap", None)
        self._lets_go = file.mode != "c" and hasattr(mmap, "MADV_DONTNEED")
        row_shape = file.shape[1:]
        values = math.prod(row_shape)
        self.rows_per_block: int = max(1, BLOCK_BYTES // max(4 * values, 1))
        step, *steps = map(abs, file.strides)
        self._next_row_bytes = max(step, values * file.itemsize)
        # in a file of columns, the values of a row lie far apart
        reach = file.itemsize + sum((n - 1) * s for n, s in zip(row_shape, steps, strict=True))
        self._lone_row_bytes = min(reach, values * _AROUND_BYTES) + _AROUND_BYTES
        self._read_bytes = 0

    @cached_property
    def survey(self) -> Survey:
        """What a pass over all values shows; it is made once."""
        return survey_of(self.blocks())

    def blocks(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, Array]]:
        """The number of the first row and the rows of each block, as they stand in the file."""
        stop = len(self.array) if stop is None else stop
        for row in range(start, stop, self.rows_per_block):
            block = self.array[row : min(row + self.rows_per_block, stop)]
            self._make_room(len(block) * self._next_row_bytes + self._lone_row_bytes)
            yield row, block

    def pieces(self, rows: Rows) -> Iterator[tuple[slice, Array]]:
        """Copies of some rows, not too many at a time, each with its place among those asked for.

        Args:
            rows: Their numbers, from small to large so that neighbours are read together.
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
        """Let the pages go if too many would stay after so much more is read."""
        self._read_bytes += size_bytes
        if self._read_bytes > KEPT_BYTES:
            self._read_bytes = size_bytes
            if self._lets_go:
                with suppress(OSError):  # advice that the system need not take
                    self._map.madvise(mmap.MADV_DONTNEED)
