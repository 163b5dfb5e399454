"""How a person writes a Keras object: short names where they mean exactly the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language import KerasCall
from densemodel.network.script._layout import Group
from densemodel.network.script._number_text import (
    fraction_text,
    number_text,
    sizes_text,
    string_text,
)

if TYPE_CHECKING:
    from densemodel.data import Task
    from densemodel.language import Argument

_PLACES = {
    "Activation": ("activation",),
    "AveragePooling2D": ("pool_size",),
    "Conv2D": ("filters", "kernel_size"),
    "Dense": ("units",),
    "Dropout": ("rate",),
    "GaussianNoise": ("stddev",),
    "MaxPooling2D": ("pool_size",),
    "Rescaling": ("scale",),
    "Reshape": ("target_shape",),
    "SeparableConv2D": ("filters", "kernel_size"),
    "SpatialDropout1D": ("rate",),
    "SpatialDropout2D": ("rate",),
}
"The first parameters of a layer, which go without their names."

_WINDOWS = frozenset({"kernel_size", "pool_size", "strides"})
"Sizes that Keras takes as one number where they are equal."

_SHORT_OPTIMIZERS = {"Adagrad", "Adam", "Adamax", "AdamW", "Nadam", "RMSprop", "SGD"}
"Common ones; not every optimizer of Keras can be named by its word (lamb can't)."

_SHORT_LOSSES = {
    "BinaryCrossentropy": "binary_crossentropy",
    "CategoricalCrossentropy": "categorical_crossentropy",
    "MeanAbsoluteError": "mean_absolute_error",
    "MeanSquaredError": "mean_squared_error",
    "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy",
}
_SHORT_METRICS = {
    "MeanAbsoluteError": "mean_absolute_error",
    "MeanSquaredError": "mean_squared_error",
    "R2Score": "r2_score",
}
_ACCURACIES = {"SparseCategoricalAccuracy", "CategoricalAccuracy", "BinaryAccuracy"}


def call_text(call: KerasCall) -> Group:
    """A call as Python text, in pieces that can be laid out."""
    places = _PLACES.get(call.name, ()) if call.module == "layers" else ()
    keys = [key for key, _ in call.arguments]
    items = [
        ("" if keys[: place + 1] == list(places[: place + 1]) else f"{key}=", _text(key, value))
        for place, (key, value) in enumerate(call.arguments)
    ]
    return Group(f"keras.{call.module}.{call.name}(", tuple(items))


def _text(key: str, value: Argument | KerasCall) -> Group | str:
    if isinstance(value, KerasCall):
        return call_text(value)
    if isinstance(value, str):
        return string_text(value)
    if isinstance(value, tuple):
        return sizes_text(value, may_be_one=key in _WINDOWS)
    if isinstance(value, float):
        return fraction_text(value) if key == "scale" else number_text(value)
    return repr(value)


def optimizer_text(call: KerasCall) -> Group | str:
    """An optimizer; by its name alone if nothing is set and Keras reads that name."""
    is_short = not call.arguments and call.name in _SHORT_OPTIMIZERS
    return f'"{call.name.lower()}"' if is_short else call_text(call)


def loss_text(call: KerasCall) -> Group | str:
    """A loss; by its name alone if nothing is set and the name is a common one."""
    short = _SHORT_LOSSES.get(call.name)
    return call_text(call) if call.arguments or short is None else f'"{short}"'


def metric_text(call: KerasCall, task: Task) -> Group | str:
    """A metric; by its name alone where Keras reads the name as this very metric."""
    # for several columns of 0 and 1 Keras would read "accuracy" as that of one-hot classes
    is_accuracy = call.name in _ACCURACIES and call.arguments == (("name", "accuracy"),)
    if is_accuracy and task.kind in ("classes", "binary"):
        return '"accuracy"'
    short = _SHORT_METRICS.get(call.name)
    return call_text(call) if call.arguments or short is None else f'"{short}"'
