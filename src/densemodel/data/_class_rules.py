"""Rules about the classes in y and how many rows each has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.data._finding import Finding

if TYPE_CHECKING:
    from densemodel.data._case import Case

MOST = 0.95
"A class with this share of the rows hides the others from an accuracy."
_WHERE = "weights"


def weights_need_classes(case: Case) -> Finding | None:
    """Only rows of one class each can be weighed against each other."""
    if case.spec.settings.weights is None or case.facts.classes is not None:
        return None
    is_flags = case.facts.coding.form == "flags"
    what = "several columns of 0 and 1" if is_flags else "numbers to guess"
    message = f"weights balanced needs one class a row, and y holds {what}: leave it out"
    return Finding("refuse", _WHERE, message)


def one_class_drowns_the_rest(case: Case) -> Finding | None:
    """With 99 rows of 100 in one class, naming it always gets accuracy 0.99."""
    counts = np.array(case.facts.class_counts or (0,))
    total, commonest = int(counts.sum()), int(counts.argmax())
    if case.spec.settings.weights is not None or not total:
        return None
    share = counts[commonest] / total
    if not MOST <= share < 1:
        return None
    return Finding(
        "offer",
        _WHERE,
        f"class {case.facts.class_name(commonest)} has {counts[commonest]:,} of {total:,} rows, so "
        f"naming it always gets accuracy {_below_one(share)}: write weights balanced to let each "
        "class count alike",
        "weights balanced",
    )


def _below_one(share: float) -> str:
    """A share near 1 that is not rounded to 1."""
    return f"{min(share, 0.9999):.4g}"
