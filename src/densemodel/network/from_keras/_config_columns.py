"""The columns of a table in a Keras config: proposed from a few of its numbers, then compared.

The config is untrusted. The kinds of columns propose what they have learnt from their layers; a
model is built of that, and its config has to be the one that was read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import (
    LayerGraph,
    TableEncoding,
    column_of_layers,
    keras_settings,
    refused_model,
)
from densemodel.network.builder._keras import load_keras

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MOST_EMBEDDED = 10_000_000
"Numbers of all embeddings, since a model is built before its weights are read."


@dataclass(frozen=True)
class TableConfig:
    """What the config of a model says of its table."""

    table: TableEncoding
    "By the names of the inputs."
    end: str
    "The layer that gives the rows."
    embeddings: dict[str, str]
    "The layers of the embedded columns, by the names of the columns."
    rest: list[object]
    "The layers after that, as they are written."


def table_in(inputs: Mapping[str, object], written: Sequence[object]) -> TableConfig:
    """Read the columns of a model.

    Args:
        inputs: The `input_layers` of a Functional model, by the names of its inputs.
        written: All layers of the model, as the config has them.

    Raises:
        StoreError: They are not those of a table.
    """
    graph = LayerGraph(written)
    end = graph.row()
    due = graph.before(end)
    given = [name for name in due if graph.kind(name) == "InputLayer"]
    if inputs != {name: [name, 0, 0] for name in given} or not given:
        raise refused_model("its inputs are not those of its columns")
    table = TableEncoding(tuple(column_of_layers(name, graph) for name in inputs))
    if any(name != given for name, given in table.inputs.items()):
        raise refused_model("an input has a name that no column gets")
    if table.parameter_count > _MOST_EMBEDDED:
        raise refused_model(f"its embeddings have more than {_MOST_EMBEDDED:,} numbers")
    made = [*_layers_of(table, *keras_settings().items()).values()]
    names = zip(due, made, strict=False)
    if made != [*due.values()]:
        name = next((name for name, one in names if due[name] != one), end)
        raise refused_model(f"{graph.title(name)}: no column of a table has it there")
    embeddings = [name for name in due if graph.kind(name) == "Embedding"]
    if embeddings != [name for name in graph.layers if name in embeddings]:
        raise refused_model("its embeddings are in another order than its columns")
    rest: list[object] = [layer for name, layer in graph.layers.items() if name not in due]
    columns = [column.name for column in table.embedded]
    return TableConfig(table, end, dict(zip(columns, embeddings, strict=True)), rest)


@lru_cache(maxsize=4)
def _layers_of(table: TableEncoding, *_settings: tuple[str, str]) -> dict[str, str]:
    """The layers of a model of these columns, as `LayerGraph.before` gives them."""
    keras = load_keras()
    model = keras.Model(*table.layers(keras, lambda column, name: column.embedding(keras, name)))
    graph = LayerGraph(layers_in(model))
    return graph.before(graph.row())


def layers_in(model: Any) -> list[Any]:
    """The layers of a model as its file has them."""
    layers: list[Any] = json.loads(json.dumps(model.get_config()["layers"], default=_plain))
    return layers


def _plain(value: object) -> object:
    """The numbers of an array: a vocabulary may be one."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"the config of a layer holds something of type {type(value).__name__}")
