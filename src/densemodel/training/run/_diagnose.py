"""`dm.diagnose`: measures a run in any state, and says what is wrong with it."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from densemodel.errors import TrainingError
from densemodel.training.checkpoint._owner import lock_of
from densemodel.training.events._events import Measured
from densemodel.training.run._trained import run_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training.checkpoint._checkpoint import CheckpointRequests
    from densemodel.training.diagnosis import Diagnosis
    from densemodel.training.events._events import Event
    from densemodel.training.run._recorder import Recorder
    from densemodel.training.run._run import Run
    from densemodel.training.session._training_session import TrainingSession

_POLL_SECONDS = 0.02


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
    run: Run,
    session: TrainingSession | None,
    record: Recorder,
    tell: Callable[[Event], None],
) -> Diagnosis:
    """The result of `diagnose`.

    Args:
        run: The run.
        session: The session that trains it; None without data.
        record: The run's record.
        tell: Sends an event to the listeners.
    """
    if session is None:
        return _saved_diagnosis(run)
    session.require()
    measure = _Measure(session, record, tell)
    while run.state in ("running", "stopping"):
        diagnosis = _between_steps(run, session.passing, measure)
        if diagnosis is not None:
            return diagnosis
    with lock_of(run.model):  # no thread trains it meanwhile
        if run.diagnosis is not None and session.monitor.is_of(run.model):
            return run.diagnosis
        return measure(has_ended=run.reason is not None)


@dataclass(frozen=True)
class _Measure:
    """Measures the weights that the model holds, and sends an event."""

    session: TrainingSession
    record: Recorder
    tell: Callable[[Event], None]

    def __call__(self, *, has_ended: bool) -> Diagnosis:
        diagnosis = self.session.monitor.diagnose(self.session, self.record, has_ended=has_ended)
        event = Measured(diagnosis)
        self.record.handle(event)
        self.tell(event)
        return diagnosis


def _saved_diagnosis(run: Run) -> Diagnosis:
    """The diagnosis in the file of a run without data."""
    if run.diagnosis is not None:
        return run.diagnosis
    if run.reason is None and not run.came_trained:
        raise TrainingError(f"{run.name} has no data, so it can't be diagnosed: add -x and -y")
    raise TrainingError(
        f"{run.name} was loaded without its data, and its file has no diagnosis: attach the "
        "data, run.give(x, y), and diagnose it again"
    )


def _between_steps(run: Run, passing: CheckpointRequests, measure: _Measure) -> Diagnosis | None:
    """Have the training thread measure; None if the run ended first."""
    made: list[Diagnosis | Exception] = []
    is_made = threading.Event()

    def make() -> None:
        try:
            made.append(measure(has_ended=False))
        except Exception as error:  # noqa: BLE001 - raised in the thread that asked
            made.append(error)
        is_made.set()

    if passing.thread == threading.get_ident():
        make()  # a callback or a listener, which run between two steps
    else:
        passing.ask(make)
        while not is_made.wait(_POLL_SECONDS) and run.state in ("running", "stopping"):
            pass
        passing.drop(make)
    result = made[0] if made else None
    if isinstance(result, Exception):
        raise result
    return result
