"""How a person writes a Keras object: short names where they mean exactly the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from densemodel.network._layout import Group
from densemodel.spec import KerasCall

if TYPE_CHECKING:
    from densemodel.data import Task
    from densemodel.spec import Argument

_FIRST = {
    "Activation": "activation",
    "Dense": "units",
    "Dropout": "rate",
    "GaussianNoise": "stddev",
    "Reshape": "target_shape",
}
"Layers whose first parameter goes without its name."

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
    items = [(f"{key}=", _value_text(value)) for key, value in call.arguments]
    if call.module == "layers" and items and call.arguments[0][0] == _FIRST.get(call.name):
        items[0] = ("", items[0][1])
    return Group(f"keras.{call.module}.{call.name}(", tuple(items))


def _value_text(value: Argument | KerasCall) -> Group | str:
    if isinstance(value, KerasCall):
        return call_text(value)
    # Python's own repr takes single quotes, formatters take double ones
    return json.dumps(value) if isinstance(value, str) else repr(value)


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
