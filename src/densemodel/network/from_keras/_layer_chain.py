"""The layers of a Keras model as one chain, with their facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from densemodel.errors import SpecError
from densemodel.language import ACTIVATIONS, LAYERS, LayerWord, Option
from densemodel.network.builder._keras import load_keras
from densemodel.network.from_keras._layer_facts import (
    Facts,
    activation_word,
    facts_of,
    is_keras_own,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


_CHAIN = "a spec is a chain of layers, each used once, from one input to one output"
_ADVICE = "give it an Input first: keras.Sequential([keras.Input(shape=(784,)), ...])"


@dataclass(frozen=True, slots=True)
class Link:
    """One layer of the chain."""

    layer: Any
    place: int
    "Counted from 1, without the input."

    @property
    def kind(self) -> str:
        """The name of its class."""
        return type(self.layer).__name__

    @property
    def title(self) -> str:
        """Its name in messages: layer 3, LSTM 'lstm'."""
        return f"layer {self.place}, {self.kind} '{self.layer.name}'"

    def refusal(self, reason: str) -> SpecError:
        """The error that the language can't express this layer."""
        return SpecError(f"{self.title}, can't be written in the language: {reason}")


@dataclass(frozen=True, slots=True)
class Chain:
    """A model's input and layers."""

    input: Any
    "The input KerasTensor."
    links: tuple[Link, ...]
    nested: tuple[Any, ...]
    "Inner models, whose layers are in the chain."

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The sizes of one row of x, without the batch axis."""
        return tuple(self.input.shape[1:])


def chain_of(model: object) -> Chain:
    """Take a model apart.

    Args:
        model: A Sequential that has an input, or a Functional model that is a plain chain.

    Returns:
        Its layers in order, inner models unrolled.

    Raises:
        SpecError: It is something else.
    """
    keras = load_keras()
    if not isinstance(model, keras.Model):
        kind = type(model)
        home = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
        raise SpecError(f"spec_of takes a model of Keras 3; this is of type {home}{kind.__name__}")
    inside = list(_unpack(model))
    layers = [part for part in inside if not isinstance(part, keras.Model)]
    seen: set[int] = set()
    for layer in layers:
        if id(layer) in seen:
            raise SpecError(f"{_named(layer)} is used twice in the model: {_CHAIN}")
        seen.add(id(layer))
    start: Any = model.inputs[0]
    if not start.shape[1:]:
        raise SpecError(
            "a row of the model's input is a single number without an axis",
            hint="give the Input the shape (1,)",
        )
    if None in start.shape[1:]:
        raise SpecError(
            f"the model's input {tuple(start.shape[1:])} has an open size (None)",
            hint="a spec needs every size: give the Input whole numbers",
        )
    if not layers:
        raise SpecError(f"{_named(model)} has no layers")
    links = tuple(Link(layer, place) for place, layer in enumerate(layers, 1))
    return Chain(start, links, tuple(part for part in inside if isinstance(part, keras.Model)))


def _unpack(model: Any) -> Iterator[Any]:
    """The layers of a model; an inner model comes before its layers."""
    keras = load_keras()
    _check_model(model)
    layers = model.layers if isinstance(model, keras.Sequential) else _walk(model)
    for layer in layers:
        if isinstance(layer, keras.layers.InputLayer):
            continue
        yield layer
        if isinstance(layer, keras.Model):
            yield from _unpack(layer)


def _check_model(model: Any) -> None:
    keras = load_keras()
    name = type(model).__name__
    inputs, outputs = getattr(model, "inputs", None) or [], getattr(model, "outputs", None) or []
    if _has_own_call(model) or (not inputs and not isinstance(model, keras.Sequential)):
        raise SpecError(
            f"{name} '{model.name}' has its own call method, which can't be read: {_CHAIN}"
        )
    if not model.layers:
        raise SpecError(f"{name} '{model.name}' has no layers")
    if not inputs:
        raise SpecError(f"the sizes in {name} '{model.name}' are not known yet", hint=_ADVICE)
    for what, ends in (("inputs", inputs), ("outputs", outputs)):
        if len(ends) != 1:
            raise SpecError(f"{name} '{model.name}' has {len(ends)} {what}: {_CHAIN}")


def _has_own_call(model: Any) -> bool:
    """Whether the model has a custom call method."""
    if "call" in vars(model):
        return True
    for kind in type(model).__mro__:
        if kind.__module__.partition(".")[0] == "keras":
            return False
        if {"call", "__call__"} & set(vars(kind)):
            return True
    return False


def _walk(model: Any) -> list[Any]:
    """The layers of a Functional model, found from its output backwards.

    The calls of this model count: a layer may also be called for another model. Keras has them only
    in `_keras_history`.
    """
    keras = load_keras()
    layers: list[Any] = []
    tensor, start = model.outputs[0], model.inputs[0]
    while tensor is not start:
        layer, index, _ = tensor._keras_history  # noqa: SLF001 - see above
        call = layer._inbound_nodes[index]  # noqa: SLF001
        if isinstance(layer, keras.layers.InputLayer):
            break
        if not isinstance(layer, keras.Layer):
            raise SpecError(f"{_named(layer)} is an operation, not a layer: {_CHAIN}")
        if len(call.input_tensors) != 1:
            raise SpecError(f"{_named(layer)} takes {len(call.input_tensors)} inputs: {_CHAIN}")
        # False is the default, which fit overrides
        said = {
            key: value
            for key, value in call.arguments.kwargs.items()
            if value is not None
            and value is not call.input_tensors[0]
            and not (key == "training" and value is False)
        }
        if said:
            key, value = next(iter(said.items()))
            raise SpecError(
                f"{_named(layer)} is called with {key}={value}, which a spec can't express"
            )
        layers.append(layer)
        tensor = call.input_tensors[0]
    return layers[::-1]


def _named(layer: Any) -> str:
    return f"{type(layer).__name__} '{layer.name}'"


Shape = tuple[int, ...]

_WORDS = {word.name: word for word in LAYERS.values()}
_WORDS |= {"SpatialDropout1D": LAYERS["sdrop"]}  # the word takes the class that fits its input


_WITH_WEIGHTS = frozenset(
    {"BatchNormalization", "Conv2D", "Dense", "LayerNormalization", "SeparableConv2D"}
)
"Keras does not track weights of a layer used as an activation."


@dataclass(frozen=True, slots=True)
class Part:
    """One layer of the spec. A Dense layer with a layer as its activation makes two."""

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
        """The options after its word."""
        return ACTIVATIONS[self.kind].options if self.word is None else self.word.options

    @property
    def is_linear(self) -> bool:
        """Whether an activation right after it would be fused into it."""
        return self.word is not None and self.word.is_linear

    @property
    def starts(self) -> tuple[str, ...]:
        """The initializers of its kernels; a separable convolution has two."""
        return tuple(self._of_kernels("initializer"))

    @property
    def pulls(self) -> tuple[tuple[str, float], ...]:
        """The regularizers of its kernels, if they are equal and in the language."""
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
    """The layer, followed by an activation layer."""
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
        raise link.refusal(f"{kind} is a custom class, not one of Keras's")
    if "call" in vars(layer):
        raise link.refusal("its call was replaced by another function")
    try:
        facts = facts_of(layer, shape)
    except (NotImplementedError, TypeError):  # Keras then says that get_config is missing
        raise link.refusal(_unreadable(layer)) from None
    if layer is link.layer and isinstance(layer.__dict__.get("activation"), load_keras().Layer):
        facts["activation"] = "linear"  # it is a separate part
    word = _WORDS.get(kind)
    kind = str(facts["kind"])
    if word is None and kind not in ACTIVATIONS:
        is_activation = layer is not link.layer or type(layer).__name__ == "Activation"
        raise link.refusal(_unknown(kind) if is_activation else "the language has no word for it")
    activation = str(facts.get("activation", "linear"))
    if activation not in ACTIVATIONS:
        raise link.refusal(_unknown(activation))
    if kind == "Dense" and len(shape) > 1:
        sizes = "x".join(str(size) for size in shape)
        raise link.refusal(
            f"it works along the last axis of {sizes}, but a spec flattens that to one row first"
        )
    output = tuple(layer.compute_output_shape((None, *shape))[1:])
    return Part(link, facts, shape, output, word)


def _unreadable(layer: Any) -> str:
    """Why the config of a layer can't be read."""
    activation = activation_word(getattr(layer, "activation", None))
    if activation not in ACTIVATIONS:
        return _unknown(activation)
    return "something in it has no get_config, so it can't be read"


def _unknown(activation: str) -> str:
    return f"its activation is {activation}, and the language has no word for it"
