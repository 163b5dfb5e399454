"""One training of one model: its states, its history, and how a person drives it."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from densemodel.data import Finding
from densemodel.errors import DataError, TrainingError
from densemodel.training._events import Found
from densemodel.training._listeners import Listeners
from densemodel.training._position import Progress
from densemodel.training._record import Record
from densemodel.training._sentence import leak_text, sentence
from densemodel.training._session import Session
from densemodel.training._state import RunState
from densemodel.training._worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from densemodel.data import Bound
    from densemodel.spec import Spec
    from densemodel.training._events import Event, Reason, State
    from densemodel.training._history import TrainingHistory

_EPOCHS_SHOWN = 5


class Run:
    """One training of one model.

    A run drives and remembers; what is shown of it listens to its events. All of its methods may
    be called from any thread. The training itself goes on in a daemon thread, one at a time in a
    process unless `takes_turns` is set to False before the start.

    Example:
        >>> run = dm.train("784 -> 50 relu -> 10 softmax", x, y, wait=False)
        >>> run.stop()
        >>> run.wait().best_epoch
    """

    def __init__(
        self,
        spec: Spec,
        model: Any,
        bound: Bound | None,
        *,
        name: str = "model",
        callbacks: Sequence[Any] = (),
        weights: np.ndarray | None = None,
        initial_epoch: int = 0,
    ) -> None:
        self.name = name
        self.model = model
        self.takes_turns = True
        self._spec = spec
        self._session = (
            None
            if bound is None
            else Session(
                model, bound, callbacks=callbacks, weights=weights, initial_epoch=initial_epoch
            )
        )
        self._listeners = Listeners()
        self._state = RunState(self._listeners.tell)
        self._worker: Worker | None = None
        self._record = Record(initial_epoch)
        self._driving = threading.RLock()

    def __repr__(self) -> str:
        """One line, and the last epochs as a table."""
        line = f"Run of {self.name}: {self.sentence}"
        if not self.history.epochs:
            return line
        return (
            f"{line}\n\n{self.history.frame().tail(_EPOCHS_SHOWN).to_string(float_format='%.4f')}"
        )

    # What a run knows

    @property
    def spec(self) -> Spec:
        """What was written, with every setting that was changed since."""
        return self._spec

    @property
    def bound(self) -> Bound | None:
        """The data, bound to the spec; None if there are none."""
        return None if self._session is None else self._session.bound

    @property
    def state(self) -> State:
        """ready, waiting, running, stopping, stopped, finished or failed."""
        return self._state.now

    @property
    def reason(self) -> Reason | None:
        """Why it ended; None while it has not."""
        return None if self._worker is None else self._worker.reason

    @property
    def error(self) -> BaseException | None:
        """What failed in the training thread; None if nothing did."""
        return None if self._worker is None else self._worker.error

    @property
    def waiting_for(self) -> str | None:
        """The name of the run that this one waits for; None if it does not wait."""
        return None if self._worker is None else self._worker.waiting_for

    @property
    def is_busy(self) -> bool:
        """Whether a thread trains, or waits to."""
        return self._state.is_busy

    @property
    def history(self) -> TrainingHistory:
        """Loss and metrics of every epoch since the start, as Keras's `History.history`."""
        return self._record.history

    @property
    def test_metrics(self) -> dict[str, float] | None:
        """Loss and metrics on the test data, once the run has finished; else None."""
        return self._record.test_metrics

    @property
    def best_epoch(self) -> int | None:
        """The epoch with the best validation loss, counted from 1; None without validation."""
        return None if self._session is None else self._session.best.epoch

    @property
    def leaked_rows(self) -> int:
        """Rows that validate now and were trained on before the split was changed."""
        return 0 if self._session is None else self._session.leaked_rows

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed in the data and in training."""
        bound = self.bound
        return (
            *(bound.findings if bound is not None else ()),
            *self._leak_findings(),
            *self._record.found,
        )

    @property
    def step_losses(self) -> np.ndarray:
        """The loss of every step since the start, shape (steps,)."""
        return self._record.step_losses

    @property
    def seconds(self) -> float:
        """Time spent training, over all resumes."""
        return self._record.seconds

    @property
    def progress(self) -> Progress | None:
        """How far the run is; None without data."""
        session = self._session
        if session is None:
            return None
        position, steps = session.position, session.order.steps_per_epoch
        return Progress(
            epoch=position.epoch,
            epochs=session.plan.epochs,
            step=position.step,
            steps_per_epoch=steps,
            total_steps=position.total_steps,
            planned_steps=session.plan.planned_steps(position, steps),
            seconds=self.seconds,
            steps_per_second=self._record.steps_per_second,
            validating=self._record.validating,
        )

    @property
    def sentence(self) -> str:
        """What happened, and what it means, in a sentence or two."""
        return sentence(self)

    # How a person drives it

    def on_event(self, function: Callable[[Event], object]) -> Callable[[], None]:
        """Have a function called with each event, on the training thread; it must be quick.

        Returns:
            The function that cancels it.
        """
        return self._listeners.add(function)

    def start(self, settings: str = "") -> Run:
        """Begin to train.

        Args:
            settings: Clauses that replace those of the spec: `"patience 3 ; split 20%"`.

        Raises:
            TrainingError: The run was started before, or has no data.
            DataError: The data cannot be trained on.
        """
        with self._driving:
            self._expect("ready", doing="start")
            session = self._require_session()
            if settings:
                self._change(session, settings, anew=False)
            session.bound.require()
            self._launch(session, resumed=False)
        return self

    def stop(self) -> Run:
        """Ask the run to stop; it does within a step. A run that is not training stays as it is."""
        with self._driving:
            if self._worker is not None and self._state.is_busy:
                self._worker.stop()
                self._state.move_if(frozenset({"waiting", "running"}), "stopping")
        return self

    def resume(
        self, x: Any = None, y: Any = None, *, epochs: int | None = None, settings: str = ""
    ) -> Run:
        """Go on from the last state: its weights, optimizer and place within the epoch.

        Args:
            x: Other rows to go on with, of the same shape; None for the same.
            y: Their labels.
            epochs: Epochs to train beyond those that are done. None: those of the spec that
                remain, else 10.
            settings: Clauses that replace those of the spec.

        Raises:
            TrainingError: The run was not started, or has not ended.
            DataError: The new data do not fit.
        """
        with self._driving:
            self._expect("stopped", "finished", "failed", doing="resume")
            session = self._require_session()
            if (x is None) != (y is None):
                raise DataError("resume needs x and y together, or neither")
            if x is not None:
                session.rebind(x, y)
            if settings:
                self._change(session, settings, anew=False)
            for finding in self._leak_findings():
                self._listeners.tell(Found(finding))
            session.extend(epochs, after_patience=self.reason == "patience")
            self._spec = session.bound.spec
            self._launch(session, resumed=True)
        return self

    def restart(self, settings: str = "") -> Run:
        """Start anew: the same model object, with new weights by the seed, and no history."""
        with self._driving:
            self._expect("ready", "stopped", "finished", "failed", doing="start anew")
            session = self._require_session()
            self._change(session, settings, anew=True)
            session.bound.require()
            self._record = Record(session.initial_epoch)
            self._launch(session, resumed=False)
        return self

    def adjust(self, settings: str) -> Run:
        """Change patience, epochs or steps while the run trains, from the next look on.

        Raises:
            TrainingError: The clauses change something that cannot change within a run.
        """
        with self._driving:
            session = self._require_session()
            changed = self._spec.with_settings(settings)
            before, after = self._spec.settings, changed.settings
            same = replace(before, patience=after.patience, epochs=after.epochs, steps=after.steps)
            if same != after:
                raise TrainingError(
                    "only patience, epochs and steps change while it trains: "
                    "stop first, then resume or start anew with the rest"
                )
            self._spec = changed
            session.adjust(changed)
        return self

    def wait(self, timeout: float | None = None) -> Run:
        """Wait until the run has ended; an interrupt stops it and keeps the model.

        Args:
            timeout: Seconds to wait at the most.

        Raises:
            Exception: What failed in the training thread, as it was raised there.
            KeyboardInterrupt: After the run was stopped by it.
        """
        worker = self._worker
        if worker is None:
            raise TrainingError(f"{self.name} is not started: start it before you wait for it")
        try:
            worker.wait(timeout)
        except KeyboardInterrupt:
            self.stop()
            worker.wait(None)
            raise
        if self.state == "failed" and self.error is not None:
            raise self.error
        return self

    # Small things

    def _launch(self, session: Session, *, resumed: bool) -> None:
        self._worker = Worker(
            self.name,
            session,
            self._record,
            self._state,
            self._listeners.tell,
            resumed=resumed,
            takes_turns=self.takes_turns,
        )
        self._worker.begin()

    def _leak_findings(self) -> tuple[Finding, ...]:
        rows = self.leaked_rows
        return (Finding("offer", "split", leak_text(rows)),) if rows else ()

    def _require_session(self) -> Session:
        if self._session is None:
            raise TrainingError(f"{self.name} has no data: add -x and -y")
        return self._session

    def _expect(self, *states: State, doing: str) -> None:
        if self.state in states:
            return
        if self.is_busy:
            mend = "stop it, or wait until it has ended"
        elif self.state == "ready":
            mend = "start begins to train it"
        else:
            mend = "resume goes on, restart begins anew"
        raise TrainingError(f"{self.name} is {self.state}, so it cannot {doing} now: {mend}")

    def _change(self, session: Session, settings: str, *, anew: bool) -> None:
        changed = self._spec.with_settings(settings) if settings else self._spec
        bound = session.bound.with_spec(changed) if settings else session.bound
        if anew:
            session.begin_anew(bound)
        else:
            session.change(bound)
        self._spec = changed
