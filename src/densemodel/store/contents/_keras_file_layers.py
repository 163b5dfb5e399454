"""The facts of a layer in a Keras file; what the table of layers refuses is a StoreError."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language import LAYER_RULES, read_layer
from densemodel.store.contents._config_table import (
    LONGEST_SHOWN,
    MOST_UNITS,
    ConfigTable,
    require_float32,
    shown,
    unexpressible,
)
from densemodel.wording import readable

if TYPE_CHECKING:
    from densemodel.language import Facts
    from densemodel.store.contents._keras_file_chain import ConfigLayer


def facts_in(layer: ConfigLayer) -> Facts:
    table = ConfigTable(layer.config, layer.title)
    if layer.kind not in LAYER_RULES:
        raise table.refused("the language has no word for it")
    require_float32(table)
    config = {key: value for key, value in layer.config.items() if key != "dtype"}
    facts, refusals = read_layer(layer.kind, config)
    for refusal in refusals:
        key, value = readable(refusal.key, LONGEST_SHOWN), shown(refusal.value)
        if refusal.message:
            raise table.refused(refusal.message.format(key=key, value=value))
        raise table.refused(unexpressible(key, refusal.value))
    for key, fact in facts.items():
        for size in fact if isinstance(fact, tuple) else (fact,):
            if type(size) is int and size > MOST_UNITS:
                raise table.refused(f"{key}={size} is not a number that a layer can have")
    return facts
