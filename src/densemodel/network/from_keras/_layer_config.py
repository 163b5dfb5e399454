"""The config of a Keras layer in memory, in plain values: what the table of layers reads."""

from __future__ import annotations

import warnings
from math import prod
from typing import Any

import numpy as np

from densemodel.language import ACTIVATIONS, LAYER_RULES, Custom
from densemodel.network.builder._keras import load_keras


def layer_config(layer: Any, input_shape: tuple[int, ...]) -> dict[str, Any]:
    """The config of a layer of Keras's own; its input shape, without batch axis, resolves axes.

    What is not Keras's own is `Custom`. A key that the table lacks is left out if it is off.
    """
    rules = LAYER_RULES[type(layer).__name__]
    regularizer = layer.activity_regularizer  # any layer may have one, and few write it
    given = {**config_of(layer), "activity_regularizer": regularizer}
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key == "activation":
            values[key] = activation_of(layer)
        elif key == "axis" and value is not None:
            values[key] = _axis(value, len(input_shape) + 1)
        elif key == "target_shape":  # with -1 replaced
            known = prod(size for size in value if size > 0)
            values[key] = [int(size) if size > 0 else prod(input_shape) // known for size in value]
        elif key.endswith(("_initializer", "_regularizer", "_constraint")):
            thing = _keras_object(getattr(layer, key, value), value)
            if key in rules or thing is not None:
                values[key] = thing
        elif key not in {"name", "seed"} and (key in rules or not _is_off(value)):
            values[key] = plain(value)
    return values | {"trainable": layer.trainable, "dtype": layer.dtype_policy.name}


def _is_off(value: Any) -> bool:
    return value is None or value is False


def _axis(value: Any, rank: int) -> Any:
    several = value if isinstance(value, list | tuple) else (value,)
    found = sorted(one % rank - rank for one in several)
    return found[0] if len(found) == 1 else found


def _keras_object(thing: Any, serialized: Any) -> Any:
    """An initializer, a regularizer or a constraint as a config has it, in plain values."""
    if thing is None:
        return None
    if not isinstance(serialized, dict):  # an activity regularizer that no config has
        serialized = load_keras().saving.serialize_keras_object(thing)
    module, name = str(serialized.get("module")), serialized.get("class_name")
    if module not in _MODULES:
        return Custom(_description(serialized))
    # some settings are missing in the config of a class: the gain of Identity
    gain = {"gain": thing.gain} if name == "Identity" and hasattr(thing, "gain") else {}
    config = {key: plain(one) for key, one in {**serialized["config"], **gain}.items()}
    config.pop("seed", None)
    if name in {"L1", "L2", "L1L2"} and not any(config.values()):
        return None
    if any(isinstance(one, list | dict | np.ndarray) for one in config.values()):
        return Custom(str(name))
    return {"module": module, "class_name": name, "config": config}


_MODULES = frozenset({"keras.constraints", "keras.initializers", "keras.regularizers"})


def _description(serialized: dict[str, Any]) -> str:
    """What a message calls something that is not Keras's own."""
    name, config = serialized.get("class_name"), serialized.get("config")
    if name not in (None, "__lambda__", "function"):
        return f"the class {name}"
    return f"the function {config}" if isinstance(config, str) else "a function"


def plain(value: Any) -> Any:
    """A value in lists and Python's numbers."""
    if isinstance(value, np.floating):  # the float32 0.1 of NumPy would be 0.10000000149011612
        return float(str(value))
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def config_of(thing: Any) -> dict[str, Any]:
    """The config of a Keras object, without Keras's warning about functions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        config: dict[str, Any] = thing.get_config()
    return config


def is_keras_own(thing: Any, module: str) -> bool:
    """Whether an object is of a public class of Keras itself."""
    return getattr(getattr(load_keras(), module), type(thing).__name__, None) is type(thing)


def activation_of(layer: Any) -> str | Custom:
    """The language's name of the activation of a layer; a description of others.

    A layer as activation is a separate part of the chain, so that nothing is left here.
    TensorFlow's own functions count as Keras's of the same name: tutorials write `tf.nn.relu`.
    """
    import tensorflow as tf

    function = getattr(layer, "activation", None)
    if function is None or isinstance(function, load_keras().Layer):
        return "linear"
    for word in ACTIVATIONS:
        if function in (getattr(load_keras().activations, word), getattr(tf.nn, word, None)):
            return word
    return Custom(f"the function {getattr(function, '__name__', type(function).__name__)}")
