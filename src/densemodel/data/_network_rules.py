"""Rules about the network and its settings that the language allows and data show to be odd."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.data._finding import Finding

if TYPE_CHECKING:
    from densemodel.data._case import Case

_DROPS = ("Dropout", "SpatialDropout1D", "SpatialDropout2D")
_WITH_WEIGHTS = ("Dense", "Conv2D", "SeparableConv2D")


def answers_are_dropped(case: Case) -> Finding | None:
    """Dropout after the last layer drops answers, not what they are made of."""
    for layer in reversed(case.spec.layers):
        if layer.kind in _WITH_WEIGHTS:
            return None
        if layer.kind in _DROPS:
            return Finding(
                "offer",
                "spec",
                "drop stands after the last layer, where it drops answers of the network: put it "
                "before that layer",
            )
    return None


def batch_is_larger_than_the_data(case: Case) -> Finding | None:
    """Such an epoch is a single step, and thirty of them teach little."""
    batch, rows = case.spec.settings.batch, len(case.training_rows)
    if "batch" not in case.spec.said or batch <= rows or not rows:
        return None
    return Finding(
        "repair",
        "batch",
        f"batch {batch:,} is more than the {rows:,} rows that train: each epoch is a single step",
    )
