"""Keras's layers for the columns of a table, and the first layer of a network on encoded rows.

The engine trains another model than users get, the network, on rows that were encoded once in
NumPy. Both share their layers, so their weights are the same: the first layer of the network looks
up the embedded values in an encoded row, and in the model of raw columns each column has an input.
Numbers are scaled together there, and other columns have layers of their own.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import ALL_BINS, CLIP, MISSING, ColumnEncoding, TableEncoding, cycle_of
from densemodel.network.builder._keras import load_keras

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def columns_layer(table: TableEncoding, embeddings: Mapping[str, Any] | None = None) -> Any:
    """The first layer of a network on encoded rows: its inputs from the numbers of a row.

    It squeezes scaled numbers, puts them into bins, and looks up the embedded values.

    Args:
        table: The encoding of the rows.
        embeddings: The layers of embedded columns, by their names; None: new ones.

    Returns:
        A `keras.Model` from (n, table.width) to (n, table.outputs).
    """
    keras = load_keras()
    rows = keras.Input((table.width,), name="encoded")
    scaled, last = len(table.scaled), table.width - len(table.embedded)
    parts = [_squeezed(rows[:, :scaled], "all")] if scaled else []
    parts += [rows[:, scaled:last]] if scaled < last else []
    with_bins = [(place, column) for place, column in enumerate(table.scaled) if column.bins]
    if with_bins:
        joined = _places_in_bins(rows, with_bins)
        heights = [one.bin_height for one in table.scaled for _ in range(one.bin_count)]
        parts.append(_inside(joined, "all") * np.array(heights, np.float32))
    for number, column in enumerate(table.embedded):
        # as whole numbers: a layer of half precision would round them
        place = keras.ops.cast(rows[:, last + number], "int32")
        known = None if embeddings is None else embeddings[column.name]
        parts.append((known or _embedding(table, column))(place))
    joined = keras.layers.Concatenate()(parts) if len(parts) > 1 else parts[0]
    return keras.Model(rows, joined, name=COLUMNS_NAME)


_MOST_PARTS = 100
"Groups of columns with operations of their own: Keras takes milliseconds for each."


def _places_in_bins(rows: Any, columns: Sequence[tuple[int, ColumnEncoding]]) -> Any:
    """Where numbers are in the bins of their columns: 0 at the lower edge, 1 at the upper one.

    The constants of a Normalization would keep XLA from compiling the steps.

    Args:
        rows: Encoded rows.
        columns: Places in a row, and their columns.

    Returns:
        Shape (n, bins of all columns).
    """
    keras = load_keras()
    groups = _beside_each_other(columns)
    if len(groups) > _MOST_PARTS:  # a gather is slower
        at = np.repeat([place for place, _ in columns], [one.bin_count for _, one in columns])
        edges = [np.array(one.bins, np.float32) for _, one in columns]
        lows = np.concatenate([one[:-1] for one in edges])
        return (keras.ops.take(rows, at, axis=1) - lows) / np.concatenate(list(map(np.diff, edges)))
    parts = []
    for first, group in groups:
        edges_of_group = np.array([one.bins for one in group], np.float32)
        numbers = keras.ops.expand_dims(rows[:, first : first + len(group)], -1)
        inside = (numbers - edges_of_group[:, :-1]) / np.diff(edges_of_group)
        parts.append(keras.layers.Flatten()(inside))
    return keras.layers.Concatenate()(parts) if len(parts) > 1 else parts[0]


def _beside_each_other(
    columns: Sequence[tuple[int, ColumnEncoding]],
) -> list[tuple[int, list[ColumnEncoding]]]:
    """Groups of neighbours in a row with the same number of bins, and where they begin."""
    groups: list[tuple[int, list[ColumnEncoding]]] = []
    for place, column in columns:
        if groups:
            first, group = groups[-1]
            if place == first + len(group) and column.bin_count == group[0].bin_count:
                group.append(column)
                continue
        groups.append((place, [column]))
    return groups


COLUMNS_NAME = "columns"
"The name of the first layer of the network of a table."


def is_columns_layer(layer: Any) -> bool:
    """Whether it is the first layer of the network of a table."""
    inputs = getattr(layer, "inputs", None) or []
    return layer.name == COLUMNS_NAME and [one.name for one in inputs] == ["encoded"]


def edges_of(columns: Sequence[ColumnEncoding]) -> tuple[list[float], list[float]]:
    """The lower edge and the squared width of each bin of all these columns."""
    edges = [np.array(column.bins, np.float32) for column in columns if column.bins]
    lows = np.concatenate([one[:-1] for one in edges])
    squares = np.concatenate([np.diff(one) ** 2 for one in edges])
    return lows.astype(float).tolist(), squares.astype(float).tolist()


def _squeezed(number: Any, name: str) -> Any:
    layers = load_keras().layers
    number = layers.Activation("tanh", name=f"{name}-squeezed")(number)
    return layers.Rescaling(CLIP, name=f"{name}-number")(number)


def _inside(numbers: Any, name: str) -> Any:
    """From 0 at the lower edge of a bin to 1 at the upper one, and the same beyond."""
    return load_keras().layers.ReLU(max_value=1.0, name=f"{name}-inside")(numbers)


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


def encoded_row(table: TableEncoding, front: Any) -> tuple[dict[str, Any], Any]:
    """The inputs of the columns, by name, and what `columns_layer` makes of an encoded row.

    Args:
        table: The encoding.
        front: The `columns_layer` whose embeddings are shared.
    """
    keras = load_keras()
    # in the order of the table, as a file lists them
    inputs = {
        column.name: keras.Input((1,), name=table.inputs[column.name], dtype=input_type(column))
        for column in table.columns
        if column.is_used
    }
    # in the order of `columns_layer`
    numbers: list[Any] = []
    marks: list[Any] = []
    others: list[Any] = []
    bins: list[Any] = []
    vectors: list[Any] = []
    for group in table.scaled_groups:
        scaled, gaps = _scaled(group, [inputs[column.name] for column in group])
        numbers.append(_squeezed(scaled, group_name(group)))
        marks += _marks(group, gaps)
        bins += _bins(group, scaled)
    for column in table.used:
        given = inputs[column.name]
        if column.is_scaled:
            others += _cycles(table, column, given)
        else:
            part = _category(table, column, given, front)
            (vectors if column.is_embedded else others).append(part)
    # also of a single one, so that it can be told from the layers of the network
    row = keras.layers.Concatenate(name="all-columns")([*numbers, *marks, *others, *bins, *vectors])
    return {table.inputs[name]: given for name, given in inputs.items()}, row


def group_name(group: Sequence[ColumnEncoding]) -> str:
    """How the names of the layers of a group of scaled columns begin."""
    name = "floats" if group[0].form == "number" else "wholes"
    power = round(math.log2(group[0].unit))
    return f"{name}_{'up' if power > 0 else 'down'}_{abs(power)}" if power else name


def _scaled(group: Sequence[ColumnEncoding], given: Sequence[Any]) -> tuple[Any, Any]:
    """The scaled numbers of a group of columns, and which of them are missing.

    Missing ones are 0, the median, only after they are scaled: so no constant of an operation
    depends on the data, and layers can be changed in place.
    """
    keras = load_keras()
    layers, ops, name = keras.layers, keras.ops, group_name(group)
    numbers = ops.concatenate(given, axis=1)
    if group[0].form == "number":
        gaps = ops.isnan(numbers)
    else:
        gaps, numbers = ops.equal(numbers, MISSING), ops.cast(numbers, "float32")
    means, variances = scales_of(group)
    if group[0].unit != 1:
        unit = layers.Rescaling(group[0].unit, name=f"{name}-unit", dtype="float32")
        numbers = unit(numbers)
    scaled = layers.Normalization(
        mean=means, variance=variances, name=f"{name}-scaled", dtype="float32"
    )(numbers)
    return ops.where(gaps, 0.0, scaled), gaps


def scales_of(group: Sequence[ColumnEncoding]) -> tuple[list[float], list[float]]:
    """The mean and the variance of each column."""
    return [column.mean for column in group], [column.variance for column in group]


def _marks(group: Sequence[ColumnEncoding], gaps: Any) -> list[Any]:
    ops, places = load_keras().ops, marked_in(group)
    return [ops.cast(ops.take(gaps, places, axis=1), "float32")] if places else []


def marked_in(group: Sequence[ColumnEncoding]) -> list[int]:
    """The places in a group of the columns that have a mark for missing values."""
    return [place for place, column in enumerate(group) if column.marks_missing]


def _bins(group: Sequence[ColumnEncoding], scaled: Any) -> list[Any]:
    """How far each number is in each bin of its column."""
    keras, name = load_keras(), group_name(group)
    places = binned_in(group)
    if not places:
        return []
    lows, squares = edges_of(group)
    numbers = keras.ops.take(scaled, places, axis=1)
    numbers = keras.layers.Normalization(mean=lows, variance=squares, name=f"{name}-bins")(numbers)
    # a Rescaling of several factors has another shape in Keras 3.11
    means, variances = steps_of(group)
    steps = keras.layers.Normalization(mean=means, variance=variances, name=f"{name}-steps")
    return [steps(_inside(numbers, name))]


def binned_in(group: Sequence[ColumnEncoding]) -> list[int]:
    """For each bin of the columns of a group, the place of its column in the group."""
    return [place for place, column in enumerate(group) for _ in range(column.bin_count)]


def steps_of(group: Sequence[ColumnEncoding]) -> tuple[list[float], list[float]]:
    """The mean and the variance that give each bin of the columns its height."""
    counts = [group[place].bin_count for place in binned_in(group)]
    return [0.0] * len(counts), [float(np.float32(count / ALL_BINS**2)) for count in counts]


def _cycles(table: TableEncoding, column: ColumnEncoding, given: Any) -> list[Any]:
    """The periodic parts of a date."""
    if not column.cycles:
        return []
    keras = load_keras()
    ops, parts = keras.ops, []
    gaps = ops.equal(given, MISSING)
    for cycle in column.cycles:
        first, scale, period = cycle_of(cycle, column.form)
        place = ops.cast(ops.mod((given - first) * scale, period), "float32")
        angle = keras.layers.Rescaling(
            2 * math.pi / period, name=layer_name(table, column, cycle), dtype="float32"
        )(place)
        parts += [ops.where(gaps, 0.0, part) for part in (ops.sin(angle), ops.cos(angle))]
    return parts


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
