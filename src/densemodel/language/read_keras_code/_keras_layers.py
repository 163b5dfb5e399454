"""The calls of Keras's layers in code, as the words of the language: `Dense(50)` is `50`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.language.hints._aliases import NOT_OURS, activation_named
from densemodel.language.read_keras_code._python_values import (
    Call,
    NotebookVariable,
    option_value,
    plain_number,
    word_of,
)
from densemodel.language.reading._words import WORDS
from densemodel.language.syntax_tree._canonical import write_number
from densemodel.language.syntax_tree._closest_words import near, shortened
from densemodel.language.syntax_tree._tree import Item
from densemodel.language.vocabulary._initializers import INITIALIZERS
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LAYERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from densemodel.language.syntax_tree._option import Option
    from densemodel.language.syntax_tree._tree import Span
    from densemodel.language.vocabulary._layer_words import LayerWord

_POOL = ("pool_size", "strides", "padding", "data_format")
_CONV = ("filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate")
_PLACES: dict[str, tuple[str, ...]] = {
    "Activation": ("activation",),
    "AveragePooling2D": _POOL,
    "BatchNormalization": ("axis", "momentum", "epsilon", "center", "scale"),
    "Conv2D": (*_CONV, "groups", "activation", "use_bias", "kernel_initializer"),
    "Dense": ("units", "activation", "use_bias", "kernel_initializer", "bias_initializer"),
    "Dropout": ("rate", "noise_shape", "seed"),
    "ELU": ("alpha",),
    "Flatten": ("data_format",),
    "GaussianNoise": ("stddev",),
    "GlobalAveragePooling2D": ("data_format", "keepdims"),
    "GlobalMaxPooling2D": ("data_format", "keepdims"),
    "LayerNormalization": ("axis", "epsilon", "center", "scale"),
    "LeakyReLU": ("negative_slope",),
    "MaxPooling2D": _POOL,
    "Normalization": ("axis", "mean", "variance"),
    "ReLU": ("max_value", "negative_slope", "threshold"),
    "Rescaling": ("scale", "offset"),
    "Reshape": ("target_shape",),
    "SeparableConv2D": (*_CONV, "depth_multiplier", "activation", "use_bias"),
    "Softmax": ("axis",),
    "SpatialDropout2D": ("rate", "data_format"),
}
"Keras's layers in the language, with the keywords of their positional arguments."

_OTHER_NAMES = {
    "AvgPool2D": "AveragePooling2D",
    "Convolution2D": "Conv2D",
    "GlobalAvgPool2D": "GlobalAveragePooling2D",
    "GlobalMaxPool2D": "GlobalMaxPooling2D",
    "MaxPool2D": "MaxPooling2D",
    "SeparableConvolution2D": "SeparableConv2D",
}
_OLD_KEYS = {"alpha": "negative_slope", "p": "rate", "init": "kernel_initializer"}
_WORDS = {layer.name: layer for layer in LAYERS.values()}

_SHAPES = ("input_shape", "input_dim", "batch_input_shape", "batch_shape", "shape")
_SILENT = frozenset({"name", "dtype", "seed", *_SHAPES})
"Arguments without an effect on a spec."
_LOST = frozenset(
    f"{part}_{what}"
    for part in ("bias", "kernel", "beta", "gamma", "activity", "depthwise", "pointwise")
    for what in ("initializer", "regularizer", "constraint")
) | {"moving_mean_initializer", "moving_variance_initializer", "trainable"}
"Arguments for initial values or training, without an effect on the output."
_USUAL: dict[str, tuple[object, ...]] = {
    "axis": (-1, (-1,)),
    "data_format": ("channels_last",),
    "depth_multiplier": (1,),
    "dilation_rate": (1, (1, 1)),
    "groups": (1,),
    "keepdims": (False,),
    "offset": (0, 0.0),
    "rms_scaling": (False,),
    "synchronized": (False,),
    "trainable": (True,),
    "invert": (False,),
}
"Values equal to the language's defaults; None always is."


class UnsayableError(Exception):
    """Something that the language can't express, and its place."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.message, self.span = message, span


def is_input(call: Call) -> bool:
    """Whether it is `Input(...)`, which is no layer."""
    return call.name in {"Input", "InputLayer"}


def is_layer(call: Call) -> bool:
    """Whether it is the class of a layer that Keras has."""
    return _OTHER_NAMES.get(call.name, call.name) in _PLACES or call.name.lower() in NOT_OURS


def input_shape(call: Call) -> tuple[Any, ...] | None:
    """The sizes of one row that a layer or an Input says; None if it says none."""
    for key in _SHAPES:
        value = call.argument(key, 0 if key == "shape" and is_input(call) else None)
        if value is None:
            continue
        sizes = value if isinstance(value, tuple) else (value,)
        return sizes[1:] if key.startswith("batch") else sizes
    return None


def keras_layer(call: Call, lost: list[str], *, is_last: bool) -> Iterator[tuple[Item, str]]:
    """The word of a layer with its fused activation; a separate activation layer follows it.

    Args:
        call: Of a class of `keras.layers`.
        lost: Receives what the words leave out.
        is_last: Whether it is the last layer with a size, which may be unknown.

    Raises:
        UnsayableError: The language has no such layer, or not with these arguments.
    """
    name = _OTHER_NAMES.get(call.name, call.name)
    if name not in _PLACES:
        meant = near(name, _PLACES)
        hint = f": did you mean {meant}?" if meant and meant.lower() == name.lower() else ""
        raise UnsayableError(
            f"the language has no layer {shortened(name or 'of this kind')}{hint}", call.span
        )
    yield from _Layer(call, name, lost, is_last=is_last).items()


class _Layer:
    def __init__(self, call: Call, name: str, lost: list[str], *, is_last: bool) -> None:
        self.call, self.name, self.lost, self.is_last = call, name, lost, is_last
        places = _PLACES[name]
        if len(call.args) > len(places):
            raise self.unsayable(f"{name} has unknown arguments")
        given = dict(zip(places, call.args, strict=False)) | call.keywords
        self.left = {
            key if key in places else _OLD_KEYS.get(key, key): value for key, value in given.items()
        }

    def items(self) -> Iterator[tuple[Item, str]]:
        word, activation, behind = _WORDS.get(self.name), "", None
        if word is None:
            item = self._activation_layer()
        else:
            item = self._of_a_word(word)
            fused = self.left.pop("activation", None) if word.is_linear else None
            if isinstance(fused, Call) and fused.name in _PLACES:
                behind = next(keras_layer(fused, self.lost, is_last=False))
            elif fused is not None:
                activation = self._activation(fused)
        self._check_rest()
        yield item, "" if activation == "linear" else activation
        if behind is not None:
            yield behind

    def unsayable(self, message: str) -> UnsayableError:
        return UnsayableError(message, self.call.span)

    def unknown(self, key: str, value: Any) -> UnsayableError:
        shown = shortened(str(value)) if not isinstance(value, Call) else f"{value.name}(...)"
        return self.unsayable(f"{key} of {self.name} is {shown}, which a spec can't express")

    def _of_a_word(self, word: LayerWord) -> Item:
        item = Item(word.word)
        if word.argument is not None:
            item = replace(item, number=self._number(word))
        if word.sizes == "shape":
            shape = self._whole("target_shape", self.left.pop("target_shape", None))
            item = replace(item, sizes=tuple(shape))
        elif word.sizes == "kernel":
            item = self._window(item, word)
        if not word.is_linear:
            return replace(item, options=tuple(self._options(word.options)))
        bias = "off" if self.left.pop("use_bias", True) is False else "on"
        return replace(item, options=(*self._pull(), *self._start(), ("bias", bias)))

    def _number(self, word: LayerWord) -> Any:
        key = str(word.argument)
        value = self.left.pop(key, None)
        number = plain_number(value)
        if word.word == "scale":
            if number is None or number <= 0:
                raise self.unknown(key, value)
            divisor = 1 / number
            near_whole = round(divisor) if abs(divisor - round(divisor)) < divisor * 1e-6 else 0
            return near_whole or float(f"{divisor:.7g}")
        if word.word == "dense" and number is None and self.is_last and value is not None:
            return "auto"
        if number is None:
            raise self.unknown(key, value)
        is_name = isinstance(value, NotebookVariable) and value.name.lower() not in WORDS
        return value.name if is_name and word.word == "dense" else number

    def _window(self, item: Item, word: LayerWord) -> Item:
        is_pool = word.argument is None
        key = "pool_size" if is_pool else "kernel_size"
        kernel = self._pair(key, self.left.pop(key, word.kernel if is_pool else None))
        usual = kernel if is_pool else (1, 1)
        strides = self.left.pop("strides", None)
        stride = usual if strides is None else self._pair("strides", strides)
        if stride != usual and stride[0] != stride[1]:
            raise self.unknown("strides", "x".join(map(str, stride)))
        padding = str(self.left.pop("padding", "valid")).lower()
        if padding not in {"same", "valid"}:
            raise self.unknown("padding", padding)
        return replace(
            item,
            sizes=kernel[:1] if is_pool and kernel[0] == kernel[1] else kernel,
            stride=None if stride == usual else stride[0],
            padding=None if padding == word.padding else padding,
        )

    def _pair(self, key: str, value: Any) -> tuple[int, int]:
        sizes = self._whole(key, value if isinstance(value, tuple) else (value, value))
        if len(sizes) != 2:  # the two axes of an image
            raise self.unknown(key, sizes)
        return sizes[0], sizes[1]

    def _whole(self, key: str, value: Any) -> list[int]:
        numbers = [plain_number(one) for one in value] if isinstance(value, tuple) else []
        whole = [one for one in numbers if isinstance(one, int) and one > 0]
        if not whole or len(whole) < len(numbers):
            raise self.unknown(key, value)
        return whole

    def _pull(self) -> Iterator[tuple[str, float]]:
        value = self.left.pop("kernel_regularizer", None)
        if value is None:
            return
        name = word_of(value).lower().replace("_", "")
        call = value if isinstance(value, Call) else None
        if name in {"l1", "l2"}:
            given = None if call is None else call.argument(name, 0)
            pulls = {name: 0.01 if given is None else given}
        elif name == "l1l2" and call is not None:
            pulls = {key: call.argument(key, place) for place, key in enumerate(("l1", "l2"))}
        else:
            raise self.unknown("kernel_regularizer", value)
        for key, factor in pulls.items():
            number = plain_number(factor)
            if number is not None:
                yield key, number
            elif factor is not None:
                raise self.unknown("kernel_regularizer", value)

    def _start(self) -> Iterator[tuple[str, str]]:
        value = self.left.get("kernel_initializer")
        text = "" if value is None else initializer_text(value)
        if text:
            del self.left["kernel_initializer"]
        if text not in {"", "glorot_uniform"}:
            yield "init", text

    def _options(self, options: tuple[Option, ...]) -> Iterator[tuple[str, str | float]]:
        for option in options:
            value = self.left.pop(option.argument, option.default)
            if value == option.default:
                continue
            text = option_value(option, value)
            if text is None:
                raise self.unknown(option.argument, value)
            yield option.key, text

    def _activation(self, value: Any) -> str:
        word = activation_named(word_of(value).lower())
        if not word or (isinstance(value, Call) and (value.args or value.keywords)):
            raise self.unknown("activation", value)
        return word

    def _activation_layer(self) -> Item:
        """`Activation("relu")`, `ReLU()`, `LeakyReLU(0.1)`, `Softmax()`."""
        if self.name == "Activation":
            return Item(self._activation(self.left.pop("activation", None)))
        named = (word for word, one in ACTIVATIONS.items() if one.layer == self.name)
        word = next(named, "softmax")
        options = tuple(self._options(ACTIVATIONS[word].options))
        if word == "leaky_relu" and not options:  # the plain word is a function of another slope
            options = (("negative_slope", 0.3),)
        return Item(word, options=options)

    def _check_rest(self) -> None:
        for key, value in self.left.items():
            if value is None or key in _SILENT or value in _USUAL.get(key, ()):
                continue
            if key not in _LOST:
                raise self.unsayable(f"the language has no {shortened(key)} of {self.name}")
            # Keras's own start of a bias, an offset, a factor or an average is no loss
            usual = "ones" if key.startswith(("gamma", "moving_variance")) else "zeros"
            if not key.endswith("initializer") or word_of(value).lower() != usual:
                self.lost.append(f"{key} of {self.name}")


def initializer_text(value: Any) -> str:
    """How the language writes an initializer; empty if it has no word for it."""
    bare = word_of(value).lower().replace("_", "")
    bare = {"uniform": "randomuniform", "normal": "randomnormal"}.get(bare, bare)  # older names
    for word, one in INITIALIZERS.items():
        if bare not in {word.replace("_", ""), one.name.lower()}:
            continue
        given = value.keywords if isinstance(value, Call) else {}
        known = {"seed", "mean", str(one.argument)}
        args = value.args if isinstance(value, Call) else ()
        if args or set(given) - known or plain_number(given.get("mean", 0)) != 0:
            return ""
        number = plain_number(given.get(str(one.argument)))
        if number is None:
            return "" if one.needs_number else word
        return f"{word}:{write_number(number)}"
    return ""


def size_text(sizes: tuple[Any, ...]) -> str:
    """The sizes of the input: `28x28x1`, `n_cols`; `auto` if one is not known."""
    numbers = [plain_number(one) for one in sizes]
    if not numbers or not all(isinstance(one, int) and one > 0 for one in numbers):
        return "auto"
    first = sizes[0]
    is_name = isinstance(first, NotebookVariable) and first.name.lower() not in WORDS
    return first.name if is_name and len(sizes) == 1 else "x".join(map(str, numbers))
