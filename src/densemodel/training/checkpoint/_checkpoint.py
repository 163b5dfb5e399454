"""The owner of a model during training, and snapshots to return to and to continue from."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
import weakref
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from densemodel.training.checkpoint._owner import ChangedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np

    from densemodel.training.checkpoint._owner import Owner
    from densemodel.training.engine._position import Position


_locks: weakref.WeakKeyDictionary[Any, threading.RLock] = weakref.WeakKeyDictionary()
_making = threading.Lock()


class NonFiniteError(Exception):
    """The loss, or only a weight, is not finite after a step; epochs are counted from 1."""

    def __init__(self, epoch: int, step: int, *, of_loss: bool) -> None:
        super().__init__(epoch, step)
        self.epoch = epoch
        self.step = step
        self.of_loss = of_loss


def lock_of(model: Any) -> threading.RLock:
    """The lock for training, scoring and saving a model."""
    with _making:
        return _locks.setdefault(model, threading.RLock())


@dataclass(frozen=True)
class AsLeft:
    """A model at the end of a run, at a local time, by a hash of all its weights."""

    at: datetime
    weights: str
    optimizer: Any

    @classmethod
    def of(cls, model: Any) -> AsLeft:
        return cls(datetime.now().astimezone(), _hash(model), model.optimizer)

    def is_as_left(self, model: Any) -> bool:
        """Whether the model has the same weights, and was not compiled again."""
        return self.optimizer is model.optimizer and self.weights == _hash(model)


def _hash(model: Any) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for weight in model.weights:
        digest.update(weight.numpy().tobytes())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Values of variables, in the order of the variables they were taken from."""

    values: tuple[np.ndarray, ...]

    @classmethod
    def of(cls, variables: Sequence[Any]) -> Snapshot:
        return cls(tuple(variable.numpy().copy() for variable in variables))

    def restore(self, variables: Sequence[Any]) -> None:
        for variable, value in zip(variables, self.values, strict=True):
            variable.assign(value)

    def fits(self, variables: Sequence[Any]) -> bool:
        """Whether the variables have the number and the shapes of these values."""
        return [value.shape for value in self.values] == [tuple(v.shape) for v in variables]


@contextmanager
def averaged_weights(model: Any) -> Iterator[None]:
    """Let a model hold the averages of its weights in this context, if its optimizer keeps any.

    With `use_ema`, Keras's own `fit` ends with the averages, so they are what is evaluated. Keras's
    callback for this is SwapEMAWeights.
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
    """Weights that are known to be finite; the values are copies that never change."""

    weights: Snapshot
    step: int
    "Steps done since the run's start."
    place: float
    "Their position in epochs: 2.5 is half way through the third."


_SECONDS_BETWEEN = 2.0


Parts = tuple[Snapshot, Snapshot, Snapshot]
"""The values of a model's weights, its optimizer's state and its metrics."""


def parts_of(model: Any) -> Parts:
    return (*training_parts(model), Snapshot.of(model.metrics_variables))


def training_parts(model: Any) -> tuple[Snapshot, Snapshot]:
    return Snapshot.of(model.variables), Snapshot.of(optimizer_variables(model))


@dataclass(frozen=True)
class ResumePoint:
    """The state at one position, from which training can continue."""

    weights: Snapshot
    optimizer: Snapshot
    means: Snapshot | None
    "The running means since the last evaluation, if the position is between two evaluations."
    position: Position

    @classmethod
    def of(cls, parts: Parts, position: Position) -> ResumePoint:
        weights, optimizer, means = parts
        return cls(weights, optimizer, means if position.rows else None, replace(position))


@dataclass
class Checkpoint:
    """The last state; the loop saves it, and a resume starts from it."""

    means: Snapshot | None = None
    "The running means since the last evaluation, if training stopped between two evaluations."
    sound: ResumePoint | None = None
    "The newest state that is known to be finite."
    last: tuple[Snapshot, Snapshot] | None = None
    "The weights and the optimizer's state from which training continues."
    owner: Owner | None = None
    "The model as it was compiled for the last state."
    _kept_at: float = 0.0
    _pause: float = _SECONDS_BETWEEN

    def keep(self, model: Any) -> None:
        self.last = training_parts(model)

    def restore(self, model: Any) -> None:
        if self.last is not None:
            weights, optimizer_state = self.last
            weights.restore(model.variables)
            optimizer_state.restore(optimizer_variables(model))

    def newest(self, steps_per_epoch: int) -> Newest | None:
        """The newest weights known to be finite; for small models at most 2 s old."""
        sound = self.sound  # once: the loop may replace it
        if sound is None:
            return None
        at = sound.position
        return Newest(sound.weights, at.total_steps, at.place(steps_per_epoch))

    def keep_sound(
        self,
        read: Callable[[], Parts],
        position: Position,
        is_as_left: Callable[[Snapshot], bool] = lambda _: True,
    ) -> None:
        """Save the current state, which `read` copies, and which is known to be finite.

        Raises:
            ChangedError: The weights are not those that the newest step left.
        """
        began = time.monotonic()
        sound = ResumePoint.of(read(), position)
        if not is_as_left(sound.weights):
            raise ChangedError
        self.sound = sound
        self._kept_at = time.monotonic()
        # copying takes at most 1 % of the time
        self._pause = max(_SECONDS_BETWEEN, (self._kept_at - began) / 0.01)

    def keep_sound_now_and_then(
        self,
        read: Callable[[], Parts],
        position: Position,
        is_as_left: Callable[[Snapshot], bool],
    ) -> None:
        """Save it if the last time was long enough ago, because copying a large model is slow."""
        if time.monotonic() - self._kept_at > self._pause:
            self.keep_sound(read, position, is_as_left)

    def go_back(self, position: Position) -> None:
        if self.sound is None:
            return
        self.last, self.means = (self.sound.weights, self.sound.optimizer), self.sound.means
        position.copy_from(self.sound.position)


logger = logging.getLogger("densemodel")

T = TypeVar("T")


class CheckpointRequests:
    """Functions that are called once, on the training thread, at the next possible checkpoint.

    At that point weights, optimizer, position, patience and history are consistent. It comes
    between two calls of about 50 ms, and costs nothing without requests.
    """

    def __init__(self) -> None:
        self._waiting: list[Callable[[], object]] = []
        self._lock = threading.Lock()
        self.thread: int | None = None
        "The training thread."

    @property
    def is_awaited(self) -> bool:
        return bool(self._waiting)

    def ask(self, function: Callable[[], object]) -> None:
        """Request a call at the next checkpoint, if there is one before the end."""
        with self._lock:
            self._waiting.append(function)

    def drop(self, function: Callable[[], object]) -> None:
        with self._lock:
            if function in self._waiting:
                self._waiting.remove(function)

    def call(self, function: Callable[[], T], is_waiting: Callable[[], bool]) -> T | None:
        """Have the training thread call a function, and wait for its result.

        An error that it raises is raised here. `is_waiting` is asked now and then, and ends the
        wait by False; then the result is None.
        """
        made: list[T | Exception] = []
        is_made = threading.Event()

        def make() -> None:
            try:
                made.append(function())
            except Exception as error:  # noqa: BLE001 - raised in the thread that asked
                made.append(error)
            is_made.set()

        self.ask(make)
        while not is_made.wait(0.02) and is_waiting():
            pass
        self.drop(make)
        result = made[0] if made else None
        if isinstance(result, Exception):
            raise result
        return result

    def begin(self) -> None:
        self.thread = threading.get_ident()

    def end(self) -> None:
        self.thread = None
        with self._lock:
            self._waiting = []

    def pass_by(self) -> float:
        """Call all requested functions, which may fail; returns the seconds that they took."""
        began = time.monotonic()
        with self._lock:
            functions, self._waiting = self._waiting, []
        for function in functions:
            try:
                function()
            except Exception:
                logger.exception("no checkpoint could be taken; training continues")
        return time.monotonic() - began
