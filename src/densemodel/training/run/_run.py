"""One training of one model, and the methods that control it."""

from __future__ import annotations

import threading
from dataclasses import replace
from importlib import import_module
from numbers import Integral
from typing import TYPE_CHECKING, Any, NoReturn, Self, cast

import numpy as np

from densemodel.data import Finding, TableEncoding
from densemodel.errors import DataError, TrainingError, with_call_hints, with_field_hints
from densemodel.network import WholeModel, encoder_of
from densemodel.training.diagnosis import TRAINING
from densemodel.training.engine._position import TrainingPlan
from densemodel.training.engine._xla_trial import check_jit_compile
from densemodel.training.events._events import (
    Adjusted,
    ChangeMarks,
    Found,
    Listeners,
    RunState,
    Settled,
)
from densemodel.training.keras_fit._fit_adapter import callbacks_of
from densemodel.training.record._run_record import RunRecord
from densemodel.training.run._attached_data import difference_of, session_with
from densemodel.training.run._file_record import record_of, request_checkpoint, take_checkpoint
from densemodel.training.run._sentence import Continuation, continuation_of, leak_text, sentence
from densemodel.training.run._trained import diagnosed, remember, remember_whole_model
from densemodel.training.run._training_data import Given, session_of_model
from densemodel.training.run._worker import Worker
from densemodel.training.session._changes import (
    differ_within_a_run,
    has_same_start,
    require_one_training,
    require_resumable,
    require_same_end,
    require_same_weights,
)
from densemodel.training.session._session import Session
from densemodel.training.session._training_queue import TURN
from densemodel.training.session._training_session import extend, mark_here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd

    from densemodel.charts import Points
    from densemodel.data import Bound, Terms
    from densemodel.language import Spec
    from densemodel.store import SavedModel
    from densemodel.training.checkpoint._checkpoint import Newest, Snapshot
    from densemodel.training.checkpoint._early_stopping import Evaluation
    from densemodel.training.curves._step_losses import StepLosses, StepMeans
    from densemodel.training.diagnosis import Diagnosis, LayerCourse, LayerStep
    from densemodel.training.engine._position import Progress
    from densemodel.training.engine._xla_trial import JitCompile
    from densemodel.training.events._events import Event, Reason, State
    from densemodel.training.record._history import TrainingHistory
    from densemodel.training.record._run_record import DataInfo
    from densemodel.training.run._file_record import LiveCheckpoint
    from densemodel.training.session._training_session import TrainingSession


@with_field_hints
class Run:
    """One training of one model.

    A run trains and records. Displays listen to its events. All of its methods may be called from
    any thread. Training runs in a daemon thread, one run at a time in a process, unless `is_queued`
    is set to False before the start.

    Example:
        >>> run = dm.train("784 -> 50 relu -> 10 softmax", x, y, wait=False)
        >>> run.stop()
        >>> run.wait().best_epoch
    """

    def __init__(
        self,
        spec: Spec,
        model: Any,
        session: TrainingSession | None,
        *,
        name: str = "model",
        again: Callable[[Callable[[Spec], Spec]], Run] | None = None,
    ) -> None:
        require_one_training(spec)
        self.name = name
        "By which a notebook knows it."
        self.network = model
        """What the engine trains: `model`, except where the input is `table` or a frozen base: then
        a `keras.Sequential` on encoded rows, which shares its layers."""
        self._whole_model = WholeModel(model)
        self.is_queued = True
        "Whether it waits until no other run of this process trains."
        self.race: object = None
        "What runs have in common that train in turns of an epoch; None trains in one go."
        self.is_measured = True
        "Whether its layers are measured during training; `dm.diagnose` measures them in any case."
        self.came_trained = False
        "Whether its model came with weights from a file without a record of its training."
        self._spec = spec
        self._session = session
        self._without_data = RunRecord()
        "The record while there is no session: of a loaded run that of its file, else an empty one."
        self._driving = threading.RLock()
        self._listeners: Listeners[Event] = Listeners()
        self._state = RunState(self._listeners.emit)
        self._worker: Worker | None = None
        self._again = again
        self._takes_one_step = False
        self._changes = ChangeMarks()
        if session is not None and (self.bound is None or not self.bound.refusals):
            remember(self)

    @classmethod
    def revived(cls, spec: Spec, model: Any, record: RunRecord, *, name: str = "model") -> Self:
        """The run that a file holds, without its data; the model has its best weights."""
        run = cls(spec, model, None, name=name)
        run._without_data = record
        run._state = RunState(run._listeners.emit, record.state)
        remember(run)
        return run

    @classmethod
    def brought(cls, spec: Spec, model: Any, *, name: str = "model") -> Self:
        """A run that has not started, of a compiled model that has weights and no history."""
        run = cls(spec, model, None, name=name)
        run.came_trained = True
        return run

    def adopt(self, model: Any) -> Self:
        """Have a model that shares the layers of `network` as `model`."""
        encoder = encoder_of(self._spec)
        if model is not self.network and encoder is not None:
            self._whole_model.adopt(model, encoder)
        return self

    @property
    def model(self) -> Any:
        """The Keras model. Where the input is `table`, it takes the raw columns.

        It has the best weights whenever the run is not training.
        """
        encoder = encoder_of(self._spec)
        if encoder is None:
            return self.network
        is_new = not self._whole_model.is_made
        model = self._whole_model.model(encoder)
        if is_new:
            self._use_base()
        remember_whole_model(model, self)
        return model

    def follow_base(self) -> None:
        """Use the frozen base in `model` as it is now: a user may have trained it."""
        if not self.is_busy:
            self._use_base()

    def _use_base(self) -> None:
        found = self._whole_model.base()
        if found is None:
            return
        base, is_changed = found
        if isinstance(self._session, Session):
            self._session.use_base(base, is_changed=is_changed)
        self._spec = self._spec.with_base(base)
        if self.bound is None or not self.bound.refusals:
            remember(self, trains=True)

    def __repr__(self) -> str:
        """One line, and a table of the last epochs or evaluations."""
        line = f"Run of {self.name}: {self.sentence}"
        if not self.history.evaluations:
            return line
        return f"{line}\n\n{self.history.frame().tail(5).to_string(float_format='%.4f')}"

    def _repr_html_(self) -> str | None:
        """Sentence, table and curves, for marimo, Quarto and others that show no panel."""
        # a layer above draws them, and loads when they are asked for
        return cast("str | None", import_module("densemodel.widgets").run_html(self))

    def __reduce__(self) -> NoReturn:
        raise TrainingError(
            f"{self.name} can't be copied or pickled, as it holds its thread and its data: "
            "run.save(name) keeps a run in a file, run.model is the Keras model and "
            "run.history.frame() the numbers"
        )

    # Control

    def on_event(self, function: Callable[[Event], object]) -> Callable[[], None]:
        """Have a function called with each event, on the training thread; it must be quick.

        Returns:
            The function that cancels it.
        """
        return self._listeners.add(function)

    @with_call_hints
    def start(self, settings: str = "") -> Run:
        """Start training.

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
                is_restart = not has_same_start(self._spec, self._spec.with_settings(settings))
                self._change(session, settings, is_restart=is_restart)
            session.require()
            session.hold()
            self._launch(session, resumed=False)
        return self

    def one_step(self, settings: str = "") -> Run:
        """Train one batch, then stop: `layer_steps` says what it did.

        It begins a run, or goes on within the first epoch. `resume` continues from there, with the
        numbers of a run that was never stopped.

        Args:
            settings: Clauses that replace those of the spec.

        Raises:
            TrainingError: The run is training or has evaluated, or Keras's own loop trains it.
            DataError: The data cannot be trained on.
        """
        with self._driving:
            self._expect("ready", "stopped", doing="train one step")
            session = self._require_session()
            if not isinstance(session, Session) or self.history.evaluations:
                raise TrainingError(f"{self.name} trains no single steps: resume continues it")
            self._takes_one_step, is_ready = True, self.state == "ready"
            try:
                return self.start(settings) if is_ready else self.resume(settings=settings)
            finally:
                self._takes_one_step = False

    def stop(self) -> Run:
        """Ask the run to stop, which takes a step at most; does nothing if it is not training."""
        with self._driving:
            if self._worker is not None and self._state.is_busy:
                self._worker.stop()
                self._state.move("stopping")
        return self

    @with_call_hints
    def resume(
        self, x: Any = None, y: Any = None, *, epochs: int | None = None, settings: str = ""
    ) -> Run:
        """Continue from the last state: its weights, optimizer and position within the epoch.

        Args:
            x: Other rows of the same shape to continue with; None for the same.
            y: Their labels.
            epochs: Epochs to train beyond those that are done. None: as `continuation` suggests,
                else what remains of the spec's plan. If nothing remains, 10 epochs, or for a plan
                in steps as many steps again.
            settings: Clauses that replace those of the spec.

        Raises:
            TrainingError: The run was not started, or has not ended.
            DataError: The new data do not fit, or the settings can't be applied; the run is
                unchanged.
        """
        with self._driving:
            if self.came_trained and self.state == "ready" and x is not None and y is not None:
                self.give(x, y)
            if self.came_trained and self.state == "ready" and self.has_data:
                more = "" if epochs is None else f"epochs {epochs}"
                return self.start(" ; ".join(filter(None, [settings, more])))
            self._expect("stopped", "finished", "failed", doing="resume")
            if (x is None) != (y is None):
                fix = "give other arguments by name, resume(epochs=10)"
                raise DataError(f"resume needs x and y together, or neither: {fix}")
            if self._session is None and self._loaded is not None and x is not None:
                self.give(x, y)
                x = y = None
            session = self._require_session()
            if epochs is not None and (not isinstance(epochs, Integral) or epochs < 1):
                raise TrainingError(f"epochs is {epochs!r}: give a whole number of 1 or more")
            given = epochs, settings
            epochs, settings = self._as_suggested(epochs, settings, is_same=x is None)
            if settings:  # checked before anything changes
                changed = self._spec.with_settings(settings)
                require_resumable(self._spec, changed)
            if x is not None:
                session.rebind(x, y)
            if settings:
                self._change(session, settings, is_restart=False)
            session.hold()
            for finding in self._leak_findings():
                self._listeners.emit(Found(finding))
            restarts_patience = self.reason == "patience" or (epochs, settings) != given
            extend(session, epochs, restarts_patience=restarts_patience)
            self._spec = session.spec
            self.history.marks.append(mark_here(session, "resumed", ""))
            self._launch(session, resumed=True)
        return self

    def _as_suggested(
        self, epochs: int | None, settings: str, *, is_same: bool
    ) -> tuple[int | None, str]:
        """What to resume with: `continuation`, if no length is given, nor patience or rows."""
        more = self.continuation if epochs is None and is_same else None
        given = {clause.split()[0] for clause in settings.split(";") if clause.strip()}
        if more is None or given & {"epochs", "steps", "minutes", "patience"}:
            return epochs, settings
        return more.epochs, " ; ".join(filter(None, [settings, more.settings]))

    @with_call_hints
    def restart(self, settings: str = "") -> Run:
        """Train the same model object from new weights, by the seed, without the old history."""
        with self._driving:
            self._expect("ready", "stopped", "finished", "failed", doing="restart")
            session = self._require_session()
            self._change(session, settings, is_restart=True)
            session.hold()
            self._launch(session, resumed=False)
        return self

    def adjust(self, settings: str) -> Run:
        """Change the length, the patience or the learning rate of a run during training.

        A new patience applies from the next evaluation, a new `lr` from the next step. A number
        ends a schedule, and a schedule begins from its start. A schedule that differs only in its
        initial rate continues at its place, scaled.

        Args:
            settings: Clauses that replace those of the spec: `"epochs 50 ; lr 0.0001"`.

        Raises:
            TrainingError: The clauses change something that cannot change within a run.
        """
        with self._driving:
            session = self._require_session()
            changed = self._spec.with_settings(settings)
            require_same_weights(self._spec, changed)
            if not differ_within_a_run(self._spec.settings, changed.settings):
                raise TrainingError(
                    "only epochs, steps, minutes, patience and lr can change during training: "
                    "stop first, then resume or restart with the rest"
                )
            self._mark_change(session, changed)
            self._spec = changed
            session.adjust(changed)
        self._listeners.emit(Adjusted(settings))
        return self

    def wait(self, timeout: float | None = None) -> Run:
        """Wait until the run has ended; an interrupt stops it and keeps the model.

        Args:
            timeout: The longest wait, in seconds.

        Raises:
            Exception: The error that was raised in the training thread.
            KeyboardInterrupt: After the interrupt has stopped the run.
        """
        worker = self._worker
        if worker is None:
            raise TrainingError(f"{self.name} is not started: start it first")
        try:
            worker.wait(timeout)
        except KeyboardInterrupt:
            self.stop()
            worker.wait(None)
            raise
        if self.state == "failed" and self.error is not None:
            raise self.error
        return self

    @with_call_hints
    def predict(self, rows: Any) -> pd.DataFrame:
        """Predict rows, as `dm.predict(run, rows)` does: a table of classes and probabilities.

        Raises:
            DataError: The rows do not fit the network.
        """
        return cast("pd.DataFrame", import_module("densemodel.scoring").predict(self, rows))

    @with_call_hints
    def evaluate(self, x: Any = None, y: Any = None) -> Any:
        """Score the run, as `dm.evaluate(run, x, y)` does: a `Report`.

        Args:
            x: Rows; None for the test rows of the run, or else its validation rows.
            y: Their labels.

        Raises:
            DataError: The rows do not fit the network.
        """
        return import_module("densemodel.scoring").evaluate(self, x, y)

    @with_call_hints
    def save(self, name: str, *, notes: str = "", tags: Iterable[str] = ()) -> SavedModel:
        """Save it in the folder of `%densemodel save`: `densemodels`, unless another is set.

        Args:
            name: Free text, 100 characters at most.
            notes: Free text, 10,000 characters at most.
            tags: Words to find it by.

        Raises:
            StoreError: The name or a tag is not allowed, or nothing could be written.
        """
        from densemodel.store import default_store  # a layer above

        return default_store().save(self, name, notes=notes, tags=tags)

    @property
    def can_rebuild(self) -> bool:
        """Whether `changed` works: the rows are in memory, and the model was built here."""
        return self._again is not None

    def let_change(self, again: Callable[[Callable[[Spec], Spec]], Run]) -> None:
        """Set how `changed` makes a run of another network on the same data, for a loaded run."""
        self._again = again
        self._changes = ChangeMarks()

    def changed(self, change: Callable[[Spec], Spec]) -> Run:
        """A run that has not started, of another network on the same data.

        Args:
            change: Returns the new spec for the written one, including `auto`, with this run's
                settings.

        Raises:
            TrainingError: The model is the user's, or the data come in batches.
            DataError: The network cannot be built for the data.
        """
        if self._again is None:
            raise TrainingError(
                f"{self.name} can't change its network: train another in a new run, "
                "dm.train(spec, x, y)"
            )
        settings = self._spec.without_lengths().clauses
        run = self._again(lambda written: change(written.with_clauses(settings)))
        run.is_queued, run.race = self.is_queued, self.race
        return run

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
        """Attach data to a loaded run, so that it can resume or restart.

        Args:
            x: The rows that it was trained on, or similar ones.
            y: Their labels.
            validation_data: A pair (x, y), if it was validated on one.
            test_data: A pair (x, y), scored once when it ends.
            callbacks: Keras callbacks.
            sample_weight: A weight for each row of x.
            class_weight: A weight for each class.
            jit_compile: Whether XLA compiles the steps, as in `dm.train`. None: as in the earlier
                training, including the choice made for "auto".
            names: The names of the data in findings: `{"x": "x_train", "test_data[0]": "x_test"}`.

        Raises:
            TrainingError: It has data already, or was not loaded.
            DataError: The data cannot be trained on, or have other classes.
        """
        with self._driving:
            rows, record = self._loaded, self._record
            if self._session is not None or (rows is None and not self.came_trained):
                raise TrainingError(
                    f"{self.name} has its data: resume(x, y) continues with other data"
                )
            if jit_compile is None:
                jit_compile = record.xla.jit_compile
            check_jit_compile(jit_compile)
            given = Given(
                x,
                y,
                validation_data=validation_data,
                test_data=test_data,
                callbacks=callbacks_of(callbacks),
                sample_weight=sample_weight,
                class_weight=class_weight,
                initial_epoch=self.history.initial_epoch,
                jit_compile=jit_compile,
                names=names or {},
            )
            if rows is not None:
                self._session = session_with(given, record, rows, self.network, self._spec)
            else:
                spec = self._spec if self._spec.takes_table else None
                self._spec, self._session = session_of_model(self.network, given, "", spec)
                remember(self)
        return self

    def differs_from(self, x: Any, y: Any, *, validation_data: Any = None) -> str:
        """How data differ from those that a loaded run was trained on.

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
        if self._loaded is None:
            raise TrainingError(f"{self.name} was not loaded: it has its data")
        given = Given(x, y, validation_data=validation_data)
        return difference_of(self._loaded, self._spec, given)

    def _launch(self, session: TrainingSession, *, resumed: bool) -> None:
        remember(self, trains=True)
        session.trains_one_step = self._takes_one_step
        if isinstance(session, Session) and session.callbacks:
            session.seen_model = self.model
        self._worker = Worker(
            self.name,
            session,
            self._state,
            self._listeners.emit,
            resumed=resumed,
            takes_turns=self.is_queued,
            is_measured=self.is_measured,
            race=self.race,
        )
        self._worker.begin()

    def _require_session(self) -> TrainingSession:
        self.follow_base()
        if self._session is None and self._loaded is not None:
            raise TrainingError(
                f"{self.name} was loaded without its data: give the data, as in run.resume(x, y)"
            )
        if self._session is None:
            raise TrainingError(f"{self.name} has no data: add -x and -y")
        return self._session

    def _expect(self, *states: State, doing: str) -> None:
        if self.state in states:
            return
        if self.is_busy:
            fix = "stop it, or wait until it has ended"
        elif self.state == "ready":
            fix = "start trains it"
        else:
            fix = "resume continues it, restart discards it"
        raise TrainingError(f"{self.name} is {self.state}, so it cannot {doing} now: {fix}")

    def _change(self, session: TrainingSession, settings: str, *, is_restart: bool) -> None:
        changed = self._spec.with_settings(settings) if settings else self._spec
        require_one_training(changed)
        require_same_end(self._spec, changed)
        if is_restart or not session.position.total_steps:
            changed = changed.without_lengths()  # lengths that were not set follow the new settings
        if is_restart:
            session.restart(changed)
        else:
            session.change(changed.without_lengths("patience"))
            self._mark_change(session, session.spec)
        self._spec = session.spec
        if self._whole_model.is_made:
            _ = self.model  # a person may have it in a variable: it follows

    def _mark_change(self, session: TrainingSession, changed: Spec) -> None:
        if session.position.total_steps:
            self._changes.add(
                self.history.marks,
                self._spec,
                changed,
                lambda words: mark_here(session, "changed", words),
            )

    # Checkpoints and findings

    def record(self) -> RunRecord:
        """The record of this run that a file holds beside its model.

        Raises:
            TrainingError: It has not ended, has trained nothing, or was trained on batches.
        """
        with self._driving:
            if self._session is None and self._loaded is not None:
                return self._record.copied()
            return record_of(self, self._session)

    def checkpoint(self, seconds: float = 20.0) -> LiveCheckpoint:
        """Take a checkpoint of this run during training, as a file holds it.

        It is taken between two steps, within some hundredths of a second. It takes longer while the
        first steps compile, or during an evaluation of many rows.

        Args:
            seconds: The longest wait.

        Raises:
            TrainingError: It is not training, has trained nothing yet, was trained on batches, or
                gave no answer in this time.
        """
        return take_checkpoint(self, self._session, self._driving, seconds)

    def request_checkpoint(
        self, function: Callable[[LiveCheckpoint], object]
    ) -> Callable[[], None]:
        """Have a function called with a checkpoint, at the next point where the run could stop.

        It is called once, on the training thread, and must be quick. It is not called if the run
        ends first.

        Returns:
            The function that cancels it.

        Raises:
            TrainingError: It is not training, or is trained on batches.
        """
        return request_checkpoint(self, self._session, self._driving, function)

    def diagnosed(self) -> Diagnosis:
        """Measure its layers now: the result of `dm.diagnose(run)`."""
        return diagnosed(self, self._session, self._listeners.emit)

    def say(self, finding: Finding) -> None:
        """Add a finding that was made elsewhere."""
        self._record.found.append(finding)
        self._listeners.emit(Found(finding))

    def settle(self, finding: Finding) -> None:
        """Remove a finding that no longer holds."""
        if finding in self._record.found:
            self._record.found.remove(finding)
            self._listeners.emit(Settled(finding))

    # The spec and the data

    @property
    def spec(self) -> Spec:
        """The written spec, with every setting that changed since."""
        return self._spec

    @property
    def bound(self) -> Bound | None:
        """The data, bound to the spec; None without data, or if Keras's own loop reads them."""
        return None if self._session is None else self._session.bound

    @property
    def terms(self) -> Terms | None:
        """How to encode new rows for its model, and how to read its predictions.

        None if it never had data, or Keras's own loop reads them. A loaded run knows them without
        its data.

        Raises:
            DataError: Its data were refused.
        """
        data = self._data
        if data is None:
            return None
        terms, base = data.terms, self._spec.frozen
        return terms if base is None else replace(terms, spec=terms.spec.with_base(base))

    @property
    def columns(self) -> pd.DataFrame | None:
        """What was made of each column of a table; None for other data.

        One row per column: column, kind, encoding, missing, categories, used, why. The index has
        the names of the inputs of `model`.
        """
        table = self._spec.table
        return table.frame() if isinstance(table, TableEncoding) else None

    @property
    def baseline(self) -> dict[str, float]:
        """The baseline's scores on the validation rows, or on the training rows without any."""
        data = self._data
        return {} if data is None else data.baseline

    @property
    def class_names(self) -> tuple[str, ...] | None:
        """The names of the classes, in order; None without classes, or for plain numbers."""
        data = self._data
        return None if data is None else data.class_names

    @property
    def _record(self) -> RunRecord:
        return self._without_data if self._session is None else self._session.record

    @property
    def _loaded(self) -> DataInfo | None:
        """What its file holds about the data; None for a run that was not loaded."""
        return self._without_data.data_info

    @property
    def _data(self) -> Bound | DataInfo | None:
        """The data, or what a file holds about them."""
        return self._loaded if self._session is None else self.bound

    @property
    def has_data(self) -> bool:
        """Whether it has data to train on."""
        return self._session is not None

    @property
    def can_recompile(self) -> bool:
        """Whether a restart may use another optimizer or loss: a user's model keeps its own."""
        return self._session is not None and self._session.can_recompile

    @property
    def validates(self) -> bool:
        """Whether there are validation rows."""
        known = self._session or self._loaded
        return known is not None and known.validates

    @property
    def current_batch(self) -> np.ndarray:
        """The positions in x of the rows of the newest step, int64, shape (rows,).

        Empty before the first step, without data, and if Keras's own loop reads them.
        """
        session = self._session
        if not isinstance(session, Session) or session.bound.refusals:
            return np.empty(0, np.int64)
        return session.current_batch()

    @property
    def has_row_weights(self) -> bool:
        """Whether rows or classes were given weights."""
        return self._session is not None and self._session.has_row_weights

    # State

    @property
    def state(self) -> State:
        """The state: ready, waiting, running, stopping, stopped, finished or failed."""
        return self._state.now

    @property
    def reason(self) -> Reason | None:
        """Why it ended; None if it has not ended."""
        return self._record.reason

    @property
    def error(self) -> BaseException | None:
        """The error that was raised in the training thread; None without one."""
        return None if self._worker is None else self._worker.error

    @property
    def waiting_for(self) -> str | None:
        """The name of the run that this one waits for; None if it is not waiting."""
        return TURN.holder if self.state == "waiting" else None

    @property
    def is_busy(self) -> bool:
        """Whether a thread trains it, or waits to."""
        return self._state.is_busy

    @property
    def progress(self) -> Progress | None:
        """The progress of the run; None if it never had data."""
        session, bound, evaluation_steps = self._session, self.bound, 0.0
        known = session or self._loaded
        if known is None:
            return None
        if bound is not None and not bound.refusals:
            # a row takes a third of its time in training: there is no backward pass
            evaluation_steps = bound.validation_count / bound.spec.settings.batch * (1 / 3)
        plan = TrainingPlan.of(self._spec.settings) if session is None else session.plan
        return self._record.progress(
            plan, known.steps_per_epoch, evaluation_steps, validates=known.validates
        )

    @property
    def best_epoch(self) -> int | None:
        """The epoch with the best validation loss, from 1; None without validation.

        With `every` the best evaluation is within that epoch, at `best_step`.
        """
        return None if self._best is None else self._best.epoch

    @property
    def best_step(self) -> int | None:
        """Steps done at the evaluation with the best validation loss; None without validation."""
        return None if self._best is None else self._best.step

    @property
    def _best(self) -> Evaluation | None:
        return self._record.early_stopping.evaluation

    @property
    def best_row(self) -> int | None:
        """The history row, from 0, with the best validation loss; None without validation."""
        return None if self.best_step is None else self.history.row_at(self.best_step)

    @property
    def leaked_rows(self) -> int:
        """Validation rows that were trained on before the split was changed."""
        return self._record.leaked_rows

    @property
    def uses_xla(self) -> bool:
        """Whether XLA runs the training steps, after the first ones; False before that."""
        return bool(self._record.xla.is_used)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings about the data and the training."""
        return (
            *(() if self._session is None else self._session.findings),
            *self._leak_findings(),
            *self._record.found,
        )

    def _leak_findings(self) -> tuple[Finding, ...]:
        rows = self.leaked_rows
        return (Finding("offer", "split", leak_text(rows)),) if rows else ()

    @property
    def newest_sound(self) -> Snapshot | None:
        """The best weights so far, else the newest finite ones; None before the first step."""
        best, newest = self._record.early_stopping.weights, self.newest_at
        if best is not None and (self.validates or newest is None):
            return best
        return None if newest is None else newest.weights

    @property
    def newest_at(self) -> Newest | None:
        """The newest weights known to be finite, with their position; None if there are none."""
        session = self._session
        return None if session is None else session.checkpoint.newest(session.steps_per_epoch)

    def ask_newest(self) -> None:
        """Have `newest_at` renewed where the run could stop next: usually within 50 ms.

        Else it may be 2 s old. Keras's own loop renews it as it does without.
        """
        session = self._session
        if self.is_busy and session is not None and not session.checkpoint_requests.is_awaited:
            session.checkpoint_requests.ask(lambda: None)  # the loop keeps them before it asks

    @property
    def layer_steps(self) -> tuple[LayerStep, ...]:
        """What the last `one_step` did to each layer; empty without one."""
        return () if self._session is None else self._session.layer_steps

    @property
    def layer_course(self) -> LayerCourse:
        """The measurements of its layers since its start, at most 256 points."""
        return self._record.layer_course

    @property
    def continuation(self) -> Continuation | None:
        """How to continue a run that ended while it still learned; None if it did not.

        It is a suggestion, not a finding, because nothing is wrong with the run.
        """
        return continuation_of(self, self._record.early_stopping)

    @property
    def cause(self) -> Finding | None:
        """The first finding of training that still holds; None if there is none."""
        diagnosed = () if self.diagnosis is None or self.is_busy else self.diagnosis.findings
        found = [one for one in self._record.found if one.where == TRAINING]
        return next(iter([*found, *diagnosed]), None)

    @property
    def sentence(self) -> str:
        """The result and its meaning, in a sentence or two."""
        return sentence(self)

    # The record since the last restart

    @property
    def history(self) -> TrainingHistory:
        """Loss and metrics of every epoch since the start, as Keras's `History.history`.

        With `every`, those of every evaluation.
        """
        return self._record.history

    @property
    def test_metrics(self) -> dict[str, float] | None:
        """Loss and metrics on the test data, once the run has finished; else None."""
        return self._record.test_metrics

    @property
    def recalls(self) -> dict[str, float] | None:
        """The recall of each class on the validation rows, with the best weights.

        It is computed once, when the run has ended, on at most 20,000 rows and for at most two
        seconds (a fifth of a second after a stop). None before that, without validation rows,
        without classes, and with more than 1,000 classes.
        """
        return self._record.recalls

    @property
    def baseline_loss(self) -> float | None:
        """The lowest loss of a constant prediction on the training rows, once the run has ended.

        The prediction suits the loss: the class frequencies, the mean or the median. None if
        unknown.
        """
        return self._record.baseline_loss

    @property
    def test_baseline(self) -> dict[str, float]:
        """The baseline's scores on the test rows, once the run has finished."""
        return self._record.test_baseline

    @property
    def diagnosis(self) -> Diagnosis | None:
        """The newest diagnosis of the layers; None before the first.

        They are measured after some evaluations, when the run ends, and by `dm.diagnose(run)`.
        """
        return self._record.diagnosis

    @property
    def step_losses(self) -> StepLosses:
        """The losses of the steps since the start, on at most 4,000 points that keep the peaks."""
        return self._record.step_losses

    @property
    def step_means(self) -> StepMeans:
        """The mean losses of neighbouring steps since the start, on at most 2,048 points.

        Example:
            >>> plt.plot(run.step_means.steps, run.step_means.losses)
        """
        return self._record.step_means

    @property
    def learning_rates(self) -> Points:
        """The learning rates since the start, on at most 400 points that keep the turns.

        Shape (points, 2): the position in epochs (2.5 is half way through the third), and the rate
        there.

        Example:
            >>> plt.plot(*run.learning_rates.T)
        """
        return self._record.learning_rates

    @property
    def seconds(self) -> float:
        """Training time in seconds, over all resumes."""
        return self._record.seconds
