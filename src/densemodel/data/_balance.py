"""Weights of rows that let each class count alike: `weights balanced`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data._wording import value_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data._coding import LabelCoding
    from densemodel.data._finding import Findings
    from densemodel.data._split import Rows
    from densemodel.spec import Spec

Array = np.ndarray[Any, Any]

MOST = 0.95
"A class with this share of the rows hides the others from an accuracy."

WEIGHTS = "weights"
"What findings about weights are about."


def check_weights(
    spec: Spec,
    coding: LabelCoding,
    y: Array,
    class_names: Sequence[str] | None,
    findings: Findings,
) -> None:
    """Refuse `weights balanced` where there are no classes, and offer it where one drowns the rest.

    Args:
        spec: Says whether the classes are balanced.
        coding: How y is written.
        y: Encoded labels of all rows, at least one.
        class_names: For messages.
        findings: Gets the refusal, or the offer.
    """
    classes = coding.class_numbers(y)
    if classes is not None:
        if spec.settings.weights is None:
            _offer_weights(classes, class_names, findings)
        return
    if spec.settings.weights is None:
        return
    what = "several columns of 0 and 1" if coding.form == "flags" else "numbers to guess"
    findings.refuse(
        WEIGHTS, f"weights balanced needs one class a row, and y holds {what}: leave it out"
    )


def _offer_weights(classes: Array, names: Sequence[str] | None, findings: Findings) -> None:
    counts = np.bincount(classes)
    commonest = int(counts.argmax())
    share = counts[commonest] / len(classes)
    if not MOST <= share < 1:
        return
    name = value_text(names[commonest] if names else commonest)
    findings.offer(
        WEIGHTS,
        f"class {name} has {counts[commonest]:,} of {len(classes):,} rows, so naming it always "
        f"gets accuracy {_below_one(share)}: write weights balanced to let each class count alike",
        "weights balanced",
    )


def _below_one(share: float) -> str:
    """A share near 1 that is not rounded to 1."""
    return f"{min(share, 0.9999):.4g}"


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
