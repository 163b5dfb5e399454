"""The calls of Keras's layers in code, as the words of the language: `Dense(50)` is `50`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.language.hints._aliases import NOT_OURS, activation_named
from densemodel.language.keras_layers._layer_items import (
    layer_of,
    offset_of,
    out_of_range,
    start_of,
)
from densemodel.language.keras_layers._read_layer import complete_config, keras_object, read_layer
from densemodel.language.keras_layers._table import LAYER_RULES, Custom
from densemodel.language.read_keras_code._python_values import (
    Call,
    NotebookVariable,
    plain_number,
    word_of,
)
from densemodel.language.reading._words import WORDS
from densemodel.language.syntax_tree._closest_words import near, shortened
from densemodel.language.vocabulary._initializers import INITIALIZERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from densemodel.language.keras_layers._read_layer import Facts
    from densemodel.language.keras_layers._table import Rule
    from densemodel.language.syntax_tree._tree import Item, Span

_OTHER_NAMES = {
    "AvgPool2D": "AveragePooling2D",
    "Convolution2D": "Conv2D",
    "GlobalAvgPool2D": "GlobalAveragePooling2D",
    "GlobalMaxPool2D": "GlobalMaxPooling2D",
    "MaxPool2D": "MaxPooling2D",
    "SeparableConvolution2D": "SeparableConv2D",
}
_OLD_KEYS = {"alpha": "negative_slope", "p": "rate", "init": "kernel_initializer"}
_SHAPES = ("input_shape", "input_dim", "batch_input_shape", "batch_shape", "shape")
_SILENT = frozenset({"name", "dtype", "seed", *_SHAPES})
"Arguments without an effect on a spec."
_LOST = frozenset(
    f"{part}_{what}"
    for part in ("bias", "kernel", "beta", "gamma", "activity", "depthwise", "pointwise")
    for what in ("initializer", "regularizer", "constraint")
) | {"moving_mean_initializer", "moving_variance_initializer", "trainable"}
"Arguments for initial values or training, without an effect on the output."


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
    return _OTHER_NAMES.get(call.name, call.name) in LAYER_RULES or call.name.lower() in NOT_OURS


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
    if name not in LAYER_RULES:
        meant = near(name, LAYER_RULES)
        hint = f": did you mean {meant}?" if meant and meant.lower() == name.lower() else ""
        raise UnsayableError(
            f"the language has no layer {shortened(name or 'of this kind')}{hint}", call.span
        )
    yield from _LayerCall(call, name).layers(lost, is_last=is_last)


class _LayerCall:
    """One call of a layer's class."""

    def __init__(self, call: Call, name: str) -> None:
        self.call, self.name = call, name
        places = tuple(LAYER_RULES[name])
        if len(call.args) > len(places):
            raise UnsayableError(f"{name} has unknown arguments", call.span)
        given = dict(zip(places, call.args, strict=False)) | call.keywords
        old_keys = {key: new for key, new in _OLD_KEYS.items() if key not in places}
        self.given = {
            old_keys.get(key, key): value
            for key, value in given.items()
            if value is not None and key not in _SILENT
        }

    def layers(self, lost: list[str], *, is_last: bool) -> Iterator[tuple[Item, str]]:
        inner = self.given.get("activation")
        behind = None
        if self.name != "Activation" and isinstance(inner, Call) and inner.name in LAYER_RULES:
            del self.given["activation"]
            behind = next(keras_layer(inner, lost, is_last=False))
        units = self._units(is_last=is_last)
        # the parser says what is wrong with a size, or finds the variable
        facts = self._facts(lost, {} if units is None else {"units": 1})
        item, activation = layer_of(facts)
        if units is not None:
            item = replace(item, number=units)
        if "kernel_size" in self.given:  # as it is in the code, also where it is the default
            item = replace(item, sizes=facts["kernel_size"])
        yield item, activation
        if behind is not None:
            yield behind

    def _units(self, *, is_last: bool) -> Any:
        """The size as the language writes it: a number, a variable, `auto`; None without."""
        units = self.given.get("units")
        if isinstance(units, NotebookVariable) and units.name.lower() not in WORDS:
            return units.name
        number = plain_number(units)
        return "auto" if number is None and is_last and units is not None else number

    def _facts(self, lost: list[str], known: dict[str, object]) -> Facts:
        rules = LAYER_RULES[self.name]
        values = {key: _config_value(key, value) for key, value in self.given.items()}
        config = complete_config(self.name, values | known)
        for key in rules:
            if key not in config:
                raise self._unknown(key)
        facts, refusals = read_layer(self.name, config)
        for refusal in refusals:
            key = refusal.key
            if key in _LOST and key != "kernel_regularizer":
                lost.append(f"{key} of {self.name}")
            elif key in rules and not rules[key].is_fixed:
                raise self._unknown(key)
            else:
                message = f"the language has no {shortened(key)} of {self.name}"
                raise UnsayableError(message, self.call.span)
        for key, *_ in out_of_range(facts, options_only=True):
            raise self._unknown(key)
        lost += [f"{key} of {self.name}" for key in _starts_lost(facts, rules)]
        return facts

    def _unknown(self, key: str) -> UnsayableError:
        value = self.given.get(key)
        shown = f"{value.name}(...)" if isinstance(value, Call) else shortened(str(value))
        message = f"{key} of {self.name} is {shown}, which a spec can't express"
        return UnsayableError(message, self.call.span)


def _starts_lost(facts: Facts, rules: Mapping[str, Rule]) -> Iterator[str]:
    """The initializers that are neither Keras's own nor in the words of the layer."""
    for key, rule in rules.items():
        if not key.endswith("_initializer") or facts[key] == rule.read(rule.default):
            continue
        if key == "beta_initializer":
            is_written = offset_of(facts) is not None
        else:
            is_written = key.startswith(_KERNELS) and start_of(facts) != ""
        if not is_written:
            yield key


_KERNELS = ("kernel", "depthwise", "pointwise")


def _config_value(key: str, value: Any) -> Any:
    """A value as Keras has it in a config; what only running the code gives is left as it is."""
    number = plain_number(value)
    if number is not None:
        return number
    found = value
    if isinstance(value, tuple):
        found = [_config_value("", one) for one in value]
    elif key.endswith("_initializer"):
        found = _initializer(value)
    elif key.endswith("_regularizer"):
        found = _regularizer(value)
    elif key == "padding" and isinstance(value, str):
        found = value.lower()
    elif key == "activation" and not (isinstance(value, Call) and (value.args or value.keywords)):
        found = activation_named(word_of(value).lower()) or value
    return found


def _initializer(value: Any) -> Any:
    bare = word_of(value).lower().replace("_", "")
    bare = {"uniform": "randomuniform", "normal": "randomnormal"}.get(bare, bare)  # older names
    for word, one in INITIALIZERS.items():
        if bare in {word.replace("_", ""), one.name.lower()}:
            given = value.keywords if isinstance(value, Call) else {}
            if isinstance(value, Call) and value.args:
                break
            settings = {key: _config_value("", setting) for key, setting in given.items()}
            return keras_object("initializers", one.name, settings)
    return Custom(f"the initializer {bare}")


def _regularizer(value: Any) -> Any:
    name = word_of(value).lower().replace("_", "")
    call = value if isinstance(value, Call) else None
    if name in {"l1", "l2"}:
        given = None if call is None else call.argument(name, 0)
        factors = {name: 0.01 if given is None else given}
    elif name == "l1l2" and call is not None:
        factors = {key: call.argument(key, place) or 0.0 for place, key in enumerate(("l1", "l2"))}
    else:
        return value
    settings = {key: _config_value("", factor) for key, factor in factors.items()}
    return keras_object("regularizers", name.upper(), settings)


def size_text(sizes: tuple[Any, ...]) -> str:
    """The sizes of the input: `28x28x1`, `n_cols`; `auto` if one is not known."""
    numbers = [plain_number(one) for one in sizes]
    if not numbers or not all(isinstance(one, int) and one > 0 for one in numbers):
        return "auto"
    first = sizes[0]
    is_name = isinstance(first, NotebookVariable) and first.name.lower() not in WORDS
    return first.name if is_name and len(sizes) == 1 else "x".join(map(str, numbers))
