"""The errors that densemodel raises: one short message each, without a traceback in notebooks."""

from __future__ import annotations

from densemodel.errors._error_classes import (
    DataError,
    DenseModelError,
    DenseModelWarning,
    Problem,
    SpecError,
    StoreError,
    SweepError,
    TrainingError,
)

__all__ = [
    "DataError",
    "DenseModelError",
    "DenseModelWarning",
    "Problem",
    "SpecError",
    "StoreError",
    "SweepError",
    "TrainingError",
]
