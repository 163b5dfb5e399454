"""What `target norm` learns of y: the mean and the spread of the rows that train."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from densemodel.data.split._split import Rows

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class TargetScale:
    """From the network's answers to the unit of y: answer * spread + mean."""

    mean: tuple[float, ...]
    "Of each column of y, over the rows that train."
    spread: tuple[float, ...]
    "The standard deviation of each column over those rows; 1 for a column that never changes."


def target_scale_of(y: Array, training_rows: Rows) -> TargetScale:
    """Measure the columns of y.

    Args:
        y: float32, shape (n, ..., columns).
        training_rows: Places of the rows that train, one at least.

    Returns:
        One mean and one spread a column, in float64.
    """
    columns = y[training_rows].reshape(-1, y.shape[-1]).astype(np.float64)
    spread = columns.std(axis=0)
    # below this the digits of float32 hold no more than their own rounding
    is_constant = spread <= np.finfo(np.float32).eps * np.abs(columns).max(axis=0)
    return TargetScale(
        tuple(columns.mean(axis=0).tolist()), tuple(np.where(is_constant, 1.0, spread).tolist())
    )
