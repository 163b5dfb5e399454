"""A number for each row by which equal rows are found, without a copy of the data."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_WIDE = 2048
"Columns that are multiplied at once, so that what is made on the way stays in the cache."
_ROWS = 512


def fingerprints(rows: Array) -> Array:
    """Fingerprint the rows of a float32 array.

    Equal rows have equal numbers. Others are equal by chance once in about 2^57 pairs: the bits
    of each value are folded, then summed with odd 64-bit factors (multilinear hashing, Lemire and
    Kaser 2014).

    Args:
        rows: float32 in C order, shape (n, ...).

    Returns:
        uint64 of shape (n,).
    """
    values = rows.reshape(len(rows), -1)
    width = values.shape[1]
    factors = _factors(width)
    prints = np.zeros(len(values), dtype=np.uint64)
    for row in range(0, len(values), _ROWS):
        for column in range(0, width, _WIDE):
            part = np.ascontiguousarray(values[row : row + _ROWS, column : column + _WIDE])
            bits = part.view(np.uint32)
            # a float such as 1.0 has zeros alone in its last bits
            folded = (bits ^ (bits >> np.uint32(16))).astype(np.uint64)
            prints[row : row + _ROWS] += folded @ factors[column : column + _WIDE]
    return prints


def with_labels(prints: Array, y: Array) -> Array:
    """Fingerprints of rows together with their labels.

    Args:
        prints: Those of x, shape (n,).
        y: Encoded labels, shape (n, ...).
    """
    of_labels = fingerprints(np.ascontiguousarray(y, dtype=np.float32).reshape(len(y), -1))
    return prints + of_labels * np.uint64(0x9E3779B97F4A7C15)


def _factors(count: int) -> Array:
    """Odd numbers, the same in every process."""
    drawn = np.random.default_rng(0x5EED).integers(0, 2**63, count, dtype=np.uint64)
    return drawn * np.uint64(2) + np.uint64(1)
