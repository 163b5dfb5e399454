"""A compiled function of a model's state that another model of the same make can take over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.training.checkpoint._snapshot import optimizer_variables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def state_of(model: Any) -> list[Any]:
    """All TensorFlow variables that a step of training reads or writes, in a fixed order.

    Weights, seeds, metrics and the optimizer's state; models of one spec have them in one order.
    """
    variables = [*model.variables, *model.metrics_variables, *optimizer_variables(model)]
    return [variable.value for variable in variables]


class Traced:
    """A function that TensorFlow has compiled for a model, and that can be bound to another.

    Tracing a network takes longer than a hundred of its steps, and XLA as long as a thousand. All
    that ties the result to one model are the handles of its variables, which are inputs of the
    compiled function: with the handles of another model of the same make it trains that one.

    Args:
        function: What is compiled; it may use the model's variables.
        signature: A `tf.TensorSpec`, or a tuple of them, for each argument.
        model: The model, whose optimizer and metrics are built by the tracing if need be.
    """

    def __init__(self, function: Callable[..., Any], signature: Sequence[Any], model: Any) -> None:
        import tensorflow as tf

        # built within a trace it could not hold what it begins with, and XLA could not build it
        optimizer_variables(model)
        traced = tf.function(function, autograph=False)
        self._function = traced.get_concrete_function(*signature)
        places = {id(variable.handle): n for n, variable in enumerate(state_of(model))}
        self._kinds = _kinds_of(state_of(model))
        self._places = [places.get(id(handle)) for handle in self._function.captured_inputs]

    @property
    def is_lendable(self) -> bool:
        """Whether variables of the model are all that it is tied to."""
        return None not in self._places

    def fits(self, state: Sequence[Any]) -> bool:
        """Whether these variables are of the kinds that it was made for."""
        return self._kinds == _kinds_of(state)

    def bind(self, state: Sequence[Any]) -> None:
        """Work on these variables from now on: `state_of` another model, or copies."""
        own = self._function.captured_inputs
        self._function.set_external_captures(
            [
                mine if place is None else state[place].handle
                for place, mine in zip(self._places, own, strict=True)
            ]
        )

    def __call__(self, *arguments: Any) -> Any:
        """Call it."""
        return self._function(*arguments)


def _kinds_of(state: Sequence[Any]) -> list[Any]:
    return [(variable.dtype, variable.shape.as_list()) for variable in state]
