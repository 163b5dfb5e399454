"""Whether XLA makes a network's steps faster here, and whether a run uses it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from densemodel.errors import TrainingError
from densemodel.network import log_lines_hidden
from densemodel.training.engine._chunk import xla_chunk
from densemodel.training.engine._chunk_size import CHUNK_SECONDS, most_steps
from densemodel.training.engine._compiled import Traced, state_of

if TYPE_CHECKING:
    from densemodel.training.engine._feed import Feed


JitCompile = Literal["auto"] | bool
"""Keras's word for XLA: whether it is used, or "auto" to find out whether it is a gain."""


@dataclass(slots=True)
class XlaUse:
    """What was asked for, and what the run chose.

    A run chooses once and stays with it, whatever is found out later or in another process: its
    numbers depend on it.
    """

    jit_compile: JitCompile = "auto"
    is_used: bool | None = None
    "What was chosen; None before."
    first_step: int = 0
    "The steps that were done when it was chosen; those are trained without XLA."

    def choose(self, *, is_used: bool, done: int) -> None:
        """Stay with it from here on."""
        self.is_used, self.first_step = is_used, done

    def forget(self) -> None:
        """Choose again: the weights or the batches are others."""
        self.is_used, self.first_step = None, 0

    def take(self, earlier: XlaUse) -> None:
        """Go on with what a run chose that was asked for the same."""
        if self.jit_compile == earlier.jit_compile:
            self.is_used, self.first_step = earlier.is_used, earlier.first_step

    def holds_at(self, done: int) -> bool:
        """Whether XLA runs the step that follows so many."""
        return bool(self.is_used) and done >= self.first_step


def check_jit_compile(jit_compile: object) -> None:
    """Refuse what is no word of Keras's for XLA.

    Raises:
        TrainingError: It is none.
    """
    if not (isinstance(jit_compile, bool) or jit_compile == "auto"):
        raise TrainingError(f"jit_compile is {jit_compile!r}: give True, False or 'auto'")


LONGEST_STEP_SECONDS = 0.005
"""A step of more is nearly all arithmetic, in which XLA on a CPU is no faster; a convolution's or
a dropout's is many times slower."""

FEWEST_STEPS = 1000
"""A run of fewer is done sooner than XLA has compiled."""

_GAIN = 1.25
"""So much faster must XLA be: less is within the noise of the measurement."""

_MOST_WEIGHTS = 50_000_000
_SURE_LAYERS = frozenset({"InputLayer", "Dense", "Flatten", "Rescaling", "Activation", "ReLU"})
_SURE_WEIGHTS = 500_000
"""Up to here dense networks of 32 to 512 units took 0.4 to 0.7 of the time, on every machine tried.

They take XLA without being timed: beside other programs a time says little, and what was decided
by it could differ from one run to the next, and the last digits of the numbers with it.
"""
_MOST_STEPS_A_CALL = 256
_TIMES = 4
_trials: set[XlaTrial] = set()


class XlaTrial:
    """Compiles a chunk with XLA and times it, on a thread and on copies of the model's state.

    Compiling takes a second and cannot be interrupted, so the run waits for it with an eye on its
    stop; nothing of the model is touched, so the run may go on without it at any moment.

    Args:
        model: The model.
        feed: Rows to train on.
        rows: Places of some rows to time it with.
        batch: Rows in a step.
        step_seconds: How long a step takes without XLA.
        always: Take XLA even if it is no faster.
    """

    def __init__(
        self,
        model: Any,
        feed: Feed,
        rows: np.ndarray,
        *,
        batch: int,
        step_seconds: float,
        always: bool = False,
    ) -> None:
        self.chunk: Traced | None = None
        "The compiled chunk, bound to nothing of use; None while it compiles, or if it is no gain."
        self.always = always
        self._limit = float("inf") if always else step_seconds / _GAIN
        self.steps = steps_a_call(feed, batch, step_seconds)
        "Steps that a call can run."
        self._ended = threading.Event()
        self._began = time.monotonic()
        # few rows come again: another run with more of them may use what is compiled
        work = (model, feed, np.resize(rows, (self.steps, batch)))
        self._thread = threading.Thread(
            target=self._try, args=work, name="densemodel-xla", daemon=True
        )
        _trials.add(self)
        self._thread.start()

    @property
    def seconds(self) -> float:
        """Time since it began."""
        return time.monotonic() - self._began

    def wait(self, seconds: float) -> bool:
        """Wait a little; says whether it has ended."""
        return self._ended.wait(seconds)

    def _try(self, model: Any, feed: Feed, places: np.ndarray) -> None:
        try:
            with log_lines_hidden():
                chunk = xla_chunk(model, feed, steps=places.shape[0], batch=places.shape[1])
                if chunk.is_lendable and self._is_gain(chunk, feed, places, state_of(model)):
                    self.chunk = chunk
        except Exception:  # noqa: BLE001, S110 - what XLA cannot compile is trained without it
            pass
        finally:
            _trials.discard(self)
            self._ended.set()

    def _is_gain(self, chunk: Traced, feed: Feed, places: np.ndarray, state: list[Any]) -> bool:
        import tensorflow as tf

        chunk.bind([tf.Variable(variable, trainable=False) for variable in state])
        rates = tf.zeros([self.steps], tf.float64)

        def seconds(count: int) -> float:
            began = time.perf_counter()
            chunk(feed.arguments(places), rates, tf.constant(count))[1].numpy()
            return (time.perf_counter() - began) / count

        seconds(1)  # compiles
        if seconds(1) > self._limit * self.steps:  # the rows of the whole call are in it
            return False
        return any(seconds(self.steps) < self._limit for _ in range(_TIMES))


def steps_a_call(feed: Feed, batch: int, step_seconds: float) -> int:
    """How many steps the machine code is made for: those that take about a chunk's time."""
    wanted = int(2 * CHUNK_SECONDS / step_seconds)
    power = 1 << max(wanted.bit_length() - 1, 0)
    most = min(most_steps(batch * feed.row_bytes), _MOST_STEPS_A_CALL)
    return max(1, min(power, most))


def is_worth_a_trial(model: Any, step_seconds: float, planned_steps: int) -> bool:
    """Whether XLA might be a gain that outweighs its compiling."""
    return (
        step_seconds < LONGEST_STEP_SECONDS
        and planned_steps >= FEWEST_STEPS
        and model.count_params() < _MOST_WEIGHTS
    )


def is_sure_gain(model: Any) -> bool:
    """Whether XLA makes this network faster on any processor, so that nothing is to be timed."""
    import tensorflow as tf

    kinds = {type(layer).__name__ for layer in model.layers}
    is_small = kinds <= _SURE_LAYERS and model.count_params() <= _SURE_WEIGHTS
    return is_small and not tf.config.list_physical_devices("GPU")


def wait_for_trials(until: float) -> None:
    """Let what compiles end before Python does, until a time of `time.monotonic`."""
    for trial in list(_trials):
        trial.wait(max(until - time.monotonic(), 0.0))
