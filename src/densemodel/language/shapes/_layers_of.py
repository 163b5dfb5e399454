"""Unrolls a network into layers: Keras classes, arguments, shapes and parameter counts.

Here are the rules of the language for Keras: fusing, no bias before bn, an added Flatten. It does
not import Keras.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from densemodel.language.syntax_tree._canonical import write_item, write_sizes
from densemodel.language.syntax_tree._tree import Choice, Item, Network, Repeat, Stage
from densemodel.language.vocabulary._keras_call import KerasCall
from densemodel.language.vocabulary._layer_makers import (
    Arguments,
    LayerContext,
    Making,
    MisfitError,
    arguments_of,
    constant,
    image_misfit,
)
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LAYERS, LINEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, TypeAlias

    from densemodel.language.syntax_tree._tree import Named

    Stages: TypeAlias = Iterable[Stage | Repeat | Choice]


@dataclass(frozen=True, slots=True)
class Layer:
    """One Keras layer, known before Keras is loaded; shapes leave out the batch axis."""

    call: KerasCall
    "The class in `keras.layers` and its arguments."
    items: tuple[Item, ...] = field(compare=False)
    "The words of the layer; empty if it was added."
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    trainable_count: int
    other_count: int = 0
    "Other parameters: the moving averages of batch normalization."
    is_put_in: bool = field(default=False, compare=False)
    "Whether it was added: Flatten before a Dense layer after several axes."

    @property
    def text(self) -> str:
        """The words of the layer, as canonical text: `50 relu`; empty if it was added."""
        return " ".join(map(write_item, self.items))

    @property
    def kind(self) -> str:
        """The name of the Keras class: Dense, BatchNormalization, ..."""
        return self.call.name

    @property
    def parameter_count(self) -> int:
        """All parameters, as `keras.Model.count_params` counts them."""
        return self.trainable_count + self.other_count

    @property
    def activation(self) -> str | None:
        """The name of the activation in Keras's words, None for a layer that has none."""
        named = dict(self.call.arguments).get("activation")
        return named if isinstance(named, str) else None


_MAKES_BIAS_NEEDLESS = frozenset({"bn", "ln"})
_BEGINS_STAGE = frozenset(
    word for word, one in LAYERS.items() if one.is_linear or one.sizes is not None
) | {"flatten", "gmax", "gavg"}
_LINEAR_KINDS = frozenset(LAYERS[word].name for word in LINEAR)


Made = tuple[Layer, Item]
"A layer and the word of the text that it came from."


@dataclass(slots=True)
class Unrolling:
    """Walks the stages once, in order, and keeps the current shape."""

    shape: tuple[int, ...]
    init: Named | None = None
    "The clause `init`: the initializer of kernels without their own."
    bias: float | None = None
    "The clause `bias`: the initial value of every bias except the last layer's."
    notes: list[str] = field(default_factory=list)
    has_learning: bool = False
    "Whether a layer so far learns by gradient."
    is_table: bool = False
    "Whether the input is a table: its numbers are scaled already, and `norm` makes no layer."

    def layers(self, network: Network) -> Iterator[Made]:
        """The layers one by one, so that a limit can end it early.

        Raises:
            MisfitError: A layer does not fit the one before it; its `item` is known.
        """
        waiting: Made | None = None  # the last linear layer is known only when no other follows
        after: list[Made] = []
        for stage in unroll(network.stages):
            for made in self._stage(stage):
                if made[0].kind not in _LINEAR_KINDS:
                    after.append(made)
                    continue
                if waiting is not None:
                    layer, item = waiting
                    call = layer.call
                    if self.bias and ("use_bias", False) not in call.arguments:
                        call = call.with_argument("bias_initializer", constant(self.bias))
                        waiting = replace(layer, call=call), item
                    yield waiting
                yield from after
                waiting, after = made, []
        if waiting is not None:
            yield waiting
        yield from after

    def _stage(self, stage: Stage) -> Iterator[Made]:
        items = [item for item in stage.items if isinstance(item, Item)]
        if self.is_table and not self.has_learning and any(map(_is_norm, items)):
            items = [item for item in items if not _is_norm(item)]
        skip = False
        for place, item in enumerate(items):
            if skip:
                skip = False
                continue
            following = items[place + 1] if place + 1 < len(items) else None
            try:
                yield from self._item(item, following)
            except MisfitError as misfit:
                misfit.item = item
                raise
            skip = item.word in LINEAR and fused(following)

    def _item(self, item: Item, following: Item | None) -> Iterator[Made]:
        if item.word in ACTIVATIONS:
            yield self._activation(item), item
            return
        word = LAYERS[item.word]
        yield from self._put_in(item, word.axes)
        of_layer = [item]
        if word.is_linear and following is not None and fused(following):
            of_layer.append(following)
        activation = of_layer[1].word if of_layer[1:] else None
        is_normalised = following is not None and following.word in _MAKES_BIAS_NEEDLESS
        place = LayerContext(self.shape, activation, is_normalised, self.init, self.has_learning)
        yield self._layer(word.maker(word, item, place), word.name, tuple(of_layer)), item

    def _put_in(self, item: Item, axes: int | None) -> Iterator[Made]:
        """The layer that gives rows the axes that a word takes, if it is clear."""
        before = self.shape
        if axes is None or len(before) == axes:
            return
        if axes == 1:
            flatten = LAYERS["flatten"]
            made = flatten.maker(flatten, item, LayerContext(before))
            yield self._layer(made, flatten.name, (), is_put_in=True), item
            becomes = f"one row of {self.shape[0]:,}"
        elif axes == 3 and len(before) == 2:  # an image without channels
            shape = (*before, 1)
            made = Making([("target_shape", shape)], shape)
            yield self._layer(made, "Reshape", (), is_put_in=True), item
            becomes = f"an image of {write_sizes(shape)}"
        else:
            raise image_misfit(item.word, before)
        note = f"'{write_item(item)}': {write_sizes(before)} becomes {becomes}"
        what = "Flatten" if axes == 1 else "A channel axis"
        self.notes.append(f"{what} is added before {note}")

    def _activation(self, item: Item) -> Layer:
        activation, name = ACTIVATIONS[item.word], "Activation"
        arguments: Arguments = [("activation", item.word)]
        if item.options and activation.layer is not None:
            name, arguments = activation.layer, arguments_of(activation.options, item.options)
        return self._layer(Making(arguments, self.shape), name, (item,))

    def _layer(
        self, made: Making, name: str, items: tuple[Item, ...], *, is_put_in: bool = False
    ) -> Layer:
        before, self.shape = self.shape, made.output_shape
        self.has_learning = self.has_learning or made.trainable_count > 0
        call = KerasCall("layers", made.name or name, tuple(made.arguments))
        counts = made.trainable_count, made.other_count
        return Layer(call, items, before, self.shape, *counts, is_put_in=is_put_in)


def _is_norm(item: Item) -> bool:
    return item.word == "norm"


def fused(following: Item | None) -> bool:
    """Whether an item right after a linear one goes into it, as Keras's `activation` argument.

    One with options can't: Keras takes them only in a layer of its own.
    """
    return following is not None and following.word in ACTIVATIONS and not following.options


def unroll(stages: tuple[Stage | Repeat | Choice, ...]) -> Iterator[Stage]:
    """The stages, repeats unrolled."""
    for stage in stages:
        if isinstance(stage, Stage):
            yield stage
        elif isinstance(stage, Repeat) and isinstance(stage.count, int):
            for _ in range(stage.count):
                yield from unroll(stage.stages)


def product_notes(stages: tuple[Stage | Repeat | Choice, ...]) -> Iterator[str]:
    """A note on a repeat with a variable, which looks like a product."""
    for stage in stages:
        if not isinstance(stage, Repeat):
            continue
        yield from product_notes(stage.stages)
        first = stage.stages[0]
        item = first.items[0] if isinstance(first, Stage) else None
        if stage.product and isinstance(item, Item):
            made = f"{stage.count} layers of {item.number} each"
            yield f"'{stage.product}' repeats and does not multiply: {made}"


def count_layers(stages: tuple[Stage | Repeat | Choice, ...]) -> int:
    """The number of layers of the stages, by multiplication; added ones are not counted."""
    total = 0
    for stage in stages:
        if isinstance(stage, Repeat) and isinstance(stage.count, int):
            total += stage.count * count_layers(stage.stages)
        elif isinstance(stage, Stage):
            items = [item for item in stage.items if isinstance(item, Item)]
            fusions = sum(item.word in LINEAR and fused(after) for item, after in pairwise(items))
            total += len(items) - fusions
    return total


AUTO = "auto"

COLUMNS = "Columns"
"The kind of the first layer of a table, which is a small model of its own."


def auto_items(stages: Stages) -> Iterator[Item]:
    """Every layer with the size `auto`."""
    return (item for item in chain.from_iterable(map(_items_in, stages)) if item.number == AUTO)


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
        return iter((part,))
    inside: Iterable[Any]
    if isinstance(part, Stage):
        inside = part.items
    elif isinstance(part, Repeat):
        inside = part.stages
    else:
        inside = chain.from_iterable(part.alternatives)  # type: ignore[arg-type]  # its kind
    return chain.from_iterable(map(_items_in, inside))


def with_units(network: Network, units: int) -> Network:
    """The network with the last layer's `auto` replaced by a number."""
    last = last_size(network.stages)
    if last is None or last.number != AUTO:
        return network
    sized = replace(last, number=units)
    stages = tuple(
        replace(stage, items=tuple(sized if item is last else item for item in stage.items))
        if isinstance(stage, Stage) and any(item is last for item in stage.items)
        else stage
        for stage in network.stages
    )
    return replace(network, stages=stages)


def has_word(stages: Stages, word: str) -> bool:
    """Whether this word stands somewhere in the stages."""
    return any(item.word == word for item in chain.from_iterable(map(_items_in, stages)))


def write_layers(layers: Iterable[tuple[Item, str]]) -> list[str]:
    """The stages that make these layers.

    Args:
        layers: Each with the activation fused into it, or an empty one. A layer that has weights
            says its `bias`, on or off, also where that is the default.
    """
    stages: list[list[tuple[Item, str]]] = []
    before, before_activation = None, ""
    for item, activation in layers:
        would_fuse = before is not None and before.word in LINEAR and not before_activation
        if not stages or (would_fuse and fused(item)) or item.word in _BEGINS_STAGE:
            stages.append([])
        stages[-1].append((item, activation))
        before, before_activation = item, activation
    return [" ".join(_items(stage)) for stage in stages]


def _items(stage: list[tuple[Item, str]]) -> Iterable[str]:
    following = [*(item.word for item, _ in stage[1:]), ""]
    for (item, activation), word in zip(stage, following, strict=True):
        is_normalised = word in _MAKES_BIAS_NEEDLESS and not activation
        usual = ("bias", "off" if is_normalised else "on")
        options = tuple(option for option in item.options if option != usual)
        yield f"{write_item(replace(item, options=options))} {activation}".strip()
