"""Keras's initializers as the language writes them: `he_normal`, `random_normal:0.1`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.language.keras_layers._numbers import is_number, shortest_in_32_bits
from densemodel.language.syntax_tree._canonical import write_number
from densemodel.language.vocabulary._initializers import INITIALIZERS

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENTRIES = {entry.name: entry for entry in INITIALIZERS.values()}
_USUAL = {"mean": 0.0, "mode": "fan_in", "distribution": "truncated_normal"}
"The settings of Keras's initializers that the language does not have."


def initializer_text(name: str, config: Mapping[str, Any]) -> str:
    """The language's text of one of Keras's initializers; its class if it has none for it."""
    settings = {
        key: shortest_in_32_bits(value) if type(value) is float else value
        for key, value in config.items()
        if value is not None and key != "seed" and not (key in _USUAL and value == _USUAL[key])
    }
    entry = _ENTRIES.get(name)
    if entry is None:
        return name
    value = settings.pop(entry.argument or "", None)
    if value is not None and not (is_number(value) and entry.quantity.holds(value)):
        return name
    if entry.argument == "maxval" and value is not None and settings.get("minval") == -value:
        del settings["minval"]
    if settings:
        return name
    if name == "Constant" and value in (0, 1):
        return "ones" if value else "zeros"
    is_plain = value is None or value == entry.default
    return entry.word if is_plain else f"{entry.word}:{write_number(float(value))}"
