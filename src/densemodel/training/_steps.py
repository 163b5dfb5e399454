"""The steps of training: as many in one compiled call as take about 50 ms."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training._chunk import (
    eager_chunk,
    mark_of,
    plain_chunk,
    state_reader,
    weight_marker,
)
from densemodel.training._kept import parts_of
from densemodel.training._pace import Pace, most_steps
from densemodel.training._snapshot import Snapshot
from densemodel.training._traced import state_of
from densemodel.training._xla_trial import (
    FEWEST_STEPS,
    XlaTrial,
    is_sure_gain,
    is_worth_a_trial,
)

if TYPE_CHECKING:
    import threading

    from densemodel.training._compiled import Compiled, JitCompile
    from densemodel.training._feed import Feed
    from densemodel.training._kept import Parts

PLAIN_STEPS = 32
"""A run's first steps are trained without XLA, which is measured against them.

So are those of a later run for which XLA is ready at once: both give the same numbers.
"""

MOST_TRIAL_SECONDS = 6.0
"""A run waits so long for XLA at the most, which compiles deep networks for minutes."""

SURE_TRIAL_SECONDS = 30.0
"""The same for a small dense network, which takes a second on a machine that has time."""

_POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Trained:
    """What some steps came to."""

    losses: np.ndarray
    "The loss of each step, float32."
    is_finite: bool
    "Whether all weights are finite after them."
    was_changed: bool
    "Whether the weights before them were others than those that the steps before had left."


class Steps:
    """A model's training steps on the rows of a feed.

    `keras.Model.train_step` itself is compiled, so loss, metrics, optimizer, dropout and batch
    normalization are Keras's; only the way in which batches reach it is ours. Nothing is left on
    the model: its own `fit` stays what it was.

    Args:
        model: A compiled model.
        feed: x and y, and the weights of rows if there are any.
        compiled: What is compiled already, and where the rest is put.
        batch: Rows in a step.
        jit_compile: Whether XLA is used.
    """

    def __init__(
        self,
        model: Any,
        feed: Feed,
        compiled: Compiled,
        *,
        batch: int,
        jit_compile: JitCompile,
    ) -> None:
        self._model = model
        self._feed = feed
        self._compiled = compiled
        self._batch = batch
        self._jit_compile: JitCompile = False if model.run_eagerly else jit_compile
        self._eager = eager_chunk(model, feed) if model.run_eagerly else None
        self._is_sure = is_sure_gain(model)
        self._mark: int | None = None
        self._is_long = False
        "Whether the run is planned so long that it uses XLA, if that is known to be a gain."
        self._build_metrics()
        if compiled.plain is not None and not compiled.plain.fits(state_of(model)):
            compiled.empty()
        if compiled.plain is None and self._eager is None:
            compiled.plain = plain_chunk(model, feed)
            compiled.pace = Pace(most_steps(batch * feed.row_bytes))
        if compiled.reader is None and self._eager is None:
            compiled.reader, compiled.marker = state_reader(model), weight_marker(model)
        self._state = state_of(model)
        for chunk in (compiled.plain, compiled.reader, compiled.marker, compiled.xla):
            if chunk is not None:
                chunk.bind(self._state)

    def _build_metrics(self) -> None:
        """Let Keras make the variables of the metrics, which it does when it first meets labels."""
        if self._model.metrics_variables[2:] or len(self._model.metrics) == 1:
            return
        x, y, *_ = (column[0] for column in self._feed.block(np.zeros((1, 1), np.int64)))
        self._model.compute_metrics(x, y, self._model(x, training=False))
        self._model.reset_metrics()

    def is_ready(self, done: int, planned: int, rows: np.ndarray, stop: threading.Event) -> bool:
        """Find out about XLA if it is time to.

        Args:
            done: Steps done.
            planned: Steps to be done in all.
            rows: Places of the rows of an epoch.
            stop: Ends the waiting.

        Returns:
            False if a stop came meanwhile.
        """
        compiled = self._compiled
        self._is_long = planned >= FEWEST_STEPS
        if compiled.trial is None and self._is_time_for_a_trial(done, planned, len(rows)):
            compiled.trial = XlaTrial(
                self._model,
                self._feed,
                rows,
                batch=self._batch,
                step_seconds=compiled.pace.step_seconds or 0.001,
                always=self._jit_compile is True or self._is_sure,
            )
        if compiled.trial is None:
            return True
        while not compiled.trial.wait(_POLL_SECONDS):
            if stop.is_set():
                return False
            most = SURE_TRIAL_SECONDS if self._is_sure else MOST_TRIAL_SECONDS
            if self._jit_compile == "auto" and compiled.trial.seconds > most:
                compiled.trial, compiled.is_decided = None, True
                return True
        self._take_up(compiled, compiled.trial)
        return True

    def _is_time_for_a_trial(self, done: int, planned: int, rows: int) -> bool:
        if self._compiled.is_decided or self._jit_compile is False:
            return False
        if rows < self._batch:
            return False
        if self._jit_compile is True:
            return True
        seconds = self._compiled.pace.step_seconds
        if done < PLAIN_STEPS or seconds is None:
            return False
        if self._is_sure:
            return planned >= FEWEST_STEPS
        return is_worth_a_trial(self._model, seconds, planned)

    def _take_up(self, compiled: Compiled, trial: XlaTrial) -> None:
        compiled.trial, compiled.is_decided = None, True
        if trial.chunk is not None:
            compiled.xla, compiled.xla_steps = trial.chunk, trial.steps
            compiled.xla_pace = Pace(trial.steps)
            compiled.xla.bind(self._state)

    def room(self, done: int) -> int:
        """How many of the next steps take about 50 ms, after so many steps of the run."""
        if self._takes_xla(done):
            return self._compiled.xla_pace.steps
        steps = self._compiled.pace.steps
        return min(steps, PLAIN_STEPS - done) if done < PLAIN_STEPS else steps

    def _takes_xla(self, done: int) -> bool:
        if self._compiled.xla is None:
            return False
        # a short run trains as it would if no longer one had found out about XLA before
        return self._jit_compile is True or (self._is_long and done >= PLAIN_STEPS)

    def train(self, rows: np.ndarray, rates: np.ndarray, done: int) -> Trained:
        """Train steps.

        Args:
            rows: Places of rows, int64, shape (steps, rows in a step).
            rates: The learning rate of each step, float64; of no effect if Keras computes it.
            done: Steps of the run that are done.
        """
        began = time.perf_counter()
        is_xla = self._takes_xla(done) and rows.shape[1] == self._batch
        losses, is_finite, before, after = self._call(rows, rates, is_xla=is_xla)
        expected, self._mark = self._mark, int(after)
        trained = Trained(
            losses.numpy()[: len(rows)],
            bool(is_finite),
            was_changed=expected is not None and expected != int(before),
        )
        if rows.shape[1] == self._batch:
            pace = self._compiled.xla_pace if is_xla else self._compiled.pace
            pace.timed(len(rows), time.perf_counter() - began)
        return trained

    def _call(self, rows: np.ndarray, rates: np.ndarray, *, is_xla: bool) -> Any:
        import tensorflow as tf

        count = len(rows)
        chunk: Any = self._eager or self._compiled.plain
        if is_xla:
            chunk = self._compiled.xla
            missing = self._compiled.xla_steps - count
            if missing:
                rows = np.pad(rows, ((0, missing), (0, 0)))
                rates = np.pad(rates, (0, missing))
        return chunk(self._feed.arguments(rows), tf.constant(rates), tf.constant(count))

    def read(self) -> Parts:
        """Copy all that a step reads or writes."""
        if self._compiled.reader is None:
            return parts_of(self._model)
        values = [np.array(value) for value in self._compiled.reader()]
        weights, means = len(self._model.variables), len(self._model.metrics_variables)
        return (
            Snapshot(tuple(values[:weights])),
            Snapshot(tuple(values[weights + means :])),
            Snapshot(tuple(values[weights : weights + means])),
        )

    def is_as_left(self, weights: Snapshot) -> bool:
        """Whether these weights are those that the newest step left, as far as that is known."""
        return self._mark is None or self._mark == mark_of(weights.values)

    def take_as_is(self) -> None:
        """The person's callbacks may have changed the weights: go on from those."""
        if self._compiled.marker is None:
            self._mark = None  # a model that runs eagerly
        else:
            self._mark = int(self._compiled.marker())
