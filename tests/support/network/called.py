"""What a Keras model says of rows, without compiling it.

`predict` and `evaluate` compile a function for each model, which takes fifty times as long as a few
rows take.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def answers_of(model: Any, x: Any) -> np.ndarray:
    """What `model.predict(x)` returns, for rows that fit in one batch."""
    return np.array(model(x, training=False))


def scores_of(model: Any, x: Any, y: Any) -> dict[str, float]:
    """What `model.evaluate(x, y, return_dict=True)` returns, but for rounding."""
    compiled = model.run_eagerly, model.test_function
    model.run_eagerly, model.test_function = True, None
    try:
        model.reset_metrics()
        scores: dict[str, float] = model.test_on_batch(x, y, return_dict=True)
    finally:
        model.run_eagerly, model.test_function = compiled
    return scores
