"""Finds the run that trained a Keras model of this process, to read its weights or diagnose it.

The models are not changed.
"""

from __future__ import annotations

import threading
import weakref
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from densemodel.errors import SpecError, TrainingError, with_call_hints
from densemodel.network import is_whole, load_keras, network_beneath
from densemodel.training.checkpoint._checkpoint import Snapshot, lock_of
from densemodel.training.events._events import Measured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from densemodel.data import Terms
    from densemodel.training.diagnosis import Diagnosis
    from densemodel.training.events._events import Event
    from densemodel.training.run._run import Run
    from densemodel.training.session._training_session import TrainingSession


_known: weakref.WeakKeyDictionary[Any, tuple[weakref.ref[Run], Terms | None]]
_known = weakref.WeakKeyDictionary()
"""Weak references, because a run holds its model; the terms outlive it, and hold no rows."""
_networks: weakref.WeakKeyDictionary[Any, Any] = weakref.WeakKeyDictionary()
"The networks of models that take raw columns."


def remember(run: Run, *, trains: bool = False) -> None:
    """Record which run trains a model; one that is about to train it replaces an earlier run."""
    if trains or run.network not in _known:
        _known[run.network] = weakref.ref(run), run.terms


def remember_whole_model(model: Any, run: Run) -> None:
    """Record that a model of rows as they are shares the weights of a run's network."""
    if _networks.get(model) is not run.network:
        _networks[model] = run.network


def network_of(model: Any) -> Any:
    """The network on encoded rows that shares the weights of a model of raw columns.

    Other models themselves, and those whose columns are encoded in another way.
    """
    known = _networks.get(model)
    if known is None and is_whole(model):
        with suppress(SpecError):
            known = _networks[model] = network_beneath(model)
    return model if known is None else known


def terms_of(model: Any) -> Terms | None:
    """How to encode rows for a model that a run in this process trained; None for other models."""
    known = _known.get(network_of(model))
    return None if known is None else known[1]


def run_of(model: Any) -> Run | None:
    """The run in this process that trained a model; None if there is none, or it was deleted.

    A run without a step doesn't count, because the model may have been trained in another way.
    """
    known = _known.get(network_of(model))
    run = None if known is None else known[0]()
    if run is None:
        return None
    progress = run.progress
    has_stepped = progress is not None and progress.total_steps > 0
    return run if run.came_trained or has_stepped else None


@contextmanager
def sound_weights(model: Any, *, newest: bool = False) -> Iterator[None]:
    """Let this thread call a model without changing it, even while another thread trains it.

    During training, the values of its variables come from the run: the best weights so far, else
    the newest finite ones; with `newest`, the newest even if others were better, to watch the model
    learn. This does not wait, and the run continues. Otherwise they are the values that the model
    holds, and its lock is held. Values that layers assign to their variables are discarded.
    """
    keras = load_keras()
    model = network_of(model)
    known = _known.get(model)
    run = None if known is None else known[0]()
    lock = lock_of(model)
    while run is None or not run.is_busy:
        if lock.acquire(timeout=0.1):  # a run that starts meanwhile has it until it ends
            try:
                with keras.StatelessScope():
                    yield
            finally:
                lock.release()
            return
    at = run.newest_at if newest else None
    known_sound = run.newest_sound if at is None else at.weights
    weights = known_sound or Snapshot.of(model.variables)
    with keras.StatelessScope(list(zip(model.variables, weights.values, strict=True))):
        yield


@with_call_hints
def diagnose(run: Run | Any) -> Diagnosis:
    """Measure the layers of a run on a few rows, and explain why it learns or does not.

    Args:
        run: A run, or a Keras model that a run in this process trained. During training the newest
            weights are measured, between two steps; otherwise those that the model holds. A run
            loaded without its data returns the diagnosis from its file.

    Returns:
        A table with a row for each layer, findings and a sentence.

    Raises:
        TrainingError: It is not one of these, or there are no rows to measure it on.
        DataError: Its data cannot be trained on.

    Example:
        >>> run = dm.train("784 -> 50 relu -> 10 softmax", x, y)
        >>> dm.diagnose(run).layers
    """
    from densemodel.training.run._run import Run

    known: object = run
    if not isinstance(run, Run):
        with suppress(TypeError):  # it can't be a key, such as a list
            known = run_of(run)
    if not isinstance(known, Run):
        raise TrainingError(
            "dm.diagnose takes a run, as from dm.train, or a model that a run has trained: this "
            f"is {type(run).__name__}"
        )
    return known.diagnosed()


def diagnosed(
    run: Run, session: TrainingSession | None, emit: Callable[[Event], None]
) -> Diagnosis:
    """The result of `diagnose`; `emit` sends an event to the listeners."""
    if session is None:
        return _saved_diagnosis(run)
    session.require()

    def measure(*, has_ended: bool = False) -> Diagnosis:
        diagnosis = session.monitor.diagnose(session, session.record, has_ended=has_ended)
        event = Measured(diagnosis)
        session.record.handle(event)
        emit(event)
        return diagnosis

    def is_training() -> bool:
        return run.state in ("running", "stopping")

    while is_training():
        if session.checkpoint_requests.thread == threading.get_ident():
            return measure()  # a callback or a listener, which run between two steps
        diagnosis = session.checkpoint_requests.call(measure, is_training)
        if diagnosis is not None:
            return diagnosis
    with lock_of(run.network):  # no thread trains it meanwhile
        if run.diagnosis is not None and session.monitor.is_of(run.network):
            return run.diagnosis
        return measure(has_ended=run.reason is not None)


def _saved_diagnosis(run: Run) -> Diagnosis:
    if run.diagnosis is not None:
        return run.diagnosis
    if run.reason is None and not run.came_trained:
        raise TrainingError(f"{run.name} has no data, so it can't be diagnosed: add -x and -y")
    raise TrainingError(
        f"{run.name} was loaded without its data, and its file has no diagnosis: attach the "
        "data, run.give(x, y), and diagnose it again"
    )
