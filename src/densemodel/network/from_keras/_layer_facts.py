"""What a Keras layer computes, as facts that can be compared with those of another layer.

Two layers with equal facts compute the same: `ReLU()` and `Activation("relu")` have equal facts,
and so have `kernel_regularizer="l2"` and `L2(0.01)`.
"""

from __future__ import annotations

import inspect
import warnings
from typing import Any

from densemodel.language import ACTIVATIONS, INITIALIZERS, KerasCall
from densemodel.network.builder._keras import load_keras
from densemodel.network.builder._make import make

Facts = dict[str, Any]

_NOT_THE_FUNCTION = frozenset({"name", "trainable", "dtype", "seed", "batch_shape"})
"Keys of a config that are read elsewhere, or only names and seeds."

_PULLS = frozenset({"L1", "L2", "L1L2"})

_LINEAR = "linear"


def facts_of(layer: Any, input_shape: tuple[int, ...]) -> Facts:
    """The facts of one layer.

    Args:
        layer: A Keras layer.
        input_shape: Without the batch axis, for negative axes.

    Returns:
        `kind`, the class or the activation, and its config in a comparable form.
    """
    config = config_of(layer)
    facts: Facts = {
        "kind": type(layer).__name__,
        "trainable": layer.trainable,
        "dtype": layer.dtype_policy.name,
        "activity_regularizer": _pull(_serialized(layer.activity_regularizer)),
    }
    for key, value in config.items():
        if key.endswith("_initializer"):
            facts[key] = initializer_word(value, getattr(layer, key, None))
        elif key not in _NOT_THE_FUNCTION:
            facts.setdefault(key, _fact(key, value, input_shape))
    if "activation" in config:
        facts["activation"] = activation_word(layer.activation)
    word = _ACTIVATION_OF.get(type(layer).__name__)
    if type(layer).__name__ == "Activation":
        word = facts.pop("activation")
    if word is not None:
        facts = default_options(word) | facts | {"kind": word}
        if "axis" in facts:
            facts["axis"] = _axes(facts["axis"], input_shape)
    return facts


def config_of(thing: Any) -> dict[str, Any]:
    """The config of a Keras object, without Keras's warning about functions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        config: dict[str, Any] = thing.get_config()
    return config


def _left_out(initializer: Any) -> dict[str, Any]:
    """What is missing in the config of an initializer: the gain of Identity."""
    is_identity = type(initializer) is load_keras().initializers.Identity
    return {"gain": initializer.gain} if is_identity else {}


def is_keras_own(thing: Any, module: str) -> bool:
    """Whether an object is of a public class of Keras itself."""
    return getattr(getattr(load_keras(), module), type(thing).__name__, None) is type(thing)


def activation_word(function: Any) -> str:
    """The language's name of an activation; a description for others.

    TensorFlow's own functions count as Keras's of the same name: tutorials write `tf.nn.relu`.
    """
    import tensorflow as tf

    activations = load_keras().activations
    for word in ACTIVATIONS:
        theirs = (getattr(activations, word), getattr(tf.nn, word, None))
        if function is not None and function in theirs:
            return word
    if function is None:
        return _LINEAR
    return f"the function {getattr(function, '__name__', type(function).__name__)}"


def initializer_word(serialized: Any, initializer: Any) -> str:
    """The language's text of an initializer; a description for others."""
    if not isinstance(serialized, dict) or serialized.get("module") != "keras.initializers":
        return _own_thing(serialized)
    name = str(serialized["class_name"])
    config = _unseeded({**serialized["config"], **_left_out(initializer)})
    config = {key: as_written(one) if type(one) is float else one for key, one in config.items()}
    if name == "Constant" and config.get("value") in (0, 1):
        return "ones" if config["value"] else "zeros"
    for entry in INITIALIZERS.values():
        if entry.name != name:
            continue
        value = config.get(entry.argument) if entry.argument else None
        if value is not None and not (is_number(value) and entry.quantity.holds(value)):
            break
        call = entry.call(value)
        said = make(call if isinstance(call, KerasCall) else KerasCall("initializers", name))
        if _unseeded({**said.get_config(), **_left_out(said)}) != config:
            break
        is_plain = value is None or value == entry.default
        return entry.word if is_plain else f"{entry.word}:{number_text(value)}"
    return name


def is_number(value: object) -> bool:
    """Whether a value of a config is one plain number."""
    return hasattr(value, "__float__") and not isinstance(value, bool) and not _length(value)


def number_text(value: Any) -> str:
    """A number for the language."""
    import numpy as np

    # the float32 0.1 of NumPy would be 0.10000000149011612 as a Python float
    real = float(str(value)) if isinstance(value, np.floating) else float(value)
    return str(int(value)) if real.is_integer() and abs(real) < 1e15 else repr(real)  # noqa: PLR2004 - whole and exact


def as_written(value: Any) -> float:
    """The shortest number for 32 bits: 0.01, not 0.0099999998."""
    import numpy as np

    real = float(value)
    return float(str(np.float32(real))) if float(np.float32(real)) == real else real


def in_32_bits(value: Any) -> float:
    """A number as a layer computes with it."""
    import numpy as np

    with np.errstate(over="ignore"):
        return float(np.float32(value))


def _length(value: object) -> int:
    return len(getattr(value, "shape", ()))


def _fact(key: str, value: Any, input_shape: tuple[int, ...]) -> Any:
    if key.endswith("_regularizer"):
        return _pull(value)
    if key == "scale" and is_number(value):
        return in_32_bits(value)
    if key == "axis":
        return _axes(value, input_shape)
    if key == "target_shape":
        return _whole_shape(value, input_shape)
    if isinstance(value, dict):
        return _class_or_function(value) or "a function"
    return tuple(value) if isinstance(value, list) else value


def _axes(axis: Any, input_shape: tuple[int, ...]) -> Any:
    if axis is None:
        return None
    several = tuple(axis) if isinstance(axis, list | tuple) else (axis,)
    rank = len(input_shape) + 1
    found = tuple(sorted(one % rank - rank for one in several))
    return found[0] if len(found) == 1 else found


def _whole_shape(shape: Any, input_shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of a Reshape, with -1 replaced."""
    total, known = 1, 1
    for size in input_shape:
        total *= size
    for size in shape:
        known *= size if size > 0 else 1
    return tuple(size if size > 0 else total // known for size in shape)


def _serialized(regularizer: Any) -> Any:
    if regularizer is None:
        return None
    return {
        "module": "keras.regularizers" if is_keras_own(regularizer, "regularizers") else "",
        "class_name": type(regularizer).__name__,
        "config": config_of(regularizer) if hasattr(regularizer, "get_config") else {},
    }


def _pull(serialized: Any) -> Any:
    """A regularizer as its factors, ((l2, 0.01),); None if all are 0."""
    if serialized is None:
        return None
    if serialized.get("module") != "keras.regularizers":
        return _own_thing(serialized)
    if serialized["class_name"] not in _PULLS:
        return serialized["class_name"]
    factors = {key: as_written(value) for key, value in serialized["config"].items()}
    return tuple((key, factor) for key, factor in factors.items() if factor) or None


def _own_thing(serialized: Any) -> str:
    """A class or function that is not Keras's, in words."""
    name = _class_or_function(serialized) if isinstance(serialized, dict) else None
    if name in (None, "function"):
        config = serialized.get("config") if isinstance(serialized, dict) else None
        return f"the function {config}" if isinstance(config, str) else "a function"
    return f"the class {name}"


def _class_or_function(serialized: dict[str, Any]) -> str | None:
    """The registered class; None for a function without a name."""
    name = serialized.get("class_name")
    return None if name in (None, "__lambda__") else str(name)


def _unseeded(config: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in config.items() if key != "seed"}


def default_options(word: str) -> Facts:
    """The default options of an activation, from its function in Keras."""
    if word not in ACTIVATIONS:
        return {}
    parameters = inspect.signature(getattr(load_keras().activations, word)).parameters
    return {key: parameter.default for key, parameter in list(parameters.items())[1:]}


_ACTIVATION_OF = {
    entry.layer: word for word, entry in ACTIVATIONS.items() if entry.layer is not None
} | {"Softmax": "softmax"}
"The layers of Keras that are an activation with options."
