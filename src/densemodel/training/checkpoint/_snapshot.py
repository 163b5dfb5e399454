"""All numbers of a model at one moment, to come back to."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Values of variables, in the order of the variables they were taken from."""

    values: tuple[np.ndarray, ...]

    @classmethod
    def of(cls, variables: Sequence[Any]) -> Snapshot:
        """Copy the values of Keras variables."""
        return cls(tuple(variable.numpy().copy() for variable in variables))

    def restore(self, variables: Sequence[Any]) -> None:
        """Write the values back into the same variables."""
        for variable, value in zip(variables, self.values, strict=True):
            variable.assign(value)

    def fits(self, variables: Sequence[Any]) -> bool:
        """Whether the variables have the number and the shapes of these values."""
        return [value.shape for value in self.values] == [tuple(v.shape) for v in variables]


@contextmanager
def averaged_weights(model: Any) -> Iterator[None]:
    """Let a model hold the averages of its weights for a while, if its optimizer keeps any.

    With `use_ema` they are what Keras's own `fit` ends with, so they are what is to be judged;
    Keras has the callback SwapEMAWeights for that.
    """
    if not model.optimizer.use_ema:
        yield
        return
    last = Snapshot.of(model.trainable_variables)
    model.optimizer.finalize_variable_values(model.trainable_variables)
    try:
        yield
    finally:
        last.restore(model.trainable_variables)


def optimizer_variables(model: Any) -> list[Any]:
    """The optimizer's state: slots, step counter and learning rate."""
    if not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)
    return list(model.optimizer.variables)
