"""A Keras model that takes the raw columns of a table, by Keras's own layers.

The engine trains another model, the network, on rows that were encoded once in NumPy. Both share
their layers, so their weights are the same: the first layer of the network looks up the embedded
values in an encoded row, and here each column has an input and its own layers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.data import CLIP, CYCLES, MISSING, SECONDS_A_DAY, ColumnEncoding, TableEncoding
from densemodel.network.builder._keras import load_keras

if TYPE_CHECKING:
    from collections.abc import Sequence

_DTYPES = {"number": "float32", "whole": "int64", "text": "string", "days": "int64"}
_UNIT = 10_000
"Ten-thousandths of a day, in which `CYCLES` are."


def columns_layer(table: TableEncoding) -> Any:
    """The first layer of a network on encoded rows: it looks up the embedded values.

    Returns:
        A `keras.Model` from (n, table.width) to (n, table.outputs), with an Embedding for each
        embedded column.
    """
    keras = load_keras()
    rows = keras.Input((table.width,), name="encoded")
    first = table.width - len(table.embedded)
    parts = [rows[:, :first]] if first else []
    for number, column in enumerate(table.embedded):
        place = rows[:, first + number : first + number + 1]
        layer = embedding_of(table, column)
        parts.append(keras.layers.Flatten()(layer(place)))
    joined = keras.layers.Concatenate()(parts) if len(parts) > 1 else parts[0]
    return keras.Model(rows, joined, name="columns")


def embedding_of(table: TableEncoding, column: ColumnEncoding) -> Any:
    """A new layer for an embedded column; other values begin, and may stay, at zero."""
    return load_keras().layers.Embedding(
        column.places,
        column.size,
        embeddings_initializer="zeros",
        name=f"{table.inputs[column.name]}_embedding",
    )


def raw_model(network: Any, table: TableEncoding) -> Any:
    """The model of raw columns that shares the layers of a network.

    Args:
        network: The `keras.Sequential` that takes encoded rows.
        table: The encoding of its rows.

    Returns:
        A `keras.Model` with one input a column, by the names `table.inputs`: shape (n,) or (n, 1),
        float32 with NaN, int64, or text. It is not compiled.
    """
    keras = load_keras()
    layers = list(network.layers)
    embeddings: dict[str, Any] = {}
    if table.embedded:
        front = layers.pop(0)
        embeddings = {
            column.name: front.get_layer(f"{table.inputs[column.name]}_embedding")
            for column in table.embedded
        }
    inputs = {
        column.name: keras.Input(
            (1,), name=table.inputs[column.name], dtype=_DTYPES.get(column.form, "int64")
        )
        for column in table.columns
        if column.is_used
    }
    parts: list[Any] = []
    for column in table.used:
        layer = embeddings.get(column.name)
        parts += _encoded(column, inputs[column.name], table.inputs[column.name], layer)
    outputs = keras.layers.Concatenate(name="row")(parts) if len(parts) > 1 else parts[0]
    for layer in layers:
        outputs = layer(outputs)
    return keras.Model(
        {table.inputs[name]: given for name, given in inputs.items()}, outputs, name=network.name
    )


def _encoded(column: ColumnEncoding, given: Any, name: str, embedding: Any) -> list[Any]:
    """What one column gives to the first layer, in the order of `ColumnEncoding.encode`."""
    keras = load_keras()
    if column.kind in ("number", "date"):
        return _numbers(column, given, name)
    values: Sequence[Any] = column.values
    kind = keras.layers.StringLookup if column.form == "text" else keras.layers.IntegerLookup
    lookup = kind(vocabulary=list(values), num_oov_indices=1, mask_token=None, name=f"{name}_value")
    places = lookup(given)
    if column.is_embedded:
        return [keras.layers.Flatten(name=f"{name}_numbers")(embedding(places))]
    one_hot = keras.layers.CategoryEncoding(
        num_tokens=column.places, output_mode="one_hot", name=f"{name}_one_hot"
    )(places)
    return [one_hot if column.pools else one_hot[:, 1:]]


def _numbers(column: ColumnEncoding, given: Any, name: str) -> list[Any]:
    keras = load_keras()
    layers, ops = keras.layers, keras.ops
    if column.form == "number":
        gaps = ops.isnan(given)
        known = ops.nan_to_num(given, nan=column.fill)
    else:
        gaps = ops.equal(given, MISSING)
        known = ops.where(gaps, int(column.fill), given)
    scaled = layers.Normalization(
        axis=None,
        mean=column.center,
        variance=column.variance,
        name=f"{name}_scaled",
    )(ops.cast(known, "float32"))
    squeezed = layers.Activation("tanh", name=f"{name}_squeezed")(scaled)
    parts = [layers.Rescaling(CLIP, name=f"{name}_number")(squeezed)]
    for cycle in column.cycles:
        period, first = CYCLES[cycle]
        if column.form == "seconds":
            place = ops.mod(known - first * SECONDS_A_DAY, period * SECONDS_A_DAY // _UNIT)
            share = 2 * 3.141592653589793 * _UNIT / (period * SECONDS_A_DAY)
        else:
            place = ops.mod((known - first) * _UNIT, period)
            share = 2 * 3.141592653589793 / period
        angle = layers.Rescaling(share, name=f"{name}_{cycle}")(ops.cast(place, "float32"))
        parts += [ops.sin(angle), ops.cos(angle)]
    if column.marks_missing:
        parts.append(ops.cast(gaps, "float32"))
    return parts


class TableModel:
    """The raw model of a network, made when it is first asked for, and kept in step with it."""

    def __init__(self, network: Any) -> None:
        self._network = network
        self._model: Any = None
        self._table: TableEncoding | None = None

    def model(self, table: TableEncoding) -> Any:
        """The model for the current encoding, compiled as the network is."""
        network = self._network
        if self._model is None:
            self._model = raw_model(network, table)
        elif self._table is not table:
            take_up_columns(self._model, table)
            self._model.optimizer = None
        self._table = table
        model = self._model
        optimizer = getattr(network, "optimizer", None)
        if optimizer is not None and getattr(model, "optimizer", None) is not optimizer:
            metrics = network.get_compile_config()
            model.compile(
                optimizer=optimizer,
                loss=network.loss,
                metrics=_metrics_of(metrics),
            )
        return model


def _metrics_of(config: Any) -> Any:
    keras = load_keras()
    found = (config or {}).get("metrics")
    return keras.saving.deserialize_keras_object(found) if found else None


def take_up_columns(model: Any, table: TableEncoding) -> None:
    """Set what the layers of a raw model know to another encoding of the same sizes."""
    for column in table.used:
        name = table.inputs[column.name]
        if column.kind in ("number", "date"):
            raise NotImplementedError
        layer = model.get_layer(f"{name}_value")
        layer.input_vocabulary = list(column.values)
        layer.set_vocabulary(list(column.values))
