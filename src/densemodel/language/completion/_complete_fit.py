"""Which offers fit the network around them; of those that do not, what is missing."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from densemodel.language.completion._complete_draft import NEUTRAL
from densemodel.language.completion._complete_shapes import image_of
from densemodel.language.tree._activations import NORMALISED
from densemodel.language.tree._number_text import write_sizes
from densemodel.language.vocabulary._layer_words import LAYERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.language.completion._complete_draft import Draft, Misfit
    from densemodel.language.completion._complete_offer import Offer
    from densemodel.language.completion._complete_slots import Place

_STAGES = frozenset({"stage", "inner", "repeated", "item"})
_NUMBERS = frozenset({"number", "words"})
_MOST_TRIALS = 64
"Each takes a quarter of a millisecond or more; what is left is offered as it is."
_IMAGE = 3
_FOR_IMAGES = {"sdrop"} | {word for word, one in LAYERS.items() if one.axes == _IMAGE}


def fitting(offers: Sequence[Offer], place: Place, typed: str) -> list[Offer]:
    """The offers that fit; behind them the others, if something is typed of them.

    Args:
        offers: Those that begin with what is typed, or all.
        place: Where they stand.
        typed: What is typed so far.
    """
    draft = place.draft
    shown = [offer for offer in offers if typed or not offer.is_hidden]
    is_number = place.slot in _NUMBERS and place.word in LAYERS
    if draft is None or not (is_number or place.slot in _STAGES):
        return shown
    if place.word == "reshape" and is_number:  # its sizes are made to fit what comes in
        return shown if draft.shape_before("reshape") is None else _fit(shown, draft)
    base = draft.misfit(_base(shown, place), whole=False)
    if base is not None:
        # what stands before is wrong: nothing mends its own stage, and elsewhere all may fit
        return [] if draft.is_in_stage(base) else shown
    if is_number or not typed:
        return _fit(shown, draft)
    misfits = _misfits(shown, draft)
    others = [offer for offer in shown if offer.trial in misfits]
    explained = [_explained(offer, misfits[offer.trial], draft) for offer in others]
    return [*(offer for offer in shown if offer.trial not in misfits), *explained]


def _fit(offers: Sequence[Offer], draft: Draft) -> list[Offer]:
    misfits = _misfits(offers, draft)
    return [offer for offer in offers if offer.trial not in misfits]


def _base(offers: Sequence[Offer], place: Place) -> str:
    """What is put in to see whether the words before the cursor fit."""
    if place.slot in _STAGES:
        return NEUTRAL
    number = next((offer.trial or offer.text for offer in offers if not offer.is_of_data), "")
    return number or place.example or "1"


def _misfits(offers: Sequence[Offer], draft: Draft) -> dict[str, Misfit]:
    """What is wrong with each trial that does not fit.

    Where none fits what stands behind the cursor, that is left out: more may be written between.
    """
    trials = [trial for trial in dict.fromkeys(offer.trial for offer in offers) if trial]
    trials = trials[:_MOST_TRIALS]
    for whole in (True, False):
        found = {trial: draft.misfit(trial, whole=whole) for trial in trials}
        misfits = {trial: misfit for trial, misfit in found.items() if misfit is not None}
        if len(misfits) < len(trials) or draft.misfit(NEUTRAL) is None:
            break
    return misfits


def _explained(offer: Offer, misfit: Misfit, draft: Draft) -> Offer:
    """The offer with what is missing in front of its help."""
    word = offer.text
    if draft.misfit(offer.trial, whole=False) is None:
        return offer._replace(help=f"not before what follows: {misfit.message}")
    if word in _FOR_IMAGES and (shape := draft.shape_before()) is not None and len(shape) == 1:
        image = image_of(prod(shape))
        sizes = "with three sizes" if image is None else write_sizes(image)
        return offer._replace(help=f"after reshape {sizes}: {offer.help}")
    reason = _REASONS.get(word, f"not here ({misfit.message})")
    return offer._replace(help=f"{reason}: {offer.help}")


_REASONS = {
    "norm": "right after the input",
    **dict.fromkeys(NORMALISED, "over 2 units or more"),
}
"What is missing, in a few words."
