"""The layers of a Keras model as one chain, from its input to its output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from densemodel.errors import SpecError
from densemodel.network.builder._keras import load_keras

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
        """As a message names it: layer 3, LSTM 'lstm'."""
        return f"layer {self.place}, {self.kind} '{self.layer.name}'"

    def refusal(self, reason: str) -> SpecError:
        """The error that the language can't say this layer."""
        return SpecError(f"{self.title}, can't be said in the language: {reason}")


@dataclass(frozen=True, slots=True)
class Chain:
    """A model's input and layers."""

    input: Any
    "The KerasTensor that the model starts from."
    links: tuple[Link, ...]
    nested: tuple[Any, ...]
    "Models that stood in the model and whose layers are in the chain."

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The sizes of one row of x, without the batch axis."""
        return tuple(self.input.shape[1:])


def chain_of(model: object) -> Chain:
    """Take a model apart.

    Args:
        model: A Sequential that has an input, or a Functional model that is a plain chain.

    Returns:
        Its layers in their order; those of models within it stand in their place.

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
    _check_once(layers)
    start: Any = model.inputs[0]
    if not start.shape[1:]:
        raise SpecError(
            "a row of the model's input is a single number without an axis",
            hint="give the Input the shape (1,)",
        )
    if None in start.shape[1:]:
        raise SpecError(
            f"the model's input {tuple(start.shape[1:])} has a size that is left open (None)",
            hint="a spec says every size: give the Input whole numbers",
        )
    if not layers:
        raise SpecError(f"{_named(model)} has no layers")
    links = tuple(Link(layer, place) for place, layer in enumerate(layers, 1))
    return Chain(start, links, tuple(part for part in inside if isinstance(part, keras.Model)))


def _check_once(layers: Sequence[Any]) -> None:
    seen: set[int] = set()
    for layer in layers:
        if id(layer) in seen:
            raise SpecError(f"{_named(layer)} is used twice in the model: {_CHAIN}")
        seen.add(id(layer))


def _unpack(model: Any) -> Iterator[Any]:
    """The layers of a model; a model within it comes itself, and then its layers."""
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
            f"{name} '{model.name}' computes in a call of its own, which can't be read: {_CHAIN}"
        )
    if not model.layers:
        raise SpecError(f"{name} '{model.name}' has no layers")
    if not inputs:
        raise SpecError(f"the sizes in {name} '{model.name}' are not known yet", hint=_ADVICE)
    for what, ends in (("inputs", inputs), ("outputs", outputs)):
        if len(ends) != 1:
            raise SpecError(f"{name} '{model.name}' has {len(ends)} {what}: {_CHAIN}")


def _has_own_call(model: Any) -> bool:
    """Whether something else than a class of Keras's own says how the model computes."""
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

    The calls that made the model are what counts: a layer may have been called for another model
    as well. Keras shows them in `_keras_history` alone.
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
        # False is what Dropout has where nothing is said, and what fit sets is put in its place
        said = {
            key: value
            for key, value in call.arguments.kwargs.items()
            if value is not None
            and value is not call.input_tensors[0]
            and not (key == "training" and value is False)
        }
        if said:
            key, value = next(iter(said.items()))
            raise SpecError(f"{_named(layer)} is called with {key}={value}, which no spec can say")
        layers.append(layer)
        tensor = call.input_tensors[0]
    return layers[::-1]


def _named(layer: Any) -> str:
    return f"{type(layer).__name__} '{layer.name}'"
