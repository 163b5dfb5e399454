"""The network on encoded rows that lies beneath a model of rows as they are."""

from __future__ import annotations

from typing import Any

from densemodel.network.builder._keras import load_keras
from densemodel.network.builder._table_layers import columns_layer
from densemodel.network.builder._whole_model import compile_as
from densemodel.network.from_keras._base_of_model import base_of
from densemodel.network.from_keras._columns_of_model import columns_of, takes_columns
from densemodel.network.from_keras._layer_chain import chain_from


def is_whole(model: Any) -> bool:
    """Whether another network lies beneath a model: of a table, or of a frozen base."""
    if takes_columns(model):
        return True
    found = base_of(model)
    return found is not None and found[0].is_frozen


def network_beneath(model: Any) -> Any:
    """The network of a model of raw columns, or of one with a frozen base; others themselves.

    It shares the layers and the optimizer of the model.

    Raises:
        SpecError: A column is encoded in another way than `table` does.
    """
    keras = load_keras()
    if not takes_columns(model):
        found = base_of(model)
        if found is None or not found[0].is_frozen:
            return model
        network = keras.Sequential([keras.Input(found[0].output_shape), *found[1]], name=model.name)
        if model.compiled:
            compile_as(network, model)
        return network
    table, row, embeddings = columns_of(model)
    front = columns_layer(table, embeddings)
    layers = chain_from(model, row)
    network = keras.Sequential([keras.Input((table.width,)), front, *layers], name=model.name)
    if model.compiled:
        compile_as(network, model)
    return network
