"""Reads the class and config of a Keras layer: what it computes, as facts that can be compared.

Two layers with equal facts compute the same: `ReLU()` and `Activation("relu")` have equal facts,
and so have `kernel_regularizer="l2"` and `L2(0.01)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from densemodel.language.keras_layers._table import (
    COMMON_RULES,
    LAYER_RULES,
    REQUIRED,
    RefusedValueError,
)
from densemodel.language.vocabulary._initializers import INITIALIZERS
from densemodel.language.vocabulary._keras_call import KerasCall
from densemodel.language.vocabulary._layer_words import ACTIVATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

Facts = dict[str, Any]
"`kind`, the class or the activation, and a fact for each key."


@dataclass(frozen=True, slots=True)
class Refusal:
    """A value in a config that no spec has."""

    key: str
    value: Any
    message: str = ""
    "With the places `{key}` and `{value}`; empty: there is only what a spec has instead."
    usual: Any = None
    "What a spec has instead."


def read_layer(kind: str, config: Mapping[str, Any]) -> tuple[Facts, list[Refusal]]:
    """The facts of a layer, and what of its config no spec has, in the order of the table.

    Args:
        kind: A class of the table.
        config: As `get_config` gives it, in lists and plain values. A key may be missing only
            where a spec has one value alone.

    Returns:
        Facts, with Keras's default in place of a refused value, if it has one; and the refusals.
    """
    rules = COMMON_RULES | LAYER_RULES[kind]
    facts: Facts = {"kind": kind}
    refusals: list[Refusal] = []
    for key, rule in rules.items():
        value = config.get(key, rule.default if rule.is_fixed else None)
        try:
            facts[key] = rule.read(value)
        except RefusedValueError as refused:
            usual = None if rule.default is REQUIRED else rule.default
            refusals.append(Refusal(key, value, str(refused), usual))
            if rule.default is not REQUIRED and (key, usual) != ("strides", None):
                facts[key] = rule.read(rule.default)
    others = config.keys() - rules.keys() - {"name"}
    refusals += [Refusal(key, config[key]) for key in config if key in others]
    refusals += _of_both_axes(facts)
    return as_activation(facts), refusals


def _of_both_axes(facts: Facts) -> list[Refusal]:
    """Where a spec has one setting for two of Keras's."""
    found: list[Refusal] = []
    strides = facts.get("strides", ())
    if len(set(strides)) > 1 and strides != facts.get("pool_size"):
        message = "its {key} {value} differ, but a spec has one for both axes"
        found.append(Refusal("strides", [*strides], message))
    height, width = facts.get("height_factor"), facts.get("width_factor")
    if None not in (height, width) and height != width:
        message = "its height_factor and {key} differ, but a spec has one share for both"
        found.append(Refusal("width_factor", width, message))
    pair = ("depthwise_regularizer", "pointwise_regularizer")
    if facts.get(pair[0]) != facts.get(pair[1]):
        message = "its kernels have regularizers of their own, a spec has one for both"
        found.append(Refusal(pair[0] if facts[pair[0]] else pair[1], None, message))
    return found


def as_activation(facts: Facts) -> Facts:
    """The facts of the activation, if the layer is nothing else; else the same facts."""
    kind = facts["kind"]
    word = facts.get("activation", "linear") if kind == "Activation" else _ACTIVATION_OF.get(kind)
    if word is None:
        return facts
    options = {key: value for key, value in facts.items() if key != "activation"}
    return options | function_options(word) | options | {"kind": word}


def function_options(word: str) -> Facts:
    """The options of an activation's function in Keras."""
    options = ACTIVATIONS[word].options if word in ACTIVATIONS else ()
    return {one.argument: one.default for one in options} | _OF_FUNCTION.get(word, {})


_ACTIVATION_OF = {
    entry.layer: word for word, entry in ACTIVATIONS.items() if entry.layer is not None
} | {"Softmax": "softmax"}
"The layers of Keras that are an activation with options."

_OF_FUNCTION: dict[str, Facts] = {"leaky_relu": {"negative_slope": 0.2}, "softmax": {"axis": -1}}
"Where Keras's function has another default than its layer, or an option that the language lacks."


def complete_config(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The config of a layer that is made with these arguments, as `get_config` gives it.

    A required argument that is not given is missing.
    """
    config = {
        key: rule.default for key, rule in LAYER_RULES[kind].items() if rule.default is not REQUIRED
    }
    config |= {key: _as_config(key, value) for key, value in given.items() if value is not None}
    if "pool_size" in config and config["strides"] is None:
        config["strides"] = config["pool_size"]
    return config


def _as_config(key: str, value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if key in {"kernel_size", "pool_size", "strides", "dilation_rate"} and type(value) is int:
        return [value, value]
    if isinstance(value, KerasCall):
        return keras_object(value.module, value.name, dict(value.arguments))
    if key.endswith("_initializer") and isinstance(value, str):
        return keras_object("initializers", _CLASS_OF.get(value, value), {})
    return value


_CLASS_OF = {entry.keras_word: entry.name for entry in INITIALIZERS.values()}
_DEFAULTS = {"Constant": {"value": 0.0}, "RandomUniform": {"minval": -0.05, "maxval": 0.05}}
"Where Keras's default matters: one number of the language stands for both ends."


def keras_object(module: str, name: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """An object of Keras's own as a config has it."""
    config = _DEFAULTS.get(name, {}) | {**config}
    return {"module": f"keras.{module}", "class_name": name, "config": config}


@lru_cache(maxsize=256)
def facts_of_call(call: KerasCall) -> Facts:
    """The facts of a layer that a spec makes."""
    return read_layer(call.name, complete_config(call.name, dict(call.arguments)))[0]


def differences(theirs: Facts, ours: Facts) -> list[tuple[str, Any, Any]]:
    """The facts of a layer that another one does not share: the name of each and both values."""
    return [(key, one, ours.get(key)) for key, one in theirs.items() if one != ours.get(key)]
