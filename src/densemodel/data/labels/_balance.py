"""Weights of rows that let each class count alike: `weights balanced`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from densemodel.data.facts._coding import LabelCoding
    from densemodel.data.split._split import Rows

Array = np.ndarray[Any, Any]


def balanced_weights(coding: LabelCoding, y: Array, training_rows: Rows) -> Array | None:
    """One weight a row, so that the classes weigh alike over the rows that train.

    It is rows / (classes * rows of this class), as scikit-learn's `balanced` counts it: the mean
    weight of a row that trains is 1, and the learning rate keeps its meaning.

    Args:
        coding: How y is written.
        y: Encoded labels of all rows.
        training_rows: Places of the rows that train.

    Returns:
        float32 of shape (n,), 1 for classes of which no row trains; None without classes.
    """
    classes = coding.class_numbers(y)
    if classes is None:
        return None
    counts = np.bincount(classes[training_rows], minlength=int(classes.max()) + 1)
    share = np.maximum(counts, 1) * max(np.count_nonzero(counts), 1)
    by_class = np.where(counts > 0, len(training_rows) / share, 1.0)
    weights: Array = by_class[classes].astype(np.float32)
    return weights
