"""The words for a place in the text, from the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.completion._complete_losses import loss_offers, metric_offers
from densemodel.language.completion._complete_network import (
    inner_offers,
    item_offers,
    number_offers,
    repeated_offers,
    stage_offers,
)
from densemodel.language.completion._complete_slots import (
    ARROW,
    CompletionOffer,
    common_first,
    example,
    variables,
)
from densemodel.language.syntax_tree._option import COUNT
from densemodel.language.syntax_tree._tree import Clause, Named
from densemodel.language.vocabulary._clause_words import CLAUSES, RIVALS
from densemodel.language.vocabulary._initializers import INITIALIZERS
from densemodel.language.vocabulary._optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.language.completion._complete_slots import CompletionPlace, Names, Slot
    from densemodel.language.syntax_tree._option import Option

_COMMON_OPTIMIZERS = ("adam", "sgd", "adamw", "rmsprop")
"Common optimizers come before the clauses, the others after them."

_AUTO_INPUT = CompletionOffer("auto", "the size of a row, from the data")
_OF_A_MATRIX = "identity"
_CONVOLUTIONS = frozenset({"conv", "sepconv"})


def offers_at(place: CompletionPlace, names: Names) -> list[CompletionOffer]:
    """All words for a place, the most likely kind first.

    Args:
        place: The place.
        names: Variables, offered for numbers.
    """
    return _OFFERS[place.slot](place, names)


def _line(place: CompletionPlace, names: Names) -> list[CompletionOffer]:
    return [*_input(place, names), *_clauses(place, names)]


def _input(_place: CompletionPlace, names: Names) -> list[CompletionOffer]:
    return [*variables(names, COUNT), _AUTO_INPUT]


def _arrow(_place: CompletionPlace, _names: Names) -> list[CompletionOffer]:
    return [ARROW]


def _number(place: CompletionPlace, names: Names) -> list[CompletionOffer]:
    sizes = number_offers(place, names)
    if sizes is not None:
        return sizes
    if place.quantity is None:
        return []
    return [*variables(names, place.quantity), *example(place.example, place.quantity)]


def _keys(place: CompletionPlace, _names: Names) -> list[CompletionOffer]:
    return [
        CompletionOffer(f"{option.key}=", _option_help(option))
        for option in place.options
        if option.key not in place.said
    ]


def _option_help(option: Option) -> str:
    if option.kind == "initializer" or option.default is None:
        return option.help
    default = option.default
    shown = ("on" if default else "off") if isinstance(default, bool) else f"{default:g}"
    return f"{option.help} ({shown})"


def _value(place: CompletionPlace, names: Names) -> list[CompletionOffer]:
    if not place.options:
        return []
    option = place.options[0]
    if option.kind == "initializer":
        return _initializers(place, names)
    if option.kind in {"switch", "offset"}:
        return [CompletionOffer(word, f"{option.help}: {word}") for word in ("on", "off")]
    default = "" if option.default is None else f"{option.default:g}"
    return [*variables(names, option.quantity), *example(default, option.quantity)]


def _initializers(place: CompletionPlace, _names: Names) -> list[CompletionOffer]:
    return [
        CompletionOffer(f"{word}:" if initializer.needs_number else word, initializer.help)
        for word, initializer in INITIALIZERS.items()
        if word != _OF_A_MATRIX or _takes_a_matrix(place)
    ]


def _takes_a_matrix(place: CompletionPlace) -> bool:
    """Whether the weights of the layer, or of every layer, are a matrix."""
    if place.slot == "value":
        return place.word not in _CONVOLUTIONS
    clause = Clause("init", Named(_OF_A_MATRIX))
    return place.draft is None or place.draft.misfit("", clauses=(clause,)) is None


def _clauses(place: CompletionPlace, _names: Names) -> list[CompletionOffer]:
    said = place.clauses
    left = [
        CompletionOffer(word, f"{one.help} ({one.default_text})" if one.default_text else one.help)
        for word, one in CLAUSES.items()
        if word not in said and RIVALS.get(word) not in said and word != "optimizer"
    ]
    if "optimizer" in said:
        return left
    optimizers = [CompletionOffer(word, one.help) for word, one in OPTIMIZERS.items()]
    optimizers = common_first(optimizers, _COMMON_OPTIMIZERS)
    count = len(_COMMON_OPTIMIZERS)
    return [*optimizers[:count], *left, *optimizers[count:]]


def _words(place: CompletionPlace, names: Names) -> list[CompletionOffer]:
    numbers = _number(place, names)
    usual = [offer for offer in numbers if not offer.is_of_data]
    of_data = [offer for offer in numbers if offer.is_of_data]
    return [*usual, *(CompletionOffer(*pair) for pair in place.words), *of_data]


def _nothing(_place: CompletionPlace, _names: Names) -> list[CompletionOffer]:
    return []


_OFFERS: dict[Slot, Callable[[CompletionPlace, Names], list[CompletionOffer]]] = {
    "line": _line,
    "input": _input,
    "arrow": _arrow,
    "stage": stage_offers,
    "inner": inner_offers,
    "repeated": repeated_offers,
    "item": item_offers,
    "number": _number,
    "key": _keys,
    "value": _value,
    "initializer": _initializers,
    "clause": _clauses,
    "loss": loss_offers,
    "metrics": metric_offers,
    "columns": _nothing,  # they come from the data, not from tables
    "words": _words,
    "nothing": _nothing,
}
