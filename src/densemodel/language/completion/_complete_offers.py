"""The words for a place in the text, from the tables."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

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
from densemodel.language.completion._draft import some_input
from densemodel.language.reading._problems import Problems
from densemodel.language.reading._words import WORDS
from densemodel.language.shapes._check import check
from densemodel.language.shapes._layers_of import items_in, with_units
from densemodel.language.spec._spec import Spec
from densemodel.language.syntax_tree._base import FROZEN, UNFROZEN, is_keras_model
from densemodel.language.syntax_tree._option import COUNT
from densemodel.language.syntax_tree._tree import AUTO, each_once
from densemodel.language.vocabulary._clause_words import CLAUSES, COLUMN_KINDS, RIVALS
from densemodel.language.vocabulary._find import FIND, FIND_HELP
from densemodel.language.vocabulary._initializers import INITIALIZERS
from densemodel.language.vocabulary._layer_words import LAYERS
from densemodel.language.vocabulary._losses import LOSSES
from densemodel.language.vocabulary._metrics import ALIASES, METRICS
from densemodel.language.vocabulary._optimizers import OPTIMIZERS
from densemodel.language.vocabulary._schedules import SCHEDULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from densemodel.language.completion._complete_place import CompletionPlace, Names
    from densemodel.language.reading._problems import Slot
    from densemodel.language.syntax_tree._option import Option
    from densemodel.language.syntax_tree._tree import Network
    from densemodel.language.vocabulary._losses import Loss

_COMMON_OPTIMIZERS = ("adam", "sgd", "adamw", "rmsprop")
"Common optimizers come before the clauses, the others after them."

_OF_A_MATRIX = "identity"


def offers_at(place: CompletionPlace, names: Names) -> list[CompletionOffer]:
    """All words for a place, the most likely kind first, with variables for numbers."""
    offers = _OFFERS.get(place.expected.slot)
    return [] if offers is None else offers(place, names)


def _input(_place: CompletionPlace, names: Names) -> list[CompletionOffer]:
    auto = CompletionOffer("auto", "the size of a row, from the data")
    table = CompletionOffer("table", "the columns of a frame, of any kinds")
    return [*variables(names, COUNT), auto, table, *_bases(names)]


def _bases(names: Names) -> Iterator[CompletionOffer]:
    """The Keras models of the notebook, as the beginning of a network."""
    for name, model in sorted(dict(names).items()):
        is_word = name.startswith("_") or name.lower() in WORDS
        if not is_word and is_keras_model(model):
            for word, help_ in _BASE_HELP.items():
                yield CompletionOffer(f"{name} {word}", help_, is_of_data=True)


_BASE_HELP = {
    FROZEN: "a trained model: its outputs are computed once, and what follows is trained",
    UNFROZEN: "a trained model, all weights of which are trained on, with a small lr",
}


def _number(place: CompletionPlace, names: Names) -> list[CompletionOffer]:
    due = place.expected.due
    assert due is not None  # noqa: S101 - every number has one
    if due.word == "reshape":
        return reshape_offers(place, names)
    usual, of_data = example(place.usual_number, due.quantity), variables(names, due.quantity)
    clause, words = CLAUSES.get(due.word), dict[str, str]()
    if due.word == "lr":  # what begins with its rate is shown as a whole
        kinds = SCHEDULES.values()
        words = {one.example if one.power_of else one.word: one.help for one in kinds}
        words |= {} if "{" in place.opened else {FIND: FIND_HELP}
    elif clause is not None and clause.can_be_off:
        words = {"off": _OFF[clause.word]}
    if not words or not usual:
        return [*of_data, *usual]
    return [*usual, *(CompletionOffer(*pair) for pair in words.items()), *of_data]


_OFF = {
    "patience": "train to the end, without watching the validation loss",
    "split": "hold out no rows",
}


def _keys(place: CompletionPlace, _names: Names) -> list[CompletionOffer]:
    return [
        CompletionOffer(f"{option.key}=", _option_help(option))
        for option in place.expected.options
        if option.key not in place.expected.given
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
        return {"conv", "sepconv"}.isdisjoint(token.lower for token in stage)
    stages = () if place.network is None else next(each_once(place.network)).stages
    return all(item.word not in {"conv", "sepconv"} for item in items_in(stages))


def _clauses(place: CompletionPlace, _names: Names) -> list[CompletionOffer]:
    given = place.clauses
    others = {"optimizer"} if place.takes_table is not False else {"optimizer", *COLUMN_KINDS}
    left = [
        CompletionOffer(
            word,
            f"{one.help} ({one.default_text})" if one.default_text else one.help,
            is_hidden=word in COLUMN_KINDS and place.takes_table is None,
        )
        for word, one in CLAUSES.items()
        if word not in given and RIVALS.get(word) not in given and word not in others
    ]
    if "optimizer" in given:
        return left
    optimizers = [CompletionOffer(word, one.help) for word, one in OPTIMIZERS.items()]
    optimizers = common_first(optimizers, _COMMON_OPTIMIZERS)
    count = len(_COMMON_OPTIMIZERS)
    return [*optimizers[:count], *left, *optimizers[count:]]


def _words(place: CompletionPlace, _names: Names) -> list[CompletionOffer]:
    return [CompletionOffer(word, _help(word, place), word) for word in place.expected.words]


def _help(word: str, place: CompletionPlace) -> str:
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
    **{one.power_of: one.help for one in SCHEDULES.values() if one.power_of},
    "/5": "how many numbers, both ends included",
    "log/5": "numbers with equal ratios instead of equal differences",
}


class _Head(NamedTuple):
    units: int | None
    "None: decided by the labels."
    axes: int
    activation: str | None


_LOSSES_OF = {
    "classes": (
        "sparse_categorical_crossentropy", "categorical_crossentropy",
        "categorical_focal_crossentropy", "categorical_generalized_cross_entropy",
        "kl_divergence", "categorical_hinge",
    ),
    "yes or no": (
        "binary_crossentropy", "binary_focal_crossentropy", "dice", "tversky", "hinge",
        "squared_hinge",
    ),
    "numbers": (
        "mse", "mae", "huber", "log_cosh", "mean_absolute_percentage_error",
        "mean_squared_logarithmic_error", "poisson", "cosine_similarity",
    ),
}  # fmt: skip
_METRICS_OF = {
    "classes": (
        "accuracy", "sparse_categorical_accuracy", "categorical_accuracy",
        "sparse_top_k_categorical_accuracy", "top_k_categorical_accuracy", "f1_score", "auc",
        "precision", "recall", "sparse_categorical_crossentropy", "categorical_crossentropy",
    ),
    "yes or no": (
        "accuracy", "auc", "precision", "recall", "f1_score", "binary_accuracy",
        "binary_crossentropy", "binary_iou",
    ),
    "numbers": (
        "mae", "mse", "r2_score", "root_mean_squared_error", "mean_absolute_percentage_error",
        "mean_squared_logarithmic_error", "log_cosh_error", "pearson_correlation",
        "concordance_correlation",
    ),
}  # fmt: skip
"The most likely first, for each kind of last layer."


def loss_offers(place: CompletionPlace, _names: Names) -> list[CompletionOffer]:
    """The losses; those that do not fit the last layer are hidden."""
    head = _head(place.network)
    offers: list[CompletionOffer] = []
    for word, loss in LOSSES.items():
        missing = _missing(loss, head)
        help_ = f"{missing}: {loss.help}" if missing else loss.help
        offers.append(CompletionOffer(word, help_, is_hidden=bool(missing)))
    return common_first(offers, _order(_LOSSES_OF, head))


def losses_for(spec: Spec) -> tuple[str, ...]:
    """The losses that fit the last layer of a network, the most likely first."""
    head = _Head(spec.output_shape[-1], len(spec.output_shape), spec.last_activation)
    return tuple(word for word in _order(_LOSSES_OF, head) if not _missing(LOSSES[word], head))


def metric_offers(place: CompletionPlace, _names: Names) -> list[CompletionOffer]:
    """The metrics that are not written yet."""
    given = {ALIASES.get(word, word) for word in place.expected.given}
    offers = [CompletionOffer(word, one.help) for word, one in METRICS.items() if word not in given]
    return common_first(offers, _order(_METRICS_OF, _head(place.network)))


def _head(network: Network | None) -> _Head | None:
    """The last layer of the first alternatives; None if the layers do not fit, or are none."""
    if network is None or not network.stages:
        return None
    first = next(each_once(network))
    spec = Spec(replace(with_units(first, 2), input_shape=some_input(network)))
    if not check(spec, Problems("")) or not spec.layers:
        return None
    has_auto = any(item.number == AUTO for item in items_in(first.stages))
    units = None if has_auto else spec.output_shape[-1]
    return _Head(units, len(spec.output_shape), spec.last_activation)


def _order(table: dict[str, tuple[str, ...]], head: _Head | None) -> Sequence[str]:
    if head is None:
        return ()
    if head.axes == 1 and head.activation in {"sigmoid", "hard_sigmoid"}:
        return table["yes or no"]
    may_be_classes = head.axes == 1 and head.units != 1
    if may_be_classes and head.activation in {"softmax", "log_softmax"}:
        return table["classes"]
    if may_be_classes and head.activation is None:  # the labels decide which
        return (*table["classes"][:2], *table["numbers"])
    return table["numbers"]


def _missing(loss: Loss, head: _Head | None) -> str:
    """Why the last layer does not fit a loss; empty if it does."""
    if loss.word == "circle":
        return "not trained yet"
    missing = "" if head is None else loss.missing(*head)
    if head is None or not missing:
        return ""
    if missing == "flatten":
        return "after flatten and a size"
    return f"after {missing}" if " " in missing else f"after {head.units or 'auto'} {missing}"


_OFFERS: dict[Slot, Callable[[CompletionPlace, Names], list[CompletionOffer]]] = {
    "line": lambda place, names: [*_input(place, names), *_clauses(place, names)],
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
