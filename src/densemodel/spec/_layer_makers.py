"""What each word of a network is in Keras: class, arguments, output shape and parameters.

One function for a word or a family of words; `LAYERS` names it beside the word. Shapes leave out
the batch axis.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isqrt, prod
from typing import TYPE_CHECKING

from densemodel.spec._arguments import Arguments, arguments_of, constant, initializer
from densemodel.spec._canonical import write_item
from densemodel.spec._keras_call import KerasCall
from densemodel.spec._number_text import write_sizes
from densemodel.spec._tree import Named

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from densemodel.spec._layer_words import LayerWord
    from densemodel.spec._tree import Item, Value

    Maker: TypeAlias = Callable[[LayerWord, Item, "Place"], "Making"]

Shape = tuple[int, ...]

_VECTOR, _SEQUENCE, _IMAGE = 1, 2, 3
"How many axes rows, sequences and images have."
_COLOURS = 3


class MisfitError(Exception):
    """A layer that does not fit what comes before it: the message and the hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


@dataclass(frozen=True, slots=True)
class Place:
    """What a layer meets where it stands."""

    shape: Shape
    activation: str | None = None
    "The activation that is fused into it."
    is_normalised: bool = False
    "Whether a bn or ln right after it makes its bias needless."
    init: Named | None = None
    "The clause `init`: the start of every kernel that does not say its own."
    has_learning_before: bool = False


@dataclass(frozen=True, slots=True)
class Making:
    """A layer to be."""

    arguments: Arguments
    output_shape: Shape
    trainable_count: int = 0
    other_count: int = 0
    name: str = ""
    "The Keras class, where it is not the one in the table."


def dense(word: LayerWord, item: Item, place: Place) -> Making:
    """Units, each joined to every input."""
    units, width = _whole(item.number), place.shape[0]
    arguments: Arguments = [(word.argument or "", units)]
    bias = _finish_linear(arguments, item, place)
    return Making(arguments, (units,), width * units + bias * units)


def conv(word: LayerWord, item: Item, place: Place) -> Making:
    """Filters that slide over an image."""
    filters, channels = _whole(item.number), place.shape[-1]
    arguments: Arguments = [(word.argument or "", filters)]
    kernel, image = _window(word, item, place, arguments, "kernel_size", stride=1)
    weights = prod(kernel) * channels * filters
    if word.word == "sepconv":  # one filter a channel, then a mix of the channels for each filter
        weights = prod(kernel) * channels + channels * filters
    bias = _finish_linear(arguments, item, place, kernels=_KERNELS[word.word])
    return Making(arguments, (*image, filters), weights + bias * filters)


def pool(word: LayerWord, item: Item, place: Place) -> Making:
    """A window that slides over an image, one value for each place."""
    arguments: Arguments = []
    _, image = _window(word, item, place, arguments, "pool_size", stride=None)
    return Making(arguments, (*image, place.shape[-1]))


def global_pool(_word: LayerWord, _item: Item, place: Place) -> Making:
    """One value for each channel."""
    return Making([], place.shape[-1:])


def flatten(_word: LayerWord, _item: Item, place: Place) -> Making:
    """One long row."""
    return Making([], (prod(place.shape),))


def reshape(_word: LayerWord, item: Item, place: Place) -> Making:
    """The same numbers in other axes."""
    shape = tuple(_whole(size) for size in item.sizes)
    if prod(shape) != prod(place.shape):
        raise MisfitError(
            f"'reshape {write_sizes(shape)}' holds {prod(shape):,} numbers, and "
            f"{write_sizes(place.shape)} comes in"
            + (f", that is {prod(place.shape):,}" if len(place.shape) > 1 else ""),
            f"write sizes whose product is {prod(place.shape)}",
        )
    return Making([("target_shape", shape)], shape)


def same_shape(word: LayerWord, item: Item, place: Place) -> Making:
    """A layer that leaves the shape alone and learns nothing: dropout, noise."""
    arguments: Arguments = []
    if word.argument is not None and item.number is not None:
        arguments.append((word.argument, _real(item.number)))
    return Making([*arguments, *arguments_of(word.options, item.options)], place.shape)


def spatial_dropout(word: LayerWord, item: Item, place: Place) -> Making:
    """Dropout of whole channels, by Keras's class for so many axes."""
    names = {_SEQUENCE: "SpatialDropout1D", _IMAGE: "SpatialDropout2D"}
    if len(place.shape) not in names:
        raise MisfitError(
            f"'{word.word}' drops whole channels, and {_described(place.shape)} has none",
            f"write 'drop {_number_text(item)}'",
        )
    made = same_shape(word, item, place)
    return Making(made.arguments, made.output_shape, name=names[len(place.shape)])


def rescaling(word: LayerWord, item: Item, place: Place) -> Making:
    """Division by a number: Keras multiplies by its inverse."""
    return Making([(word.argument or "", 1 / _real(item.number))], place.shape)


def adapted(word: LayerWord, _item: Item, place: Place) -> Making:
    """Mean and variance of each column or channel, learnt before training begins."""
    if place.has_learning_before:
        raise MisfitError(
            f"'{word.word}' learns from the data before training, and stands before every layer "
            "that learns",
            "write 'bn' here, or 'norm' right after the input",
        )
    # Keras counts the rows that it learnt from as one more parameter
    return Making([], place.shape, other_count=2 * place.shape[-1] + 1)


def normalization(word: LayerWord, item: Item, place: Place) -> Making:
    """Normalisation with a learnt factor and offset for each column or channel."""
    said = dict(item.options)
    arguments = arguments_of(word.options, item.options)
    offset = said.get("offset", "on")
    if offset == "off":
        arguments.append(("center", False))
    elif isinstance(offset, int | float) and offset:
        arguments.append(("beta_initializer", constant(offset)))
    learned = (offset != "off") + (said.get("scale", "on") == "on")
    width = place.shape[-1]
    averages = 2 * width if word.word == "bn" else 0
    return Making(arguments, place.shape, learned * width, averages)


_KERNELS = {"conv": ("kernel",), "sepconv": ("depthwise", "pointwise")}
"Keras's names for the weights of a convolution."


def _finish_linear(
    arguments: Arguments, item: Item, place: Place, kernels: tuple[str, ...] = ("kernel",)
) -> bool:
    """Add what Dense layers and convolutions share; whether the layer has a bias."""
    said = dict(item.options)
    if place.activation is not None and place.activation != "linear":  # Keras's own default
        arguments.append(("activation", place.activation))
    has_bias = said.get("bias", "off" if place.is_normalised else "on") == "on"
    if not has_bias:
        arguments.append(("use_bias", False))
    start = said.get("init", place.init)
    if isinstance(start, Named) and start.name == "identity" and item.word != "dense":
        raise MisfitError(
            f"'init identity' makes a matrix, and the weights of '{item.word}' are none",
            "write 'init orthogonal', or say it at a size: 50(init=identity)",
        )
    if isinstance(start, Named) and (made := initializer(start)) != "glorot_uniform":
        arguments += [(f"{kernel}_initializer", made) for kernel in kernels]
    pull = _regularizer(said)
    if pull is not None:
        arguments += [(f"{kernel}_regularizer", pull) for kernel in kernels]
    return has_bias


def _regularizer(said: dict[str, Value]) -> KerasCall | None:
    pulls = [
        (key, float(value))
        for key in ("l1", "l2")
        if isinstance(value := said.get(key, 0), int | float) and value
    ]
    if not pulls:
        return None
    return KerasCall(
        "regularizers", "L1L2" if len(pulls) > 1 else pulls[0][0].upper(), tuple(pulls)
    )


def _window(
    word: LayerWord,
    item: Item,
    place: Place,
    arguments: Arguments,
    key: str,
    *,
    stride: int | None,
) -> tuple[Shape, Shape]:
    """Add kernel, stride and padding; the kernel, and the height and width that come out.

    Args:
        word: Its defaults.
        item: What was said.
        place: The image that comes in.
        arguments: Get what Keras has to be told.
        key: Keras's keyword for the kernel.
        stride: Where none is said; None: the kernel's own.
    """
    sizes = tuple(_whole(size) for size in item.sizes) or (word.kernel,)
    kernel = sizes if len(sizes) > 1 else sizes * 2
    padding = item.padding or word.padding
    said = None if item.stride is None else _whole(item.stride)
    steps = (said, said) if said is not None else (stride, stride) if stride else kernel
    arguments.append((key, kernel))
    if steps != ((stride, stride) if stride else kernel):
        arguments.append(("strides", steps))
    if padding == "same":
        arguments.append(("padding", padding))
    image = place.shape[:2]
    if padding == "valid":
        _check_fits(item, kernel, image)
        left = [size - window + 1 for size, window in zip(image, kernel, strict=True)]
    else:
        left = list(image)
    height, width = (-(-size // step) for size, step in zip(left, steps, strict=True))
    return kernel, (height, width)


def _check_fits(item: Item, kernel: Shape, image: Shape) -> None:
    if all(window <= size for window, size in zip(kernel, image, strict=True)):
        return
    raise MisfitError(
        f"a window of {write_sizes(kernel)} does not fit into {write_sizes(image)}",
        f"write '{write_item(replace(item, padding='same', options=()))}', "
        "or make less small before it",
    )


def image_misfit(word: str, shape: Shape) -> MisfitError:
    """Why a layer for images can't stand after rows of this shape."""
    if len(shape) == _VECTOR:
        return MisfitError(
            f"'{word}' takes images, and {_described(shape)} comes in",
            _reshape_hint(shape[0]),
        )
    return MisfitError(
        f"'{word}' takes images (height x width x channels), and {write_sizes(shape)} comes in",
        "write 'reshape' with three sizes before it",
    )


def _reshape_hint(count: int) -> str:
    """The image that so many numbers probably are: 784 is 28x28x1, 3,072 is 32x32x3."""
    for channels in (1, _COLOURS):
        side = isqrt(count // channels)
        if side > 1 and side * side * channels == count:
            return f"write 'reshape {side}x{side}x{channels}' before it"
    return "write it before the sizes, after an input such as 28x28x1"


def _described(shape: Shape) -> str:
    return (
        f"a row of {shape[0]:,}" if len(shape) == _VECTOR else f"an input of {write_sizes(shape)}"
    )


def _number_text(item: Item) -> str:
    return f"{_real(item.number):g}"


def _whole(number: object) -> int:
    assert isinstance(number, int)  # noqa: S101 - choices and auto are replaced before this
    return number


def _real(number: object) -> float:
    assert isinstance(number, int | float)  # noqa: S101 - choices are replaced before this
    return float(number)
