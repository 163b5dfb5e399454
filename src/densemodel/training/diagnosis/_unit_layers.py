"""The layers of a model that have units, and where the outputs of the units can be read."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_BETWEEN = frozenset({"BatchNormalization", "LayerNormalization", "GroupNormalization"})
"Layers that may come between a layer and its activation."

_ACTIVATIONS = {
    "ReLU": "relu",
    "LeakyReLU": "leaky_relu",
    "ELU": "elu",
    "PReLU": "prelu",
    "Softmax": "softmax",
}
"Layers that are an activation, by class name."

LINEAR = "linear"


@dataclass(frozen=True, eq=False)
class UnitLayer:
    """A layer of a built model whose weights form units: dense, convolution, recurrent."""

    layer: Any
    "The Keras layer that has the weights."
    after: Any
    """The Keras layer after which its units are read: itself, or its activation further on.

    None where they can't be read: in a nested model, and in a subclass of Model, whose own code
    calls its layers.
    """
    activation: str
    "Keras's name of the activation; `linear` for none."
    number: int
    "Its position among these layers, from 1."
    is_last: bool
    "Whether it is the output layer."

    @property
    def name(self) -> str:
        """Keras's name of the layer."""
        return str(self.layer.name)

    @property
    def units(self) -> int:
        """The number of units: neurons of a dense layer, channels of a convolution."""
        shape = self.after.output.shape if self.is_read else _kernel_of(self.layer).shape
        return int(shape[-1])

    @property
    def is_read(self) -> bool:
        """Whether the outputs of its units can be read."""
        return self.after is not None

    @property
    def words(self) -> str:
        """Its name in sentences: `hidden layer 2`, `the last layer`."""
        return "the last layer" if self.is_last else f"hidden layer {self.number}"


def unit_layers(model: Any) -> tuple[UnitLayer, ...]:
    """The layers with units of a built model, in order.

    The units of `50 bn relu`, which is three Keras layers, are read after relu.
    """
    layers: Sequence[Any] = getattr(model, "layers", ())
    has_graph = bool(getattr(model, "inputs", None))
    starts = [place for place, layer in enumerate(layers) if _kernel_of(layer) is not None]
    found = []
    for number, start in enumerate(starts, 1):
        end = starts[number] if number < len(starts) else len(layers)
        after, activation = None, LINEAR
        if has_graph and _is_readable(layers[start]):
            after, activation = _activated(layers[start:end])
        is_last = number == len(starts)
        found.append(UnitLayer(layers[start], after, activation, number, is_last))
    return tuple(found)


def _kernel_of(layer: Any) -> Any:
    kernels = [weight for weight in layer.weights if len(weight.shape) > 1]
    return max(kernels, key=lambda weight: prod(weight.shape), default=None)


def _is_readable(layer: Any) -> bool:
    # some layers have several outputs, and a layer that is called twice has no single one
    return hasattr(getattr(layer, "output", None), "shape") and not hasattr(layer, "layers")


def _activated(layers: Sequence[Any]) -> tuple[Any, str]:
    """The layer after which units are read, and the name of its activation."""
    first = before = layers[0]
    own = _activation_of(first)
    if own != LINEAR:
        return first, own
    for layer in layers[1:]:
        if not _is_readable(layer) or layer.input is not before.output:
            break  # the next layer is on another branch
        activation = _activation_of(layer)
        if activation != LINEAR:
            return layer, activation
        if type(layer).__name__ not in _BETWEEN:
            break
        before = layer
    return first, LINEAR


def _activation_of(layer: Any) -> str:
    known = _ACTIVATIONS.get(type(layer).__name__)
    if known is not None:
        return known
    activation = getattr(layer, "activation", None)
    return str(getattr(activation, "__name__", LINEAR))
