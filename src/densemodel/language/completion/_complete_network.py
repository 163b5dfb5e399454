"""The words and shapes for a place in a network."""

from __future__ import annotations

from math import isqrt, prod
from typing import TYPE_CHECKING

from densemodel.language.completion._complete_place import (
    ARROW,
    CompletionOffer,
    common_first,
    example,
    variables,
)
from densemodel.language.reading._named_numbers import number_of
from densemodel.language.syntax_tree._canonical import write_sizes
from densemodel.language.syntax_tree._option import COUNT
from densemodel.language.vocabulary._layer_makers import square_images
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LAYERS, NORMALISED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from densemodel.language.completion._complete_place import CompletionPlace, Names
    from densemodel.language.reading._tokens import Token
    from densemodel.language.vocabulary._layer_makers import Shape
    from densemodel.language.vocabulary._layer_words import LayerWord


def image_of(count: int) -> Shape | None:
    """The likely image shape of a row."""
    for shape in square_images(count):
        return shape
    height, width = nearly_square(count)
    return (height, width, 1) if height > 1 else None


def nearly_square(count: int) -> tuple[int, int]:
    """Two sizes with this product, as close as possible."""
    height = next(size for size in range(isqrt(count), 0, -1) if count % size == 0)
    return height, count // height


def reshape_offers(place: CompletionPlace, names: Names) -> list[CompletionOffer]:
    """The sizes, or those that are left, after `reshape`."""
    shape = None if place.draft is None else place.draft.shape_before("reshape")
    given = _sizes_before(place.before, names)
    if shape is None or given is None:
        return [*variables(names, COUNT), *example("1" if given else "28x28x1", COUNT)]
    count, rest = prod(shape), prod(shape) // prod(given)
    if rest * prod(given) != count:
        return []
    ways = _ways_on(given, rest) if given else _ways(shape)
    sizes = [
        CompletionOffer(write_sizes(way), _help((*given, *way)), write_sizes(way)) for way in ways
    ]
    return [*_of_variables(names, rest), *sizes]


def _ways(shape: Shape) -> Iterable[Shape]:
    """Likely sizes for the numbers of a shape, the most likely first."""
    count = prod(shape)
    image = image_of(count)
    ways = [*([] if image is None else [image]), *square_images(count)]
    if len(shape) == 3:
        ways.append((shape[0] * shape[1], shape[2]))  # a row of places, each with its channels
    height, width = nearly_square(count)
    ways += [(height, width)] if height > 1 else [(count, 1)]
    ways.append((count,))
    return [way for way in dict.fromkeys(ways) if way != shape]


def _ways_on(given: Shape, rest: int) -> Iterable[Shape]:
    """What may follow written sizes: 8x continues with 8x1."""
    ways: list[Shape] = []
    if len(given) == 1 and rest % given[0] == 0:
        ways.append((given[0], rest // given[0]))
    if len(given) == 1:
        ways += [nearly_square(rest), (rest, 1)]
    return dict.fromkeys([*ways, (rest,)])


def _of_variables(names: Names, rest: int) -> list[CompletionOffer]:
    """The variables for the next size; those after which more sizes are needed are hidden."""
    found: list[CompletionOffer] = []
    for variable in variables(names, COUNT):
        value = int(variable.trial)
        if rest % value == 0:
            more = rest // value
            trial = variable.trial if more == 1 else f"{value}x{more}"
            help_ = variable.help if more == 1 else f"{variable.help}; sizes of {more:,} follow"
            found.append(CompletionOffer(variable.text, help_, trial, more != 1, is_of_data=True))
    return found


def _sizes_before(before: Sequence[Token], names: Names) -> Shape | None:
    """The sizes before the cursor; None if one is unknown."""
    sizes: list[int] = []
    for token in reversed(before):
        if token.lower == "reshape":
            return tuple(reversed(sizes))
        if token.kind == "times" or token.lower == "x":
            continue
        value = token.value if token.kind == "number" else number_of(names, token.text)
        if not isinstance(value, int) or value < 1:
            return None
        sizes.append(value)
    return None


def _help(shape: Shape) -> str:
    if len(shape) == 3:
        height, width, channels = shape
        return f"an image of {height} x {width}, {channels} channel{'s' * (channels > 1)}"
    if len(shape) == 2:
        return f"{shape[0]} rows of {shape[1]}"
    return f"one row of {shape[0]:,}" if len(shape) == 1 else f"{len(shape)} axes"


_COMMON = ("relu", "sigmoid", "softmax", "tanh", "gelu", "leaky_relu")
"Most networks hold one of these, so they come before the others."

UNITS = CompletionOffer("50", LAYERS["dense"].help, "50")
"A Dense layer, which is written as its size."

_REPEAT = CompletionOffer(
    "2*(", "repeated layers, each with its own weights: 2*(50 relu)", "2*(bn)"
)

_AUTO_HELP = "as many units as the labels need"
PADDINGS = (
    CompletionOffer("same", "padded: stride 1 keeps the size", "same"),
    CompletionOffer("valid", "not padded", "valid"),
)
_TRIALS = {"conv": "conv 2", "sepconv": "sepconv 2", "drop": "drop 0.2", "sdrop": "sdrop 0.2"}
_TRIALS |= {"noise": "noise 0.1", "scale": "scale / 255"}
"Layers that need a number, with one; all others have none."

_SOME_UNITS, _MANY_UNITS = "2", 10_000


def stage_offers(place: CompletionPlace, names: Names) -> list[CompletionOffer]:
    """The start of a stage; flatten is hidden for a single row."""
    shape = None if place.draft is None else place.draft.shape_before()
    is_row = shape is not None and len(shape) == 1
    layers = _layers(place, (layer for word, layer in LAYERS.items() if word != "dense"))
    is_repeated = place.before[-1].kind == "*"  # 3*
    return [
        *(_as_size(size, place) for size in (*variables(names, COUNT), UNITS)),
        *(offer._replace(is_hidden=is_row and offer.text == "flatten") for offer in layers),
        *(() if is_repeated else (_REPEAT,)),
        *(() if is_repeated or place.opened else (_auto(place),)),
        *_activations(place),
    ]


def _auto(place: CompletionPlace) -> CompletionOffer:
    is_last = place.draft is None or place.draft.takes_auto
    help_ = _AUTO_HELP if is_last else f"as the last size alone: {_AUTO_HELP}"
    return CompletionOffer("auto", help_, _SOME_UNITS, is_hidden=not is_last)


def _as_size(variable: CompletionOffer, place: CompletionPlace) -> CompletionOffer:
    is_alike = 1 < int(variable.trial) <= _MANY_UNITS and "{" not in place.opened
    return variable._replace(trial=_SOME_UNITS) if is_alike else variable


def item_offers(place: CompletionPlace, _names: Names) -> list[CompletionOffer]:
    """After an item: words without a number before them, except convolutions."""
    before = place.item_before
    item = LAYERS.get(before.word)
    layers = _layers(place, (one for one in LAYERS.values() if not one.is_linear))
    paddings: tuple[CompletionOffer, ...] = ()
    if item is not None and item.has_stride and before.padding is None:
        paddings = PADDINGS
    activations, common = _activations(place), len(_COMMON)
    arrow = () if "{" in place.opened else (ARROW,)
    if item is not None and item.is_linear:
        found = [*activations[:common], *arrow, *layers, *paddings, *activations[common:]]
    else:
        found = [*arrow, *paddings, *layers, *activations]
    convolutions = _layers(place, (LAYERS[word] for word in ("conv", "sepconv")))
    return found + [offer._replace(is_hidden=True) for offer in convolutions]


def _activations(place: CompletionPlace) -> list[CompletionOffer]:
    # in braces no word may repeat; elsewhere most are alike, and one is tried for all
    in_braces = "{" in place.opened
    offers = (
        CompletionOffer(word, one.help, word if in_braces or word in NORMALISED else "relu")
        for word, one in ACTIVATIONS.items()
    )
    return common_first(offers, _COMMON)


def _layers(place: CompletionPlace, layers: Iterable[LayerWord]) -> list[CompletionOffer]:
    return [CompletionOffer(one.word, one.help, _trial(place, one.word)) for one in layers]


def _trial(place: CompletionPlace, word: str) -> str:
    if word != "reshape":
        return _TRIALS.get(word, word)
    shape = None if place.draft is None else place.draft.shape_before()
    if shape is None:
        return ""
    return f"reshape {write_sizes(image_of(prod(shape)) or (prod(shape), 1))}"
