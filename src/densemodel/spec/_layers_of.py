"""Unrolls a network into layers: Keras classes, arguments, shapes and parameters.

This is where the rules of the language meet Keras: fusing, the bias that bn makes needless,
Flatten put in. Nothing here loads Keras.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING

from densemodel.spec._activations import ACTIVATIONS
from densemodel.spec._arguments import Arguments, arguments_of, constant, initializer
from densemodel.spec._canonical import write_item, write_sizes
from densemodel.spec._keras_call import KerasCall
from densemodel.spec._layer import Layer
from densemodel.spec._layer_words import LAYERS
from densemodel.spec._tree import Item, Named, Network, Repeat, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.spec._tree import Value

_MAKES_BIAS_NEEDLESS = frozenset({"bn", "ln"})


@dataclass(frozen=True, slots=True)
class Made:
    """A layer and the word of the text that it came from."""

    layer: Layer
    item: Item


@dataclass(slots=True)
class Unrolling:
    """Walks the stages in order and keeps the shape that the next layer meets."""

    shape: tuple[int, ...]
    init: Named | None = None
    "The clause `init`: the start of every kernel that does not say its own."
    bias: float | None = None
    "The clause `bias`: the start of every bias but the last layer's."
    notes: list[str] = field(default_factory=list)

    def layers(self, network: Network) -> Iterator[Made]:
        """The layers one by one, so that a limit can end it early."""
        waiting: Made | None = None  # the last Dense is known only when no other follows
        after: list[Made] = []
        for stage in unroll(network.stages):
            for made in self._stage(stage):
                if made.layer.kind != "Dense":
                    after.append(made)
                    continue
                if waiting is not None:
                    yield self._with_bias(waiting)
                yield from after
                waiting, after = made, []
        if waiting is not None:
            yield waiting
        yield from after

    def _with_bias(self, made: Made) -> Made:
        arguments = made.layer.call.arguments
        if not self.bias or ("use_bias", False) in arguments:
            return made
        layer = made.layer
        call = layer.call.with_argument("bias_initializer", constant(self.bias))
        with_bias = Layer(
            call, layer.text, layer.input_shape, layer.output_shape, layer.trainable_count
        )
        return Made(with_bias, made.item)

    def _stage(self, stage: Stage) -> Iterator[Made]:
        items = stage.items
        skip = False
        for place, item in enumerate(items):
            if skip:
                skip = False
                continue
            following = items[place + 1] if place + 1 < len(items) else None
            if item.word == "dense":
                if len(self.shape) > 1:
                    yield self._put_in_flatten(item)
                skip = fused(following)
                yield Made(self._dense(item, following), item)
            else:
                yield Made(self._other(item), item)

    def _put_in_flatten(self, item: Item) -> Made:
        before = self.shape
        flatten = self._other(Item("flatten", span=item.span))
        self.notes.append(
            f"Flatten is put in before '{write_item(item)}': {write_sizes(before)} becomes "
            f"one row of {self.shape[0]:,}"
        )
        return Made(flatten, item)

    def _dense(self, item: Item, following: Item | None) -> Layer:
        said = dict(item.options)
        text = write_item(item)
        arguments: Arguments = [("units", int(item.number or 0))]
        if following is not None and fused(following):
            text += f" {following.word}"
            if following.word != "linear":  # Keras's own default, under another name
                arguments.append(("activation", following.word))
        normalised = following is not None and following.word in _MAKES_BIAS_NEEDLESS
        has_bias = said.get("bias", "off" if normalised else "on") == "on"
        if not has_bias:
            arguments.append(("use_bias", False))
        arguments += self._kernel(said)
        width, units = self.shape[0], int(item.number or 0)
        count = width * units + (units if has_bias else 0)
        return self._layer("Dense", arguments, text, (units,), trainable_count=count)

    def _kernel(self, said: dict[str, Value]) -> Arguments:
        arguments: Arguments = []
        start = said.get("init", self.init)
        if isinstance(start, Named) and (made := initializer(start)) != "glorot_uniform":
            arguments.append(("kernel_initializer", made))
        pulls = [
            (key, float(value))
            for key in ("l1", "l2")
            if isinstance(value := said.get(key, 0), int | float) and value
        ]
        if pulls:
            name = "L1L2" if len(pulls) > 1 else pulls[0][0].upper()
            arguments.append(("kernel_regularizer", KerasCall("regularizers", name, tuple(pulls))))
        return arguments

    def _other(self, item: Item) -> Layer:
        text = write_item(item)
        if item.word in ACTIVATIONS:
            return self._activation(item, text)
        word = LAYERS[item.word]
        arguments: Arguments = []
        if word.argument is not None and item.number is not None:
            arguments.append((word.argument, float(item.number)))
        if item.word == "flatten":
            return self._layer("Flatten", arguments, text, (prod(self.shape),))
        arguments += arguments_of(word.options, item.options)
        if item.word in _MAKES_BIAS_NEEDLESS:
            return self._normalization(item, arguments, text)
        return self._layer(word.name, arguments, text, self.shape)

    def _activation(self, item: Item, text: str) -> Layer:
        activation = ACTIVATIONS[item.word]
        if item.options and activation.layer is not None:
            arguments = arguments_of(activation.options, item.options)
            return self._layer(activation.layer, arguments, text, self.shape)
        return self._layer("Activation", [("activation", item.word)], text, self.shape)

    def _normalization(self, item: Item, arguments: Arguments, text: str) -> Layer:
        said = dict(item.options)
        offset = said.get("offset", "on")
        if offset == "off":
            arguments.append(("center", False))
        elif isinstance(offset, int | float) and offset:
            arguments.append(("beta_initializer", constant(offset)))
        learned = (offset != "off") + (said.get("scale", "on") == "on")
        width = self.shape[-1]
        name = LAYERS[item.word].name
        averages = 2 * width if item.word == "bn" else 0
        return self._layer(
            name,
            arguments,
            text,
            self.shape,
            trainable_count=learned * width,
            other_count=averages,
        )

    def _layer(
        self,
        name: str,
        arguments: Arguments,
        text: str,
        output_shape: tuple[int, ...],
        *,
        trainable_count: int = 0,
        other_count: int = 0,
    ) -> Layer:
        before, self.shape = self.shape, output_shape
        call = KerasCall("layers", name, tuple(arguments))
        return Layer(call, text, before, output_shape, trainable_count, other_count)


def fused(following: Item | None) -> bool:
    """Whether an item right after a linear one goes into it, as Keras's `activation` argument.

    One with options can't: Keras takes them only in a layer of its own.
    """
    return following is not None and following.word in ACTIVATIONS and not following.options


def unroll(stages: tuple[Stage | Repeat, ...]) -> Iterator[Stage]:
    """The stages as often as they stand."""
    for stage in stages:
        if isinstance(stage, Stage):
            yield stage
        else:
            for _ in range(stage.count):
                yield from unroll(stage.stages)


def count_layers(stages: tuple[Stage | Repeat, ...]) -> int:
    """How many layers the stages make, by multiplication alone; a Flatten put in is not counted."""
    total = 0
    for stage in stages:
        if isinstance(stage, Repeat):
            total += stage.count * count_layers(stage.stages)
            continue
        items = stage.items
        total += len(items) - sum(
            item.word == "dense" and fused(after) for item, after in pairwise(items)
        )
    return total
