"""The errors that densemodel raises: one short message each, without a traceback in notebooks."""

from __future__ import annotations

from densemodel.errors._error_classes import (
    DataError,
    DenseModelError,
    DenseModelWarning,
    SpecError,
    StoreError,
    SweepError,
    TrainingError,
)
from densemodel.errors._problem import Problem

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
