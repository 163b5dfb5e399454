"""The score of a constant prediction, and weights that balance the classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from densemodel.data.facts._coding import LabelCoding
    from densemodel.data.split._split import Rows


Array = np.ndarray[Any, Any]


def baseline_of(coding: LabelCoding, training: Array, scored: Array) -> dict[str, float]:
    """Score the best constant prediction.

    Args:
        coding: How y is written.
        training: Encoded y of the training rows, for the prediction.
        scored: Encoded y of the scored rows.

    Returns:
        `accuracy` of always predicting the most common class, or `mean_absolute_error` and
        `r2_score` of always predicting the mean.
    """
    if not len(training) or not len(scored):
        return {}
    if coding.form == "numbers":
        off = scored - training.mean(axis=0, dtype=np.float64)
        scores = {"mean_absolute_error": float(abs(off).mean())}
        spread = ((scored - scored.mean(axis=0, dtype=np.float64)) ** 2).sum(axis=0)
        if scored.ndim == 2 and (spread > 0).all():  # noqa: PLR2004
            scores["r2_score"] = float((1 - (off**2).sum(axis=0) / spread).mean())
        return scores
    if coding.form == "flags":
        guess = training.mean(axis=0) > 0.5  # noqa: PLR2004
        return {"accuracy": float((scored.astype(bool) == guess).mean())}
    classes, known = coding.class_numbers(scored), coding.class_numbers(training)
    if classes is None or known is None:
        return {}
    commonest = np.bincount(known).argmax()
    return {"accuracy": float((classes == commonest).mean())}


def constant_answers(coding: LabelCoding, training: Array, weights: Array | None) -> list[Array]:
    """Constant predictions, one of which is the best by most losses.

    Args:
        coding: How y is written.
        training: Encoded y of the training rows.
        weights: A weight for each of these rows, shape (n,); None for equal weights.

    Returns:
        Class frequencies and the one-hot most common class, each of shape (units,); or mean and
        median, each in the shape of a row of y.
    """
    if not len(training):
        return []
    if coding.form == "index":
        counts = np.bincount(training, weights, minlength=coding.units[0])
        mean = counts / max(counts.sum(), np.finfo(float).tiny)
    elif weights is None or not weights.any():
        mean = np.asarray(training.mean(axis=0, dtype=np.float64))
    else:
        mean = np.asarray(np.average(training.astype(np.float64), axis=0, weights=weights))
    if coding.form == "numbers":
        return [mean, np.median(training, axis=0)]
    if coding.form in ("binary", "flags"):
        return [mean, np.round(mean)]
    return [mean, np.eye(len(mean))[mean.argmax()]]


def balanced_weights(coding: LabelCoding, y: Array, training_rows: Rows) -> Array | None:
    """One weight per row, to balance the classes over the training rows.

    It is rows / (classes * rows of this class), as scikit-learn's `balanced`: the mean weight of a
    training row is 1, so the learning rate keeps its meaning.

    Args:
        coding: How y is written.
        y: Encoded labels of all rows.
        training_rows: Places of the training rows.

    Returns:
        float32 of shape (n,), 1 for classes without training rows; None without classes.
    """
    classes = coding.class_numbers(y)
    if classes is None:
        return None
    counts = np.bincount(classes[training_rows], minlength=int(classes.max()) + 1)
    share = np.maximum(counts, 1) * max(np.count_nonzero(counts), 1)
    by_class = np.where(counts > 0, len(training_rows) / share, 1.0)
    weights: Array = by_class[classes].astype(np.float32)
    return weights
