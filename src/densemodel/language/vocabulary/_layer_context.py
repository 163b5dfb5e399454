"""A new layer: its arguments, its windows, and why it may not fit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isqrt
from typing import TYPE_CHECKING

from densemodel.language.syntax_tree._canonical import write_item, write_sizes
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.syntax_tree._tree import Choice
from densemodel.language.vocabulary._initializers import INITIALIZERS
from densemodel.language.vocabulary._keras_call import Argument, KerasCall

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from densemodel.language.syntax_tree._option import Option
    from densemodel.language.syntax_tree._tree import Item, Named, Value
    from densemodel.language.vocabulary._layer_words import LayerWord


Arguments = list[tuple[str, Argument | KerasCall]]


def constant(value: float) -> KerasCall:
    """The initializer that starts every weight at one value."""
    return KerasCall("initializers", "Constant", (("value", float(value)),))


def initializer(value: Named) -> KerasCall | str:
    """The Keras value for `he_normal` or `tn:0.1`."""
    assert not isinstance(value.number, Choice)  # noqa: S101 - choices are expanded before this
    return INITIALIZERS[value.name].call(value.number)


def arguments_of(table: Iterable[Option], said: Iterable[tuple[str, Value]]) -> Arguments:
    """Keyword arguments for the plain options: numbers and switches.

    Args:
        table: The options that the word takes.
        said: Key and value of each option that was written.
    """
    values = dict(said)
    arguments: Arguments = []
    for option in table:
        if option.key not in values:
            continue
        value = _keras_value(option, values[option.key])
        if value is not None and value != option.default:
            arguments.append((option.argument, value))
    return arguments


def _keras_value(option: Option, value: Value) -> Argument:
    if option.kind == "switch":
        return value == "on"
    # an offset or an initializer is more than one argument: `_layers_of` writes it
    if isinstance(value, int | float) and option.kind in {"whole", "real", "rate"}:
        return int(value) if option.kind == "whole" else float(value)
    return None


Shape = tuple[int, ...]


class MisfitError(Exception):
    """A layer that does not fit what comes before it: the message and the hint."""

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


@dataclass(frozen=True, slots=True)
class Making:
    """A new layer."""

    arguments: Arguments
    output_shape: Shape
    trainable_count: int = 0
    other_count: int = 0
    name: str = ""
    "The Keras class, if it is not the one in the table."


def whole(number: object) -> int:
    assert isinstance(number, int)  # noqa: S101 - choices and auto are replaced before this
    return number


def real(number: object) -> float:
    assert isinstance(number, int | float)  # noqa: S101 - choices are replaced before this
    return float(number)


_VECTOR = 1
"How many axes a row has."
_COLOURS = 3


def slide(
    word: LayerWord,
    item: Item,
    place: LayerContext,
    arguments: Arguments,
    key: str,
    *,
    stride: int | None,
) -> tuple[Shape, Shape]:
    """Add kernel, stride and padding; the kernel, and the height and width that come out.

    Args:
        word: With the defaults.
        item: As written.
        place: With the input image.
        arguments: Receive Keras's arguments.
        key: Keras's keyword for the kernel.
        stride: The default; None: the kernel size.
    """
    sizes = tuple(whole(size) for size in item.sizes) or (word.kernel,)
    kernel = sizes if len(sizes) > 1 else sizes * 2
    assert not isinstance(item.padding, Choice)  # noqa: S101 - choices are expanded before this
    padding = item.padding or word.padding
    said = None if item.stride is None else whole(item.stride)
    steps = (said, said) if said is not None else (stride, stride) if stride else kernel
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
    if len(shape) == _VECTOR:
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
    for channels in (1, _COLOURS):
        side = isqrt(count // channels)
        if side > 1 and side * side * channels == count:
            yield side, side, channels


def described(shape: Shape) -> str:
    return (
        f"a row of {shape[0]:,}" if len(shape) == _VECTOR else f"an input of {quoted_sizes(shape)}"
    )


def quoted_sizes(shape: Shape) -> str:
    """Sizes as a message quotes them."""
    return shortened(write_sizes(shape))
