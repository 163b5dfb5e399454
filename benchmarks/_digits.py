"""The rows that every side trains on: MNIST's digits."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "demo_notebooks"))

from mnist import load_mnist

if TYPE_CHECKING:
    from densemodel.data import Bound

    Pair = tuple[np.ndarray, np.ndarray]

REFERENCE = "784 -> 50 relu -> 50 relu -> 10 softmax"
"""The network of most figures."""


@dataclass(frozen=True)
class Rows:
    """Rows and their classes: training rows, and held-out rows."""

    trained: Pair
    held: Pair

    @staticmethod
    def of(bound: Bound) -> Rows:
        """Split and encode the rows as a run does."""
        train, held = bound.training_rows, bound.validation_rows
        return Rows((bound.x[train], bound.y[train]), (bound.x[held], bound.y[held]))


def digits(rows: int) -> Pair:
    """The first rows of MNIST: values from 0 to 1, shape (rows, 784), and digits, shape (rows,)."""
    (x, y), _ = load_mnist()
    return x[:rows].reshape(-1, 784).astype(np.float32) / 255, y[:rows].astype(np.int32)
