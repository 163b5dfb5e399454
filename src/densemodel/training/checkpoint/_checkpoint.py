"""Weights, optimizer and position of a run: snapshots to return to and to continue from."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from densemodel.training.checkpoint._owner import ChangedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy as np

    from densemodel.training.engine._position import Position


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


@dataclass(frozen=True, slots=True)
class Newest:
    """Weights that were seen to be finite; the values are copies, which nobody writes to."""

    weights: Snapshot
    step: int
    "Steps done since the run's start."
    place: float
    "Where they lie on an axis of epochs: 2.5 is half way through the third."


_SECONDS_BETWEEN = 2.0
_DEAREST = 0.01
"""The share of the time that keeping what is sound may take."""


Parts = tuple[Snapshot, Snapshot, Snapshot]
"""The values of a model's weights, its optimizer's state and its metrics."""


def parts_of(model: Any) -> Parts:
    """Copy all that a step of training reads or writes."""
    return (
        Snapshot.of(model.variables),
        Snapshot.of(optimizer_variables(model)),
        Snapshot.of(model.metrics_variables),
    )


@dataclass(frozen=True)
class ResumePoint:
    """All that training goes on from, at one place."""

    weights: Snapshot
    optimizer: Snapshot
    means: Snapshot | None
    "The running means since the last look, if the place lies between two."
    position: Position

    @classmethod
    def of(cls, parts: Parts, position: Position) -> ResumePoint:
        """Make it of what a model holds at this place."""
        weights, optimizer, means = parts
        return cls(weights, optimizer, means if position.rows else None, replace(position))


@dataclass
class Checkpoint:
    """The best weights, and the last state: the loop writes it, the next loop goes on from it."""

    best_weights: Snapshot | None = None
    means: Snapshot | None = None
    "The running means since the last look, where training stopped between two."
    logs: Mapping[str, float] = field(default_factory=dict)
    "The numbers of the last look."
    sound: ResumePoint | None = None
    "The newest state that was seen to be finite."
    _last: tuple[Snapshot, Snapshot] | None = None
    _optimizer: Any = None
    _kept_at: float = 0.0
    _pause: float = _SECONDS_BETWEEN

    @classmethod
    def at(
        cls,
        model: Any,
        weights: Snapshot,
        optimizer: Snapshot,
        *,
        best: Snapshot | None,
        means: Snapshot | None,
        logs: Mapping[str, float],
    ) -> Checkpoint:
        """What was kept elsewhere, of a model that was made anew."""
        kept = cls(best_weights=best, means=means, logs=logs)
        kept._last, kept._optimizer = (weights, optimizer), model.optimizer
        return kept

    def last_parts(self, model: Any) -> tuple[Snapshot, Snapshot]:
        """The weights and the optimizer's state that training goes on from."""
        if self._last is not None:
            return self._last
        return Snapshot.of(model.variables), Snapshot.of(optimizer_variables(model))

    def keep(self, model: Any) -> None:
        """Take weights and optimizer state as they are now for the last state."""
        self._last = Snapshot.of(model.variables), Snapshot.of(optimizer_variables(model))
        self._optimizer = model.optimizer

    def bring_back(self, model: Any) -> None:
        """Put the last state into the model, if there is one."""
        if self._last is not None:
            weights, optimizer_state = self._last
            weights.restore(model.variables)
            optimizer_state.restore(optimizer_variables(model))

    def newest_sound(self, *, validates: bool) -> Snapshot | None:
        """The best weights so far, else the newest that were sound; None before the first step.

        It is what the model would hold if it were stopped now, or nearly so.
        """
        best, sound = self.best_weights, self.sound
        if best is not None and (validates or sound is None):
            return best
        return None if sound is None else sound.weights

    def newest(self, steps_per_epoch: int) -> Newest | None:
        """The newest weights that were seen to be finite; those of small models within 2 s."""
        sound = self.sound  # once: the loop may put another there
        if sound is None:
            return None
        at = sound.position
        return Newest(sound.weights, at.total_steps, at.place(steps_per_epoch))

    def fits(self, model: Any) -> bool:
        """Whether the last state can be put into the model: it has the optimizer of then."""
        return self._last is None or self._optimizer is model.optimizer

    def keep_sound(
        self,
        read: Callable[[], Parts],
        position: Position,
        is_as_left: Callable[[Snapshot], bool] = lambda _: True,
    ) -> None:
        """Take the state as it is now for one that is finite.

        Args:
            read: Copies what the model holds.
            position: Its place.
            is_as_left: Whether weights are those that the newest step left.

        Raises:
            ChangedError: They are not.
        """
        began = time.monotonic()
        sound = ResumePoint.of(read(), position)
        if not is_as_left(sound.weights):
            raise ChangedError
        self.sound = sound
        self._kept_at = time.monotonic()
        self._pause = max(_SECONDS_BETWEEN, (self._kept_at - began) / _DEAREST)

    def keep_sound_now_and_then(
        self,
        read: Callable[[], Parts],
        position: Position,
        is_as_left: Callable[[Snapshot], bool],
    ) -> None:
        """Do so if the last time is a while ago: copying a large model takes its time."""
        if time.monotonic() - self._kept_at > self._pause:
            self.keep_sound(read, position, is_as_left)

    def go_back(self, position: Position) -> None:
        """Let training go on from the newest state that was sound."""
        if self.sound is None:
            return
        self._last, self.means = (self.sound.weights, self.sound.optimizer), self.sound.means
        position.take(self.sound.position)

    def reset_best(self) -> None:
        """The rows to validate on are others now, so nothing is the best yet."""
        self.best_weights = None
