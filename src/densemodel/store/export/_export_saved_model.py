"""A model as TensorFlow's SavedModel, a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.store.export._export_check import quiet

if TYPE_CHECKING:
    from pathlib import Path

    from densemodel.training import Run

SUFFIX = ""
WORDS = "a SavedModel"


def require_packages() -> None:
    """TensorFlow is always installed."""


def write(run: Run, path: Path) -> tuple[Path, ...]:
    """Write the folder."""
    with quiet():
        run.model.export(path, format="tf_saved_model", verbose=False)
    return (path,)


def answers(path: Path, rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Load it like TensorFlow Serving, and predict."""
    import tensorflow as tf

    with quiet(), tf.device("CPU"):
        # kept by a name: its variables live as long as it does
        loaded = tf.saved_model.load(str(path))
        return np.asarray(loaded.serve(tf.constant(rows)))
