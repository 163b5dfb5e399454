"""What a run knows of itself."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from densemodel.data import Finding
from densemodel.training.diagnosis import LayerCourse
from densemodel.training.engine._position import Progress
from densemodel.training.events._events import Listeners
from densemodel.training.events._state import RunState
from densemodel.training.run._continuation import Continuation, continuation_of
from densemodel.training.run._recorder import Recorder
from densemodel.training.run._run_numbers import RunNumbers
from densemodel.training.run._sentence import leak_text, sentence
from densemodel.training.session._current_batch import current_batch

if TYPE_CHECKING:
    from densemodel.data import Bound, Terms
    from densemodel.language import Spec
    from densemodel.training.checkpoint._checkpoint import Newest, Snapshot
    from densemodel.training.events._events import Event, Reason, State
    from densemodel.training.keras_fit._keras_session import KerasSession
    from densemodel.training.run._detached_run import DetachedRun
    from densemodel.training.run._worker import Worker
    from densemodel.training.session._session import Session

_LOOKS_SHOWN = 5
_LOOK_SHARE = 1 / 3
"""Of the time in which a row is trained on, what a look at it takes: there is no way back."""
_BETTER = 0.03
"The share by which a loss has to be below that of guessing to be better."


class RunFacts(RunNumbers):
    """The side of a run that is read: what it trains, how far it is, and what came of it."""

    def __init__(
        self,
        spec: Spec,
        model: Any,
        session: Session | KerasSession | None,
        *,
        name: str = "model",
    ) -> None:
        self.name = name
        self.model = model
        self._spec = spec
        self._session = session
        self._driving = threading.RLock()
        self._listeners: Listeners[Event] = Listeners()
        self._state = RunState(self._listeners.emit)
        self._worker: Worker | None = None
        super().__init__(Recorder(0 if session is None else session.initial_epoch))
        self._asleep: DetachedRun | None = None
        "What a loaded run is as long as it has no data."
        self._came_trained = False
        self._loaded_course = LayerCourse()
        "What a file keeps of the course of its layers."

    @property
    def _place(self) -> Session | KerasSession | DetachedRun | None:
        """Where it stands, with its data or without."""
        return self._session if self._session is not None else self._asleep

    @property
    def has_data(self) -> bool:
        """Whether there is anything to train on."""
        return self._session is not None

    @property
    def came_trained(self) -> bool:
        """Whether its model came with weights from a file that says nothing of its training."""
        return self._came_trained

    @property
    def can_compile_anew(self) -> bool:
        """Whether it can restart with another optimizer or loss: a given model keeps its own."""
        return self._session is not None and self._session.can_compile_anew

    @property
    def validates(self) -> bool:
        """Whether there are rows to validate on."""
        return self._place is not None and self._place.validates

    def __repr__(self) -> str:
        """One line, and the last epochs or looks as a table."""
        line = f"Run of {self.name}: {self.sentence}"
        if not self.history.evaluations:
            return line
        return f"{line}\n\n{self.history.frame().tail(_LOOKS_SHOWN).to_string(float_format='%.4f')}"

    @property
    def spec(self) -> Spec:
        """What was written, with every setting that was changed since."""
        return self._spec

    @property
    def bound(self) -> Bound | None:
        """The data, bound to the spec; None if there are none, or Keras's own loop reads them."""
        return None if self._session is None else self._session.bound

    @property
    def terms(self) -> Terms | None:
        """How later rows are written for its model, and how answers are read.

        None if it never had data, or Keras's own loop reads them. A run that was loaded knows
        them without its data.

        Raises:
            DataError: Its data were refused.
        """
        if self._session is None and self._asleep is not None:
            return self._asleep.ended.rows.terms
        return None if self.bound is None else self.bound.terms

    @property
    def baseline(self) -> dict[str, float]:
        """What guessing without x scores on the validation rows, else on the training rows."""
        if self._session is None and self._asleep is not None:
            return self._asleep.ended.rows.baseline
        return {} if self.bound is None else self.bound.baseline

    @property
    def class_names(self) -> tuple[str, ...] | None:
        """In the order of the classes; None without classes, or where these are plain numbers."""
        if self._session is None and self._asleep is not None:
            return self._asleep.ended.rows.class_names
        return None if self.bound is None else self.bound.class_names

    @property
    def newest_sound(self) -> Snapshot | None:
        """The best weights so far, else the newest that were sound; None before the first step."""
        return None if self._session is None else self._session.newest_sound

    @property
    def newest_at(self) -> Newest | None:
        """The newest weights that were seen to be finite, with their place, if there are any."""
        return None if self._session is None else self._session.newest_at

    @property
    def layer_course(self) -> LayerCourse:
        """What was measured of its layers since its start, on at most 256 points."""
        return self._loaded_course if self._session is None else self._session.monitor.course

    @property
    def current_batch(self) -> np.ndarray:
        """The places in x of the rows that the newest step was trained on, int64, shape (rows,).

        Empty before the first step, without data, and where Keras's own loop reads them.
        """
        session = self._session
        bound = None if session is None else session.bound
        if session is None or bound is None or bound.refusals:
            return np.empty(0, np.int64)
        return current_batch(cast("Session", session))

    @property
    def state(self) -> State:
        """ready, waiting, running, stopping, stopped, finished or failed."""
        return self._state.now

    @property
    def reason(self) -> Reason | None:
        """Why it ended; None while it has not."""
        if self._worker is None:
            return None if self._asleep is None else self._asleep.ended.reason
        return self._worker.reason

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
    def has_row_weights(self) -> bool:
        """Whether rows or classes were given weights of their own."""
        return self._session is not None and self._session.has_row_weights

    @property
    def learns_nothing(self) -> bool:
        """Whether its loss, once it has ended, is no better than that of guessing."""
        losses, guess = self.history.get("loss", []), self.guessing_loss
        if self._place is None or guess is None or not losses:
            return False
        # the watch waits for enough steps, and looks seldom: what counts is the newest loss, and
        # that of validation, which dropout and penalties do not raise
        best = min([losses[-1], *self.history.get("val_loss", [])])
        return bool(best > guess - _BETTER * abs(guess))

    @property
    def best_epoch(self) -> int | None:
        """The epoch with the best validation loss, counted from 1; None without validation.

        With `every` the best look lies within that epoch: `best_step` says where.
        """
        look = None if self._place is None else self._place.best.look
        return None if look is None else look.epoch

    @property
    def best_step(self) -> int | None:
        """The steps done at the look with the best validation loss; None without validation."""
        look = None if self._place is None else self._place.best.look
        return None if look is None else look.step

    @property
    def best_row(self) -> int | None:
        """The row of the history, counted from 0, with the best validation loss, if it has one."""
        return None if self.best_step is None else self.history.row_at(self.best_step)

    @property
    def leaked_rows(self) -> int:
        """Rows that validate now and were trained on before the split was changed."""
        return 0 if self._place is None else self._place.leaked_rows

    @property
    def uses_xla(self) -> bool:
        """Whether XLA runs the steps of training, after the first ones; False before they ran."""
        return self._place is not None and self._place.uses_xla

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed in the data and in training."""
        return (
            *(() if self._session is None else self._session.findings),
            *self._leak_findings(),
            *self._record.found,
        )

    @property
    def progress(self) -> Progress | None:
        """How far the run is; None if it never had data."""
        session = self._place
        if session is None:
            return None
        position, steps = session.position, session.steps_per_epoch
        plan, speed = session.plan, self._record.speed
        minutes, looks = plan.minutes, plan.evaluations_left(position, steps)
        return Progress(
            epoch=position.epoch,
            epochs=plan.epochs,
            step=position.step,
            steps_per_epoch=steps,
            total_steps=position.total_steps,
            planned_steps=plan.planned_steps(position, steps),
            seconds=self.seconds,
            steps_per_second=speed.steps_per_second,
            validating=self._record.validating,
            compiling=speed.is_compiling,
            epoch_seconds=speed.epoch_seconds,
            seconds_to_go=speed.seconds_for(
                plan.steps_left(position, steps), looks, look_steps=self._evaluation_steps
            )
            if steps
            else None,
            may_end_sooner=session.validates and session.best.may_be_overdue(plan.patience, looks),
            limit_seconds=None if minutes is None else 60 * minutes,
            seconds_now=self._record.seconds_now,
        )

    @property
    def _evaluation_steps(self) -> float:
        """How many steps take about as long as a look, as long as there was none."""
        bound = self.bound
        if bound is None or bound.refusals:
            return 0.0
        return bound.validation_count / bound.spec.settings.batch * _LOOK_SHARE

    @property
    def continuation(self) -> Continuation | None:
        """How the run goes on, if it ended while it still learned; None if it did not.

        It is a hint, and no finding: nothing is wrong with the run.
        """
        return continuation_of(self)

    @property
    def sentence(self) -> str:
        """What happened, and what it means, in a sentence or two."""
        return sentence(self)

    def _leak_findings(self) -> tuple[Finding, ...]:
        rows = self.leaked_rows
        return (Finding("offer", "split", leak_text(rows)),) if rows else ()
