"""What a model is made of, as the language counts it: its layers with their facts and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from densemodel.language import ACTIVATIONS, LAYERS, LayerWord, Option
from densemodel.network.builder._keras import load_keras
from densemodel.network.from_keras._spec_of_facts import (
    Facts,
    activation_word,
    facts_of,
    is_keras_own,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.network.from_keras._spec_of_chain import Chain, Link

Shape = tuple[int, ...]

_WORDS = {word.name: word for word in LAYERS.values()}
_WORDS |= {"SpatialDropout1D": LAYERS["sdrop"]}  # the word takes the class that fits its input


_WITH_WEIGHTS = frozenset(
    {"BatchNormalization", "Conv2D", "Dense", "LayerNormalization", "SeparableConv2D"}
)
"Keras keeps no weights of a layer that is another one's activation."


@dataclass(frozen=True, slots=True)
class Part:
    """One layer of the spec to be. A Dense layer whose activation is itself a layer makes two."""

    link: Link
    facts: Facts
    input_shape: Shape
    output_shape: Shape
    word: LayerWord | None
    "None for an activation."

    @property
    def kind(self) -> str:
        """The class, or the word of an activation."""
        return str(self.facts["kind"])

    @property
    def options(self) -> tuple[Option, ...]:
        """What may stand in brackets after its word."""
        return ACTIVATIONS[self.kind].options if self.word is None else self.word.options

    @property
    def is_linear(self) -> bool:
        """Whether an activation right after it would become part of it."""
        return self.word is not None and self.word.is_linear

    @property
    def starts(self) -> tuple[str, ...]:
        """How its kernels start; a separable convolution has two of them."""
        return tuple(self._of_kernels("initializer"))

    @property
    def pulls(self) -> tuple[tuple[str, float], ...]:
        """The factors that pull at its kernels, if they are the same for all and can be said."""
        found = set(self._of_kernels("regularizer"))
        pulls = found.pop() if len(found) == 1 else None
        return pulls if isinstance(pulls, tuple) else ()

    def _of_kernels(self, what: str) -> Iterator[Any]:
        for weights in ("kernel", "depthwise", "pointwise"):
            if f"{weights}_{what}" in self.facts:
                yield self.facts[f"{weights}_{what}"]


def parts_of(chain: Chain) -> list[Part]:
    """The parts of a model in their order.

    Raises:
        SpecError: The language has no word for a layer or its activation.
    """
    parts: list[Part] = []
    shape = chain.input_shape
    for link in chain.links:
        for layer in _split(link):
            part = _part(link, layer, shape)
            parts.append(part)
            shape = part.output_shape
    return parts


def _split(link: Link) -> Iterator[Any]:
    """The layer, and after it the layer that it has as its activation."""
    layer = link.layer
    inner = getattr(layer, "activation", None)
    if not isinstance(inner, load_keras().Layer):
        yield layer
        return
    kind = type(inner).__name__
    if kind in _WITH_WEIGHTS:
        raise link.refusal(f"its activation is a {kind} with weights of its own")
    if type(layer).__name__ != "Activation":
        yield layer
    yield inner


def _part(link: Link, layer: Any, shape: Shape) -> Part:
    kind = type(layer).__name__
    if not is_keras_own(layer, "layers"):
        raise link.refusal(f"{kind} is a class of its own, not one of Keras's")
    if "call" in vars(layer):
        raise link.refusal("another function was put in place of its call")
    try:
        facts = facts_of(layer, shape)
    except (NotImplementedError, TypeError):  # Keras then says that get_config is missing
        raise link.refusal(_unreadable(layer)) from None
    if layer is link.layer and isinstance(layer.__dict__.get("activation"), load_keras().Layer):
        facts["activation"] = "linear"  # it comes as a part of its own
    word = _WORDS.get(kind)
    kind = str(facts["kind"])
    if word is None and kind not in ACTIVATIONS:
        is_activation = layer is not link.layer or type(layer).__name__ == "Activation"
        raise link.refusal(_unknown(kind) if is_activation else "there is no word for it")
    activation = str(facts.get("activation", "linear"))
    if activation not in ACTIVATIONS:
        raise link.refusal(_unknown(activation))
    if kind == "Dense" and len(shape) > 1:
        sizes = "x".join(str(size) for size in shape)
        raise link.refusal(
            f"it works along the last axis of {sizes}, and a spec flattens that to one row first"
        )
    output = tuple(layer.compute_output_shape((None, *shape))[1:])
    return Part(link, facts, shape, output, word)


def _unreadable(layer: Any) -> str:
    """Why Keras can't write down what a layer is made of."""
    activation = activation_word(getattr(layer, "activation", None))
    if activation not in ACTIVATIONS:
        return _unknown(activation)
    return "something in it has no get_config, so it can't be read"


def _unknown(activation: str) -> str:
    return f"its activation is {activation}, and there is no word for that"
