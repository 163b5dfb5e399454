"""`auto` as the size of the last layer, and its replacement by a number."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from densemodel.language.syntax_tree._tree import Choice, Item, Network, Repeat, Stage
from densemodel.language.vocabulary._layer_words import LINEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, TypeAlias

    Stages: TypeAlias = Iterable[Stage | Repeat | Choice]

AUTO = "auto"


def auto_items(stages: Stages) -> Iterator[Item]:
    """Every layer with the size `auto`."""
    for item in chain.from_iterable(map(_items_in, stages)):
        if item.number == AUTO:
            yield item


def last_size(stages: tuple[Stage | Repeat | Choice, ...]) -> Item | None:
    """The last linear layer, if it is neither repeated nor a choice."""
    for stage in reversed(stages):
        if not isinstance(stage, Stage):
            if any(one.word in LINEAR for one in _items_in(stage)):
                return None
            continue
        for item in reversed(stage.items):
            if isinstance(item, Item) and item.word in LINEAR:
                return item
            if isinstance(item, Choice) and any(one.word in LINEAR for one in _items_in(item)):
                return None
    return None


def _items_in(part: Item | Stage | Repeat | Choice) -> Iterator[Item]:
    """Every item in a part of a network, those of all alternatives included."""
    if isinstance(part, Item):
        yield part
        return
    inside: Iterable[Any] = ()
    if isinstance(part, Stage):
        inside = part.items
    elif isinstance(part, Repeat):
        inside = part.stages
    else:
        inside = chain.from_iterable(part.alternatives)  # type: ignore[arg-type]  # its kind
    for one in inside:
        yield from _items_in(one)


def with_units(network: Network, units: int) -> Network:
    """The network with the last layer's `auto` replaced by a number."""
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
    return any(item.word == word for item in chain.from_iterable(map(_items_in, stages)))
