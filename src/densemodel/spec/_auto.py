"""`auto` as the size of the last layer: where it stands, and the number put in its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.spec._layer_words import LAYERS
from densemodel.spec._tree import Choice, Item, Network, Repeat, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

    Stages: TypeAlias = Iterable[Stage | Repeat | Choice]

AUTO = "auto"


def auto_items(stages: Stages) -> Iterator[Item]:
    """Every layer whose size is `auto`, wherever it stands."""
    for stage in stages:
        if isinstance(stage, Repeat):
            yield from auto_items(stage.stages)
        elif isinstance(stage, Stage):
            yield from _auto_of(stage.items)
        else:
            for alternative in stage.alternatives:
                yield from auto_items(alternative)  # type: ignore[arg-type]  # stages, by its kind


def _auto_of(items: Iterable[Item | Choice]) -> Iterator[Item]:
    for item in items:
        if isinstance(item, Item):
            if item.number == AUTO:
                yield item
            continue
        for alternative in item.alternatives:
            yield from _auto_of(alternative)  # type: ignore[arg-type]  # items, by its kind


def last_size(stages: tuple[Stage | Repeat | Choice, ...]) -> Item | None:
    """The last linear layer, if it stands once and by itself: neither repeated nor a choice."""
    for stage in reversed(stages):
        if not isinstance(stage, Stage):
            return None
        for item in reversed(stage.items):
            if not isinstance(item, Item):
                return None
            if item.word in LAYERS and LAYERS[item.word].is_linear:
                return item
    return None


def with_units(network: Network, units: int) -> Network:
    """The network with a number in place of the last layer's `auto`."""
    last = last_size(network.stages)
    if last is None or last.number != AUTO:
        return network
    stages = tuple(
        replace(stage, items=tuple(_put(item, last, units) for item in stage.items))
        if isinstance(stage, Stage) and any(item is last for item in stage.items)
        else stage
        for stage in network.stages
    )
    return replace(network, stages=stages)


def _put(item: Item | Choice, last: Item, units: int) -> Item | Choice:
    return replace(last, number=units) if item is last else item


def has_word(stages: Stages, word: str) -> bool:
    """Whether this word stands somewhere in the stages."""
    for stage in stages:
        if isinstance(stage, Repeat):
            found = has_word(stage.stages, word)
        elif isinstance(stage, Stage):
            found = _holds(stage.items, word)
        else:
            found = any(
                has_word(alternative, word)  # type: ignore[arg-type]  # stages, by its kind
                for alternative in stage.alternatives
            )
        if found:
            return True
    return False


def _holds(items: Iterable[Item | Choice], word: str) -> bool:
    return any(
        item.word == word
        if isinstance(item, Item)
        else any(_holds(part, word) for part in item.alternatives)  # type: ignore[arg-type]
        for item in items
    )
