"""A trained model of the notebook as the first part of a network: `base frozen`, `base unfrozen`.

A spec holds its facts. They are asked of the object, which is any model with Keras's names.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import prod
from typing import TYPE_CHECKING, Any

from densemodel.wording import with_article

if TYPE_CHECKING:
    from collections.abc import Iterator

FROZEN, UNFROZEN = "frozen", "unfrozen"
BASE_WORDS = (FROZEN, UNFROZEN)

Sizes = tuple[int | None, ...]


def is_keras_model(value: object) -> bool:
    """Whether it is a model of Keras, which need not be imported."""
    return any(
        kind.__name__ == "Model" and kind.__module__.startswith("keras.")
        for kind in type(value).__mro__
    )


class BaseError(Exception):
    """Why an object can't be a base: the message, and the hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


@dataclass(frozen=True, slots=True)
class Base:
    """The facts of a base, and the model itself, which does not count for equality."""

    name: str
    "Its name in the notebook."
    input_shape: Sizes
    "The sizes of a row; None for an open one."
    output_shape: Sizes
    parameter_count: int
    learning_count: int
    "Those that an unfrozen base trains."
    is_frozen: bool = True
    model: Any = field(default=None, compare=False, repr=False)
    title: str = field(default="", compare=False)
    "What it is called in a drawing: `MobileNetV2`."
    architecture: str = field(default="", compare=False)
    "The function of `keras.applications` that makes it; empty for an unknown one."
    arguments: tuple[tuple[str, Any], ...] = field(default=(), compare=False)
    "Those of that function, beside the shape of its input."
    layers: str = field(default="", compare=False)
    "The network of a spec that makes its layers; empty for a known architecture, and others."
    preprocessing: str = field(default="", compare=False)
    "What a copy of a known architecture does to pixels first, in words."
    is_copy: bool = field(default=False, compare=False)
    "Whether `model` is a copy that nobody else has, with its preprocessing in it."
    start: Any = field(default=None, compare=False, repr=False)
    "The weights that the network has at its start, arrays in order; None: new ones for the head."

    @classmethod
    def of(cls, name: str, model: Any, *, is_frozen: bool) -> Base:
        """The base that a variable of the notebook holds.

        Raises:
            BaseError: It is no model from one array of numbers to another.
        """
        if isinstance(model, type) or not hasattr(model, "layers"):
            what = "a class" if isinstance(model, type) else with_article(type(model).__name__)
            raise BaseError(f"{name} is {what}, not a Keras model", _EXAMPLE.format(name=name))
        ends = getattr(model, "inputs", None), getattr(model, "outputs", None)
        if not all(ends):
            raise BaseError(
                f"the sizes of {name} are not known: it has to be a Sequential or Functional "
                "model that begins with keras.Input",
                "a model with a call method of its own can't be a base",
            )
        counts = [len(end) for end in ends if end is not None]
        if counts != [1, 1]:
            raise BaseError(
                f"{name} has several inputs or outputs: a base takes one array and gives one"
            )
        dtype = str(getattr(model.inputs[0], "dtype", "float32"))
        if dtype == "string":
            raise BaseError(f"{name} takes texts: a base takes numbers, such as pixels")
        rows, outputs = tuple(model.input_shape)[1:], tuple(model.output_shape)[1:]
        if not rows or not outputs:
            raise BaseError(f"a row of {name} has no axis: give its Input the shape (1,)")
        return cls(
            name,
            rows,
            outputs,
            parameter_count=int(model.count_params()),
            learning_count=sum(prod(weight.shape) for weight in learning_weights(model)),
            is_frozen=is_frozen,
            model=model,
            title=str(model.name),
        )

    @property
    def word(self) -> str:
        """`frozen` or `unfrozen`."""
        return FROZEN if self.is_frozen else UNFROZEN

    @property
    def sized(self) -> tuple[int, ...] | None:
        """The sizes of a row; None if one is open."""
        sizes = tuple(size for size in self.input_shape if size is not None)
        return sizes if len(sizes) == len(self.input_shape) else None

    def fits(self, shape: tuple[int, ...]) -> bool:
        """Whether it takes rows of this shape."""
        return len(shape) == len(self.input_shape) and all(
            own in (None, given) for own, given in zip(self.input_shape, shape, strict=True)
        )

    def output_of(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """The sizes of its output for a row of this shape.

        Raises:
            BaseError: It does not take such rows, which may be too small.
        """
        known = self.output_shape
        if None in known:
            try:
                known = tuple(self.model.compute_output_shape((None, *shape)))[1:]
            except Exception:  # noqa: BLE001 - Keras's layers raise what they like
                known = (None,)
        sizes = tuple(size for size in known if size is not None)
        if len(sizes) < len(known) or not all(sizes):
            raise BaseError(f"{self.name} takes no rows of {'x'.join(map(str, shape))}")
        return sizes

    def resized(self, shape: tuple[int, ...]) -> Base:
        """The same without open sizes."""
        return replace(self, input_shape=shape, output_shape=self.output_of(shape))


_EXAMPLE = "such as {name} = keras.applications.MobileNetV2(include_top=False, pooling='avg')"


def learning_weights(model: Any) -> Iterator[Any]:
    """The weights that an unfrozen base trains: not those of batch normalization."""
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from learning_weights(layer)
        elif type(layer).__name__ != "BatchNormalization":
            # Keras's public list is empty where a person has frozen the layer
            yield from getattr(layer, "_trainable_variables", ())
