"""Which rows train and which are held back: by chance, seeded, each class by its share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Rows = np.ndarray[Any, np.dtype[np.int64]]


def split_rows(
    row_count: int, share: float, seed: int, classes: NDArray[Any] | None = None
) -> tuple[Rows, Rows]:
    """Split row numbers into those that train and those that validate.

    The same arguments give the same split. A class with two rows or more has one on each side at
    least; a class with a single row trains, unless no class has two.

    Args:
        row_count: Rows in all, at least 2.
        share: Share of the rows held back, in (0, 1).
        seed: Of the shuffle.
        classes: The class number of each row, shape (row_count,); None to split by chance alone.

    Returns:
        Training rows and validation rows, both shuffled, neither empty.
    """
    order = np.random.default_rng(seed).permutation(row_count)
    wanted = wanted_rows(row_count, share)
    if classes is None:
        return order[wanted:], order[:wanted]
    _, numbers, counts = np.unique(classes, return_inverse=True, return_counts=True)
    if counts.max() == 1:
        return order[wanted:], order[:wanted]
    held_back = _share_out(counts, wanted)
    shuffled = numbers[order]
    # a row's place among the rows of its class, in shuffled order
    by_class = np.argsort(shuffled, kind="stable")
    place = np.empty(row_count, dtype=np.int64)
    place[by_class] = np.arange(row_count) - np.repeat(np.cumsum(counts) - counts, counts)
    validates = place < held_back[shuffled]
    return order[~validates], order[validates]


def split_last_rows(row_count: int, share: float, seed: int) -> tuple[Rows, Rows]:
    """Split row numbers so that the last rows validate, as rows in order of time need it.

    Args:
        row_count: Rows in all, at least 2.
        share: Share of the rows held back, in (0, 1).
        seed: Of the shuffle within each side.

    Returns:
        Training rows and validation rows, both shuffled, neither empty.
    """
    first = row_count - wanted_rows(row_count, share)
    rng = np.random.default_rng(seed)
    return rng.permutation(first), first + rng.permutation(row_count - first)


def wanted_rows(row_count: int, share: float) -> int:
    """How many rows are held back: the share, and at least one row on each side."""
    return min(max(round(row_count * share), 1), row_count - 1)


def _share_out(counts: NDArray[np.int64], wanted: int) -> NDArray[np.int64]:
    """How many rows of each class are held back, `wanted` in all as far as the bounds allow."""
    least = np.where(counts > 1, 1, 0)
    most = counts - 1
    due = counts * (wanted / counts.sum())
    held_back: NDArray[np.int64] = np.clip(np.floor(due).astype(np.int64), least, most)
    while (lack := wanted - int(held_back.sum())) != 0:
        step = 1 if lack > 0 else -1
        able = np.flatnonzero(held_back < most if step > 0 else held_back > least)
        if not len(able):
            break
        # one row each, those first that are furthest from their due
        furthest = np.argsort(-step * (due - held_back)[able], kind="stable")[: abs(lack)]
        held_back[able[furthest]] += step
    return held_back
