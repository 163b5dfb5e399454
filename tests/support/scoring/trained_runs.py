"""Small trained runs and their rows."""

from __future__ import annotations

from typing import Any

import numpy as np

import densemodel as dm

CLASSES = np.array(["ant", "bee", "cat"])


def data(count: int = 60, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    y = np.random.default_rng(seed).integers(0, 3, count)
    y[:3] = [0, 1, 2]
    x = np.random.default_rng(seed + 1).normal(size=(count, 4)) + np.eye(3, 4)[y]
    return x.astype(np.float32), CLASSES[y]


X, Y = data()

SPLIT = "4 -> 6 relu -> 3 softmax ; epochs 3 ; batch 8 ; split 25%"


def trained(spec: str = SPLIT, x: Any = X, y: Any = Y, **options: Any) -> dm.Run:
    return dm.train(spec, x, y, **options)
