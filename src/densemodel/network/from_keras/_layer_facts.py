"""What a Keras layer computes, as facts that can be compared with those of another layer.

Two layers with equal facts compute the same: `ReLU()` and `Activation("relu")` have equal facts,
and so have `kernel_regularizer="l2"` and `L2(0.01)`.
"""

from __future__ import annotations

import warnings
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.language import ACTIVATIONS, INITIALIZERS, write_number
from densemodel.network.builder._keras import load_keras

if TYPE_CHECKING:
    from collections.abc import Mapping

Facts = dict[str, Any]
"`kind`, the class or the activation, and the config in a comparable form."


def facts_of(layer: Any, input_shape: tuple[int, ...]) -> Facts:
    """The facts of a Keras layer; its input shape, without the batch axis, resolves axes."""
    config = config_of(layer)
    facts: Facts = {
        "kind": type(layer).__name__,
        "trainable": layer.trainable,
        "dtype": layer.dtype_policy.name,
        "activity_regularizer": _pull(_serialized(layer.activity_regularizer)),
    }
    for key, value in config.items():
        if key.endswith("_initializer"):
            start: Any = getattr(layer, key, None)
            is_identity = type(start) is load_keras().initializers.Identity
            gain = {"config": {"gain": start.gain}} if is_identity else {}  # missing in its config
            facts[key] = initializer_word(value | gain if gain else value)
        elif key not in {"name", "trainable", "dtype", "seed", "batch_shape"}:
            # those are read elsewhere, or only names and seeds
            facts.setdefault(key, _fact(key, value, input_shape))
    if "activation" in config:
        facts["activation"] = activation_word(layer.activation)
    return as_activation(facts)


def as_activation(facts: Facts) -> Facts:
    """The facts of the activation, if the layer is nothing else; else the same facts."""
    kind = facts["kind"]
    word = facts["activation"] if kind == "Activation" else _ACTIVATION_OF.get(kind)
    if word is None:
        return facts
    options = {key: value for key, value in facts.items() if key != "activation"}
    return options | function_options(word) | options | {"kind": word}


def function_options(word: str) -> Facts:
    """The options of an activation's function in Keras."""
    options = ACTIVATIONS[word].options if word in ACTIVATIONS else ()
    return {one.argument: one.default for one in options} | _OF_FUNCTION.get(word, {})


def config_of(thing: Any) -> dict[str, Any]:
    """The config of a Keras object, without Keras's warning about functions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        config: dict[str, Any] = thing.get_config()
    return config


def is_keras_own(thing: Any, module: str) -> bool:
    """Whether an object is of a public class of Keras itself."""
    return getattr(getattr(load_keras(), module), type(thing).__name__, None) is type(thing)


def activation_word(function: Any) -> str:
    """The language's name of an activation; a description for others.

    TensorFlow's own functions count as Keras's of the same name: tutorials write `tf.nn.relu`.
    """
    import tensorflow as tf

    if function is None:
        return "linear"
    activations = load_keras().activations
    for word in ACTIVATIONS:
        if function in (getattr(activations, word), getattr(tf.nn, word, None)):
            return word
    return f"the function {getattr(function, '__name__', type(function).__name__)}"


def initializer_word(serialized: Any) -> str:
    """The language's text of an initializer; a description for others."""
    if not isinstance(serialized, dict) or serialized.get("module") != "keras.initializers":
        return _own_thing(serialized)
    return start_word(str(serialized["class_name"]), serialized["config"])


def start_word(name: str, config: Mapping[str, Any]) -> str:
    """The language's text of one of Keras's initializers; its class if it has none for it."""
    settings = {
        key: as_written(value) if type(value) is float else value
        for key, value in config.items()
        if value is not None and not (key in _USUAL and value == _USUAL[key])
    }
    settings.pop("seed", None)
    entry = _INITIALIZERS.get(name)
    if entry is None:
        return name
    value: Any = settings.pop(entry.argument or "", None)
    if value is not None and not (is_number(value) and entry.quantity.holds(value)):
        return name
    if entry.argument == "maxval" and value is not None and settings.get("minval") == -value:
        del settings["minval"]
    if settings:
        return name
    if name == "Constant" and value in (0, 1):
        return "ones" if value else "zeros"
    is_plain = value is None or value == entry.default
    return entry.word if is_plain else f"{entry.word}:{write_number(plain(value))}"


_INITIALIZERS = {entry.name: entry for entry in INITIALIZERS.values()}
_USUAL = {"mean": 0.0, "mode": "fan_in", "distribution": "truncated_normal"}
"The settings of Keras's initializers that the language does not have."


def is_number(value: object) -> bool:
    """Whether a value of a config is one plain number."""
    return hasattr(value, "__float__") and not isinstance(value, bool) and not is_array(value)


def is_array(value: object) -> bool:
    """Whether it has axes; a number of NumPy has a shape too, an empty one."""
    return len(getattr(value, "shape", ())) > 0


def plain(value: Any) -> Any:
    """A number as a Python float; anything else unchanged."""
    if not is_number(value):
        return value
    # the float32 0.1 of NumPy would be 0.10000000149011612
    return float(str(value)) if isinstance(value, np.floating) else float(value)


def as_written(value: Any) -> float:
    """The shortest number for 32 bits: 0.01, not 0.0099999998."""
    real = float(value)
    with np.errstate(over="ignore"):
        short = np.float32(real)
    return float(str(short)) if float(short) == real else real


def in_32_bits(value: Any) -> float:
    """A number as a layer computes with it."""
    with np.errstate(over="ignore"):
        return float(np.float32(value))


def _fact(key: str, value: Any, input_shape: tuple[int, ...]) -> Any:
    if key.endswith("_regularizer"):
        return _pull(value)
    if key == "scale" and is_number(value):
        return in_32_bits(value)
    if key == "axis" and value is not None:
        several = value if isinstance(value, list | tuple) else (value,)
        rank = len(input_shape) + 1
        found = tuple(sorted(one % rank - rank for one in several))
        return found[0] if len(found) == 1 else found
    if key == "target_shape":  # with -1 replaced
        known = prod(size for size in value if size > 0)
        return tuple(size if size > 0 else prod(input_shape) // known for size in value)
    if isinstance(value, dict):
        return _class_or_function(value) or "a function"
    # NumPy 1 compares its short numbers in 64 bits
    value = plain(value) if isinstance(value, np.floating) else value
    return tuple(value) if isinstance(value, list) else value


def _serialized(regularizer: Any) -> Any:
    if regularizer is None:
        return None
    return {
        "module": "keras.regularizers" if is_keras_own(regularizer, "regularizers") else "",
        "class_name": type(regularizer).__name__,
        "config": config_of(regularizer) if hasattr(regularizer, "get_config") else {},
    }


def _pull(serialized: Any) -> Any:
    if serialized is None:
        return None
    if serialized.get("module") != "keras.regularizers":
        return _own_thing(serialized)
    if serialized["class_name"] not in {"L1", "L2", "L1L2"}:
        return serialized["class_name"]
    return factors_of(serialized["config"])


def factors_of(config: Mapping[str, float]) -> tuple[tuple[str, float], ...] | None:
    """The factors of an L1 or L2 regularizer, ((l2, 0.01),); None if all are 0."""
    factors = {key: as_written(value) for key, value in config.items()}
    return tuple((key, factor) for key, factor in factors.items() if factor) or None


def _own_thing(serialized: Any) -> str:
    name = _class_or_function(serialized) if isinstance(serialized, dict) else None
    if name in (None, "function"):
        config = serialized.get("config") if isinstance(serialized, dict) else None
        return f"the function {config}" if isinstance(config, str) else "a function"
    return f"the class {name}"


def _class_or_function(serialized: dict[str, Any]) -> str | None:
    """The registered class; None for a function without a name."""
    name = serialized.get("class_name")
    return None if name in (None, "__lambda__") else str(name)


_ACTIVATION_OF = {
    entry.layer: word for word, entry in ACTIVATIONS.items() if entry.layer is not None
} | {"Softmax": "softmax"}
"The layers of Keras that are an activation with options."

_OF_FUNCTION: dict[str, Facts] = {"leaky_relu": {"negative_slope": 0.2}, "softmax": {"axis": -1}}
"Where Keras's function has another default than its layer, or an option that the language lacks."
