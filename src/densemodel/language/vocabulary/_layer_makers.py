"""The Keras layer of each word: class, arguments, output shape and parameters.

One function for a word or a family of words, named in `LAYERS`. Shapes leave out the batch axis.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isqrt, prod
from typing import TYPE_CHECKING, TypeAlias

from densemodel.language.syntax_tree._canonical import write_count, write_item, write_sizes
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.syntax_tree._tree import Named
from densemodel.language.vocabulary._initializers import INITIALIZERS
from densemodel.language.vocabulary._keras_call import Argument, KerasCall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from densemodel.language.syntax_tree._option import Option
    from densemodel.language.syntax_tree._tree import Item, Value
    from densemodel.language.vocabulary._layer_words import LayerWord


Arguments = list[tuple[str, Argument | KerasCall]]
Maker: TypeAlias = "Callable[[LayerWord, Item, LayerContext], Making]"


def constant(value: float) -> KerasCall:
    """The initializer that starts every weight at one value."""
    return KerasCall("initializers", "Constant", (("value", float(value)),))


def arguments_of(table: Iterable[Option], given: Iterable[tuple[str, Value]]) -> Arguments:
    """Keyword arguments for the plain options, numbers and switches, that were written."""
    values = dict(given)
    arguments: Arguments = []
    for option in table:
        if option.key not in values:
            continue
        value = values[option.key]
        if option.kind == "switch":
            value = value == "on"
        elif isinstance(value, int | float) and option.kind in {"whole", "real", "rate"}:
            value = int(value) if option.kind == "whole" else float(value)
        else:
            continue  # an offset or an initializer is more than one argument: its maker writes it
        if value != option.default:
            arguments.append((option.argument, value))
    return arguments


Shape = tuple[int, ...]


class MisfitError(Exception):
    """A layer that does not fit what comes before it: the message, the hint, and its word."""

    item: Item

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


@dataclass(frozen=True, slots=True)
class LayerContext:
    """The context of a layer."""

    shape: Shape
    activation: str | None = None
    "The activation that is fused into it."
    is_normalised: bool = False
    "Whether a bn or ln right after it replaces its bias."
    init: Named | None = None
    "The clause `init`: the initializer of kernels without their own."
    has_learning_before: bool = False
    brightest: float | None = 255.0
    "The largest value of a pixel that comes in, if they begin at 0; None: other numbers come in."


@dataclass(frozen=True, slots=True)
class Making:
    """A new layer."""

    arguments: Arguments
    output_shape: Shape
    trainable_count: int = 0
    other_count: int = 0
    name: str = ""
    "The Keras class, if it is not the one in the table."
    brightest: float | None = None
    "The largest value of a pixel after it; None: no pixels come out."


def whole(number: object) -> int:
    assert isinstance(number, int)  # noqa: S101 - auto is replaced before this
    return number


def real(number: object) -> float:
    assert isinstance(number, int | float)  # noqa: S101 - the grammar makes nothing else
    return float(number)


def slide(
    word: LayerWord,
    item: Item,
    place: LayerContext,
    arguments: Arguments,
    key: str,
    *,
    stride: int | None,
) -> tuple[Shape, Shape]:
    """Add kernel, stride and padding to the arguments; the kernel, and the height and width out.

    `key` is Keras's keyword for the kernel; a default stride of None is the kernel size.
    """
    sizes = tuple(whole(size) for size in item.sizes) or (word.kernel,)
    kernel = sizes if len(sizes) > 1 else sizes * 2
    padding = item.padding or word.padding
    own_stride = None if item.stride is None else whole(item.stride)
    steps = (
        (own_stride, own_stride)
        if own_stride is not None
        else (stride, stride)
        if stride
        else kernel
    )
    arguments.append((key, kernel))
    if steps != ((stride, stride) if stride else kernel):
        arguments.append(("strides", steps))
    if padding == "same":
        arguments.append(("padding", padding))
    image = place.shape[:2]
    if padding == "valid":
        if any(window > size for window, size in zip(kernel, image, strict=True)):
            raise MisfitError(
                f"a window of {write_sizes(kernel)} does not fit into {write_sizes(image)}",
                f"write '{write_item(replace(item, padding='same', options=()))}', "
                "or shrink the image less before it",
            )
        left = [size - window + 1 for size, window in zip(image, kernel, strict=True)]
    else:
        left = list(image)
    height, width = (-(-size // step) for size, step in zip(left, steps, strict=True))
    return kernel, (height, width)


def image_misfit(word: str, shape: Shape) -> MisfitError:
    """Why a layer for images does not fit rows of this shape."""
    if len(shape) == 1:
        image = next(square_images(shape[0]), None)
        hint = (
            "write it before the first layer size, after an input such as 28x28x1"
            if image is None
            else f"write 'reshape {write_sizes(image)}' before it"
        )
        return MisfitError(f"'{word}' takes images, and {described(shape)} comes in", hint)
    return MisfitError(
        f"'{word}' takes images (height x width x channels), and {quoted_sizes(shape)} comes in",
        "write 'reshape' with three sizes before it",
    )


def square_images(count: int) -> Iterator[Shape]:
    """The likely image shapes of a row: 28x28x1 for 784, 32x32x3 for 3,072."""
    for channels in (1, 3):
        side = isqrt(count // channels)
        if side > 1 and side * side * channels == count:
            yield side, side, channels


def described(shape: Shape) -> str:
    is_row = len(shape) == 1
    return f"a row of {shape[0]:,}" if is_row else f"an input of {quoted_sizes(shape)}"


def quoted_sizes(shape: Shape) -> str:
    """Sizes as a message quotes them."""
    return shortened(write_sizes(shape))


def dense(word: LayerWord, item: Item, place: LayerContext) -> Making:
    """Units, each joined to every input."""
    units, width = whole(item.number), place.shape[0]
    arguments: Arguments = [(word.argument or "", units)]
    bias = _finish_linear(arguments, item, place)
    return Making(arguments, (units,), width * units + bias * units)


def conv(word: LayerWord, item: Item, place: LayerContext) -> Making:
    """Filters that slide over an image."""
    filters, channels = whole(item.number), place.shape[-1]
    arguments: Arguments = [(word.argument or "", filters)]
    kernel, image = slide(word, item, place, arguments, "kernel_size", stride=1)
    weights = prod(kernel) * channels * filters
    if word.word == "sepconv":  # one filter a channel, then a mix of the channels for each filter
        weights = prod(kernel) * channels + channels * filters
    bias = _finish_linear(arguments, item, place, kernels=_KERNELS[word.word])
    return Making(arguments, (*image, filters), weights + bias * filters)


def pool(word: LayerWord, item: Item, place: LayerContext) -> Making:
    """A window that slides over an image, one value for each place."""
    arguments: Arguments = []
    _, image = slide(word, item, place, arguments, "pool_size", stride=None)
    return Making(arguments, (*image, place.shape[-1]))


def global_pool(_word: LayerWord, _item: Item, place: LayerContext) -> Making:
    """One value for each channel."""
    return Making([], place.shape[-1:])


def flatten(_word: LayerWord, _item: Item, place: LayerContext) -> Making:
    """One long row."""
    return Making([], (prod(place.shape),), brightest=place.brightest)


def reshape(_word: LayerWord, item: Item, place: LayerContext) -> Making:
    """The same numbers in other axes."""
    shape = tuple(whole(size) for size in item.sizes)
    if prod(shape) != prod(place.shape):
        raise MisfitError(
            f"'reshape {quoted_sizes(shape)}' holds {write_count(prod(shape))} numbers, and "
            f"{quoted_sizes(place.shape)} comes in"
            + (f", that is {prod(place.shape):,}" if len(place.shape) > 1 else ""),
            f"write sizes whose product is {prod(place.shape)}",
        )
    return Making([("target_shape", shape)], shape, brightest=place.brightest)


def same_shape(word: LayerWord, item: Item, place: LayerContext) -> Making:
    """A layer without weights that keeps the shape: dropout, noise."""
    arguments: Arguments = []
    if word.argument is not None and item.number is not None:
        arguments.append((word.argument, real(item.number)))
    return Making([*arguments, *arguments_of(word.options, item.options)], place.shape)


def spatial_dropout(word: LayerWord, item: Item, place: LayerContext) -> Making:
    """Dropout of whole channels, by Keras's class for the number of axes."""
    names = {2: "SpatialDropout1D", 3: "SpatialDropout2D"}
    if len(place.shape) not in names:
        raise MisfitError(
            f"'{word.word}' drops whole channels, and {described(place.shape)} has none",
            f"write 'drop {real(item.number):g}'",
        )
    return replace(same_shape(word, item, place), name=names[len(place.shape)])


def rescaling(word: LayerWord, item: Item, place: LayerContext) -> Making:
    """Division by a number: Keras multiplies by its inverse."""
    divisor, brightest = real(item.number), place.brightest
    # to as many digits as a Keras model has of the divisor
    brightest = None if brightest is None else float(f"{brightest / divisor:.6g}")
    return Making([(word.argument or "", 1 / divisor)], place.shape, brightest=brightest)


def flip(_word: LayerWord, item: Item, place: LayerContext) -> Making:
    """Pictures mirrored at random."""
    mode = "horizontal_and_vertical" if item.mode else "horizontal"
    return Making([("mode", mode)], place.shape, brightest=place.brightest)


def augmentation(word: LayerWord, item: Item, place: LayerContext) -> Making:
    """Pictures changed at random, by at most a share."""
    share, key = real(item.number), word.argument or ""
    arguments: Arguments = [(key, share)]
    if word.word == "shift":
        arguments.append(("width_factor", share))
    elif word.word == "contrast":  # one number would only raise it: Keras reads it as (0, share)
        arguments = [(key, (share, share))]
    if word.word in {"contrast", "brightness"}:
        if place.brightest is None:
            raise MisfitError(
                f"'{word.word}' takes the pixels of pictures, and the layer before it makes other "
                "numbers of them",
                "put it right after the input, or after 'scale / 255'",
            )
        if place.brightest != 255:
            arguments.append(("value_range", (0.0, place.brightest)))
    return Making(arguments, place.shape, brightest=place.brightest)


def adapted(word: LayerWord, _item: Item, place: LayerContext) -> Making:
    """Mean and variance of each column or channel, learned before training."""
    if place.has_learning_before:
        raise MisfitError(
            f"'{word.word}' learns from the data before training, so it has to come "
            "before every layer with weights",
            "write 'bn' here, or 'norm' right after the input",
        )
    # Keras counts the number of rows as one more parameter
    return Making([], place.shape, other_count=2 * place.shape[-1] + 1)


def normalization(word: LayerWord, item: Item, place: LayerContext) -> Making:
    """Normalization with a trained factor and offset for each column or channel."""
    options = dict(item.options)
    arguments = arguments_of(word.options, item.options)
    offset = options.get("offset", "on")
    if offset == "off":
        arguments.append(("center", False))
    elif isinstance(offset, int | float) and offset:
        arguments.append(("beta_initializer", constant(offset)))
    learned = (offset != "off") + (options.get("scale", "on") == "on")
    width = place.shape[-1]
    averages = 2 * width if word.word == "bn" else 0
    return Making(arguments, place.shape, learned * width, averages)


_KERNELS = {"conv": ("kernel",), "sepconv": ("depthwise", "pointwise")}
"Keras's names for the weights of a convolution."


def _finish_linear(
    arguments: Arguments, item: Item, place: LayerContext, kernels: tuple[str, ...] = ("kernel",)
) -> bool:
    """Add the common options of Dense layers and convolutions; whether the layer has a bias."""
    options = dict(item.options)
    if place.activation is not None and place.activation != "linear":  # Keras's own default
        arguments.append(("activation", place.activation))
    has_bias = options.get("bias", "off" if place.is_normalised else "on") == "on"
    if not has_bias:
        arguments.append(("use_bias", False))
    start = options.get("init", place.init)
    if isinstance(start, Named) and start.name == "identity" and item.word != "dense":
        raise MisfitError(
            f"'init identity' makes a matrix, and the weights of '{item.word}' are not one",
            "write 'init orthogonal', or write it at a size: 50(init=identity)",
        )
    if isinstance(start, Named):
        made = INITIALIZERS[start.name].call(start.number)
        if made != "glorot_uniform":
            arguments += [(f"{kernel}_initializer", made) for kernel in kernels]
    pull = _regularizer(options)
    if pull is not None:
        arguments += [(f"{kernel}_regularizer", pull) for kernel in kernels]
    return has_bias


def _regularizer(options: dict[str, Value]) -> KerasCall | None:
    pulls = [
        (key, float(value))
        for key in ("l1", "l2")
        if isinstance(value := options.get(key, 0), int | float) and value
    ]
    if not pulls:
        return None
    return KerasCall(
        "regularizers", "L1L2" if len(pulls) > 1 else pulls[0][0].upper(), tuple(pulls)
    )
