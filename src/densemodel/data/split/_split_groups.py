"""A split that leaves groups whole: no patient trains and validates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.split._split import wanted_rows

if TYPE_CHECKING:
    from densemodel.data.split._split import Rows

Array = np.ndarray[Any, Any]

_DRAWS = 20
"So many orders of the groups are drawn; the one that shares out the classes best is taken."


def split_groups(
    groups: Array, share: float, seed: int, classes: Array | None = None
) -> tuple[Rows, Rows]:
    """Split row numbers so that all rows of a group lie on one side.

    The same arguments give the same split.

    Args:
        groups: The group of each row, whole numbers, shape (n,), two groups at least.
        share: Share of the rows to be held back, in (0, 1); met as nearly as the groups allow.
        seed: Of the shuffle.
        classes: The class number of each row, shape (n,), so that both sides get all classes
            where they can.

    Returns:
        Training rows and validation rows, both shuffled, neither empty.
    """
    rng = np.random.default_rng(seed)
    _, numbers = np.unique(groups, return_inverse=True)
    counts = _counts(numbers, classes)
    wanted = wanted_rows(len(groups), share)
    draws = [_draw(counts, wanted, rng) for _ in range(_DRAWS)]
    _, held_back = min(draws, key=lambda draw: draw[0])
    validates = np.isin(numbers, held_back)
    order = rng.permutation(len(groups))
    return order[~validates[order]], order[validates[order]]


def _counts(numbers: Array, classes: Array | None) -> Array:
    """Rows by group and class, shape (groups, classes)."""
    columns = np.zeros(len(numbers), np.int64) if classes is None else classes.astype(np.int64)
    shape = int(numbers.max()) + 1, int(columns.max()) + 1
    flat = np.bincount(numbers * shape[1] + columns, minlength=shape[0] * shape[1])
    return flat.reshape(shape)


def _draw(
    counts: Array, wanted: int, rng: np.random.Generator
) -> tuple[tuple[int, int, int], Array]:
    """An order of the groups of which the first are held back, and how far off that is.

    Worst is a class that does not train, then one that does not validate, then another number of
    rows than was wanted.
    """
    order = rng.permutation(len(counts))
    rows = counts[order].sum(axis=1).cumsum()
    # the last group trains in any case
    number = int(abs(rows[:-1] - wanted).argmin()) + 1
    held_back = order[:number]
    validates = counts[held_back].sum(axis=0)
    present = counts.sum(axis=0)
    untrained = int(((present > 0) & (validates == present)).sum())
    unseen = int(((present > 0) & (validates == 0)).sum())
    return (untrained, unseen, abs(int(rows[number - 1]) - wanted)), held_back
