"""The user's weights of rows: `sample_weight` and `class_weight`."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.errors import DataError

if TYPE_CHECKING:
    from densemodel.data import Bound

_SHOWN = 10


def row_weights(
    bound: Bound | None, sample_weight: Any, class_weight: Mapping[Any, float] | None
) -> np.ndarray | None:
    """One weight for each row: sample and class weights multiplied, as Keras does.

    Args:
        bound: The data; None if there are none.
        sample_weight: A weight for each row, shape (n,), 0 or above.
        class_weight: A weight for each class, 0 or above, by its name or number; 1 for the others.

    Returns:
        float32 of shape (n,); None if no weights are given, or the data were refused.

    Raises:
        DataError: The weights do not fit the rows or the classes.
    """
    if bound is None or (sample_weight is None and class_weight is None):
        return None
    if not len(bound.y):  # the data were refused, and that error says more
        return None
    weights = np.ones(len(bound.y), np.float32)
    if sample_weight is not None:
        weights *= _checked(sample_weight, len(weights))
    if class_weight is not None:
        numbers = None if bound.coding is None else bound.coding.class_numbers(bound.y)
        if numbers is None:
            raise DataError("class_weight needs classes, and y holds numbers: leave it out")
        names = bound.class_names or tuple(str(i) for i in range(len(bound.class_counts or ())))
        given = _by_name(class_weight, names)
        weights *= np.array([given.get(name, 1.0) for name in names], np.float32)[numbers]
    if not weights[bound.training_rows].any():
        raise DataError("all training rows have weight 0: give some of them a weight above 0")
    return weights


def _checked(sample_weight: Any, rows: int) -> np.ndarray:
    given = _numbers(sample_weight)
    if given.shape != (rows,):
        raise DataError(
            f"sample_weight has the shape {given.shape}, and x has {rows:,} rows: "
            "give one weight for each row"
        )
    if not np.isfinite(given).all() or (given < 0).any():
        row = int(np.flatnonzero(~(given >= 0) | ~np.isfinite(given))[0])
        raise DataError(
            f"sample_weight is {given[row]} in row {row}: weights have to be 0 or above"
        )
    return given


def _numbers(sample_weight: Any) -> np.ndarray:
    """The weights as float32, if they are numbers."""
    try:
        given = np.asarray(sample_weight)
        if given.ndim and given.dtype.kind in "biufO":
            with np.errstate(over="ignore"):  # infinite weights are refused later
                return given.astype(np.float32)
    except (TypeError, ValueError):  # strings, or rows of different lengths
        pass
    kind = type(sample_weight).__name__
    raise DataError(
        f"sample_weight is of type {kind} and not an array of numbers: give one weight per row, "
        "or write weights balanced in the spec"
    )


def _by_name(class_weight: Mapping[Any, float], names: tuple[str, ...]) -> dict[str, float]:
    if not isinstance(class_weight, Mapping):
        raise DataError(
            f"class_weight is of type {type(class_weight).__name__}: give a dict such as "
            f"{{{names[0]!r}: 2}}, or write weights balanced in the spec"
        )
    given: dict[str, float] = {}
    for key, weight in class_weight.items():
        name = _name_of(key, names)
        if name not in names:
            raise DataError(
                f"class_weight has '{name}', which is not a class of y: the classes are "
                f"{', '.join(names[:_SHOWN])}"
            )
        if not isinstance(weight, Real) or not 0 <= float(weight) < np.inf:
            raise DataError(
                f"class_weight is {weight!r} for class {name}: weights have to be 0 or above"
            )
        given[name] = float(weight)
    return given


def _name_of(key: object, names: tuple[str, ...]) -> str:
    """The class of a key; 1.0 and True are 1 where the classes are numbers."""
    if str(key) not in names and isinstance(key, Real):
        return f"{float(key):g}"
    return str(key)
