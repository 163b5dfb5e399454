"""Trains with Keras's own `fit` what chunks can't: data in batches, and models with own steps."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.errors import TrainingError
from densemodel.network import load_keras
from densemodel.training.checkpoint._checkpoint import (
    CheckpointRequests,
    NonFiniteError,
    ResumePoint,
    parts_of,
)
from densemodel.training.diagnosis import Probe, rows_for
from densemodel.training.engine._evaluator import as_floats
from densemodel.training.engine._position import Position
from densemodel.training.engine._probe import evenly
from densemodel.training.events._events import Compiling
from densemodel.training.keras_fit._fit_adapter import FitAdapter
from densemodel.training.session._changes import require_same_optimizer
from densemodel.training.session._training_session import (
    TrainingSession,
    reset,
    restore_initial_weights,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from densemodel.data import Finding
    from densemodel.language import Spec
    from densemodel.training.events._events import Event, Reason
    from densemodel.training.keras_fit._streams import Fed


class KerasSession(TrainingSession):
    """A run trained by Keras's `fit`: the same events, stops and history, at the speed of `fit`.

    A stop takes effect between two batches. The stream decides the order of the rows, so a resume
    restarts the epoch, with the weights and the optimizer as they were left.
    """

    def __init__(
        self,
        model: Any,
        spec: Spec,
        fed: Fed,
        *,
        callbacks: Sequence[Any] = (),
        initial_epoch: int = 0,
    ) -> None:
        self.model = model
        self.callbacks = list(callbacks)
        self.initial_epoch = initial_epoch
        self.checkpoint_requests = CheckpointRequests()
        self._fed = fed
        self.batches = fed.batches
        "Batches in one epoch; None before the first epoch shows it."
        self.spec = self._with_lengths(spec)
        self._given = ResumePoint.of(parts_of(model), Position())
        self.given_settings = self.settings
        reset(self)

    def _with_lengths(self, spec: Spec) -> Spec:
        return spec.with_lengths(self.batches, validates=self.validates)

    @property
    def steps_per_epoch(self) -> int:
        if self._fed.never_ends:
            return self.settings.every or self.settings.steps or 0
        return self.batches or 0

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self._fed.findings

    @property
    def validates(self) -> bool:
        return self._fed.validation is not None

    def require(self) -> None:
        require_plan(self.spec, self._fed)

    def go(self, stop: threading.Event, emit: Callable[[Event], None]) -> Reason:
        self.owner.check()
        self.position.begin_epoch_again()
        if self.model.train_function is None and not self.model.run_eagerly:
            emit(Compiling())
        adapter = FitAdapter(self, stop, emit)
        self.checkpoint_requests.begin()
        try:
            with _retracing_unreported():
                self._fit(adapter)
            self.owner.check()
            self.checkpoint.keep(self.model)
        except NonFiniteError:
            self.checkpoint.go_back(self.position)
            raise
        except BaseException:
            if self.owner.is_as_it_was:
                self.checkpoint.keep(self.model)
            else:
                self.checkpoint.go_back(self.position)
            raise
        finally:
            self.rate.restore(self.model.optimizer)
            self.checkpoint_requests.end()
        return adapter.reason

    def _fit(self, adapter: FitAdapter) -> None:
        fed = self._fed
        # again if the plan was extended during training
        while not adapter.is_done():
            self.model.fit(
                fed.x,
                fed.y,
                shuffle=fed.is_shuffled,
                batch_size=None if fed.y is None else self.settings.batch,
                epochs=self.plan.epochs or 1_000_000_000,  # no end
                initial_epoch=self.position.epoch,
                steps_per_epoch=self.steps_per_epoch if fed.never_ends else None,
                validation_data=fed.validation,
                sample_weight=fed.sample_weight,
                class_weight=fed.class_weight,
                callbacks=[*self.callbacks, adapter.callback],
                verbose=0,
            )
        if adapter.error is not None:
            raise adapter.error

    def test_metrics(self, stop: threading.Event) -> dict[str, float] | None:
        test = self._fed.test
        if test is None:
            return None

        def check_stop(*_: Any, **__: Any) -> None:
            if stop.is_set():
                self.model.stop_evaluating = True

        x, y = test if isinstance(test, tuple) else (test, None)
        stopper = load_keras().callbacks.LambdaCallback(on_test_batch_end=check_stop)
        with _retracing_unreported():
            logs = self.model.evaluate(x, y, callbacks=[stopper], verbose=0, return_dict=True)
        return None if stop.is_set() else as_floats(logs)

    def hold(self) -> None:
        """Do nothing: arrays were copied when they were split, and streams can't be copied."""

    def recalls(self, seconds: float) -> None:
        """Return None: the classes of the labels are unknown here."""

    def probe(self) -> Probe:
        """Some of the first rows, because later batches may come only once."""
        most = rows_for(self.model)
        if self._fed.first is not None:
            x, y = (part[:most] for part in self._fed.first)
            return Probe(x, y, np.empty(0, np.int64))
        rows = evenly(np.arange(len(self._fed.x)), most)
        return Probe(self._fed.x[rows], self._fed.y[rows], rows)

    def restart(self, spec: Spec) -> None:
        require_plan(spec, self._fed)
        require_same_optimizer(self.settings, spec.settings)
        restore_initial_weights(self, self._given)
        self.spec = self._with_lengths(spec)
        reset(self)
        self.rate.adjust(self.given_settings, spec.settings, self.position)

    def change(self, spec: Spec) -> None:
        require_plan(spec, self._fed)
        old, new = self.settings, spec.settings
        require_same_optimizer(old, new)
        if (old.split, old.batch) != (new.split, new.batch):
            raise TrainingError(
                "batch and split belong to the data here, which Keras's own loop reads: change "
                "the data, and train a new run"
            )
        self.rate.adjust(old, new, self.position)
        self.spec = self._with_lengths(spec)

    def rebind(self, x: Any, y: Any) -> None:  # noqa: ARG002 - as in a Session
        raise TrainingError(
            "other rows need a new run here: dm.train(run.model, x, y) continues from its weights"
        )


@contextmanager
def _retracing_unreported() -> Iterator[None]:
    """Hide TensorFlow's advice about retracing that Keras's loop brings about in this thread.

    Keras compiles its loop once for each network, so a few short runs are enough for it.
    """
    thread, logger = threading.get_ident(), logging.getLogger("tensorflow")

    def is_kept(record: logging.LogRecord) -> bool:
        words = str(record.msg)
        is_advice = "TensorFlowTrainer" in words and "retracing" in words
        return record.thread != thread or not is_advice

    logger.addFilter(is_kept)
    try:
        yield
    finally:
        logger.removeFilter(is_kept)


def require_plan(spec: Spec, fed: Fed) -> None:
    settings = spec.settings
    if fed.never_ends and settings.steps is None:
        raise TrainingError(
            "the number of batches is unknown: write how many to train, such as steps 1000, and "
            "every 100 to evaluate every 100"
        )
    if settings.every is not None and not fed.never_ends:
        raise TrainingError(
            "every is for rows in memory, and these are trained by Keras's own loop, which "
            "evaluates at the end of each epoch: leave it out"
        )
