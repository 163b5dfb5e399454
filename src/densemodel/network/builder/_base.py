"""The models of a network with a trained base: a copy that is trained, and the joined model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from densemodel.network.builder._keras import load_keras

if TYPE_CHECKING:
    from densemodel.language import Base


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


def own_base(base: Base) -> Base:
    """A frozen base with a copy of its model that nobody else has."""
    copy = clone(base.model)
    copy.trainable = False
    return replace(base, model=copy)


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
