"""Rules about a trained model as the base of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.data.facts._read_data import BRIGHTEST
from densemodel.data.findings._finding import Finding, offer, repair, size
from densemodel.wording import counted

if TYPE_CHECKING:
    from densemodel.data.binding._bound import Bound


def base_is_frozen(bound: Bound) -> Finding | None:
    base = bound.spec.frozen
    if base is None:
        return None
    numbers = size([one for one in base.output_shape if one is not None])
    rows = counted(len(bound.x), "row")
    return repair(f"the outputs of {base.name} for {rows}, {numbers} each, are kept: it is frozen")


def preprocessing_is_part_of_the_model(bound: Bound) -> Finding | None:
    """Models of keras.applications take pixels from 0 to 255; others are taken as they are."""
    base, facts = bound.spec.base, bound.facts
    if base is None or not base.architecture:
        return None
    low, high = float(facts.lows.min()), float(facts.highs.max())
    if low < 0 or high > BRIGHTEST or high <= 1:
        return offer(
            f"{base.title} takes pixels from 0 to {BRIGHTEST}, and x runs from {low:.6g} to "
            f"{high:.6g}: give the pixels as they are, since its preprocessing is part of the model"
        )
    done = base.preprocessing or "which is done within it"
    return repair(f"the preprocessing of {base.title} is part of the model: {done}")


def head_is_new(bound: Bound) -> Finding | None:
    """The first steps of a new head change a trained base at random."""
    base = bound.spec.base
    if base is None or base.is_frozen:
        return None
    if base.start is not None:
        return repair("training begins with the weights of the trained head, and those of the base")
    return offer(
        f"the head of this network is new, and its first steps spoil what {base.name} has learned: "
        f"train it first, with {base.name} frozen, and then run it with {base.name} unfrozen"
    )


def unfrozen_base_needs_a_small_rate(bound: Bound) -> Finding | None:
    base = bound.spec.base
    if base is None or base.is_frozen or "lr" in bound.spec.explicit_clauses:
        return None
    small = "lr 0.00001"
    return Finding(
        "offer",
        "lr",
        f"{base.name} is trained already, and steps of the usual size spoil it: write {small}",
        small,
    )
