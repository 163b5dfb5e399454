"""Whether XLA makes a network's steps faster, and whether a run uses it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from densemodel.errors import TrainingError
from densemodel.network import log_lines_hidden
from densemodel.training.engine._chunk import state_apart, xla_chunk
from densemodel.training.engine._compiled import CHUNK_SECONDS, Traced, most_steps

if TYPE_CHECKING:
    from densemodel.training.checkpoint._owner import Owner
    from densemodel.training.engine._feed import Feed


JitCompile = Literal["auto"] | bool
"""Keras's setting for XLA: True, False, or "auto" to find out whether it is faster."""


@dataclass(slots=True)
class XlaUse:
    """The requested setting for XLA, and the run's choice.

    A run chooses once and keeps its choice, because its numbers depend on it. Later findings, or a
    resume in another process, do not change it.
    """

    jit_compile: JitCompile = "auto"
    is_used: bool | None = None
    "The choice; None before it."
    first_step: int = 0
    "The number of steps that were done, without XLA, when it was chosen."

    def choose(self, *, is_used: bool, done: int) -> None:
        self.is_used, self.first_step = is_used, done

    def forget(self) -> None:
        """Choose again, because the weights or the batches changed."""
        self.is_used, self.first_step = None, 0

    def adopt(self, earlier: XlaUse) -> None:
        """Adopt the choice of an earlier run with the same setting."""
        if self.jit_compile == earlier.jit_compile:
            self.is_used, self.first_step = earlier.is_used, earlier.first_step

    def holds_at(self, done: int) -> bool:
        """Whether XLA runs the step after `done` steps."""
        return bool(self.is_used) and done >= self.first_step


def check_jit_compile(jit_compile: object) -> None:
    """Raise a TrainingError if this is no value of Keras's setting for XLA."""
    if not (isinstance(jit_compile, bool) or jit_compile == "auto"):
        raise TrainingError(f"jit_compile is {jit_compile!r}: give True, False or 'auto'")


LONGEST_STEP_SECONDS = 0.005
"""Longer steps are nearly all arithmetic, in which XLA on a CPU is no faster. With convolutions or
dropout it is many times slower."""

FEWEST_STEPS = 1000
"""A run of fewer steps ends before XLA has compiled."""

_GAIN = 1.25
"""The factor by which XLA must be faster; less is within the noise of the measurement."""

_SURE_LAYERS = frozenset({"InputLayer", "Dense", "Flatten", "Rescaling", "Activation", "ReLU"})
_SURE_WEIGHTS = 500_000
"""Up to this size, dense networks took 0.4 to 0.7 of the time on all machines tried.

The networks measured had 32 to 512 units. Networks up to this size use XLA without being timed.
Beside other programs a measured time says little. A choice based on it could differ between runs,
and with it the last digits of the numbers.
"""
_trials: set[XlaTrial] = set()


class XlaTrial:
    """Compiles a chunk with XLA and times it, on a thread and on copies of the model's state.

    Compiling takes a second and cannot be interrupted, so the run waits for it while it checks for
    a stop. The trial does not touch the model, so the run may continue without it at any moment.

    It is timed on some row numbers, and compared with the seconds of a step without XLA. With
    `always`, XLA is used even if it is no faster.
    """

    def __init__(
        self,
        owner: Owner,
        feed: Feed,
        rows: np.ndarray,
        *,
        batch: int,
        step_seconds: float,
        always: bool = False,
    ) -> None:
        self.chunk: Traced | None = None
        """The compiled chunk, not bound to the model yet; None while it compiles, or if it is no
        faster."""
        self.is_void = False
        "Whether the model was changed meanwhile, perhaps after the run had stopped."
        self.always = always
        self._limit = float("inf") if always else step_seconds / _GAIN
        self.steps = steps_a_call(feed, batch, step_seconds)
        "Steps that one call can run."
        self._traced, self._ended = threading.Event(), threading.Event()
        self._began = time.monotonic()
        # a few rows are repeated, so that a run with more rows may use the compiled chunk
        work = (owner, feed, np.resize(rows, (self.steps, batch)))
        self._thread = threading.Thread(
            target=self._try, args=work, name="densemodel-xla", daemon=True
        )
        _trials.add(self)
        self._thread.start()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def wait(self, seconds: float) -> bool:
        """Wait at most this long; returns whether the trial has ended."""
        return self._ended.wait(seconds)

    def wait_for_trace(self) -> None:
        """Wait until the model is traced, after which only XLA compiles."""
        self._traced.wait()

    def _try(self, owner: Owner, feed: Feed, places: np.ndarray) -> None:
        model = owner.model
        try:
            with log_lines_hidden():
                chunk = xla_chunk(model, feed, steps=places.shape[0], batch=places.shape[1])
                self._traced.set()
                if chunk.is_lendable and self._is_gain(chunk, feed, places, state_apart(model)):
                    self.chunk = chunk
        except Exception:  # noqa: BLE001, S110 - a model that XLA cannot compile trains without it
            pass
        finally:
            self.is_void = not owner.is_as_it_was
            _trials.discard(self)
            self._traced.set()
            self._ended.set()

    def _is_gain(self, chunk: Traced, feed: Feed, places: np.ndarray, state: list[Any]) -> bool:
        import tensorflow as tf

        chunk.bind([tf.Variable(variable, trainable=False) for variable in state])
        rates = tf.zeros([self.steps], tf.float64)

        def seconds(count: int) -> float:
            began = time.perf_counter()
            chunk(feed.arguments(places), rates, tf.constant(count), tf.constant(0))[1].numpy()
            return (time.perf_counter() - began) / count

        seconds(1)  # compiles
        if self.always:
            return True
        if seconds(1) > self._limit * self.steps:  # includes the rows of the whole call
            return False
        return any(seconds(self.steps) < self._limit for _ in range(4))


def steps_a_call(feed: Feed, batch: int, step_seconds: float) -> int:
    """The number of steps that the XLA chunk is compiled for: about one chunk's time."""
    wanted = int(2 * CHUNK_SECONDS / step_seconds)
    power = 1 << max(wanted.bit_length() - 1, 0)
    most = min(most_steps(batch * feed.row_bytes), 256)
    return max(1, min(power, most))


def can_compile(model: Any) -> bool:
    """Whether XLA has all operations; it lacks that of the layers that turn or move pictures."""
    return all(
        can_compile(layer) if hasattr(layer, "layers") else layer.supports_jit
        for layer in model.layers
    )


def is_worth_a_trial(model: Any, step_seconds: float, planned_steps: int) -> bool:
    """Whether XLA might save more time than its compilation costs."""
    return (
        step_seconds < LONGEST_STEP_SECONDS
        and planned_steps >= FEWEST_STEPS
        and model.count_params() < 50_000_000
    )


def is_sure_gain(model: Any) -> bool:
    """Whether XLA makes this network faster on any processor, so that no timing is needed."""
    import tensorflow as tf

    kinds = {type(layer).__name__ for layer in model.layers}
    is_small = kinds <= _SURE_LAYERS and model.count_params() <= _SURE_WEIGHTS
    return is_small and not tf.config.list_physical_devices("GPU")


def wait_for_trials(until: float) -> None:
    """Wait for compilations before Python exits, until a time of `time.monotonic`."""
    for trial in list(_trials):
        trial.wait(max(until - time.monotonic(), 0.0))
