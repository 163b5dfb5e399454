"""Runs of the user's Keras models."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.errors import DataError, SpecError, TrainingError
from densemodel.language import parse
from densemodel.network import load_keras, spec_of
from densemodel.wording import with_article

if TYPE_CHECKING:
    from densemodel.language import Spec


def require_trainable(model: Any) -> None:
    """Raise a TrainingError if a model is not ready to be trained."""
    if not isinstance(model, load_keras().Model):
        raise TrainingError(
            f"{type(model).__name__} is not a Keras model: give a spec, such as "
            "'784 -> 50 relu -> 10 softmax', or a compiled keras.Model"
        )
    if not model.built:
        raise TrainingError(
            f"{model.name} has no input shape yet: start it with keras.Input((784,))"
        )
    if not model.compiled:
        raise TrainingError(
            f"{model.name} is not compiled: compile it, such as model.compile('adam', "
            "'sparse_categorical_crossentropy', metrics=['accuracy'])"
        )


def has_own_steps(model: Any) -> bool:
    """Whether the model has custom training or test steps."""
    keras = load_keras()
    return any(
        getattr(type(model), name) is not getattr(keras.Model, name)
        for name in ("train_step", "test_step", "make_train_function", "make_test_function")
    )


def spec_that_says(model: Any) -> tuple[Spec, bool]:
    """The spec of a model, or a substitute; and whether it is exact."""
    try:
        return spec_of(model), True
    except SpecError:  # a substitute with the sizes of a model that the language can't express
        keras = load_keras()
    sizes = [_size(shape) for shape in _shapes_of(model)]
    spec = parse(" -> ".join(map(str, sizes)))
    optimizer = keras.saving.serialize_keras_object(model.optimizer)["class_name"]
    note = (
        f"The model is {with_article(type(model).__name__)} that the language can't express; "
        f"{optimizer} trains it"
    )
    return replace(spec, own_notes=(note,)), False


def _shapes_of(model: Any) -> tuple[Any, Any]:
    """The shapes of the input rows and outputs of a model."""
    if hasattr(model, "input_shape"):
        return model.input_shape, model.output_shape
    # a subclass of Model, built when it was first called
    shape = (model.get_build_config() or {}).get("input_shape")
    if not isinstance(shape, tuple):
        return shape, None
    return shape, model.compute_output_spec(load_keras().KerasTensor(shape)).shape


def _size(shape: Any) -> int:
    if not isinstance(shape, tuple) or any(not isinstance(n, int | None) for n in shape):
        raise DataError(
            "the model has several inputs or outputs, and a run takes one of each: train it with "
            "model.fit"
        )
    return max(int(np.prod([n or 1 for n in shape[1:]])), 1)


def is_of_keras(loss: Any) -> bool:
    """Whether a model was compiled with a Keras loss: an object, a function or a name.

    A subclass of a Keras loss is custom.
    """
    kind = loss if hasattr(loss, "__qualname__") else type(loss)
    return isinstance(loss, str) or getattr(kind, "__module__", "").startswith("keras.")


def is_loss_of(model: Any, ours: Any) -> bool:
    """Whether a model was compiled with this loss, as an object or by its name."""
    keras = load_keras()
    try:
        theirs = keras.losses.get(model.loss)
    except (ValueError, TypeError):  # several losses
        return False
    if isinstance(theirs, keras.losses.Loss):
        return type(ours) is type(theirs) and bool(ours.get_config() == theirs.get_config())
    is_usual = bool(ours.get_config() == type(ours)().get_config())
    # the object is called huber_loss, its function huber
    function = getattr(getattr(ours, "fn", None), "__name__", ours.name)
    return is_usual and getattr(theirs, "__name__", None) == function
