"""The side of a run that outlives its process: what is kept of it, and how it goes on."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from densemodel.errors import TrainingError
from densemodel.training.diagnosis import Monitor
from densemodel.training.engine._xla_trial import check_jit_compile
from densemodel.training.events._events import Found, Settled
from densemodel.training.events._state import RunState
from densemodel.training.keras_fit._callbacks import callbacks_of
from densemodel.training.run._detached_run import DetachedRun
from densemodel.training.run._diagnose import diagnosed
from densemodel.training.run._facts import RunFacts
from densemodel.training.run._recorder import Recorder
from densemodel.training.run._run_record import (
    ResumeState,
    RunRecord,
    last_of,
    log_of,
    record_of,
    require_rows,
    rows_of,
)
from densemodel.training.run._trained import remember
from densemodel.training.run._training_data import Given, session_of_model
from densemodel.training.session._base_session import plan_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from densemodel.data import Bound, Finding
    from densemodel.language import Spec
    from densemodel.training.checkpoint._checkpoint import Snapshot
    from densemodel.training.diagnosis import Diagnosis
    from densemodel.training.engine._xla_trial import JitCompile
    from densemodel.training.run._run_record import Arrays, TrainingLog
    from densemodel.training.session._session import Session


@dataclass(frozen=True)
class LiveCheckpoint:
    """A run as it stood at one place of its training.

    The arrays are copies, which nobody writes to. What is known of the data is computed when it is
    asked for, not on the thread that trains.
    """

    spec: Spec
    told: TrainingLog
    last: ResumeState
    weights: Arrays
    "What the model would hold if it had been stopped there, in the order of `model.variables`."
    optimizer: Arrays
    "The same of its optimizer: as `last` has it, with the learning rate that the spec begins with."
    took: float
    "Seconds that it took to take it."
    _session: Session
    _bound: Bound

    def record(self) -> RunRecord:
        """The run as if it had been stopped there; the first time, its data are hashed."""
        rows = rows_of(self._session, self._bound)
        return RunRecord("stopped", "stop", self.told, rows, self.last)


def live_checkpoint_of(run: RunFacts, session: Session) -> LiveCheckpoint:
    """Take a run as it stands; the training thread calls it, between two steps."""
    began = time.perf_counter()
    sound = session.kept.sound
    assert sound is not None  # noqa: S101 - the loop keeps it at each such place
    last = last_of(session, sound.weights, sound.optimizer, sound.means)
    told = log_of(run, run.history.copied(session.mark("ended", "stop")))
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
    """The optimizer's numbers as `Rate.put_back` leaves them."""
    rate = session.rate.at_rest
    variable = getattr(session.model.optimizer, "learning_rate", None)
    if rate is None or variable is None:
        return optimizer
    return tuple(
        values.dtype.type(rate).reshape(values.shape) if own is variable else values
        for own, values in zip(session.model.optimizer.variables, optimizer, strict=True)
    )


_POLL_SECONDS = 0.05
_LONGEST_WAIT = 20.0


class CheckpointedRun(RunFacts):
    """A run that can be kept elsewhere, and revived without its data."""

    def record(self) -> RunRecord:
        """What a file keeps of this run beside its model.

        Raises:
            TrainingError: It has not ended, has trained nothing, or was trained on batches.
        """
        with self._driving:
            if self._session is None and self._asleep is not None:
                return self._asleep.ended
            return record_of(self, self._session)

    def checkpoint(self, seconds: float = _LONGEST_WAIT) -> LiveCheckpoint:
        """What a file keeps of this run, taken while it trains on.

        It is taken between two steps, within some hundredths of a second; the first steps of a run
        compile, and a look at many rows takes its time.

        Args:
            seconds: How long to wait for it.

        Raises:
            TrainingError: It does not train, has trained nothing yet, was trained on batches, or
                gave no answer in this time.
        """
        session = self._session
        if session is not None and session.passing.thread == threading.get_ident():
            raise TrainingError(
                f"{self.name} would wait for its own callback: store.autosave(run) keeps it as it "
                "trains"
            )
        if self.state == "waiting":
            raise TrainingError(f"{self.name} waits for its turn: stop it, or wait until it trains")
        taken: list[LiveCheckpoint] = []
        is_taken = threading.Event()

        def take(standing: LiveCheckpoint) -> None:
            taken.append(standing)
            is_taken.set()

        drop = self.request_checkpoint(take)
        until = time.monotonic() + seconds
        while not is_taken.wait(_POLL_SECONDS) and self.is_busy and time.monotonic() < until:
            pass
        drop()
        if taken:
            return taken[0]
        if self.is_busy:
            raise TrainingError(
                f"{self.name} is amid its first steps, or a long look: try again in a moment"
            )
        raise TrainingError(f"{self.name} has just ended")

    def diagnosed(self) -> Diagnosis:
        """Measure its layers now: what `dm.diagnose(run)` gives."""
        return diagnosed(self, self._session, self._record, self._listeners.emit)

    def request_checkpoint(
        self, function: Callable[[LiveCheckpoint], object]
    ) -> Callable[[], None]:
        """Have a function called with the run as it stands, at the next place where it could stop.

        It is called once, on the training thread, and must be quick. A run that ends before
        does not call it.

        Returns:
            The function that cancels it.

        Raises:
            TrainingError: It does not train, or is trained on batches.
        """
        session = self._session
        if not self.is_busy or session is None:
            raise TrainingError(f"{self.name} is {self.state}, and not training")
        rows = require_rows(self, session)

        def take() -> None:
            # another thread may be changing the settings: what is half of each is not taken
            with self._driving:
                function(live_checkpoint_of(self, rows))

        session.passing.ask(take)
        return lambda: session.passing.drop(take)

    def say(self, finding: Finding) -> None:
        """Tell of what was noticed elsewhere, to whoever listens and in `findings`."""
        self._record.found.append(finding)
        self._listeners.emit(Found(finding))

    def settle(self, finding: Finding) -> None:
        """Tell that what was said holds no more."""
        if finding in self._record.found:
            self._record.found.remove(finding)
            self._listeners.emit(Settled(finding))

    @classmethod
    def revived(cls, spec: Spec, model: Any, kept: RunRecord, *, name: str = "model") -> Self:
        """The run that a file keeps: it has its story, and no data yet.

        Args:
            spec: What was written, with all its sizes.
            model: The model, compiled, with the best weights.
            kept: The rest.
            name: What it is called.
        """
        run = cls(spec, model, None, name=name)
        run._asleep = DetachedRun(model, kept, plan_of(spec.settings))
        run._record = Recorder.of(kept.told)
        if kept.told.layer_course is not None:
            run._loaded_course = kept.told.layer_course.copied()
        run._state = RunState(run._listeners.emit, kept.state)
        remember(run)
        return run

    @classmethod
    def brought(cls, spec: Spec, model: Any, *, name: str = "model") -> Self:
        """A run of a model that came with weights and without a story: it is ready to go on.

        Args:
            spec: What says the model.
            model: The model, compiled.
            name: What it is called.
        """
        run = cls(spec, model, None, name=name)
        run._came_trained = True
        return run

    def differs_from(self, x: Any, y: Any, *, validation_data: Any = None) -> str:
        """What is other in data than in those that a loaded run was trained on.

        Args:
            x: Rows.
            y: Their labels.
            validation_data: A pair (x, y), if it was validated on one.

        Returns:
            Half a sentence, such as `42,000 rows in place of 60,000`; empty for the same data.

        Raises:
            TrainingError: It was not loaded.
            DataError: The data cannot be trained on.
        """
        if self._asleep is None:
            raise TrainingError(f"{self.name} was not loaded: it has its data")
        given = Given(
            x,
            y,
            validation_data=validation_data,
            test_data=None,
            callbacks=[],
            sample_weight=None,
            class_weight=None,
            initial_epoch=0,
            jit_compile="auto",
        )
        return self._asleep.difference(self._spec, given)

    def give(
        self,
        x: Any,
        y: Any,
        *,
        validation_data: Any = None,
        test_data: Any = None,
        callbacks: Any = (),
        sample_weight: Any = None,
        class_weight: Mapping[Any, float] | None = None,
        jit_compile: JitCompile | None = None,
        names: Mapping[str, str] | None = None,
    ) -> Self:
        """Give a loaded run its data, so that it can go on or restart.

        Args:
            x: The rows that it was trained on, or others like them.
            y: Their labels.
            validation_data: A pair (x, y), if it was validated on one.
            test_data: A pair (x, y), scored once when it ends.
            callbacks: Keras callbacks.
            sample_weight: A weight for each row of x.
            class_weight: A weight for each class.
            jit_compile: Whether XLA compiles the steps, as `dm.train` takes it. None: as it was
                trained, and as it chose where that was "auto".
            names: What findings call the data: `{"x": "x_train", "test_data[0]": "x_test"}`.

        Raises:
            TrainingError: It has its data already, or was not loaded.
            DataError: The data cannot be trained on, or have other classes.
        """
        with self._driving:
            is_waiting = self._asleep is not None or self._came_trained
            if not is_waiting or self._session is not None:
                raise TrainingError(f"{self.name} has its data: resume(x, y) goes on with others")
            given = Given(
                x,
                y,
                validation_data=validation_data,
                test_data=test_data,
                callbacks=callbacks_of(callbacks),
                sample_weight=sample_weight,
                class_weight=class_weight,
                initial_epoch=self.history.initial_epoch,
                jit_compile=self._jit_compile_of(jit_compile),
                names=names or {},
            )
            if self._asleep is not None:
                session = self._asleep.attach_data(self._spec, given)
                session.monitor = Monitor(self._loaded_course)
                self._session = session
            else:
                self._spec, self._session = session_of_model(self.model, given, "")
                remember(self)
        return self

    def _jit_compile_of(self, said: JitCompile | None) -> JitCompile:
        if said is not None:
            check_jit_compile(said)
            return said
        return "auto" if self._asleep is None else self._asleep.ended.last.xla.jit_compile
