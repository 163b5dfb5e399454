"""The layers of a Keras model as one chain, with their facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from densemodel.errors import SpecError
from densemodel.language import LAYER_RULES, WORDS_OF, Custom, read_layer
from densemodel.network.builder._keras import load_keras
from densemodel.network.from_keras._layer_config import activation_of, is_keras_own, layer_config

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from densemodel.language import Facts, LayerWord, Refusal

_CHAIN = "a spec is a chain of layers, each used once, from one input to one output"


@dataclass(frozen=True, slots=True)
class Link:
    """One layer of the chain."""

    layer: Any
    place: int
    "Counted from 1, without the input."

    def refusal(self, reason: str) -> SpecError:
        """The error that the language can't express this layer."""
        title = f"layer {self.place}, {_named(self.layer)}"
        return SpecError(f"{title}, can't be written in the language: {reason}")


def chain_of(model: object) -> tuple[list[Any], list[Any]]:
    """Take a model apart.

    Args:
        model: A Sequential that has an input, or a Functional model that is a plain chain.

    Returns:
        Its layers in order, with those of inner models; and the inner models.

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
    return layers, [part for part in inside if isinstance(part, keras.Model)]


def chain_from(model: Any, start: Any) -> list[Any]:
    """The layers of a Functional model after one of its tensors, in their order.

    Raises:
        SpecError: They are no chain.
    """
    if _has_own_call(model):
        raise SpecError(f"{_named(model)} has its own call method, which can't be read: {_CHAIN}")
    return _walk(model, start)


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
    inputs, outputs = getattr(model, "inputs", None) or [], getattr(model, "outputs", None) or []
    if _has_own_call(model) or (not inputs and not isinstance(model, keras.Sequential)):
        raise SpecError(f"{_named(model)} has its own call method, which can't be read: {_CHAIN}")
    if not model.layers:
        raise SpecError(f"{_named(model)} has no layers")
    if not inputs:
        hint = "give it an Input first: keras.Sequential([keras.Input(shape=(784,)), ...])"
        raise SpecError(f"the sizes in {_named(model)} are not known yet", hint=hint)
    for what, ends in (("inputs", inputs), ("outputs", outputs)):
        if len(ends) != 1:
            raise SpecError(f"{_named(model)} has {len(ends)} {what}: {_CHAIN}")


def _has_own_call(model: Any) -> bool:
    if "call" in vars(model):
        return True
    for kind in type(model).__mro__:
        if kind.__module__.partition(".")[0] == "keras":
            return False
        if {"call", "__call__"} & set(vars(kind)):
            return True
    return False


def _walk(model: Any, start: Any = None) -> list[Any]:
    """The layers of a Functional model, found from its output backwards to its input or a tensor.

    The calls of this model count: a layer may also be called for another model. Keras has them only
    in `_keras_history`.
    """
    keras = load_keras()
    layers: list[Any] = []
    tensor, start = model.outputs[0], model.inputs[0] if start is None else start
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
        given = {
            key: value
            for key, value in call.arguments.kwargs.items()
            if value is not None
            and value is not call.input_tensors[0]
            and not (key == "training" and value is False)
        }
        if given:
            key, value = next(iter(given.items()))
            raise SpecError(
                f"{_named(layer)} is called with {key}={value}, which a spec can't express"
            )
        layers.append(layer)
        tensor = call.input_tensors[0]
    return layers[::-1]


def _named(layer: Any) -> str:
    return f"{type(layer).__name__} '{layer.name}'"


Shape = tuple[int, ...]

_WITH_WEIGHTS = frozenset(
    {"BatchNormalization", "Conv2D", "Dense", "LayerNormalization", "SeparableConv2D"}
)
"Keras does not track weights of a layer used as an activation."


@dataclass(frozen=True, slots=True)
class Part:
    """One layer of the spec. A Dense layer with a layer as its activation makes two."""

    link: Link
    facts: Facts
    refusals: list[Refusal]
    "What of its config no spec has."
    input_shape: Shape
    output_shape: Shape

    @property
    def kind(self) -> str:
        """The class, or the word of an activation."""
        return str(self.facts["kind"])

    @property
    def word(self) -> LayerWord | None:
        """Its word; None for an activation."""
        return WORDS_OF.get(self.kind)

    @property
    def is_linear(self) -> bool:
        """Whether an activation right after it would be fused into it."""
        return self.word is not None and self.word.is_linear


def parts_of(layers: Sequence[Any], shape: Shape) -> list[Part]:
    """The parts of layers in their order, with the shape of their input.

    Raises:
        SpecError: The language has no word for a layer or its activation.
    """
    parts: list[Part] = []
    for place, one in enumerate(layers, 1):
        link = Link(one, place)
        for layer in _split(link):
            parts.append(_part(link, layer, shape))
            shape = parts[-1].output_shape
    return parts


def _split(link: Link) -> Iterator[Any]:
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
    if kind not in LAYER_RULES:
        is_activation = layer is not link.layer
        raise link.refusal(_unknown(kind) if is_activation else "the language has no word for it")
    try:
        config = layer_config(layer, shape)
    except (NotImplementedError, TypeError):  # Keras then says that get_config is missing
        activation = activation_of(layer)
        reason = "something in it has no get_config, so it can't be read"
        is_custom = isinstance(activation, Custom)
        raise link.refusal(_unknown(activation) if is_custom else reason) from None
    facts, refusals = read_layer(kind, config)
    if kind == "Dense" and len(shape) > 1:
        sizes = "x".join(str(size) for size in shape)
        raise link.refusal(
            f"it works along the last axis of {sizes}, but a spec flattens that to one row first"
        )
    output = tuple(layer.compute_output_shape((None, *shape))[1:])
    return Part(link, facts, refusals, shape, output)


def _unknown(activation: object) -> str:
    return f"its activation is {activation}, and the language has no word for it"
