"""What this process knows of a Keras model that it trains or trained; the model knows nothing."""

from __future__ import annotations

import weakref
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from densemodel.network import load_keras
from densemodel.training.checkpoint._checkpoint import Snapshot
from densemodel.training.checkpoint._owner import lock_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.data import Terms
    from densemodel.training.run._run import Run


@dataclass(frozen=True)
class _Known:
    """A run holds its model, so it is held weakly; the terms outlive it, and hold no rows."""

    run: weakref.ref[Run]
    terms: Terms | None


_known: weakref.WeakKeyDictionary[Any, _Known] = weakref.WeakKeyDictionary()


def remember(run: Run, *, trains: bool = False) -> None:
    """Note which run a model is of.

    Args:
        run: Its data were not refused.
        trains: It is about to train the model. A run that is only made stands back behind one
            that is known.
    """
    if trains or run.model not in _known:
        _known[run.model] = _Known(weakref.ref(run), run.terms)


def terms_of(model: Any) -> Terms | None:
    """How rows are written for a model that a run in this process trained; None if none did."""
    known = _known.get(model)
    return None if known is None else known.terms


def run_of(model: Any) -> Run | None:
    """The run in this process that trained a model; None if none did, or it is gone.

    A run that took no step doesn't count: the model may have been trained in another way.
    """
    known = _known.get(model)
    run = None if known is None else known.run()
    if run is None:
        return None
    progress = run.progress
    has_stepped = progress is not None and progress.total_steps > 0
    return run if run.came_trained or has_stepped else None


@contextmanager
def sound_weights(model: Any, *, newest: bool = False) -> Iterator[None]:
    """Let this thread call a model without a trace on it, whoever trains it meanwhile.

    While a run trains it, the values of its variables come from the run: the best weights so far,
    else the newest that were sound. Nothing is awaited then, and the run goes on. Else they are
    those that the model holds, and its lock is held. What layers would write into their variables
    is written nowhere.

    Args:
        model: A built Keras model.
        newest: While a run trains it, have the newest sound weights, though others were better:
            for who watches it learn.
    """
    keras = load_keras()
    known = _known.get(model)
    run = None if known is None else known.run()
    if run is None or not run.is_busy:
        with lock_of(model), keras.StatelessScope():
            yield
        return
    at = run.newest_at if newest else None
    known_sound = run.newest_sound if at is None else at.weights
    weights = known_sound or Snapshot.of(model.variables)
    with keras.StatelessScope(list(zip(model.variables, weights.values, strict=True))):
        yield
