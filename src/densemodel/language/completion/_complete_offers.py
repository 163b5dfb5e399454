"""The words for a place in the text, from the tables."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from densemodel.language.completion._complete_losses import loss_offers, metric_offers
from densemodel.language.completion._complete_network import (
    PADDINGS,
    item_offers,
    reshape_offers,
    stage_offers,
)
from densemodel.language.completion._complete_place import (
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
from densemodel.language.vocabulary._layer_words import LAYERS
from densemodel.language.vocabulary._optimizers import OPTIMIZERS
from densemodel.language.vocabulary._schedules import SCHEDULES

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.language.completion._complete_place import CompletionPlace, Names
    from densemodel.language.reading._expected import Slot
    from densemodel.language.syntax_tree._option import Option
    from densemodel.language.vocabulary._schedules import ScheduleWord

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
    offers = _OFFERS.get(place.expected.slot)
    return [] if offers is None else offers(place, names)


def _line(place: CompletionPlace, names: Names) -> list[CompletionOffer]:
    return [*_input(place, names), *_clauses(place, names)]


def _input(_place: CompletionPlace, names: Names) -> list[CompletionOffer]:
    return [*variables(names, COUNT), _AUTO_INPUT]


def _number(place: CompletionPlace, names: Names) -> list[CompletionOffer]:
    due = place.expected.due
    assert due is not None  # noqa: S101 - every number has one
    if due.word == "reshape":
        return reshape_offers(place, names)
    usual, of_data = example(place.usual_number, due.quantity), variables(names, due.quantity)
    clause, words = CLAUSES.get(due.word), dict[str, str]()
    if due.word == "lr":
        words = {_begin(one): one.help for one in SCHEDULES.values()}
    elif clause is not None and clause.can_be_off:
        words = {"off": _OFF[clause.word]}
    if not words or not usual:
        return [*of_data, *usual]
    return [*usual, *(CompletionOffer(*pair) for pair in words.items()), *of_data]


def _begin(schedule: ScheduleWord) -> str:
    """The first word: a power begins with its rate, so all of it is shown."""
    return schedule.example if schedule.word == "power" else schedule.word


_OFF = {
    "patience": "train to the end, without watching the validation loss",
    "split": "hold out no rows",
}
"The meaning of `off` in clauses."


def _keys(place: CompletionPlace, _names: Names) -> list[CompletionOffer]:
    return [
        CompletionOffer(f"{option.key}=", _option_help(option))
        for option in place.expected.options
        if option.key not in place.expected.said
    ]


def _option_help(option: Option) -> str:
    if option.kind == "initializer" or option.default is None:
        return option.help
    default = option.default
    shown = ("on" if default else "off") if isinstance(default, bool) else f"{default:g}"
    return f"{option.help} ({shown})"


def _value(place: CompletionPlace, names: Names) -> list[CompletionOffer]:
    (option,) = place.expected.options
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
    if place.expected.slot == "value":
        stage = takewhile(lambda token: token.kind != "arrow", reversed(place.before))
        return _CONVOLUTIONS.isdisjoint(token.lower for token in stage)
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


def _words(place: CompletionPlace, _names: Names) -> list[CompletionOffer]:
    return [CompletionOffer(word, _help(word, place)) for word in place.expected.words]


def _help(word: str, place: CompletionPlace) -> str:
    """The line of help for one of a few words: in a clause the clause with it."""
    owner = place.expected.word
    clause = CLAUSES.get(owner)
    if word == "lr":
        return f"{CLAUSES['lr'].help} ({place.optimizer.learning_rate:g})"
    if clause is None:
        return LAYERS[owner].help if owner in LAYERS else _HELPS[word]
    forms = (clause.example, *clause.forms)
    form = next(form for form in forms if word in form.split())
    return f"{form}: {clause.help}" if len(forms) > 1 else clause.help


_HELPS = {
    **{padding.text: padding.help for padding in PADDINGS},
    "epoch": SCHEDULES["power"].help,
    "/5": "how many numbers, both ends included",
    "log/5": "numbers with equal ratios instead of equal differences",
}


_OFFERS: dict[Slot, Callable[[CompletionPlace, Names], list[CompletionOffer]]] = {
    "line": _line,
    "input": _input,
    "arrow": lambda _place, _names: [ARROW],
    "stage": stage_offers,
    "item": item_offers,
    "number": _number,
    "key": _keys,
    "value": _value,
    "initializer": _initializers,
    "clause": _clauses,
    "loss": loss_offers,
    "metrics": metric_offers,
    "words": _words,
}
