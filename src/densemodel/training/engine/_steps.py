"""Training steps: about 50 ms of them in one compiled call."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training.checkpoint._checkpoint import Snapshot, parts_of
from densemodel.training.checkpoint._owner import mark_of, mark_of_model
from densemodel.training.engine._chunk import (
    eager_chunk,
    plain_chunk,
    state_apart,
    state_reader,
    weight_copier,
)
from densemodel.training.engine._compiled import ChunkSizer, most_steps, state_of
from densemodel.training.engine._xla_trial import (
    FEWEST_STEPS,
    XlaTrial,
    can_compile,
    is_sure_gain,
    is_worth_a_trial,
)

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from densemodel.training.checkpoint._checkpoint import Parts
    from densemodel.training.checkpoint._owner import Owner
    from densemodel.training.engine._compiled import Compiled
    from densemodel.training.engine._feed import Feed
    from densemodel.training.engine._xla_trial import XlaUse

PLAIN_STEPS = 32
"""The first steps of a run are trained without XLA, to have a time to compare XLA with.

The same holds for a later run for which XLA is ready at once, so that both give the same numbers.
"""

MOST_TRIAL_SECONDS = 6.0
"""The longest that a run waits for XLA, in seconds; XLA can take minutes on a deep network."""

SURE_TRIAL_SECONDS = 30.0
"""The same for a small dense network, which takes a second on an idle machine."""


@dataclass(frozen=True, slots=True)
class Trained:
    """The results of some steps."""

    losses: np.ndarray
    "The loss of each step, float32."
    is_finite: bool
    "Whether all weights are finite after them."
    was_changed: bool
    "Whether something else changed the weights since the last steps."


class Steps:
    """A model's training steps on the rows of a feed.

    It compiles `keras.Model.train_step` itself, so loss, metrics, optimizer, dropout and batch
    normalization are Keras's. Only the way in which batches reach it differs. The model is not
    modified: its own `fit` works as before.

    Training starts from the weights that the owner has noted. New functions are added to
    `compiled`, and the choice of XLA is recorded in `xla`. `compiling` is called before a
    compilation that the run waits for.
    """

    def __init__(
        self,
        owner: Owner,
        feed: Feed,
        compiled: Compiled,
        *,
        batch: int,
        xla: XlaUse,
        compiling: Callable[[], None],
    ) -> None:
        self._compiling = compiling
        self._owner = owner
        self._model = model = owner.model
        self._feed = feed
        self._compiled = compiled
        self._batch = batch
        self._xla = xla
        self._eager = eager_chunk(model, feed) if model.run_eagerly else None
        self._is_sure, self._can_compile = is_sure_gain(model), can_compile(model)
        self._mark = owner.mark
        if compiled.plain is None and self._eager is None:
            compiling()  # here, because building metrics and optimizer takes a while as well
        if len(model.metrics) > 1 and not model.metrics_variables[2:]:
            # Keras creates the variables of the metrics at the first labels
            x, y, *_ = (column[0] for column in feed.block(np.zeros((1, 1), np.int64)))
            model.compute_metrics(x, y, model(x, training=False))
            model.reset_metrics()
        if compiled.plain is not None and not compiled.plain.fits(state_of(model)):
            compiling()
            compiled.empty()
        self._state: list[Any] = []

    def trace(self, done: int, planned: int, rows: np.ndarray) -> None:
        """Trace what is not traced yet; the arguments are those of `is_ready`.

        If it is certain that XLA will be used, it compiles from now on, beside the rest.
        """
        compiled, model = self._compiled, self._model
        is_missing = compiled.xla is None and compiled.trial is None
        if self._is_sure and is_missing and self._wants_xla(max(done, PLAIN_STEPS), planned, rows):
            trial = compiled.trial = self._trial(rows)
            # Keras does not promise that two threads may trace one model
            trial.wait_for_trace()
        if compiled.plain is None and self._eager is None:
            compiled.plain = plain_chunk(model, self._feed)
            compiled.pace = ChunkSizer(most_steps(self._batch * self._feed.row_bytes))
        if compiled.reader is None and self._eager is None:
            compiled.reader, compiled.copier = state_reader(model), weight_copier(model)
        self._state = [] if self._eager else state_apart(model)
        for chunk in (compiled.plain, compiled.copier, compiled.xla):
            if chunk is not None:
                chunk.bind(self._state)
        if compiled.reader is not None:
            compiled.reader.bind(state_of(model))

    def is_ready(self, done: int, planned: int, rows: np.ndarray, stop: threading.Event) -> bool:
        """Start, wait for or use the XLA trial, if it is time to; False if a stop was requested.

        So many steps are done of those that are planned; `rows` are the row numbers of an epoch.
        """
        compiled = self._compiled
        if not self._wants_xla(done, planned, rows):
            return True
        if compiled.xla is None:
            if compiled.trial is None or (self._is_settled and not compiled.trial.always):
                compiled.trial = self._trial(rows)
            if not compiled.trial.wait(0):  # perhaps left from an earlier start that was stopped
                self._compiling()
            while not compiled.trial.wait(0.02):
                if stop.is_set():
                    return False
                most = SURE_TRIAL_SECONDS if self._is_sure else MOST_TRIAL_SECONDS
                if not self._is_settled and compiled.trial.seconds > most:
                    compiled.trial, compiled.is_gain = None, False
                    break
            if compiled.trial is not None and compiled.trial.is_void:
                self._owner.check()
                compiled.trial = None  # it was left by a run whose model was changed
                return self.is_ready(done, planned, rows, stop)
            self._apply_trial(compiled)
        if self._xla.is_used is None or compiled.xla is None:
            self._xla.choose(is_used=compiled.xla is not None, done=done)
        return True

    @property
    def _is_settled(self) -> bool:
        """Whether XLA is used without regard to a trial."""
        return self._xla.jit_compile is True or bool(self._xla.is_used)

    def _wants_xla(self, done: int, planned: int, rows: np.ndarray) -> bool:
        """Whether XLA is to be used from here on; if it is not needed, that choice is recorded."""
        xla = self._xla
        if self._eager is not None or xla.jit_compile is False or len(rows) < self._batch:
            return False
        if not self._can_compile:
            return False
        if xla.is_used is not None or self._is_settled:
            return xla.is_used is not False
        # a short run trains without it even if a longer run has found out about XLA before
        if done < PLAIN_STEPS or planned < FEWEST_STEPS:
            return False
        is_wanted = self._is_promising(done, planned)
        if is_wanted is False:
            xla.choose(is_used=False, done=done)
        return bool(is_wanted)

    def _is_promising(self, done: int, planned: int) -> bool | None:
        """Whether XLA is faster or worth a trial; None while that is unknown."""
        compiled = self._compiled
        if compiled.is_gain is not None:
            return compiled.is_gain
        if self._is_sure or compiled.trial is not None:
            return True
        seconds = compiled.pace.step_seconds
        if seconds is None:
            return None
        if is_worth_a_trial(self._model, seconds, planned):
            return True
        # a step may be faster later on a machine that is busy now
        return False if done >= FEWEST_STEPS else None

    def _trial(self, rows: np.ndarray) -> XlaTrial:
        # unknown in a run resumed in another process
        seconds = self._compiled.pace.step_seconds or 0.0005
        if self._is_sure:  # six operations for each weight and row, 100 billion a second
            seconds = 6e-11 * self._model.count_params() * self._batch
        return XlaTrial(
            self._owner,
            self._feed,
            rows,
            batch=self._batch,
            step_seconds=seconds,
            always=self._is_settled or self._is_sure,
        )

    def _apply_trial(self, compiled: Compiled) -> None:
        trial, compiled.trial = compiled.trial, None
        if trial is None:  # it took too long
            return
        if trial.chunk is not None:
            compiled.xla, compiled.xla_steps = trial.chunk, trial.steps
            compiled.xla_pace = ChunkSizer(trial.steps)
            compiled.xla.bind(self._state)
        if compiled.is_gain is None:
            compiled.is_gain = trial.chunk is not None

    def room(self, done: int) -> int:
        """How many of the next steps take about 50 ms, after `done` steps of the run."""
        if self._takes_xla(done):
            return self._compiled.xla_pace.steps
        steps, first = self._compiled.pace.steps, PLAIN_STEPS
        if self._xla.is_used:
            first = self._xla.first_step
        return min(steps, first - done) if done < first else steps

    def _takes_xla(self, done: int) -> bool:
        return self._compiled.xla is not None and self._xla.holds_at(done)

    def train(
        self, rows: np.ndarray, rates: np.ndarray, done: int, *, is_timed: bool = True
    ) -> Trained:
        """Train steps on row numbers, int64, shape (steps, rows in a step), after `done` steps.

        `rates` has one number for each step, float64; unused if Keras computes it. The time of this
        call adjusts the chunk size if `is_timed`: a single step says little.
        """
        began = time.perf_counter()
        is_xla = self._takes_xla(done) and rows.shape[1] == self._batch
        losses, is_finite, is_as_left, after = self._call(rows, rates, is_xla=is_xla)
        self._mark = int(after)
        trained = Trained(
            losses.numpy()[: len(rows)], bool(is_finite), was_changed=not bool(is_as_left)
        )
        if is_timed and rows.shape[1] == self._batch:
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
        numbers = tf.constant(rates), tf.constant(count), tf.constant(self._mark)
        return chunk(self._feed.arguments(rows), *numbers)

    def read(self) -> Parts:
        """Copy everything that a step reads or writes."""
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
        """Whether these weights are those that the newest step left."""
        return self._mark == mark_of(weights.values)

    def take_as_is(self) -> None:
        """Accept the current weights, which the user's callbacks may have changed."""
        copier = self._compiled.copier
        # a model that runs eagerly has none
        self._mark = mark_of_model(self._model) if copier is None else int(copier())
