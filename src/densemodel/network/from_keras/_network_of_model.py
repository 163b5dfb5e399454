"""The network on encoded rows that lies beneath a model of raw columns."""

from __future__ import annotations

from typing import Any

from densemodel.network.builder._keras import load_keras
from densemodel.network.builder._table_layers import columns_layer
from densemodel.network.builder._table_model import compile_as
from densemodel.network.from_keras._columns_of_model import columns_of, takes_columns
from densemodel.network.from_keras._layer_chain import chain_from


def network_beneath(model: Any) -> Any:
    """The network of a model that takes the raw columns of a table; other models themselves.

    It shares the layers and the optimizer of the model.

    Raises:
        SpecError: A column is encoded in another way than `table` does.
    """
    if not takes_columns(model):
        return model
    keras = load_keras()
    table, row, embeddings = columns_of(model)
    front = columns_layer(table, embeddings)
    layers = chain_from(model, row)
    network = keras.Sequential([keras.Input((table.width,)), front, *layers], name=model.name)
    if model.compiled:
        compile_as(network, model)
    return network
