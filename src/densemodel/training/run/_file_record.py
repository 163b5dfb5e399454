"""The record of a run for a file: of an ended run, or of one that trains."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.data import TargetScale, choose_task, terms_without_data
from densemodel.errors import SpecError, TrainingError
from densemodel.network import spec_of
from densemodel.training.checkpoint._checkpoint import lock_of, training_parts
from densemodel.training.engine._from_model import has_own_steps
from densemodel.training.record._run_record import DataInfo
from densemodel.training.session._session import Session
from densemodel.training.session._training_session import mark_here

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.data import Bound
    from densemodel.language import Spec
    from densemodel.training.record._run_record import Arrays, RunRecord
    from densemodel.training.run._run import Run
    from densemodel.training.session._training_session import TrainingSession


@dataclass(frozen=True)
class LiveCheckpoint:
    """A run at one position of its training.

    The arrays are copies that never change. The identity of the data is computed on request, not on
    the training thread.
    """

    spec: Spec
    weights: Arrays
    "The weights that the model would hold after a stop here, in the order of `model.variables`."
    optimizer: Arrays
    """The optimizer's state in the same case: as in the record, with the initial learning rate of
    the spec."""
    took: float
    "Seconds that taking it took."
    _record: RunRecord
    _session: Session
    _bound: Bound

    def record(self) -> RunRecord:
        """The run as if it had been stopped here; the first call hashes its data."""
        self._record.data_info = _info_of(self._session, self._bound)
        return self._record


def record_of(run: Run, session: TrainingSession | None) -> RunRecord:
    """The record of a run, whose model holds the best weights: see `Run.record`.

    A run whose rows came in batches can't resume in place. With new rows, it continues from its
    weights.
    """
    if run.is_busy:
        raise TrainingError(f"{run.name} is {run.state}: stop it, or wait until it has ended")
    if session is None or run.reason is None or not session.position.total_steps:
        raise TrainingError(f"{run.name} has trained nothing yet: start it first")
    if not isinstance(session, Session):
        _require_spec(run)
    with lock_of(run.network):
        if isinstance(session, Session):
            weights, optimizer = session.checkpoint.last or training_parts(session.model)
            return session.record.copied(
                state=run.state,
                data_info=_info_of(session, session.bound),
                rate=session.rate.place,
                weights=weights.values,
                optimizer=optimizer.values,
                means=None if session.checkpoint.means is None else session.checkpoint.means.values,
            )
        spec, scale = run.spec, None
        if spec.settings.target_norm:
            end = run.network.layers[-1]  # holds the mean and the scale
            mean, spread = (tuple(np.ravel(one).tolist()) for one in (end.offset, end.scale))
            scale = TargetScale(mean, spread)
        rows = DataInfo(
            terms=terms_without_data(spec, choose_task(spec)),
            target_scale=scale,
            steps_per_epoch=session.steps_per_epoch,
            validates=session.validates,
        )
        record = session.record.copied(state=run.state, data_info=rows)
        record.position.begin_epoch_again()
        return record


_SAVE_IN_KERAS = "model.save keeps its model"


def _require_spec(run: Run) -> None:
    """Raise an error if the language can't express what Keras's own loop trained."""
    if has_own_steps(run.network):
        raise TrainingError(
            f"{run.name} was trained with steps of the model's own, which can't be saved here: "
            f"{_SAVE_IN_KERAS}"
        )
    try:
        own = spec_of(run.network)
    except SpecError as error:
        reason = str(error).splitlines()[0]
        raise TrainingError(f"{run.name} can't be saved, {_SAVE_IN_KERAS}: {reason}") from None
    if own.parameter_count != run.spec.parameter_count:
        raise TrainingError(f"{run.name} has another model than its spec: {_SAVE_IN_KERAS}")


def _info_of(session: Session, bound: Bound) -> DataInfo:
    """What is known about data as they were bound; the first call hashes them."""
    return DataInfo(
        identity=session.identity,
        terms=bound.terms,
        target_scale=bound.target_scale,
        steps_per_epoch=session.steps_per_epoch,
        validates=session.validates,
        has_weights=session.has_row_weights,
        baseline=bound.baseline,
        class_names=bound.class_names,
    )


def _live_checkpoint_of(run: Run, session: Session) -> LiveCheckpoint:
    """Take a checkpoint; the training thread calls it, between two steps."""
    began = time.perf_counter()
    sound, best = session.checkpoint.sound, session.early_stopping.weights
    assert sound is not None  # noqa: S101 - the loop sets it before it serves requests
    record = session.record.copied(
        mark_here(session, "ended", "stop"),
        state="stopped",
        reason="stop",
        rate=session.rate.place,
        weights=sound.weights.values,
        optimizer=sound.optimizer.values,
        means=None if sound.means is None else sound.means.values,
    )
    # as `restore_best_weights` leaves the model
    takes_best = best is not None and (session.validates or session.model.optimizer.use_ema)
    weights = best.values if best is not None and takes_best else record.weights
    optimizer = _at_rest(session, record.optimizer)
    took = time.perf_counter() - began
    return LiveCheckpoint(run.spec, weights, optimizer, took, record, session, session.bound)


def _at_rest(session: Session, optimizer: Arrays) -> Arrays:
    """The optimizer's variables as `Rate.restore` leaves them."""
    rate = session.rate.at_rest
    variable = getattr(session.model.optimizer, "learning_rate", None)
    if rate is None or variable is None:
        return optimizer
    return tuple(
        values.dtype.type(rate).reshape(values.shape) if own is variable else values
        for own, values in zip(session.model.optimizer.variables, optimizer, strict=True)
    )


def _require_rows(run: Run, session: TrainingSession | None) -> Session:
    if not run.is_busy or session is None:
        raise TrainingError(f"{run.name} is {run.state}, not training")
    if not isinstance(session, Session):
        raise TrainingError(
            f"{run.name} is trained by Keras's own loop, on batches or with steps of the model's "
            "own, so it can be saved only after it has ended"
        )
    return session


def take_checkpoint(
    run: Run, session: TrainingSession | None, lock: threading.RLock, seconds: float
) -> LiveCheckpoint:
    if session is not None and session.checkpoint_requests.thread == threading.get_ident():
        raise TrainingError(
            f"{run.name} would wait for its own callback: store.autosave(run) saves it "
            "during training"
        )
    if run.state == "waiting":
        raise TrainingError(f"{run.name} is queued: stop it, or wait until it trains")
    rows = _require_rows(run, session)
    until = time.monotonic() + seconds

    def read() -> LiveCheckpoint:
        with lock:
            return _live_checkpoint_of(run, rows)

    taken = rows.checkpoint_requests.call(read, lambda: run.is_busy and time.monotonic() < until)
    if taken is not None:
        return taken
    if run.is_busy:
        raise TrainingError(
            f"{run.name} is in its first steps or a long evaluation: try again in a moment"
        )
    raise TrainingError(f"{run.name} has just ended")


def request_checkpoint(
    run: Run,
    session: TrainingSession | None,
    lock: threading.RLock,
    function: Callable[[LiveCheckpoint], object],
) -> Callable[[], None]:
    rows = _require_rows(run, session)

    def read() -> None:
        # another thread may be changing the settings; the lock avoids a mixture of old and new
        with lock:
            function(_live_checkpoint_of(run, rows))

    rows.checkpoint_requests.ask(read)
    return lambda: rows.checkpoint_requests.drop(read)
