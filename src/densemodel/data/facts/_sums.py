"""Columns of a table that are the sum of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from densemodel._array import Array

_FEWEST_ROWS = 20
_EXACT = 1e-6
_RIDGE = 1e-9
_MOST_SUMMED = 60
"Numbers of a table of which some may be the sum of others."


def are_equal(one: Array, other: Array) -> bool:
    """Whether two columns of numbers are equal but for rounding."""
    scale = float(np.abs(other).max())
    return bool((np.abs(one - other) <= _EXACT * scale).all())


def dependent(numbers: dict[str, Array]) -> list[str]:
    """The columns of numbers that others together predict exactly."""
    if not 2 < len(numbers) <= _MOST_SUMMED:
        return []
    matrix = np.column_stack(list(numbers.values()))
    matrix = matrix[np.isfinite(matrix).all(axis=1)]
    if len(matrix) < max(_FEWEST_ROWS, 2 * len(numbers)):
        return []
    matrix = matrix - matrix.mean(axis=0)
    spread = np.sqrt((matrix**2).mean(axis=0))
    matrix = matrix / np.where(spread > 0, spread, 1)
    gram = matrix.T @ matrix / len(matrix) + _RIDGE * np.eye(len(numbers))
    inflation = np.diag(np.linalg.inv(gram))  # of the variance: 1 / (1 - R2)
    return [name for name, one in zip(numbers, inflation, strict=True) if one > 0.01 / _RIDGE]


def parts_of(numbers: dict[str, Array], total: Array) -> tuple[str, ...]:
    """At least two columns whose sum is a total in all rows; empty if there are none."""
    known = np.isfinite(total)
    for values in numbers.values():
        known &= np.isfinite(values)
    rows = np.flatnonzero(known)
    if not 2 <= len(numbers) <= _MOST_SUMMED or len(rows) < max(_FEWEST_ROWS, 2 * len(numbers)):
        return ()
    matrix = np.column_stack([values[rows] for values in numbers.values()])
    sizes = np.abs(matrix).max(axis=0)
    y = total[rows].astype(np.float64)
    if not sizes.all() or not np.ptp(y):
        return ()
    some = slice(None, None, max(1, len(rows) // (4 * len(numbers))))
    weights = np.linalg.lstsq((matrix / sizes)[some], y[some], rcond=1e-9)[0] / sizes
    # a column without weight may get a tiny one
    whole = np.round(weights)
    is_plain = (np.abs(weights - whole) < 0.01) & np.isin(whole, (0, 1))
    if not is_plain.all() or whole.sum() < 2 or not are_equal(matrix @ whole, y):
        return ()
    return tuple(name for name, weight in zip(numbers, whole, strict=True) if weight)
