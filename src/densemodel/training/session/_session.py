"""Trains a model in chunks of steps, on rows in memory."""

from __future__ import annotations

import operator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import Baseline, TableEncoding, bind, identity_of
from densemodel.errors import DataError
from densemodel.network import build_bound, finalize_weights, make, set_first_layer, set_target
from densemodel.training.checkpoint._checkpoint import (
    CheckpointRequests,
    NonFiniteError,
    ResumePoint,
    Snapshot,
    lock_of,
    parts_of,
)
from densemodel.training.checkpoint._early_stopping import EarlyStopping
from densemodel.training.checkpoint._owner import ChangedError
from densemodel.training.diagnosis import probe_of
from densemodel.training.engine._feed import BatchOrder, TakenUp
from densemodel.training.engine._functions import Functions
from densemodel.training.engine._position import Position
from densemodel.training.engine._probe import BaselineLoss, recalls_of
from densemodel.training.engine._xla_trial import XlaUse
from densemodel.training.session._changes import require_same_columns, require_same_optimizer
from densemodel.training.session._loop import Loop
from densemodel.training.session._training_session import (
    TrainingSession,
    reset,
    restore_initial_weights,
)

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from densemodel.data import Bound, DataIdentity, Finding
    from densemodel.language import Base, Spec
    from densemodel.training.diagnosis import Probe
    from densemodel.training.engine._feed import Feed
    from densemodel.training.engine._functions import Borrowed
    from densemodel.training.engine._xla_trial import JitCompile
    from densemodel.training.events._events import Event, Reason


class Session(TrainingSession):
    """Trains a model on rows that are bound to its spec.

    There may be a weight for each row, shape (n,). A restart of the user's model (`is_given`)
    begins from its initial weights. `bind_again` binds the same rows to a spec that needs them in
    another form, for example for another loss; None if the rows are not available.
    """

    bound: Bound
    compares_weights = True

    def __init__(
        self,
        model: Any,
        bound: Bound,
        *,
        callbacks: Sequence[Any] = (),
        weights: np.ndarray | None = None,
        initial_epoch: int = 0,
        jit_compile: JitCompile = "auto",
        is_given: bool = False,
        bind_again: Callable[[Spec], Bound] | None = None,
    ) -> None:
        self.model = model
        self.bound, self.spec = bound, bound.spec
        self.callbacks = list(callbacks)
        self.seen_model: Any = None
        "What callbacks see as the model: that of raw columns for a table; None: the model itself."
        self.initial_epoch = initial_epoch
        self.checkpoint_requests = CheckpointRequests()
        self._weights = weights
        self.has_row_weights = weights is not None
        self._bind_again = bind_again
        self._given = ResumePoint.of(parts_of(model), Position()) if is_given else None
        self.can_recompile = not is_given
        self.given_settings = bound.spec.settings
        self.xla = XlaUse(jit_compile)
        self._functions = Functions(model, self.xla, is_given=is_given)
        self._hashed: tuple[tuple[object, ...], DataIdentity] | None = None
        "The arrays that were hashed, and their hash."
        self._guessed: tuple[Bound, BaselineLoss] | None = None
        self._of_memory: tuple[Finding, ...] = ()
        "Findings about the memory that the copy of the rows takes."
        self.of_loading: tuple[Finding, ...] = ()
        "Findings about the data that were attached to a loaded run."
        self.forget()

    def forget(self) -> None:
        self.layer_steps = ()
        self.xla.forget()
        reset(self)
        self.record.xla = self.xla

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.bound.findings, *self._of_memory, *self.of_loading)

    @property
    def steps_per_epoch(self) -> int:
        return self.order.steps_per_epoch

    @property
    def validates(self) -> bool:
        return self.bound.validation_count > 0

    @property
    def order(self) -> BatchOrder:
        settings = self.settings
        rows = self.bound.training_rows
        return BatchOrder(rows, settings.batch, settings.seed, self.record.taken_up)

    def go(self, stop: threading.Event, emit: Callable[[Event], None]) -> Reason:
        try:
            self.owner.check_weights()
            with self._borrowed() as functions:
                reason = Loop(self, functions, stop, emit).run()
        except (NonFiniteError, ChangedError):
            # the model is not touched, because it may have another optimizer now
            self.checkpoint.go_back(self.position)
            raise
        except BaseException:
            self.rate.restore(self.model.optimizer)
            raise
        self.rate.restore(self.model.optimizer)
        return reason

    def require(self) -> None:
        self.bound.require()

    def hold(self) -> None:
        self._of_memory = self._functions.hold(self.bound, self._row_weights()) or self._of_memory
        _ = self.bound.baseline

    def restart(self, spec: Spec) -> None:
        columns, before = spec.settings, self.settings
        has_same_columns = all(
            getattr(columns, name) == getattr(before, name)
            for name in ("without", "kinds", "orders")
        )
        has_same_network = spec.layers == self.spec.layers and has_same_columns
        if self._bind_again is None or self.bound.fits(spec) or not has_same_network:
            bound = self.bound.with_spec(spec).refitted().require()
        else:  # its loss, metrics or `missing` require it
            bound = self._bind_again(spec).require()
        with lock_of(self.model):  # no thread calls it meanwhile
            self._rebuild(bound)
        self.bound, self.spec = bound, bound.spec
        self.forget()
        if self._given is not None:
            self.rate.adjust(self.given_settings, bound.spec.settings, self.position)

    def _rebuild(self, bound: Bound) -> None:
        """Give the model new weights, or those that it had when it was given, and compile it."""
        if self._given is not None:
            require_same_optimizer(self.settings, bound.spec.settings)
            restore_initial_weights(self, self._given)
        else:
            fresh, is_ours = build_bound(bound), self._functions.is_ours
            Snapshot.of(fresh.variables).restore(self.model.variables)
            finalize_weights(self.model)
            if bound.target_scale is not None:
                set_target(self.model, fresh)
            if isinstance(bound.spec.table, TableEncoding):
                set_first_layer(self.model, bound.spec.table)
            self.model.compile(
                optimizer=make(bound.spec.settings.optimizer),
                loss=make(bound.task.loss),
                metrics=[make(metric) for metric in bound.task.metrics],
            )
            self._functions.forget(is_ours=is_ours)

    def use_base(self, base: Base, *, is_changed: bool) -> None:
        """Use the copy of the frozen base that a user has, and its outputs if it was changed."""
        self.bound = self.bound.with_base(base, is_changed=is_changed)
        self.spec = self.spec.with_base(base)

    def adjust(self, spec: Spec) -> None:
        super().adjust(spec)
        self.bound = replace(self.bound, spec=spec)

    def rebind(self, x: Any, y: Any) -> None:
        if self._weights is not None:
            raise DataError(
                "the sample weights belong to the old x: train the new rows in a new run, with "
                "their own weights"
            )
        old = self.bound
        bound = bind(old.spec, x, y).require()
        if old.validation or old.test:
            # validation and test data that were given stay the same
            bound = bound.with_pairs_of(old).require()
        if bound.class_names != old.class_names:
            raise DataError("the new y has other classes than the run: give the same classes")
        require_same_columns(old, bound)
        self._go_on_with(bound)
        self.begin_with_other_rows()

    def begin_with_other_rows(self) -> None:
        """Continue with other rows, about which nothing is known."""
        self._begin_epoch_again()
        self._reset_best()
        # row numbers mean other rows now, so earlier ones can't be compared with them
        self.record.trained_rows, self.record.leaked_rows = np.empty(0, np.int64), 0

    def change(self, spec: Spec) -> None:
        self._go_on_with(self.bound.with_spec(spec).require())

    def _go_on_with(self, bound: Bound) -> None:
        old, new, record = self.settings, bound.spec.settings, self.record
        require_same_optimizer(old, new)
        self.rate.adjust(old, new, self.position)
        has_same_rows = np.array_equal(self.bound.training_rows, bound.training_rows)
        place = self.position
        if old.batch != new.batch:
            self.xla.forget()
        if not has_same_rows or old.seed != new.seed:
            # the order of the rows changes, so the epoch restarts
            self._begin_epoch_again()
        elif old.batch != new.batch:
            row = self.order.epoch(place.epoch).row_of(place.step)
            record.taken_up = TakenUp(place.epoch, place.step, row)
        if not np.array_equal(self.bound.validation_rows, bound.validation_rows):
            if place.total_steps:
                record.trained_rows = np.union1d(record.trained_rows, self.bound.training_rows)
            self._reset_best()
            # the new validation rows that were trained on before
            record.leaked_rows = len(np.intersect1d(record.trained_rows, bound.validation_rows))
        self.bound, self.spec = bound, bound.spec

    def _begin_epoch_again(self) -> None:
        self.position.begin_epoch_again()
        self.record.taken_up = None

    def _reset_best(self) -> None:
        self.record.early_stopping = EarlyStopping()
        self.rate.reset_best()

    @property
    def identity(self) -> DataIdentity:
        """The identity of the data, which is hashed at the first call."""
        bound = self.bound
        arrays = bound.x, bound.y, bound.validation
        known = self._hashed
        if known is None or not all(map(operator.is_, known[0], arrays)):
            known = self._hashed = arrays, identity_of(bound)
        return known[1]

    def _borrowed(self) -> AbstractContextManager[Borrowed]:
        return self._functions.borrowed(self.bound, self._row_weights())

    def _row_weights(self) -> np.ndarray | None:
        """The given weights times those of `weights balanced`."""
        balanced = self.bound.row_weights
        if self._weights is None or balanced is None:
            return balanced if self._weights is None else self._weights
        return self._weights * balanced

    def test_metrics(self, stop: threading.Event) -> dict[str, float] | None:
        if not self.bound.test:
            return None
        with self._borrowed() as functions:
            test = functions.test()
            return None if test is None else test.run(lambda *_: not stop.is_set())

    @property
    def held(self) -> Bound:
        return self._functions.held(self.bound)

    def test_baseline(self) -> dict[str, float]:
        bound = self.held
        if not bound.test or bound.coding is None:
            return {}
        return Baseline(bound.coding, bound.y[bound.training_rows]).metrics(bound.test[1])

    def recalls(self, seconds: float) -> dict[str, float] | None:
        with self._borrowed() as functions:
            feed = functions.validation_feed()
            return None if feed is None else recalls_of(self.model, self.bound, *feed, seconds)

    def guess(self) -> BaselineLoss:
        bound, known = self.held, self._guessed
        if known is None or known[0] is not bound:
            known = self._guessed = bound, BaselineLoss(bound, self._row_weights())
        return known[1]

    def probe(self) -> Probe:
        return probe_of(self.model, self.bound, self.feed())

    def training_rows(self) -> tuple[Feed, np.ndarray]:
        return self.feed(), np.asarray(self.bound.training_rows)

    def feed(self) -> Feed:
        """The held copy of x and y, or else the current arrays."""
        return self._functions.rows(self.bound)

    def current_batch(self) -> np.ndarray:
        """The rows of the newest step, or one shortly before it: see `Run.current_batch`."""
        place = self.position
        epoch, step = place.epoch, place.step
        if not step:  # between two epochs
            epoch -= 1
        if not place.total_steps or epoch < self.initial_epoch:
            return np.empty(0, np.int64)
        order = self.order.epoch(epoch)
        newest = min(step or len(order), len(order)) - 1
        return np.asarray(order.steps(newest, 1)[0], np.int64)
