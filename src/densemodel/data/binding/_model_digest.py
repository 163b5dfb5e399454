"""A hash of all that decides the outputs of a Keras model, to recognize it later."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OPAQUE = frozenset({"FlaxLayer", "JaxLayer", "Lambda", "TFSMLayer", "TorchModuleWrapper"})
"Layers of Keras that compute with functions or files, which their configuration only names."

UNTRACED = re.compile("name|seed|learning_rate")
"Parts of a configuration that compiled steps do not depend on."
_WITHOUT_EFFECT = re.compile(
    f"{UNTRACED.pattern}|trainable|.*_(initializer|regularizer|constraint)"
)
"Those that outputs do not depend on."

_OF_GRAPH = frozenset({"keras_history", "input_layers", "output_layers"})
"""Parts of a configuration that name operations of a graph."""

_tokens: weakref.WeakKeyDictionary[Any, str] = weakref.WeakKeyDictionary()
"Of models whose configuration does not tell what they compute: a name for each object."


def digest_of(model: Any) -> str:
    """A hash of all that decides the outputs of a Keras model without training.

    Models of the same layers have the same. Of a model whose configuration does not tell what it
    computes, such as one with a Lambda, it changes with the weights, and no other model has it.
    """
    return known_digest(model) or f"{_tokens.setdefault(model, uuid4().hex)} {_of_weights(model)}"


def known_digest(model: Any) -> str | None:
    """The same; None for a model whose configuration does not tell what it computes."""
    text = computation_of(model, _WITHOUT_EFFECT)
    if text is None:
        return None
    return hashlib.blake2b(f"{text} {_of_weights(model)}".encode(), digest_size=16).hexdigest()


def computation_of(model: Any, ignored: re.Pattern[str], *more: Any) -> str | None:
    """All that decides what a Keras model computes, but its weights, as a text.

    Args:
        model: It may be of several inputs and outputs.
        ignored: The keys of its configuration that have no effect.
        more: Other configurations, such as that of its compilation.

    Returns:
        None if it can't be known: a layer is not Keras's own, was changed, or is made of functions.
    """
    layers = list(model._flatten_layers())  # noqa: SLF001 - also those within layers
    if not all(map(_is_known, layers)):
        return None
    try:
        # a layer does not tell of the layers within it, such as those of attention
        configs = [model.get_config(), *(layer.get_config() for layer in layers), *more]
        # Keras writes builtins for a custom function, and nothing for a custom class
        modules = (str(part.get("module", "keras")) for part in _parts_of(configs))
        if not all(module.partition(".")[0] == "keras" for module in modules):
            return None
        parts = [_bare_config(configs, ignored), [*map(_constants_of, layers)], keras_settings()]
        return json.dumps(parts, sort_keys=True, default=_plain)
    except (TypeError, NotImplementedError):  # a class without a configuration
        return None


def _is_known(layer: Any) -> bool:
    kind = type(layer)
    is_changed = not {"call", "__call__"}.isdisjoint(vars(layer))
    return kind.__module__.startswith("keras.") and kind.__name__ not in _OPAQUE and not is_changed


def _constants_of(layer: Any) -> str:
    """The means and variances of a `Normalization`, which its weights may differ from."""
    if type(layer).__name__ != "Normalization":
        return ""
    digest = hashlib.blake2b(digest_size=16)
    for numbers in (layer.mean, layer.variance):
        digest.update(np.asarray(numbers).tobytes())
    return digest.hexdigest()


KERAS_DEFAULTS = {
    "dtype_policy": "float32",
    "epsilon": "1e-07",
    "floatx": "float32",
    "image_data_format": "channels_last",
}
"The settings that Keras begins with, where a person has no file of them."


def keras_settings() -> dict[str, str]:
    """Keras's global settings, which decide numbers and are in no configuration."""
    keras = sys.modules.get("keras")
    if keras is None:
        return _first_settings()
    settings = keras.config
    return {
        "dtype_policy": settings.dtype_policy().name,
        "epsilon": str(settings.epsilon()),
        "floatx": settings.floatx(),
        "image_data_format": settings.image_data_format(),
    }


def _first_settings() -> dict[str, str]:
    """Those that Keras begins with, from its file: Keras itself takes seconds to load."""
    home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    try:
        found = json.loads((home / "keras.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = {}
    found = found if isinstance(found, dict) else {}
    floatx = str(found.get("floatx", KERAS_DEFAULTS["floatx"]))
    known = {name: str(found.get(name, value)) for name, value in KERAS_DEFAULTS.items()}
    return known | {"dtype_policy": floatx}


def _bare_config(config: Any, ignored: re.Pattern[str]) -> Any:
    """A configuration without the parts whose keys are ignored.

    Names of the operations of a graph, which Keras counts on, become their places.
    """
    nodes = [str(part.get("name")) for part in _parts_of(config) if "inbound_nodes" in part]
    order = {name: number for number, name in enumerate(dict.fromkeys(nodes))}
    return _bare(config, ignored, order)


def _bare(config: Any, ignored: re.Pattern[str], order: Mapping[str, int]) -> Any:
    if isinstance(config, dict):
        if config.get("class_name") == "DTypePolicy":  # its name identifies it
            return config
        # a rate that is not a number is a schedule, which Keras computes within the steps
        return {
            k: _placed(v, order) if k in _OF_GRAPH else _bare(v, ignored, order)
            for k, v in config.items()
            if not ignored.fullmatch(k) or (k == "learning_rate" and isinstance(v, dict))
        }
    if isinstance(config, list | tuple):
        return [_bare(value, ignored, order) for value in config]
    return config


def _placed(config: Any, order: Mapping[str, int]) -> Any:
    """The same with the place of each operation instead of its name."""
    if isinstance(config, list | tuple):
        return [_placed(part, order) for part in config]
    return order.get(config, config) if isinstance(config, str) else config


def _parts_of(config: Any) -> Iterator[dict[str, Any]]:
    """The dictionaries in a configuration, itself first."""
    if isinstance(config, dict):
        yield config
        config = config.values()
    elif not isinstance(config, list | tuple):
        return
    for inner in config:
        yield from _parts_of(inner)


def _of_weights(model: Any) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for weights in model.get_weights():
        digest.update(f"{weights.dtype} {weights.shape}".encode())
        digest.update(np.ascontiguousarray(weights).tobytes())
    return digest.hexdigest()


def _plain(value: object) -> object:
    """The numbers of an array: a vocabulary may be one."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"the config of a layer holds something of type {type(value).__name__}")
