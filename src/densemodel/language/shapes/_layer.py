"""One layer of the network that a spec describes, with its shapes and parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.language.vocabulary._keras_call import KerasCall


@dataclass(frozen=True, slots=True)
class Layer:
    """One Keras layer, known before Keras is loaded.

    Shapes leave out the batch axis.
    """

    call: KerasCall
    "The class in `keras.layers` and its arguments."
    text: str = field(compare=False)
    "The words that the layer came from, as canonical text: `50 relu`; empty if it was put in."
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    trainable_count: int
    "Parameters that training changes by gradient."
    other_count: int = 0
    "Parameters that it does not: the moving averages of batch normalization."
    is_put_in: bool = field(default=False, compare=False)
    "Whether no word stands for it: Flatten before a Dense layer that follows several axes."

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
