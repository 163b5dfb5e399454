"""A checkpoint of a run during training, taken between two steps."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.errors import TrainingError
from densemodel.training.run._run_record import (
    ResumeState,
    RunRecord,
    last_of,
    log_of,
    require_rows,
    rows_of,
)
from densemodel.training.session._training_session import mark_here

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.data import Bound
    from densemodel.language import Spec
    from densemodel.training.checkpoint._checkpoint import Snapshot
    from densemodel.training.run._run import Run
    from densemodel.training.run._run_record import Arrays, TrainingLog
    from densemodel.training.session._session import Session
    from densemodel.training.session._training_session import TrainingSession

_POLL_SECONDS = 0.05


@dataclass(frozen=True)
class LiveCheckpoint:
    """A run at one position of its training.

    The arrays are copies that never change. The identity of the data is computed on request, not on
    the training thread.
    """

    spec: Spec
    told: TrainingLog
    last: ResumeState
    weights: Arrays
    "The weights that the model would hold after a stop here, in the order of `model.variables`."
    optimizer: Arrays
    """The optimizer's state in the same case: as in `last`, with the initial learning rate of the
    spec."""
    took: float
    "Seconds that taking it took."
    _session: Session
    _bound: Bound

    def record(self) -> RunRecord:
        """The run as if it had been stopped here; the first call hashes its data."""
        rows = rows_of(self._session, self._bound)
        return RunRecord("stopped", "stop", self.told, rows, self.last)


def _live_checkpoint_of(run: Run, session: Session) -> LiveCheckpoint:
    """Take a checkpoint; the training thread calls it, between two steps."""
    began = time.perf_counter()
    sound = session.kept.sound
    assert sound is not None  # noqa: S101 - the loop sets it before it serves requests
    last = last_of(session, sound.weights, sound.optimizer, sound.means)
    told = log_of(run, run.history.copied(mark_here(session, "ended", "stop")))
    weights = _best(session, sound.weights).values
    optimizer = _at_rest(session, last.optimizer)
    took = time.perf_counter() - began
    return LiveCheckpoint(run.spec, told, last, weights, optimizer, took, session, session.bound)


def _best(session: Session, newest: Snapshot) -> Snapshot:
    """The weights that `put_best_back` would put into the model."""
    best = session.kept.best_weights
    if best is None:
        return newest
    is_wanted = session.validates or session.model.optimizer.use_ema
    return best if is_wanted else newest


def _at_rest(session: Session, optimizer: Arrays) -> Arrays:
    """The optimizer's variables as `Rate.put_back` leaves them."""
    rate = session.rate.at_rest
    variable = getattr(session.model.optimizer, "learning_rate", None)
    if rate is None or variable is None:
        return optimizer
    return tuple(
        values.dtype.type(rate).reshape(values.shape) if own is variable else values
        for own, values in zip(session.model.optimizer.variables, optimizer, strict=True)
    )


def take_checkpoint(run: Run, session: TrainingSession | None, seconds: float) -> LiveCheckpoint:
    """Take a checkpoint of a run during training: see `Run.checkpoint`."""
    if session is not None and session.passing.thread == threading.get_ident():
        raise TrainingError(
            f"{run.name} would wait for its own callback: store.autosave(run) saves it "
            "during training"
        )
    if run.state == "waiting":
        raise TrainingError(f"{run.name} is queued: stop it, or wait until it trains")
    taken: list[LiveCheckpoint] = []
    is_taken = threading.Event()

    def take(checkpoint: LiveCheckpoint) -> None:
        taken.append(checkpoint)
        is_taken.set()

    drop = run.request_checkpoint(take)
    until = time.monotonic() + seconds
    while not is_taken.wait(_POLL_SECONDS) and run.is_busy and time.monotonic() < until:
        pass
    drop()
    if taken:
        return taken[0]
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
    """Have a function called with the next checkpoint: see `Run.request_checkpoint`."""
    if not run.is_busy or session is None:
        raise TrainingError(f"{run.name} is {run.state}, not training")
    rows = require_rows(run, session)

    def take() -> None:
        # another thread may be changing the settings; the lock avoids a mixture of old and new
        with lock:
            function(_live_checkpoint_of(run, rows))

    session.passing.ask(take)
    return lambda: session.passing.drop(take)
