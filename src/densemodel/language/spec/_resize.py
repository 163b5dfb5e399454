"""The same network wider, narrower or deeper."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.errors import SpecError
from densemodel.language.shapes._layers_of import last_size, unroll
from densemodel.language.spec._spec import checked
from densemodel.language.syntax_tree._tree import Item, Repeat, Stage
from densemodel.language.vocabulary._layer_words import LINEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from densemodel.language.spec._spec import Spec
    from densemodel.language.syntax_tree._tree import Network

    Part = Stage | Repeat


def hidden_sizes(spec: Spec) -> tuple[tuple[str, int], ...]:
    """The word and the size of each hidden layer, repeats unrolled, in their order.

    Raises:
        SpecError: The last layer is part of a repeat.

    Example:
        >>> hidden_sizes(parse("8x8x1 -> conv 4 relu -> 2*32 relu -> 10 softmax"))
        (('conv', 4), ('dense', 32), ('dense', 32))
    """
    last = _output_of(spec.network)
    return tuple(
        (item.word, item.number)
        for item in _sized(spec.network.stages)
        if item is not last and isinstance(item.number, int)
    )


def scaled_sizes(spec: Spec, factor: float) -> Spec:
    """All hidden layers with scaled numbers of units, at least 1; the last layer is unchanged.

    Raises:
        SpecError: The layers no longer fit each other, or the network is too large.

    Example:
        >>> str(scaled_sizes(parse("784 -> 64 relu -> 32 relu -> 10 softmax"), 0.5))
        '784 -> 32 relu -> 16 relu -> 10 softmax'
    """
    last = _output_of(spec.network)

    def scaled(item: Item) -> Item:
        if item is last or item.word not in LINEAR or not isinstance(item.number, int):
            return item
        return replace(item, number=max(1, round(item.number * factor)))

    stages = tuple(_with_items(stage, scaled) for stage in spec.network.stages)
    return _with_stages(spec, stages)


def with_more_layers(spec: Spec, count: int) -> Spec:
    """Repeat the last hidden layer more times, with its activation and its dropout.

    Raises:
        SpecError: There is no hidden layer, or its shapes do not fit each other.

    Example:
        >>> str(with_more_layers(parse("784 -> 64 relu -> 10 softmax"), 1))
        '784 -> 2*(64 relu) -> 10 softmax'
    """
    stages = spec.network.stages
    end = _output_place(spec.network)
    hidden = [place for place in range(end) if any(_sized(stages[place : place + 1]))]
    if not hidden:
        raise SpecError("there is no hidden layer to repeat")
    start = hidden[-1]
    first = stages[start]
    if isinstance(first, Repeat):
        more: Part = replace(first, count=first.count + count, product="")
        return _with_stages(spec, (*stages[:start], more, *stages[start + 1 :]))
    beyond = start + 1
    while beyond < end and _SHAPES.isdisjoint(_words(stages[beyond])):
        beyond += 1
    more = Repeat(count + 1, stages[start:beyond])
    return _with_stages(spec, (*stages[:start], more, *stages[beyond:]))


def with_hidden_layer(spec: Spec, units: int) -> Spec:
    """The network with a layer of `relu` before its last one.

    Example:
        >>> str(with_hidden_layer(parse("784 -> 10 softmax"), 32))
        '784 -> 32 relu -> 10 softmax'
    """
    stages, end = spec.network.stages, _output_place(spec.network)
    hidden = Stage((Item("dense", number=units), Item("relu")))
    return _with_stages(spec, (*stages[:end], hidden, *stages[end:]))


_SHAPES = frozenset({"max", "avg", "gmax", "gavg", "flatten", "reshape"})
"Words after which rows have other axes, so layers before them are not repeated."


def _words(part: Part) -> Iterator[str]:
    return (item.word for item in (part.items if isinstance(part, Stage) else ()))


def _output_of(network: Network) -> Item:
    last = last_size(network.stages)
    if last is None:
        raise SpecError("the last layer must not be part of a repeat, as in 784 -> 3*50 relu -> 10")
    return last


def _output_place(network: Network) -> int:
    last = _output_of(network)
    return next(
        place
        for place, stage in enumerate(network.stages)
        if isinstance(stage, Stage) and any(item is last for item in stage.items)
    )


def _sized(stages: tuple[Part, ...]) -> Iterator[Item]:
    return (item for stage in unroll(stages) for item in stage.items if item.word in LINEAR)


def _with_items(part: Part, change: Callable[[Item], Item]) -> Part:
    if isinstance(part, Stage):
        return replace(part, items=tuple(map(change, part.items)))
    stages = tuple(_with_items(stage, change) for stage in part.stages)
    return replace(part, stages=stages, product="")


def _with_stages(spec: Spec, stages: tuple[Part, ...]) -> Spec:
    return checked(replace(spec, network=replace(spec.network, stages=stages)))
