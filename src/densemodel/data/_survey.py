"""What one pass over numbers shows: those that no network can take, and how far columns go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

Array = np.ndarray[Any, Any]

_WIDE = 1024
"Rows narrower than this are laid side by side: NumPy takes columns of few numbers slowly."


@dataclass(slots=True)
class Tally:
    """How many values are of one kind, and where the first one stands."""

    number: int = 0
    first: int = 0
    "Its place among all values, row by row."

    def add(self, are: Array, start: int) -> None:
        """Count those of a block whose first value has the place `start`."""
        found = int(np.count_nonzero(are))
        if found and not self.number:
            self.first = start + int(are.ravel().argmax())
        self.number += found


@dataclass(slots=True)
class Survey:
    """What was seen of all values; the columns are the places within a row."""

    lows: Array
    "The least number of each column, shape (1, columns), float32."
    highs: Array
    "The greatest number of each column, shape (1, columns), float32."
    missing: Tally = field(default_factory=Tally)
    infinite: Tally = field(default_factory=Tally)
    too_large: Tally = field(default_factory=Tally)
    "Finite values that float32 has no room for."


def survey_of(blocks: Iterable[tuple[int, Array]]) -> Survey:
    """Look at all values once.

    Args:
        blocks: The first row's number and the rows of each block, one block at least.
    """
    seen = Survey(np.full((1, 1), np.inf, np.float32), np.full((1, 1), -np.inf, np.float32))
    with np.errstate(over="ignore", invalid="ignore"):
        for row, block in blocks:
            low, high = (column.astype(np.float32) for column in _extent(block))
            seen.lows, seen.highs = np.minimum(seen.lows, low), np.maximum(seen.highs, high)
            if not (np.isfinite(low).all() and np.isfinite(high).all()):
                _tally(seen, block, row * block[0].size)
    return seen


def _tally(seen: Survey, block: Array, start: int) -> None:
    seen.missing.add(np.isnan(block), start)
    seen.infinite.add(np.isinf(block), start)
    seen.too_large.add(np.isfinite(block) & np.isinf(block.astype(np.float32)), start)


def _extent(block: Array) -> tuple[Array, Array]:
    """The least and the greatest value of each column, NaN where one is missing."""
    rows = block.reshape(len(block), -1)
    columns = rows.shape[1]
    beside = max(1, _WIDE // columns)
    whole = len(rows) // beside * beside
    parts = [rows[whole:]] if whole < len(rows) else []
    if whole:
        parts.append(rows[:whole].reshape(-1, beside * columns))
    return _over(parts, columns, np.minimum), _over(parts, columns, np.maximum)


def _over(parts: list[Array], columns: int, choose: np.ufunc) -> Array:
    found = [choose.reduce(part, axis=0).reshape(-1, columns) for part in parts]
    extreme: Array = choose.reduce(np.concatenate(found), axis=0, keepdims=True)
    return extreme
