"""Writes layers, one after the other, as the stages of a network."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.language.syntax_tree._canonical import write_item
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LAYERS, LINEAR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.language.syntax_tree._tree import Item

_NORMALISING = frozenset({"bn", "ln"})
_BEGINS_STAGE = frozenset(
    word for word, one in LAYERS.items() if one.is_linear or one.sizes is not None
) | {"flatten", "gmax", "gavg"}


def write_layers(layers: Iterable[tuple[Item, str]]) -> list[str]:
    """The stages that make these layers.

    Args:
        layers: Each with the activation fused into it, or an empty one. A layer that has weights
            says its `bias`, on or off, also where that is the default.
    """
    stages: list[list[tuple[Item, str]]] = []
    before, fused = None, ""
    for item, activation in layers:
        would_fuse = item.word in ACTIVATIONS and not item.options
        would_fuse = would_fuse and before is not None and before.word in LINEAR and not fused
        if not stages or would_fuse or item.word in _BEGINS_STAGE:
            stages.append([])
        stages[-1].append((item, activation))
        before, fused = item, activation
    return [" ".join(_items(stage)) for stage in stages]


def _items(stage: list[tuple[Item, str]]) -> Iterable[str]:
    following = [*(item.word for item, _ in stage[1:]), ""]
    for (item, activation), word in zip(stage, following, strict=True):
        is_normalised = word in _NORMALISING and not activation
        usual = ("bias", "off" if is_normalised else "on")
        options = tuple(option for option in item.options if option != usual)
        yield f"{write_item(replace(item, options=options))} {activation}".strip()
