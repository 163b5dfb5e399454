"""Unrolls a network into layers: Keras classes, arguments, shapes and parameter counts.

Here are the rules of the language for Keras: fusing, no bias before bn, an added Flatten. It does
not import Keras.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from densemodel.errors import with_field_hints
from densemodel.language.syntax_tree._base import BaseError
from densemodel.language.syntax_tree._canonical import write_item, write_sizes
from densemodel.language.syntax_tree._tree import AUTO, Item, Network, Repeat, Stage, replaced
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

    from densemodel.language.syntax_tree._base import Base
    from densemodel.language.syntax_tree._tree import Named


@with_field_hints
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
    word
    for word, one in LAYERS.items()
    if one.is_linear or one.sizes is not None or one.is_augmentation
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
    brightest: float | None = 255.0
    "The largest value of a pixel; None: after the last layer there are other numbers."
    words: list[str] = field(default_factory=list)
    "Those of the layers so far."
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
        items = stage.items
        if self.is_table and not self.has_learning and any(map(_is_norm, items)):
            items = tuple(item for item in items if not _is_norm(item))
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
        if item.base is not None:
            yield self._base(item, item.base), item
            return
        self.words.append(item.word)
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
        place = LayerContext(
            self.shape, activation, is_normalised, self.init, self.has_learning, self.brightest
        )
        yield self._layer(word.maker(word, item, place), word.name, tuple(of_layer)), item

    def _base(self, item: Item, base: Base) -> Layer:
        text = write_item(item)
        before = next((one for one in self.words if not _is_allowed_before(one, base)), None)
        if before is not None:
            reason = f"'{text}', whose outputs are computed once, from the rows as they are"
            if not base.is_frozen:
                reason = f"'{text}': only flip, rotate and their like can"
            raise MisfitError(f"'{before}' can't stand before {reason}")
        if not base.fits(self.shape):
            due = "x".join("?" if size is None else str(size) for size in base.input_shape)
            message = f"'{text}' takes rows of {due}, and rows of {write_sizes(self.shape)} come in"
            raise MisfitError(message)
        try:
            output = base.output_of(self.shape)
        except BaseError as error:
            raise MisfitError(error.message, error.hint) from None
        self.words.append(item.word)
        learning = 0 if base.is_frozen else base.learning_count
        self.has_learning = not base.is_frozen
        made = Making([], output, learning, base.parameter_count - learning)
        return self._layer(made, BASE, (item,))

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
            made = Making([("target_shape", shape)], shape, brightest=self.brightest)
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
        self.brightest = made.brightest
        self.has_learning = self.has_learning or made.trainable_count > 0
        call = KerasCall("layers", made.name or name, tuple(made.arguments))
        counts = made.trainable_count, made.other_count
        return Layer(call, items, before, self.shape, *counts, is_put_in=is_put_in)


def _is_allowed_before(word: str, base: Base) -> bool:
    return not base.is_frozen and word in LAYERS and LAYERS[word].is_augmentation


def _is_norm(item: Item) -> bool:
    return item.word == "norm"


def fused(following: Item | None) -> bool:
    """Whether an item right after a linear one goes into it, as Keras's `activation` argument.

    One with options can't: Keras takes them only in a layer of its own.
    """
    return following is not None and following.word in ACTIVATIONS and not following.options


Stages = tuple[Stage | Repeat, ...]


def unroll(stages: Stages) -> Iterator[Stage]:
    """The stages, repeats unrolled."""
    for stage in stages:
        if isinstance(stage, Stage):
            yield stage
        else:
            for _ in range(stage.count):
                yield from unroll(stage.stages)


def items_in(stages: Stages) -> Iterator[Item]:
    """Every item, those of a repeat once."""
    for stage in stages:
        yield from stage.items if isinstance(stage, Stage) else items_in(stage.stages)


def product_notes(stages: Stages) -> Iterator[str]:
    """A note on a repeat with a variable, which looks like a product."""
    for stage in stages:
        if isinstance(stage, Stage):
            continue
        yield from product_notes(stage.stages)
        first = stage.stages[0]
        if stage.product and isinstance(first, Stage):
            made = f"{stage.count} layers of {first.items[0].number} each"
            yield f"'{stage.product}' repeats and does not multiply: {made}"


def count_layers(stages: Stages) -> int:
    """The number of layers of the stages, by multiplication; added ones are not counted."""
    total = 0
    for stage in stages:
        if isinstance(stage, Repeat):
            total += stage.count * count_layers(stage.stages)
        else:
            pairs = pairwise(stage.items)
            fusions = sum(item.word in LINEAR and fused(after) for item, after in pairs)
            total += len(stage.items) - fusions
    return total


COLUMNS = "Columns"
"The kind of the first layer of a table, which is a small model of its own."


BASE = "Base"
"The kind of a trained model of the notebook, which is one layer of the network."


def last_size(stages: Stages) -> Item | None:
    """The last linear layer; None if it is repeated."""
    for stage in reversed(stages):
        sizes = [item for item in items_in((stage,)) if item.word in LINEAR]
        if sizes:
            return sizes[-1] if isinstance(stage, Stage) else None
    return None


def with_units(network: Network, units: int) -> Network:
    """The network with `auto` of its last layer replaced by a number."""

    def sized(item: Item) -> Item:
        return replace(item, number=units) if item.number == AUTO else item

    whole: Network = replaced(network, Item, sized)
    return whole


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
