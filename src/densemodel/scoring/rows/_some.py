"""Some rows that stand for all."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def some_of(count: int, most: int) -> Array:
    """Numbers of rows drawn at random, in their order, and the same at each call.

    Every nth row would not do: of labels that repeat in step with it there would be one alone.

    Args:
        count: How many rows there are.
        most: How many are kept at most.

    Returns:
        int64, shape (min(count, most),), none of them twice.
    """
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(0).choice(count, most, replace=False))


def some_words(shown: int, count: int, kind: str) -> str:
    """`5,000 of 18,000 validation rows, drawn at random`, of rows that `some_of` chose."""
    return f"{shown:,} of {count:,} {kind} rows, drawn at random"
