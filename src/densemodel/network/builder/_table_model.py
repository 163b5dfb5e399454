"""A Keras model that takes the raw columns of a table, by Keras's own layers.

The engine trains another model, the network, on rows that were encoded once in NumPy. Both share
their layers, so their weights are the same: the first layer of the network looks up the embedded
values in an encoded row, and here each column has an input and its own layers.
"""

from __future__ import annotations

import math
from typing import Any

from densemodel.data import CLIP, MISSING, ColumnEncoding, TableEncoding, cycle_of
from densemodel.network.builder._keras import load_keras


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
        # as whole numbers: a layer of half precision would round them
        place = keras.ops.cast(rows[:, first + number], "int32")
        parts.append(_embedding(table, column)(place))
    joined = keras.layers.Concatenate()(parts) if len(parts) > 1 else parts[0]
    return keras.Model(rows, joined, name="columns")


def _embedding(table: TableEncoding, column: ColumnEncoding) -> Any:
    """A new layer for an embedded column: other values begin, and may stay, at zero."""
    return load_keras().layers.Embedding(
        column.places,
        column.size,
        embeddings_initializer="zeros",
        name=layer_name(table, column, "embedding"),
    )


def layer_name(table: TableEncoding, column: ColumnEncoding, what: str) -> str:
    """The name of a layer of a column. No input has a dash, so that it is not the name of one."""
    return f"{table.inputs[column.name]}-{what}"


def input_type(column: ColumnEncoding) -> str:
    """The type of the Keras input of a column."""
    return {"number": "float32", "text": "string"}.get(column.form, "int64")


def oov_token(column: ColumnEncoding) -> str | int:
    """What a lookup calls other values: Keras takes its usual one for no value of the data."""
    if column.form == "text":
        token = "[UNK]"  # noqa: S105 - Keras's own
        while token in column.values:
            token = f"[{token}]"
        return token
    number = -1
    while number in column.values:
        number -= 1
    return number


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
    front = layers.pop(0) if table.embedded else None
    inputs, outputs = encoded_row(table, front)
    for layer in layers:
        outputs = layer(outputs)
    is_named = not network.name.startswith("sequential")
    return keras.Model(inputs, outputs, name=network.name if is_named else None)


def encoded_row(table: TableEncoding, front: Any) -> tuple[dict[str, Any], Any]:
    """The inputs of the columns, by name, and the row of numbers that their layers make.

    Args:
        table: The encoding.
        front: The `columns_layer` whose embeddings are shared; None if there are none.
    """
    keras = load_keras()
    # in the order of the table, as a file lists them
    inputs = {
        column.name: keras.Input((1,), name=table.inputs[column.name], dtype=input_type(column))
        for column in table.columns
        if column.is_used
    }
    parts: list[Any] = []
    for column in table.used:
        given = inputs[column.name]
        if column.kind in ("number", "date"):
            parts += _numbers(table, column, given)
        else:
            parts.append(_category(table, column, given, front))
    row = keras.layers.Concatenate(name="all-columns")(parts) if len(parts) > 1 else parts[0]
    return {table.inputs[name]: given for name, given in inputs.items()}, row


def _category(table: TableEncoding, column: ColumnEncoding, given: Any, front: Any) -> Any:
    layers = load_keras().layers
    kind = layers.StringLookup if column.form == "text" else layers.IntegerLookup
    places = kind(
        vocabulary=list(column.values),
        mask_token=None,
        oov_token=oov_token(column),
        name=layer_name(table, column, "value"),
    )(given)
    if column.is_embedded:
        embedding = front.get_layer(layer_name(table, column, "embedding"))
        return layers.Flatten(name=layer_name(table, column, "vector"))(embedding(places))
    one_hot = layers.CategoryEncoding(
        num_tokens=column.places, output_mode="one_hot", name=layer_name(table, column, "one_hot")
    )(places)
    return one_hot if column.pools else one_hot[:, 1:]


def _numbers(table: TableEncoding, column: ColumnEncoding, given: Any) -> list[Any]:
    """Scale, squeeze, and only then put 0 for the missing: it is the median.

    So no constant of an operation depends on the data, and layers can be changed in place.
    """
    keras = load_keras()
    layers, ops = keras.layers, keras.ops
    gaps = ops.isnan(given) if column.form == "number" else ops.equal(given, MISSING)
    number = given if column.form == "number" else ops.cast(given, "float32")

    def named(what: str) -> dict[str, str]:
        return {"name": layer_name(table, column, what), "dtype": "float32"}

    if column.unit != 1:
        number = layers.Rescaling(column.unit, **named("unit"))(number)
    number = layers.Normalization(
        axis=None, mean=column.mean, variance=column.variance, **named("scaled")
    )(number)
    number = layers.Activation("tanh", **named("squeezed"))(number)
    parts = [layers.Rescaling(CLIP, **named("number"))(number)]
    for cycle in column.cycles:
        first, scale, period = cycle_of(cycle, column.form)
        place = ops.mod((given - first) * scale, period)
        angle = layers.Rescaling(2 * math.pi / period, **named(cycle))(ops.cast(place, "float32"))
        parts += [ops.sin(angle), ops.cos(angle)]
    parts = [ops.where(gaps, 0.0, part) for part in parts]
    return [*parts, ops.cast(gaps, "float32")] if column.marks_missing else parts


class TableModel:
    """The raw model of a network: made when it is first asked for, and kept in step with it."""

    def __init__(self, network: Any) -> None:
        self._network = network
        self._model: Any = None
        self._table: TableEncoding | None = None
        self._compiled: tuple[Any, ...] = ()

    def model(self, table: TableEncoding) -> Any:
        """The model for this encoding, compiled as the network is.

        It shares the optimizer of the network, so that either continues the other's training.
        Metrics and loss are its own. It is compiled again only after the network was: a compile
        of the user stays.
        """
        if self._model is None:
            self._model = raw_model(self._network, table)
        elif self._table is not table:
            take_up_columns(self._model, table)
        self._table = table
        now = (self._network.optimizer, *self._network.metrics) if self._network.compiled else ()
        # by identity: each compile makes new metrics
        if len(now) != len(self._compiled) or any(
            a is not b for a, b in zip(now, self._compiled, strict=True)
        ):
            self._compiled = now
            compile_as(self._model, self._network)
        return self._model


def compile_as(model: Any, network: Any) -> None:
    """Compile a model as another one is, with the same optimizer, and a loss and metrics anew."""
    keras = load_keras()
    config = network.get_compile_config() or {}
    given = {
        key: keras.saving.deserialize_keras_object(value)
        for key, value in config.items()
        if key not in ("optimizer", "jit_compile")
    }
    # XLA takes no texts: Keras finds out by the layers
    model.compile(optimizer=network.optimizer, jit_compile="auto", **given)


def take_up_columns(model: Any, table: TableEncoding) -> None:
    """Set the layers of a raw model to another encoding of the same sizes.

    The compiled functions of the model hold the old one, and are dropped.
    """
    for column in table.used:
        if column.kind in ("number", "date"):
            scaled = model.get_layer(layer_name(table, column, "scaled"))
            scaled.input_mean, scaled.input_variance = column.mean, column.variance
            scaled.build((None, 1))
        else:
            lookup = model.get_layer(layer_name(table, column, "value"))
            lookup.oov_token = oov_token(column)
            lookup.input_vocabulary = list(column.values)
            lookup.set_vocabulary(lookup.input_vocabulary)
    model.train_function = model.test_function = model.predict_function = None
