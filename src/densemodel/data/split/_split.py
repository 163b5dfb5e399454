"""Split rows into training and held-out rows: at random, by class, or by groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from densemodel._array import Array
    from densemodel.data.facts._read_data import ReadData
    from densemodel.data.findings._finding import Findings
    from densemodel.language import Spec

Rows = np.ndarray[Any, np.dtype[np.int64]]


def split_rows(
    row_count: int, share: float, seed: int, classes: NDArray[Any] | None = None
) -> tuple[Rows, Rows]:
    """Split row numbers into training and validation rows.

    The same arguments give the same split. A class with two or more rows has at least one on each
    side; a single row of a class is for training, unless no class has two.

    Args:
        row_count: The number of rows, at least 2.
        share: Share of the rows held out, in (0, 1).
        seed: Of the shuffle.
        classes: The class number of each row, shape (row_count,); None for a random split.

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


def wanted_rows(row_count: int, share: float) -> int:
    """The number of rows to hold out: by the share, with at least one row on each side."""
    return min(max(round(row_count * share), 1), row_count - 1)


def _share_out(counts: NDArray[np.int64], wanted: int) -> NDArray[np.int64]:
    """The number of rows of each class to hold out, `wanted` in all if the bounds allow."""
    least = np.where(counts > 1, 1, 0)
    most = counts - 1
    due = counts * (wanted / counts.sum())
    held_back: NDArray[np.int64] = np.clip(np.floor(due).astype(np.int64), least, most)
    while (lack := wanted - int(held_back.sum())) != 0:
        step = 1 if lack > 0 else -1
        able = np.flatnonzero(held_back < most if step > 0 else held_back > least)
        if not len(able):
            break
        # one row each, first where most are missing
        furthest = np.argsort(-step * (due - held_back)[able], kind="stable")[: abs(lack)]
        held_back[able[furthest]] += step
    return held_back


_DRAWS = 20
"The number of random orders of the groups; the one with the best class shares is taken."


def split_groups(
    groups: Array, share: float, seed: int, classes: Array | None = None
) -> tuple[Rows, Rows]:
    """Split row numbers so that all rows of a group are on one side; else as `split_rows`.

    `groups` has the group of each row, two at least. The share is as near as they allow, and all
    classes are on both sides if they can be.
    """
    rng = np.random.default_rng(seed)
    _, numbers = np.unique(groups, return_inverse=True)
    columns = np.zeros(len(numbers), np.int64) if classes is None else classes.astype(np.int64)
    shape = int(numbers.max()) + 1, int(columns.max()) + 1  # groups and classes
    counts = np.bincount(numbers * shape[1] + columns, minlength=shape[0] * shape[1])
    wanted = wanted_rows(len(groups), share)
    draws = [_draw(counts.reshape(shape), wanted, rng) for _ in range(_DRAWS)]
    _, held_back = min(draws, key=lambda draw: draw[0])
    validates = np.isin(numbers, held_back)
    order = rng.permutation(len(groups))
    return order[~validates[order]], order[validates[order]]


def _draw(
    counts: Array, wanted: int, rng: np.random.Generator
) -> tuple[tuple[int, int, int], Array]:
    """The cost of a random order of the groups, `counts` by group and class, and those held out.

    The worst is a class without training rows, then one without validation rows, then another
    number of rows than wanted.
    """
    order = rng.permutation(len(counts))
    rows = counts[order].sum(axis=1).cumsum()
    # the last group is always for training
    number = int(abs(rows[:-1] - wanted).argmin()) + 1
    held_back = order[:number]
    validates = counts[held_back].sum(axis=0)
    present = counts.sum(axis=0)
    untrained = int(((present > 0) & (validates == present)).sum())
    unseen = int(((present > 0) & (validates == 0)).sum())
    return (untrained, unseen, abs(int(rows[number - 1]) - wanted)), held_back


def hold_back(spec: Spec, facts: ReadData, findings: Findings) -> tuple[Rows, Rows]:
    """Choose training and validation rows; without a split the latter are empty.

    Rows that `missing drop` leaves out are in neither. With given validation data all rows train.
    """
    rows, none = facts.complete, np.empty(0, dtype=np.int64)
    share, seed = spec.settings.split, spec.settings.seed
    if not facts.is_split or share is None or len(rows) == 1:
        return rows, none
    classes = None if facts.classes is None else facts.classes[rows]
    if spec.settings.split_way == "last":
        # for rows in order of time
        first, rng = len(rows) - wanted_rows(len(rows), share), np.random.default_rng(seed)
        training = rng.permutation(first)
        validation = first + rng.permutation(len(rows) - first)
    elif spec.settings.split_way == "by":
        groups = facts.groups
        if groups is None or groups.column != spec.settings.split_column:
            column = spec.settings.split_column
            findings.refuse(
                "split",
                f"the groups of the column {column!r} are read together with the data: train a new "
                "run with this split, or bind the data again",
            )
            return rows, none
        if len(np.unique(groups.numbers[rows])) == 1:
            findings.refuse(
                "split",
                f"all rows have one value in the column {groups.column!r}, so no group can be "
                "held out: write another column, or split 30%",
            )
            return rows, none
        training, validation = split_groups(groups.numbers[rows], share, seed, classes)
    else:
        training, validation = split_rows(len(rows), share, seed, classes)
    return rows[training], rows[validation]
