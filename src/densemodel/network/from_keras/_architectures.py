"""The known architectures of `keras.applications`, and what they do to pixels first.

A model is one if its configuration equals a newly built one's: its name alone is not believed.
"""

from __future__ import annotations

import inspect
import json
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.errors import SpecError
from densemodel.network.builder._keras import load_keras
from densemodel.network.builder._make import draws_from

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel._array import Array

Arguments = dict[str, Any]


def with_preprocessing(model: Any, name: str) -> Any:
    """A model of `keras.applications` that takes pixels from 0 to 255; itself if it does so."""
    keras, (is_reversed, scale, offset) = load_keras(), preprocessing_of(name)
    if _is_nothing(scale, offset):
        return model
    pixels = keras.Input(tuple(model.input_shape[1:]), name="pixels")
    ordered = keras.ops.flip(pixels, axis=-1) if is_reversed else pixels
    # a number for all channels, where it is the same
    scales, offsets = (
        float(one[0]) if np.ptp(one) == 0 else one.tolist() for one in (scale, offset)
    )
    scaled = keras.layers.Rescaling(scales, offsets, name="preprocessing")(ordered)
    return keras.Model(pixels, model(scaled), name=name)


def preprocessing_words(name: str) -> str:
    """What is done to the pixels before a known base; empty if that is part of it already."""
    is_reversed, scale, offset = preprocessing_of(name)
    if _is_nothing(scale, offset):
        return ""
    if is_reversed:
        return "from 0 to 255 to blue, green and red, less their means in ImageNet"
    if np.ptp(scale) or np.ptp(offset):
        return "from 0 to 255 to the mean 0 and the spread 1 that they have in ImageNet"
    low, high = float(offset[0]), float(scale[0] * 255 + offset[0])
    return f"from 0 to 255 to {low:g} to {high:g}"


def preprocessing_of(name: str) -> tuple[bool, Array, Array]:
    """What `preprocess_input` of a known architecture does, measured on a few pixels.

    Returns:
        Whether it reverses the channels; the factor of each channel, then; and its offset.
    """
    module = import_module(_functions()[name].__module__)
    probe = np.zeros((1, 2, 2, 3), np.float64)
    offset = np.asarray(module.preprocess_input(probe.copy()), np.float64)[0, 0, 0]
    colours = np.zeros((1, 1, 3, 3), np.float64)
    colours[0, 0] = np.eye(3) * 255
    matrix = (np.asarray(module.preprocess_input(colours), np.float64)[0, 0] - offset) / 255
    is_reversed = not np.allclose(matrix, np.diag(matrix.diagonal()))
    return is_reversed, (matrix[::-1] if is_reversed else matrix).diagonal(), offset


def _is_nothing(scale: Array, offset: Array) -> bool:
    return bool(np.allclose(scale, 1) and not offset.any())


def _functions() -> Mapping[str, Any]:
    """The functions of `keras.applications` that make a model."""
    found = vars(load_keras().applications).items()
    return {name: one for name, one in found if inspect.isfunction(one) and name[0].isupper()}


def build_known(name: str, shape: Sequence[int | None], arguments: Arguments) -> Any:
    """A new model of a known architecture, without trained weights.

    Raises:
        SpecError: There is none of this name, or Keras refuses the arguments.
    """
    function = _functions().get(name)
    if function is None:
        raise SpecError(f"keras.applications has no {name}")
    try:
        return function(weights=None, include_top=False, input_shape=tuple(shape), **arguments)
    except Exception as error:  # noqa: BLE001 - a layer may raise what it likes
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SpecError(f"Keras does not make this {name}: {reason}") from None


_WITH_ALPHA = re.compile(r"mobilenet(?:v2)?_(\d\.\d\d)_")


def found_architecture(model: Any) -> tuple[str, Arguments] | None:
    """The name proposes a function, and the whole configuration has to be that of its model."""
    plain = re.sub(r"[^a-z0-9]", "", str(model.name).lower())
    names = [name for name in _functions() if plain.startswith(name.lower())]
    if not names:
        return None
    name = max(names, key=len)
    arguments: Arguments = {}
    last = type(model.layers[-1]).__name__
    pooling = {"GlobalAveragePooling2D": "avg", "GlobalMaxPooling2D": "max"}.get(last)
    if pooling is not None:
        arguments["pooling"] = pooling
    alpha = _WITH_ALPHA.match(str(model.name))
    if alpha is not None:
        arguments["alpha"] = float(alpha[1])
    try:
        with draws_from(0):
            fresh = build_known(name, model.input_shape[1:], arguments)
    except SpecError:
        return None
    return (name, arguments) if _graph_of(fresh) == _graph_of(model) else None


def _graph_of(model: Any) -> str:
    """The configuration of a model, without the names of layers and whether they are frozen."""
    config = json.loads(json.dumps(load_keras().saving.serialize_keras_object(model)))["config"]
    names = {one["config"]["name"]: f"#{place}" for place, one in enumerate(config["layers"])}

    def walk(part: Any) -> Any:
        if isinstance(part, dict):
            left = ("trainable", "build_config", "shared_object_id", "seed")
            return {key: walk(value) for key, value in part.items() if key not in left}
        if isinstance(part, list):
            return [walk(one) for one in part]
        return names.get(part, part) if isinstance(part, str) else part

    return json.dumps(walk({**config, "name": ""}), sort_keys=True)
