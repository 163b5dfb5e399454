"""Maps Keras models of this process to the runs that train them; the models are not changed."""

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
    """A weak reference, because a run holds its model; the terms outlive it, and hold no rows."""

    run: weakref.ref[Run]
    terms: Terms | None


_known: weakref.WeakKeyDictionary[Any, _Known] = weakref.WeakKeyDictionary()


def remember(run: Run, *, trains: bool = False) -> None:
    """Record which run trains a model.

    Args:
        run: A run whose data were not refused.
        trains: Whether it is about to train the model. Otherwise an earlier run of the model has
            precedence.
    """
    if trains or run.model not in _known:
        _known[run.model] = _Known(weakref.ref(run), run.terms)


def terms_of(model: Any) -> Terms | None:
    """How to encode rows for a model that a run in this process trained; None for other models."""
    known = _known.get(model)
    return None if known is None else known.terms


def run_of(model: Any) -> Run | None:
    """The run in this process that trained a model; None if there is none, or it was deleted.

    A run without a step doesn't count, because the model may have been trained in another way.
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
    """Let this thread call a model without changing it, even while another thread trains it.

    During training, the values of its variables come from the run: the best weights so far, else
    the newest finite ones. This does not wait, and the run continues. Otherwise they are the values
    that the model holds, and its lock is held. Values that layers assign to their variables are
    discarded.

    Args:
        model: A built Keras model.
        newest: During training, use the newest finite weights even if others were better, to watch
            the model learn.
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
