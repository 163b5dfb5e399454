"""The words that a place of the text takes, from the tables."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from densemodel.spec._activations import ACTIVATIONS
from densemodel.spec._clause_words import CLAUSES, RIVALS
from densemodel.spec._initializers import INITIALIZERS
from densemodel.spec._layer_words import LAYERS
from densemodel.spec._losses import LOSSES
from densemodel.spec._metrics import ALIASES, METRICS
from densemodel.spec._named_numbers import number_of
from densemodel.spec._near import shortened
from densemodel.spec._optimizers import OPTIMIZERS
from densemodel.spec._option import COUNT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from densemodel.spec._complete_slots import Place, Slot
    from densemodel.spec._option import Option, Quantity

    Names = Mapping[str, object]


class Offer(NamedTuple):
    """A word and its line of help."""

    text: str
    help: str


_COMMON = dict.fromkeys(
    ("relu", "sigmoid", "softmax", "tanh", "gelu", "leaky_relu", "adam", "sgd", "adamw", "rmsprop")
)
"""Most specs hold one of these, so they come before others of their kind, which are in the order
of the alphabet."""

_REPEAT = Offer("2*(", "the same again, with weights of its own: 2*(50 relu)")
_AUTO_INPUT = Offer("auto", "the size of a row, from the data")
_AUTO_UNITS = Offer("auto", "as many units as the labels need")
_PADDINGS = (
    Offer("same", "padded, so that stride 1 keeps the size"),
    Offer("valid", "not padded"),
)


def offers_at(place: Place, names: Names) -> list[Offer]:
    """All that can stand at a place, the likeliest kind first.

    Args:
        place: What is due there.
        names: Variables, offered where a number is due.
    """
    return _OFFERS[place.slot](place, names)


def _line(place: Place, names: Names) -> list[Offer]:
    return [*_input(place, names), *_clauses(place, names)]


def _input(_place: Place, names: Names) -> list[Offer]:
    return [*_variables(names, COUNT), _AUTO_INPUT]


def _stage(_place: Place, names: Names) -> list[Offer]:
    return [
        *_variables(names, COUNT),
        *(Offer(word, layer.help) for word, layer in LAYERS.items() if word != "dense"),
        _REPEAT,
        _AUTO_UNITS,
        *chain(*_activations()),
    ]


def _item(place: Place, _names: Names) -> list[Offer]:
    """After an item: what needs no number before it, so no size and no convolution."""
    item = LAYERS.get(place.word)
    layers = [Offer(word, layer.help) for word, layer in LAYERS.items() if not layer.is_linear]
    paddings: tuple[Offer, ...] = ()
    if item is not None and item.has_stride and place.said.isdisjoint({"same", "valid"}):
        paddings = _PADDINGS
    if item is not None and item.is_linear:
        common, others = _activations()
        return [*common, *layers, *paddings, *others]
    return [*paddings, *layers, *chain(*_activations())]


def _activations() -> tuple[list[Offer], list[Offer]]:
    """Those that most networks have, and the others."""
    return _common_first(Offer(word, one.help) for word, one in ACTIVATIONS.items())


def _common_first(offers: Iterable[Offer]) -> tuple[list[Offer], list[Offer]]:
    by_word = {offer.text: offer for offer in offers}
    common = [by_word.pop(word) for word in _COMMON if word in by_word]
    return common, list(by_word.values())


def _number(place: Place, names: Names) -> list[Offer]:
    if place.quantity is None:
        return []
    variables = _variables(names, place.quantity)
    return [*variables, *_example(place.example, place.quantity)]


def _example(text: str, quantity: Quantity) -> list[Offer]:
    return [Offer(text, f"an example: {quantity.description}")] if text else []


def _variables(names: Names, quantity: Quantity) -> list[Offer]:
    """The variables that hold a number of this kind, in range; their values as the help."""
    found: list[Offer] = []
    for name, value in sorted((n, v) for n, v in _numbers(names) if not n.startswith("_")):
        if (quantity.kind != "whole" or isinstance(value, int)) and quantity.holds(value):
            found.append(Offer(name, f"= {shortened(str(value))}"))
    return found


def _numbers(names: Names) -> list[tuple[str, int | float]]:
    # a copy: another thread may set a variable meanwhile
    values = [(name, number_of(names, name)) for name in list(names)]
    return [(name, value) for name, value in values if value is not None]


def _keys(place: Place, _names: Names) -> list[Offer]:
    return [
        Offer(f"{option.key}=", _option_help(option))
        for option in place.options
        if option.key not in place.said
    ]


def _option_help(option: Option) -> str:
    if option.kind == "initializer" or option.default is None:
        return option.help
    default = option.default
    shown = ("on" if default else "off") if isinstance(default, bool) else f"{default:g}"
    return f"{option.help} ({shown})"


def _value(place: Place, names: Names) -> list[Offer]:
    if not place.options:
        return []
    option = place.options[0]
    if option.kind == "initializer":
        return _initializers(place, names)
    if option.kind in {"switch", "offset"}:
        return [Offer(word, f"{option.help}: {word}") for word in ("on", "off")]
    default = "" if option.default is None else f"{option.default:g}"
    return [*_variables(names, option.quantity), *_example(default, option.quantity)]


def _initializers(_place: Place, _names: Names) -> list[Offer]:
    return [
        Offer(f"{word}:" if initializer.needs_number else word, initializer.help)
        for word, initializer in INITIALIZERS.items()
    ]


def _clauses(place: Place, _names: Names) -> list[Offer]:
    said = place.clauses
    left = [
        Offer(word, _clause_help(word))
        for word in CLAUSES
        if word not in said and RIVALS.get(word) not in said and word != "optimizer"
    ]
    if "optimizer" in said:
        return left
    common, others = _common_first(Offer(word, one.help) for word, one in OPTIMIZERS.items())
    return [*common, *left, *others]


def _clause_help(word: str) -> str:
    clause = CLAUSES[word]
    return clause.help if clause.default is None else f"{clause.help} ({clause.default:g})"


def _losses(_place: Place, _names: Names) -> list[Offer]:
    return [Offer(word, loss.help) for word, loss in LOSSES.items()]


def _metrics(place: Place, _names: Names) -> list[Offer]:
    said = {ALIASES.get(word, word) for word in place.said}
    return [Offer(word, metric.help) for word, metric in METRICS.items() if word not in said]


def _words(place: Place, names: Names) -> list[Offer]:
    return [*(Offer(*pair) for pair in place.words), *_number(place, names)]


def _nothing(_place: Place, _names: Names) -> list[Offer]:
    return []


_OFFERS: dict[Slot, Callable[[Place, Names], list[Offer]]] = {
    "line": _line,
    "input": _input,
    "stage": _stage,
    "item": _item,
    "number": _number,
    "key": _keys,
    "value": _value,
    "initializer": _initializers,
    "clause": _clauses,
    "loss": _losses,
    "metrics": _metrics,
    "words": _words,
    "nothing": _nothing,
}
