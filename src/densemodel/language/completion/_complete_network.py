"""The words that a place of a network takes: layers, activations, variables for sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.completion._complete_offer import ARROW, Offer, common_first, variables
from densemodel.language.completion._complete_shapes import reshape_offers, some_shape
from densemodel.language.tree._activations import ACTIVATIONS, NORMALISED
from densemodel.language.tree._option import COUNT
from densemodel.language.vocabulary._layer_words import LAYERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.language.completion._complete_offer import Names
    from densemodel.language.completion._complete_slots import Place
    from densemodel.language.vocabulary._layer_words import LayerWord

_COMMON = ("relu", "sigmoid", "softmax", "tanh", "gelu", "leaky_relu")
"Most networks hold one of these, so they come before the others."

UNITS = Offer("50", LAYERS["dense"].help, "50")
"A Dense layer, which is written as its size."

_REPEAT = Offer("2*(", "the same again, with weights of its own: 2*(50 relu)", "2*(bn)")
_AUTO = "auto"
_AUTO_HELP = "as many units as the labels need"
_PADDINGS = (
    Offer("same", "padded, so that stride 1 keeps the size", "same"),
    Offer("valid", "not padded", "valid"),
)
_TRIALS = {"conv": "conv 2", "sepconv": "sepconv 2", "drop": "drop 0.2", "sdrop": "sdrop 0.2"}
_TRIALS |= {"noise": "noise 0.1", "scale": "scale / 255"}
"Layers that need a number, with one; all others stand alone."

_PLAIN = "relu"
_SOME_UNITS, _MANY_UNITS = "2", 10_000


def stage_offers(place: Place, names: Names) -> list[Offer]:
    """What a stage begins with."""
    return [
        *(_as_size(variable, place) for variable in variables(names, COUNT)),
        _as_size(UNITS, place),
        *_layers_here(place),
        _REPEAT,
        _auto(place),
        *_activations(place),
    ]


def _layers_here(place: Place) -> list[Offer]:
    """The layers but `dense`, which is a number; of a single row nothing is flattened."""
    shape = None if place.draft is None else place.draft.shape_before()
    is_row = shape is not None and len(shape) == 1
    layers = _layers(place, (layer for word, layer in LAYERS.items() if word != "dense"))
    return [
        offer._replace(is_hidden=True) if is_row and offer.text == "flatten" else offer
        for offer in layers
    ]


def _auto(place: Place) -> Offer:
    if place.draft is None or place.draft.takes_auto:
        return Offer(_AUTO, _AUTO_HELP, _SOME_UNITS)
    return Offer(_AUTO, f"as the last size alone: {_AUTO_HELP}", _SOME_UNITS, is_hidden=True)


def _as_size(variable: Offer, place: Place) -> Offer:
    """The variable as a layer; all sizes are alike but for one unit, and very many."""
    is_alike = 1 < int(variable.trial) <= _MANY_UNITS and not _is_in_braces(place)
    return variable._replace(trial=_SOME_UNITS) if is_alike else variable


def inner_offers(place: Place, names: Names) -> list[Offer]:
    """A stage that is said several times, or is one of several, so not the last alone."""
    return [offer for offer in stage_offers(place, names) if offer.text != _AUTO]


def repeated_offers(place: Place, names: Names) -> list[Offer]:
    """What stands after `3*`."""
    return [offer for offer in inner_offers(place, names) if offer is not _REPEAT]


def item_offers(place: Place, _names: Names) -> list[Offer]:
    """After an item: what needs no number before it; a convolution better has its own arrow."""
    item = LAYERS.get(place.word)
    layers = _layers(place, (one for one in LAYERS.values() if not one.is_linear))
    paddings: tuple[Offer, ...] = ()
    if item is not None and item.has_stride and place.said.isdisjoint({"same", "valid"}):
        paddings = _PADDINGS
    activations, common = _activations(place), len(_COMMON)
    arrow = () if _is_in_braces(place) else (ARROW,)
    if item is not None and item.is_linear:
        found = [*activations[:common], *arrow, *layers, *paddings, *activations[common:]]
    else:
        found = [*arrow, *paddings, *layers, *activations]
    convolutions = _layers(place, (LAYERS[word] for word in ("conv", "sepconv")))
    return found + [offer._replace(is_hidden=True) for offer in convolutions]


def number_offers(place: Place, names: Names) -> list[Offer] | None:
    """Sizes of `reshape`; None if another number is due."""
    if place.word != "reshape" or place.draft is None:
        return None
    return reshape_offers(place.draft, names)


def _activations(place: Place) -> list[Offer]:
    """Those that most networks have, then the others."""
    # in braces no word may stand twice; elsewhere most are alike, and one is tried out for all
    in_braces = _is_in_braces(place)
    offers = (
        Offer(word, one.help, word if in_braces or word in NORMALISED else _PLAIN)
        for word, one in ACTIVATIONS.items()
    )
    return common_first(offers, _COMMON)


def _is_in_braces(place: Place) -> bool:
    return place.draft is not None and place.draft.is_in_braces


def _layers(place: Place, layers: Iterable[LayerWord]) -> list[Offer]:
    return [Offer(one.word, one.help, _trial(place, one.word)) for one in layers]


def _trial(place: Place, word: str) -> str:
    if word != "reshape":
        return _TRIALS.get(word, word)
    shape = "" if place.draft is None else some_shape(place.draft)
    return f"reshape {shape}" if shape else ""
