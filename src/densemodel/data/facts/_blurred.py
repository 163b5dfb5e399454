"""Columns whose values are too close together for float32, which has seven digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array
    from densemodel.data.columns._table import RawTable
    from densemodel.data.read._survey import Survey

_STEPS = 1000
"Plain numbers that span fewer steps of float32 than this are checked."
_MOST_CHECKED = 10_000
_LEAST_DISTINCT = 0.9
"The share of distinct numbers that have to stay distinct."


@dataclass(frozen=True, eq=False)
class BlurredColumn:
    """A column of x, some of whose values float32 makes equal."""

    label: str | int
    "Its name, or without one its place."
    values: Array
    "Some of them, float64; of dates seconds since 1970, or days."
    are_dates: bool = False

    @property
    def middle(self) -> tuple[float, float, float]:
        """Where nearly all of them begin and end, and the median between."""
        low, median, high = np.quantile(self.values, (0.05, 0.5, 0.95)).tolist()
        return low, median, high


def blurred_numbers(
    raw: Array, seen: Survey, names: Sequence[str] | None
) -> tuple[BlurredColumn, ...]:
    """Those of an array as it was given; none except for 2 axes."""
    if raw.ndim != 2 or not _has_more_digits(raw):
        return ()
    highs, lows = seen.highs[0], seen.lows[0]
    with np.errstate(over="ignore", invalid="ignore"):
        step = np.spacing(np.maximum(abs(highs), abs(lows)))
        near = np.flatnonzero((highs - lows < _STEPS * step) & ((highs != 0) | (lows != 0)))
    found = ((place, raw[:_MOST_CHECKED, place]) for place in near.tolist())
    return tuple(
        BlurredColumn(names[place] if names else place, _finite(values))
        for place, values in found
        if is_blurred(values)
    )


def blurred_columns(table: RawTable) -> tuple[BlurredColumn, ...]:
    """Those of raw columns that are trained on."""
    rows = np.arange(0, len(table), -(-len(table) // 2000) or 1)
    found = []
    for column in table.used:
        steps = column.column.float32_steps
        some = column.at(rows)
        blurred = BlurredColumn(
            column.name, some.values[~some.is_missing], column.data.days is not None
        )
        if not steps or not len(blurred.values):
            continue
        low, _, high = blurred.middle
        step = float(np.spacing(np.float32(max(abs(low), abs(high)))))
        if 0 < high - low < steps * step and is_blurred(blurred.values):
            found.append(blurred)
    return tuple(found)


def is_blurred(values: Array) -> bool:
    """Whether float32 makes many of these equal, shape (n,)."""
    if values.dtype.kind not in "iuf" or not _has_more_digits(values):
        return False
    some = np.unique(values[:_MOST_CHECKED])
    some = some[np.isfinite(some)] if some.dtype.kind == "f" else some
    if len(some) < 2:
        return False
    with np.errstate(over="ignore"):
        return len(np.unique(some.astype(np.float32))) < _LEAST_DISTINCT * len(some)


def _has_more_digits(array: Array) -> bool:
    """Whether numbers of this type may have more digits than float32."""
    kind, size = array.dtype.kind, array.dtype.itemsize
    return (kind == "f" and size > 4) or (kind in "iu" and size >= 4)  # bytes


def _finite(values: Array) -> Array:
    numbers = values.astype(np.float64)
    return numbers[np.isfinite(numbers)]
