"""A trained model as the base of a network: its copy with preprocessing, and the joined model.

A known architecture of `keras.applications` is one whose configuration equals a newly built one's.
"""

from __future__ import annotations

import inspect
import json
import re
import threading
import weakref
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import digest_of
from densemodel.errors import SpecError
from densemodel.language import Base
from densemodel.network.builder._keras import load_keras
from densemodel.network.builder._make import draws_from

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel._array import Array
    from densemodel.language import Spec

Arguments = dict[str, Any]

_copies: weakref.WeakKeyDictionary[Any, tuple[str, Base]] = weakref.WeakKeyDictionary()
"Of the models of a notebook: the digest of their weights, and the base with its copy."
_lock = threading.RLock()


def with_copy(spec: Spec) -> Spec:
    """The spec with a copy of its base that nobody else changes, with its preprocessing.

    The same copy as long as the model has the same weights.

    Raises:
        SpecError: Keras can't copy the model.
    """
    base = spec.base
    if base is None or base.is_copy:
        return spec
    with _lock:
        digest, (known, copied) = digest_of(base.model), _copies.get(base.model, ("", base))
        # a person may have trained the copy, as part of the model of a run
        if known != digest or digest_of(copied.model) != digest:
            copied = _copied(base)
            _copies[base.model] = digest, copied
    return spec.with_base(
        replace(
            base,
            **{name: getattr(copied, name) for name in _OF_COPY},
        )
    )


_OF_COPY = ("model", "is_copy", "title", "architecture", "arguments", "preprocessing")


def _copied(base: Base) -> Base:
    load_keras()
    found = _found_architecture(base.model)
    with draws_from(0):
        try:
            copy = clone(base.model)
        except Exception as error:  # noqa: BLE001 - a layer may raise what it likes
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise SpecError(f"Keras can't copy {base.name} ({reason})") from None
    return _with_whole(base, copy, found)


def _with_whole(base: Base, copy: Any, known: tuple[str, Arguments] | None) -> Base:
    """A base with its frozen copy, and the preprocessing of a known architecture before it."""
    if known is None:
        copy.trainable = False
        return replace(base, model=copy, is_copy=True)
    name, arguments = known
    whole = with_preprocessing(copy, name)
    whole.trainable = False
    return replace(
        base,
        model=whole,
        is_copy=True,
        title=name,
        architecture=name,
        arguments=tuple(sorted(arguments.items())),
        preprocessing=_preprocessing_words(name),
    )


def clone(model: Any) -> Any:
    """A model of the same layers with the same weights."""
    copy = load_keras().models.clone_model(model)
    copy.set_weights(model.get_weights())
    finalize_weights(copy)
    return copy


def finalize_weights(model: Any) -> None:
    """Have `norm` layers, also those of inner models, use weights that were put into them.

    Keras computes with constants, made from the two variables.
    """
    for layer in model.layers:
        if hasattr(layer, "finalize_state"):
            layer.finalize_state()
        if hasattr(layer, "layers"):
            finalize_weights(layer)


def learning(model: Any) -> Any:
    """A copy whose layers are all trained."""
    copy = clone(model)
    for layer in copy._flatten_layers():  # noqa: SLF001 - also those of inner models
        layer.trainable = True
    return copy


def unfrozen(whole: Any) -> Any:
    """A copy that is trained, but for batch normalization, which keeps its averages."""
    model = learning(whole)
    for layer in model._flatten_layers():  # noqa: SLF001
        if type(layer).__name__ == "BatchNormalization":
            layer.trainable = False
    return model


def joined(network: Any, base: Base) -> Any:
    """The model of the base and a network on its outputs, which shares the layers of both."""
    keras = load_keras()
    layers = [keras.Input(shape=base.input_shape), base.model, *network.layers]
    is_named = not network.name.startswith("sequential")
    return keras.Sequential(layers, name=network.name if is_named else None)


def without_preprocessing(model: Any, base: Base) -> Any:
    """A joined model that takes the pixels as the known architecture itself does."""
    if not base.preprocessing:
        return model
    keras, (whole, *head) = load_keras(), model.layers
    return keras.Sequential([keras.Input(base.input_shape), whole.layers[-1], *head])


# known architectures


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


def _preprocessing_words(name: str) -> str:
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


def known_base(base: Base) -> Base:
    """A base with a new model of its known architecture, whose weights are loaded later.

    Raises:
        SpecError: Keras makes no such model, or one of another size.
    """
    with draws_from(0):
        model = build_known(base.architecture, base.input_shape, dict(base.arguments))
    made = Base.of(base.name, model, is_frozen=base.is_frozen)
    if made != base:
        raise SpecError(f"{base.architecture} has other sizes than its base")
    return _with_whole(base, model, (base.architecture, dict(base.arguments)))


_WITH_ALPHA = re.compile(r"mobilenet(?:v2)?_(\d\.\d\d)_")


def _found_architecture(model: Any) -> tuple[str, Arguments] | None:
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
