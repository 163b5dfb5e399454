"""Compiled functions of a model, kept for the next run of the same kind, and steps in a call."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from densemodel.data import UNTRACED, computation_of
from densemodel.training.checkpoint._checkpoint import optimizer_variables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.training.engine._feed import Feed
    from densemodel.training.engine._xla_trial import JitCompile, XlaTrial


CHUNK_SECONDS = 0.05
"""The time of one call: short enough for a quick stop, and long enough that Python's overhead,
under a millisecond, is negligible."""

MOST_STEPS = 1024


class ChunkSizer:
    """Finds the number of steps, up to a limit, that take about 50 ms."""

    def __init__(self, most: int = MOST_STEPS) -> None:
        self._most = max(most, 1)
        self.steps = 1
        self.step_seconds: float | None = None
        """The time of the fastest step, in seconds; None before the second call, since the first
        warms up."""
        self._is_warm = False

    def timed(self, steps: int, seconds: float) -> None:
        if not self._is_warm:
            self._is_warm = True
            return
        each = seconds / steps
        self.step_seconds = min(each, self.step_seconds or each)
        wanted = int(CHUNK_SECONDS / max(each, 1e-9))
        self.steps = max(1, min(wanted, self._most, 8 * self.steps))


def most_steps(step_bytes: int) -> int:
    # the rows of one call are copied together: at most 32 MiB
    return max(1, min(MOST_STEPS, (1 << 25) // max(step_bytes, 1)))


def state_of(model: Any) -> list[Any]:
    """All TensorFlow variables that a training step reads or writes, in a fixed order.

    These are the weights, seeds, metrics and the optimizer's state. Models of one spec have them in
    the same order.
    """
    variables = [*model.variables, *model.metrics_variables, *optimizer_variables(model)]
    return [variable.value for variable in variables]


class Traced:
    """A function that TensorFlow compiled for one model and that can be bound to another.

    Tracing a network takes longer than a hundred of its steps, and XLA as long as a thousand. Only
    the handles of the model's variables tie the result to that model, and these are inputs of the
    compiled function. With the handles of another model of the same architecture, the function
    trains that one.

    The signature is a `tf.TensorSpec`, or a tuple of them, for each argument. Tracing builds the
    optimizer and the metrics of the model if they are not built yet. `more` variables follow those
    of the model where it is bound.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        signature: Sequence[Any],
        model: Any,
        more: Sequence[Any] = (),
    ) -> None:
        import tensorflow as tf

        # a variable built within a trace could not keep its initial value, and XLA could not build
        # it
        optimizer_variables(model)
        traced = tf.function(function, autograph=False)
        self._function = traced.get_concrete_function(*signature)
        state = [*state_of(model), *more]
        places = {id(variable.handle): n for n, variable in enumerate(state)}
        self._kinds = _kinds_of(state_of(model))
        captured = self._function.captured_inputs
        self._places = [places.get(id(handle)) for handle in captured]
        self._is_tied = any(
            place is None and handle.dtype == tf.resource
            for place, handle in zip(self._places, captured, strict=True)
        )

    @property
    def is_lendable(self) -> bool:
        """Whether the function is tied to nothing but the model's variables, and constants."""
        return not self._is_tied

    def fits(self, state: Sequence[Any]) -> bool:
        """Whether these variables have the types and shapes that the function was compiled for."""
        return self._kinds == _kinds_of(state)

    def bind(self, state: Sequence[Any]) -> None:
        """Use these variables from now on: the `state_of` a model, or copies, and any more."""
        own = self._function.captured_inputs
        self._function.set_external_captures(
            [
                mine if place is None else state[place].handle
                for place, mine in zip(self._places, own, strict=True)
            ]
        )

    def __call__(self, *arguments: Any) -> Any:
        return self._function(*arguments)


def _kinds_of(state: Sequence[Any]) -> list[Any]:
    return [(variable.dtype, variable.shape.as_list()) for variable in state]


_MOST_KEPT = 8
_UNTOLD = ("_exclude_from_weight_decay", "_exclude_from_weight_decay_pattern")
"""Attributes that affect an optimizer's steps and are missing from its configuration."""


@dataclass(eq=False)
class Compiled:
    """The compiled steps of a network, and what is known about their speed."""

    plain: Traced | None = None
    reader: Traced | None = None
    "Returns all that a step reads or writes."
    copier: Traced | None = None
    "Copies the model's weights to those that are trained."
    xla: Traced | None = None
    xla_steps: int = 0
    "Steps that one call of the XLA chunk can run."
    evaluations: dict[Any, Traced] = field(default_factory=dict)
    "Chunks of evaluation, by the types of their columns."
    trial: XlaTrial | None = None
    "Compiles while the run waits; the run uses its result once it has ended."
    is_gain: bool | None = None
    "The result of the XLA trial; None before it."
    pace: ChunkSizer = field(default_factory=ChunkSizer)
    xla_pace: ChunkSizer = field(default_factory=ChunkSizer)

    def empty(self) -> None:
        """Drop everything: it was compiled for another network."""
        self.plain = self.reader = self.copier = self.xla = self.trial = None
        self.evaluations = {}
        self.is_gain = None


class CompileCache:
    """The last eight sets of compiled steps that no run is using."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, Compiled] = OrderedDict()
        self._lock = threading.Lock()

    def pop(self, key: str | None) -> Compiled | None:
        """The compiled steps of this key; None if there are none or another run has them."""
        with self._lock:
            return None if key is None else self._entries.pop(key, None)

    def give_back(self, key: str | None, compiled: Compiled) -> None:
        is_lendable = compiled.plain is not None and compiled.plain.is_lendable
        if key is None or not is_lendable:
            return
        with self._lock:
            self._entries[key] = compiled
            while len(self._entries) > _MOST_KEPT:
                self._entries.popitem(last=False)


STORE = CompileCache()


def key_of(model: Any, feed: Feed, batch: int, jit_compile: JitCompile) -> str | None:
    """A text that is equal for models whose compiled steps are equal; None if that is not certain.

    The configuration of layers, optimizer, loss and metrics holds everything that Keras's own
    layers put into the compiled steps, but the means and variances of `Normalization` and the delta
    of Huber. Other classes, and functions, may do anything.
    """
    if any(getattr(model.optimizer, name, None) for name in _UNTOLD):
        return None
    try:
        text = computation_of(model, UNTRACED, model.get_compile_config())
        loss = getattr(model.loss, "_fn_kwargs", {})
        key = json.dumps([text, loss, feed.kinds, batch, jit_compile], sort_keys=True)
    except (TypeError, NotImplementedError):  # a class without a configuration
        return None
    return None if text is None else key
