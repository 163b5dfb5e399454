"""The first layer of a network on encoded rows.

The engine trains another model than users get, the network, on rows that were encoded once in
NumPy. Both share their layers, so their weights are the same: the first layer of the network looks
up the embedded values in an encoded row, and in the model of raw columns each column has an input.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import inside, squeezed
from densemodel.network.builder._keras import load_keras

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.data import Category, Scaled, TableEncoding


def columns_layer(table: TableEncoding, embeddings: Mapping[str, Any] | None = None) -> Any:
    """The first layer of a network on encoded rows: its inputs from the numbers of a row.

    It squeezes scaled numbers, puts them into bins, looks up the embedded values, and counts words.

    Args:
        table: The encoding of the rows.
        embeddings: The layers of embedded columns, by their names; None: new ones.

    Returns:
        A `keras.Model` from (n, table.width) to (n, table.outputs).
    """
    keras = load_keras()
    rows = keras.Input((table.width,), name="encoded")
    scaled = len(table.scaled)
    last = table.width - sum(column.width for column in table.expanded)
    parts = [squeezed(keras, rows[:, :scaled], "all")] if scaled else []
    parts += [rows[:, scaled:last]] if scaled < last else []
    with_bins = [(place, column) for place, column in enumerate(table.scaled) if column.bins]
    if with_bins:
        joined = _places_in_bins(rows, with_bins)
        heights = [one.bin_height for one in table.scaled for _ in range(one.bin_count)]
        parts.append(inside(keras, joined, "all") * np.array(heights, np.float32))
    if embeddings is None:
        embeddings = {
            column.name: column.embedding(keras, embedding_name(table, column))
            for column in table.embedded
        }
    for column in table.expanded:
        # as whole numbers: a layer of half precision would round them
        numbers = keras.ops.cast(rows[:, last : last + column.width], "int32")
        last += column.width
        parts.append(
            column.expand(keras, numbers, table.inputs[column.name], embeddings.get(column.name))
        )
    joined = keras.layers.Concatenate()(parts) if len(parts) > 1 else parts[0]
    return keras.Model(rows, joined, name=COLUMNS_NAME)


_MOST_PARTS = 100
"Groups of columns with operations of their own: Keras takes milliseconds for each."


def _places_in_bins(rows: Any, columns: Sequence[tuple[int, Scaled]]) -> Any:
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
    columns: Sequence[tuple[int, Scaled]],
) -> list[tuple[int, list[Scaled]]]:
    """Groups of neighbours in a row with the same number of bins, and where they begin."""
    groups: list[tuple[int, list[Scaled]]] = []
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


def embedding_name(table: TableEncoding, column: Category) -> str:
    """The name of an embedding. No input has a dash, so that it is not the name of one."""
    return f"{table.inputs[column.name]}-embedding"
