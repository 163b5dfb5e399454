"""What the classes are called: as text, and as y itself writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from densemodel.data.facts._coding import LabelCoding
    from densemodel.data.labels._labels import Labels

Array = np.ndarray[Any, Any]


def class_names_of(labels: Labels, coding: LabelCoding) -> tuple[str, ...] | None:
    """The names of the classes as text; None where labels are the class numbers themselves."""
    if coding.levels is not None:
        return tuple(f"{v:g}" if isinstance(v, float) else str(v) for v in coding.levels.tolist())
    if labels.is_flat:
        return ("False", "True") if _are_truth(labels, coding) else None
    return labels.column_names if coding.form != "numbers" else None


def class_labels_of(y: Any, labels: Labels, coding: LabelCoding) -> Array | None:
    """The classes as y writes them, by class number: text, numbers or truth values.

    Args:
        y: As it was handed over: a frame of one-hot columns knows whether their names are numbers.
        labels: y as it was read.
        coding: How it is written.

    Returns:
        Shape (classes,); None where there are no classes.
    """
    if coding.form not in ("index", "columns", "binary"):
        return None
    if coding.levels is not None:
        return coding.levels
    if labels.is_flat and _are_truth(labels, coding):
        return np.array([False, True])
    if labels.is_flat or labels.column_names is None:
        return class_numbers(coding)
    columns = getattr(y, "columns", None)
    are_numbers = getattr(getattr(columns, "dtype", None), "kind", "O") in "biu"
    return np.asarray(columns) if are_numbers else np.array(labels.column_names)


def class_numbers(coding: LabelCoding) -> Array:
    """0, 1 and so on, one for each class."""
    return np.arange(2 if coding.form == "binary" else coding.units[0])


def _are_truth(labels: Labels, coding: LabelCoding) -> bool:
    is_truth = labels.values.dtype.kind == "b" and coding.units in ((1,), (2,))
    return is_truth and coding.form != "numbers"
