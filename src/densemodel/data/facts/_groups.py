"""Columns of a table that name things with several rows each, such as patients."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data.facts._leaks import classes_by_category, spread_by_category

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.data.columns._column import RawColumn
    from densemodel.data.split._split import Rows

_SAMPLED = 2000
_FEWEST_ROWS = 100
_FEWEST_GROUPS, _ROWS_IN_A_GROUP = 10, (2, 100)
_AT_MOST = 200_000
"Rows of a table whose whole numbers are tried as groups."
_SHARED = 0.5
"What a group says of y: the share that others explain."
_NEARLY_ALL = 0.9
_ALIKE = 0.95


@dataclass(frozen=True, slots=True)
class GroupHint:
    """A column whose rows of one value are rows of one thing."""

    column: str
    shared: str
    "Another column, the same in all rows of a value; empty if y alone is."


def group_of(
    used: Sequence[RawColumn], complete: Rows, answers: Array | None, *, is_class: bool
) -> GroupHint | None:
    """A column that names things with several rows each, which also agree in y."""
    if answers is None:
        return None
    for column in used:
        rows = _rows_of_groups(column, complete)
        if rows is None:
            continue
        numbers = np.unique(column.fingerprints[rows], return_inverse=True)[1]
        explain = classes_by_category if is_class else spread_by_category
        explained = explain(numbers.astype(np.float64), answers[rows])
        if explained < _SHARED:
            continue
        shared = _shared_column(used, column, rows, numbers)
        if shared or (column.column.is_category and explained >= _NEARLY_ALL):
            return GroupHint(column.name, shared)
    return None


def _rows_of_groups(column: RawColumn, complete: Rows) -> Rows | None:
    """The rows of some values of a column, if it may name things with several rows each."""
    is_large = len(column.values) > _AT_MOST
    if column.column.is_category:
        is_name = not is_large or len(column.labels) > len(column.values) / _ROWS_IN_A_GROUP[1]
    else:
        values = column.values
        is_name = (
            column.column.is_quantity and not is_large and bool((values == np.floor(values)).all())
        )
    if not is_name or len(complete) < _FEWEST_ROWS or column.is_missing.any():
        return None
    prints = column.fingerprints[complete]
    distinct, numbers, counts = np.unique(prints, return_inverse=True, return_counts=True)
    several = counts > 1
    least, most = _ROWS_IN_A_GROUP
    mean = len(numbers) / len(distinct)
    if several.sum() < _FEWEST_GROUPS or not least <= mean <= most:
        return None
    if counts[several].sum() < _ALIKE * len(numbers):
        return None
    chosen = np.flatnonzero(several)
    chosen = chosen[:: max(1, math.ceil(counts[chosen].sum() / _SAMPLED))]
    return complete[np.isin(numbers, chosen)]


def _shared_column(used: Sequence[RawColumn], column: RawColumn, rows: Rows, numbers: Array) -> str:
    """A column that is the same in all rows of a group; empty if `column` seems to name no groups.

    Such columns have to differ between groups as things do: alone, or together if `column` holds
    numbers. A number that goes up with these is a function of them, as a logarithm is.
    """
    groups = int(numbers.max()) + 1
    fewest = max(_FEWEST_GROUPS, groups / 2)
    shared: dict[str, Array] = {}
    for other in used:
        if other is column or other.is_missing[rows].mean() > 1 - _ALIKE:
            continue
        distinct, places = np.unique(other.fingerprints[rows], return_inverse=True)
        pairs = np.unique(np.stack([numbers, places]), axis=1)[0]
        are_alike = float((np.bincount(pairs, minlength=groups) == 1).mean()) >= _ALIKE
        if not are_alike or len(distinct) < 2 or _goes_along(other, column, rows):
            continue
        if len(distinct) >= fewest:
            return other.name
        shared[other.name] = places
    # a category says several things of its own: a model of car its maker and class
    if column.column.is_category or len(shared) < 2:
        return ""
    together = np.unique(np.stack(list(shared.values())), axis=1).shape[1]
    return max(shared, key=lambda name: int(shared[name].max())) if together >= fewest else ""


def _goes_along(other: RawColumn, column: RawColumn, rows: Rows) -> bool:
    if column.column.is_category or other.labels:
        return False
    ordered = other.values[rows][np.argsort(column.values[rows], kind="stable")]
    steps = np.diff(ordered.astype(np.float64))
    return not bool((steps < 0).any() and (steps > 0).any())
