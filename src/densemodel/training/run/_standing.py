"""All of a run but its model and its data at one place, taken while it trains on."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.training.run._ended import Ended, LastState, last_of, rows_of, told_of

if TYPE_CHECKING:
    from densemodel.data import Bound
    from densemodel.language import Spec
    from densemodel.training.checkpoint._snapshot import Snapshot
    from densemodel.training.run._ended import Arrays, Told
    from densemodel.training.run._facts import RunFacts
    from densemodel.training.session._session import Session


@dataclass(frozen=True)
class Standing:
    """A run as it stood at one place of its training.

    The arrays are copies, which nobody writes to. What is known of the data is computed when it is
    asked for, not on the thread that trains.
    """

    spec: Spec
    told: Told
    last: LastState
    weights: Arrays
    "What the model would hold if it had been stopped there, in the order of `model.variables`."
    optimizer: Arrays
    "The same of its optimizer: as `last` has it, with the learning rate that the spec begins with."
    took: float
    "Seconds that it took to take it."
    _session: Session
    _bound: Bound

    def ended(self) -> Ended:
        """The run as if it had been stopped there; the first time, its data are hashed."""
        rows = rows_of(self._session, self._bound)
        return Ended("stopped", "stop", self.told, rows, self.last)


def standing_of(run: RunFacts, session: Session) -> Standing:
    """Take a run as it stands; the training thread calls it, between two steps."""
    began = time.perf_counter()
    sound = session.kept.sound
    assert sound is not None  # noqa: S101 - the loop keeps it at each such place
    last = last_of(session, sound.weights, sound.optimizer, sound.means)
    told = told_of(run, run.history.copied(session.mark("ended", "stop")))
    weights = _best(session, sound.weights).values
    optimizer = _at_rest(session, last.optimizer)
    took = time.perf_counter() - began
    return Standing(run.spec, told, last, weights, optimizer, took, session, session.bound)


def _best(session: Session, newest: Snapshot) -> Snapshot:
    """The weights that `put_best_back` would put into the model."""
    best = session.kept.best_weights
    if best is None:
        return newest
    is_wanted = session.validates or session.model.optimizer.use_ema
    return best if is_wanted else newest


def _at_rest(session: Session, optimizer: Arrays) -> Arrays:
    """The optimizer's numbers as `Rate.put_back` leaves them."""
    rate = session.rate.at_rest
    variable = getattr(session.model.optimizer, "learning_rate", None)
    if rate is None or variable is None:
        return optimizer
    return tuple(
        values.dtype.type(rate).reshape(values.shape) if own is variable else values
        for own, values in zip(session.model.optimizer.variables, optimizer, strict=True)
    )
