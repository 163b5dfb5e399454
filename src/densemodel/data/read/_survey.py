"""One pass over numbers: gaps, values that float32 can't hold, and a fingerprint of each row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel._array import Array

_MANY_COLUMNS = 2048
"Columns that are multiplied at once, so that intermediate results stay in the cache."
_ROWS = 512


def fingerprints(rows: Array) -> Array:
    """Fingerprint the rows of a float32 array in C order: uint64 of shape (n,).

    Equal rows have equal numbers. Others are equal by chance once in about 2^57 pairs: the bits
    of each value are folded, then summed with odd 64-bit factors (multilinear hashing, Lemire and
    Kaser 2014).
    """
    values = rows.reshape(len(rows), -1)
    width = values.shape[1]
    # odd numbers, the same in every process
    drawn = np.random.default_rng(0x5EED).integers(0, 2**63, width, dtype=np.uint64)
    factors = drawn * np.uint64(2) + np.uint64(1)
    prints = np.zeros(len(values), dtype=np.uint64)
    for row in range(0, len(values), _ROWS):
        for column in range(0, width, _MANY_COLUMNS):
            part = np.ascontiguousarray(values[row : row + _ROWS, column : column + _MANY_COLUMNS])
            bits = part.view(np.uint32)
            # a float such as 1.0 has only zeros in its last bits
            folded = (bits ^ (bits >> np.uint32(16))).astype(np.uint64)
            prints[row : row + _ROWS] += folded @ factors[column : column + _MANY_COLUMNS]
    return prints


def with_labels(prints: Array, y: Array) -> Array:
    """Fingerprints of rows together with their encoded labels, shape (n, ...)."""
    of_labels = fingerprints(np.ascontiguousarray(y, dtype=np.float32).reshape(len(y), -1))
    return prints + of_labels * np.uint64(0x9E3779B97F4A7C15)


_WIDE = 1024
"Narrower rows are put side by side: NumPy is slow with few columns."


@dataclass(slots=True)
class ValueCount:
    """The number of values of a kind, and the place of the first."""

    number: int = 0
    first: int = 0
    "Its flat index."

    def add(self, are: Array, start: int) -> None:
        """Count the values of a block that starts at the flat index `start`."""
        found = int(np.count_nonzero(are))
        if found and not self.number:
            self.first = start + int(are.ravel().argmax())
        self.number += found


@dataclass(slots=True)
class Survey:
    """A survey of all values; columns are the places within a row."""

    lows: Array
    "The least finite number of each column, shape (1, columns), float32."
    highs: Array
    "The greatest finite number of each column, shape (1, columns), float32."
    missing: ValueCount = field(default_factory=ValueCount)
    infinite: ValueCount = field(default_factory=ValueCount)
    too_large: ValueCount = field(default_factory=ValueCount)
    "Finite values that are too large for float32."
    gaps: list[Array] = field(default_factory=list)
    prints: list[Array] = field(default_factory=list)
    "Fingerprints of the rows, uint64."

    @property
    def is_finite(self) -> bool:
        return not (self.missing.number or self.infinite.number or self.too_large.number)

    @property
    def gap_rows(self) -> Array:
        """Numbers of the rows with gaps, ascending, int64."""
        return np.concatenate([np.empty(0, np.int64), *self.gaps])

    @property
    def fingerprints(self) -> Array:
        """A number for each row, uint64 of shape (n,): equal rows have equal ones."""
        return np.concatenate([np.empty(0, np.uint64), *self.prints])


def survey_of(blocks: Iterable[tuple[int, Array]]) -> Survey:
    """Survey all values in one pass over blocks, each with the number of its first row."""
    seen = Survey(np.full((1, 1), np.inf, np.float32), np.full((1, 1), -np.inf, np.float32))
    with np.errstate(over="ignore", invalid="ignore"):
        for row, block in blocks:
            low, high = (column.astype(np.float32) for column in _extent(block))
            if not (np.isfinite(low).all() and np.isfinite(high).all()):
                low, high = _tally(seen, block, row)
            seen.lows, seen.highs = np.minimum(seen.lows, low), np.maximum(seen.highs, high)
            seen.prints.append(fingerprints(block.astype(np.float32, order="C", copy=False)))
    return seen


def _tally(seen: Survey, block: Array, row: int) -> tuple[Array, Array]:
    """Count values that are not finite; return the least and greatest finite value."""
    rows = block.reshape(len(block), -1)
    narrow = rows.astype(np.float32)
    start = row * rows.shape[1]
    seen.missing.add(np.isnan(rows), start)
    seen.infinite.add(np.isinf(rows), start)
    seen.too_large.add(np.isfinite(rows) & np.isinf(narrow), start)
    is_gap = ~np.isfinite(rows)
    seen.gaps.append(np.flatnonzero(is_gap.any(axis=1)) + row)
    lows = np.where(is_gap, np.float32(np.inf), narrow).min(axis=0, keepdims=True)
    highs = np.where(is_gap, np.float32(-np.inf), narrow).max(axis=0, keepdims=True)
    return lows, highs


def _extent(block: Array) -> tuple[Array, Array]:
    """The least and the greatest value of each column, NaN if one is missing."""
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
    return np.asarray(choose.reduce(np.concatenate(found), axis=0, keepdims=True))
