"""The Keras layer of each word: class, arguments, output shape and parameters.

One function for a word or a family of words, named in `LAYERS`. Shapes leave out the batch axis.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from densemodel.language.syntax_tree._canonical import write_count
from densemodel.language.syntax_tree._tree import Named
from densemodel.language.vocabulary._keras_call import KerasCall
from densemodel.language.vocabulary._layer_context import (
    Arguments,
    LayerContext,
    Making,
    MisfitError,
    arguments_of,
    constant,
    described,
    initializer,
    quoted_sizes,
    real,
    slide,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from densemodel.language.syntax_tree._tree import Item, Value
    from densemodel.language.vocabulary._layer_words import LayerWord

    Maker: TypeAlias = Callable[[LayerWord, Item, LayerContext], Making]

_SEQUENCE, _IMAGE = 2, 3
"How many axes sequences and images have."


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
    return Making([], (prod(place.shape),))


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
    return Making([("target_shape", shape)], shape)


def same_shape(word: LayerWord, item: Item, place: LayerContext) -> Making:
    """A layer without weights that keeps the shape: dropout, noise."""
    arguments: Arguments = []
    if word.argument is not None and item.number is not None:
        arguments.append((word.argument, real(item.number)))
    return Making([*arguments, *arguments_of(word.options, item.options)], place.shape)


def spatial_dropout(word: LayerWord, item: Item, place: LayerContext) -> Making:
    """Dropout of whole channels, by Keras's class for the number of axes."""
    names = {_SEQUENCE: "SpatialDropout1D", _IMAGE: "SpatialDropout2D"}
    if len(place.shape) not in names:
        raise MisfitError(
            f"'{word.word}' drops whole channels, and {described(place.shape)} has none",
            f"write 'drop {real(item.number):g}'",
        )
    made = same_shape(word, item, place)
    return Making(made.arguments, made.output_shape, name=names[len(place.shape)])


def rescaling(word: LayerWord, item: Item, place: LayerContext) -> Making:
    """Division by a number: Keras multiplies by its inverse."""
    return Making([(word.argument or "", 1 / real(item.number))], place.shape)


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
    arguments: Arguments, item: Item, place: LayerContext, kernels: tuple[str, ...] = ("kernel",)
) -> bool:
    """Add the common options of Dense layers and convolutions; whether the layer has a bias."""
    said = dict(item.options)
    if place.activation is not None and place.activation != "linear":  # Keras's own default
        arguments.append(("activation", place.activation))
    has_bias = said.get("bias", "off" if place.is_normalised else "on") == "on"
    if not has_bias:
        arguments.append(("use_bias", False))
    start = said.get("init", place.init)
    if isinstance(start, Named) and start.name == "identity" and item.word != "dense":
        raise MisfitError(
            f"'init identity' makes a matrix, and the weights of '{item.word}' are not one",
            "write 'init orthogonal', or write it at a size: 50(init=identity)",
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
