"""The words and shapes for a place in a network."""

from __future__ import annotations

from math import isqrt, prod
from typing import TYPE_CHECKING, cast

from densemodel.language.completion._complete_place import (
    ARROW,
    CompletionOffer,
    common_first,
    variables,
)
from densemodel.language.syntax_tree._canonical import write_sizes
from densemodel.language.syntax_tree._option import COUNT
from densemodel.language.syntax_tree._tree import Item
from densemodel.language.vocabulary._layer_makers import square_images
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LAYERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.language.completion._complete_place import CompletionPlace, Names
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
    draft = place.draft
    shape, given = (None, ()) if draft is None else (draft.shape, draft.sizes)
    if shape is None:
        sizes = "1" if place.before[-1].kind == "times" else "28x28x1"
        return [
            *variables(names, COUNT),
            CompletionOffer(sizes, f"an example: {COUNT.description}"),
        ]
    rest, remainder = divmod(prod(shape), prod(given))
    if remainder:
        return []
    ways = _ways_on(given, rest) if given else _ways(shape)
    offers = [CompletionOffer(write_sizes(way), _help((*given, *way)), way) for way in ways]
    return [*_of_variables(names, rest), *offers]


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
        value = cast("int", variable.fill)
        if rest % value == 0:
            more = rest // value
            sizes = (value,) if more == 1 else (value, more)
            help_ = variable.help if more == 1 else f"{variable.help}; sizes of {more:,} follow"
            found.append(variable._replace(help=help_, fill=sizes, is_hidden=more != 1))
    return found


def _help(shape: Shape) -> str:
    if len(shape) == 3:
        height, width, channels = shape
        return f"an image of {height} x {width}, {channels} channel{'s' * (channels > 1)}"
    if len(shape) == 2:
        return f"{shape[0]} rows of {shape[1]}"
    return f"one row of {shape[0]:,}" if len(shape) == 1 else f"{len(shape)} axes"


_COMMON = ("relu", "sigmoid", "softmax", "tanh", "gelu", "leaky_relu")
"Most networks hold one of these, so they come before the others."

UNITS = CompletionOffer("50", LAYERS["dense"].help, 50)
"A Dense layer, which is written as its size."

_REPEAT = CompletionOffer("2*(", "repeated layers, each with its own weights: 2*(50 relu)", ())
_AUTO_HELP = "as many units as the labels need"
PADDINGS = (
    CompletionOffer("same", "padded: stride 1 keeps the size", "same"),
    CompletionOffer("valid", "not padded", "valid"),
)


def stage_offers(place: CompletionPlace, names: Names) -> list[CompletionOffer]:
    """The start of a stage."""
    draft, sizes = place.draft, [*variables(names, COUNT), UNITS]
    is_repeated = place.before[-1].kind == "*"  # 3*
    takes_repeat = not is_repeated and (draft is None or draft.ends_stage)
    return [
        *(one._replace(fill=(Item("dense", cast("int", one.fill)),)) for one in sizes),
        *_layers(place, (layer for word, layer in LAYERS.items() if word != "dense")),
        *((_REPEAT,) if takes_repeat else ()),
        *(() if is_repeated or place.opened else (_auto(place),)),
        *_activations(),
    ]


def _auto(place: CompletionPlace) -> CompletionOffer:
    is_last = place.draft is None or place.draft.takes_auto
    help_ = _AUTO_HELP if is_last else f"as the last size alone: {_AUTO_HELP}"
    return CompletionOffer("auto", help_, (Item("dense", 2),), is_hidden=not is_last)


def item_offers(place: CompletionPlace, _names: Names) -> list[CompletionOffer]:
    """After an item: words without a number before them, except convolutions."""
    before = place.item_before
    item = LAYERS.get(before.word)
    layers = _layers(place, (one for one in LAYERS.values() if not one.is_linear))
    paddings: tuple[CompletionOffer, ...] = ()
    if item is not None and item.has_stride and before.padding is None and not before.options:
        paddings = PADDINGS
    if item is not None and item.mode and before.mode is None:
        paddings = (CompletionOffer(item.mode, item.help),)
    activations, common = _activations(), len(_COMMON)
    arrow = () if "{" in place.opened else (ARROW,)
    if item is not None and item.is_linear:
        found = [*activations[:common], *arrow, *layers, *paddings, *activations[common:]]
    else:
        found = [*arrow, *paddings, *layers, *activations]
    convolutions = _layers(place, (LAYERS[word] for word in ("conv", "sepconv")))
    return found + [offer._replace(is_hidden=True) for offer in convolutions]


def _activations() -> list[CompletionOffer]:
    offers = (CompletionOffer(word, one.help, (Item(word),)) for word, one in ACTIVATIONS.items())
    return common_first(offers, _COMMON)


def _layers(place: CompletionPlace, layers: Iterable[LayerWord]) -> list[CompletionOffer]:
    """Layers, each with some number; flatten is hidden for a row, reshape if the sizes vary."""
    draft = place.draft
    shape = None if draft is None else draft.shape
    hidden = {"flatten": shape is not None and len(shape) == 1}
    hidden["reshape"] = draft is not None and draft.varies
    offers: list[CompletionOffer] = []
    for one in layers:
        number = None if one.quantity is None else 2 if one.is_linear else 0.5
        fill: tuple[Item, ...] | None = (Item(one.word, number),)
        if one.sizes == "shape":
            sizes = shape and (image_of(prod(shape)) or (prod(shape), 1))
            fill = (Item(one.word, sizes=sizes),) if sizes else None
        offers.append(CompletionOffer(one.word, one.help, fill, hidden.get(one.word, False)))
    return offers
