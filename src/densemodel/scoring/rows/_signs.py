"""Labels of -1 and 1, as hinge losses are often given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from densemodel.data import Terms

_OF_SIGNS = ("Hinge", "SquaredHinge")
_SIGNS = np.array([-1, 1])


def signs_or(terms: Terms, y: Any) -> Terms:
    """The terms by which y is read, of a model of which nobody knows how its labels were written.

    Keras's hinge losses take 0 and 1 as well as -1 and 1.

    Args:
        terms: They take 0 and 1.
        y: Labels as a person gave them.

    Returns:
        Terms that take -1 and 1, where the loss is a hinge and y has a -1 and no other number.
    """
    coding = terms.coding
    is_of_numbers = coding.form == "binary" and coding.levels is None
    if terms.task.loss.name not in _OF_SIGNS or not is_of_numbers:
        return terms
    values = np.asarray(y)
    is_of_signs = values.dtype.kind in "if" and bool((np.abs(values) == 1).all())
    if not is_of_signs or not (values == _SIGNS[0]).any():
        return terms
    form = replace(terms.form, coding=replace(coding, levels=_SIGNS))
    return replace(terms, form=form, class_labels=_SIGNS)
