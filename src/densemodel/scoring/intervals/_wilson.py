"""Wilson's interval of a share."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

CONFIDENCE = 0.95
"The confidence of the intervals."

NORMAL = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
"Standard deviations on each side of the mean: 1.96."


def wilson(hits: Array | float, rows: Array | float) -> tuple[Array, Array]:
    """The 95 % interval of a share of independent rows: it is within 0..1, also with few rows.

    Wilson, Probable inference (1927), without a correction for continuity.

    Args:
        hits: Rows that count, of any shape.
        rows: All rows, of the same shape.

    Returns:
        The lower and the upper ends, in float64; nan where there are no rows.
    """
    hits, rows = np.asarray(hits, np.float64), np.asarray(rows, np.float64)
    square = NORMAL**2
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / rows
        middle = (hits + square / 2) / (rows + square)
        half = NORMAL / (rows + square) * np.sqrt(rows * share * (1 - share) + square / 4)
    # at shares of 0 and 1 an end is exactly that, except for rounding
    low = np.where(hits == 0, 0.0, np.maximum(middle - half, 0))
    high = np.where(hits == rows, 1.0, np.minimum(middle + half, 1))
    return np.where(rows > 0, low, np.nan), np.where(rows > 0, high, np.nan)


def wilson_of(hits: float, rows: float) -> tuple[float, float]:
    """The interval of a single share, of at least one row."""
    low, high = wilson(hits, rows)
    return float(low), float(high)
