"""One training of one model, and how a person drives it."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Any

from densemodel.errors import DataError, TrainingError
from densemodel.training.events._events import Adjusted, Found
from densemodel.training.events._mark import ChangeMarks
from densemodel.training.run._checkpointed_run import CheckpointedRun
from densemodel.training.run._recorder import Recorder
from densemodel.training.run._trained import remember
from densemodel.training.run._worker import Worker
from densemodel.training.session._base_session import is_same_optimizer
from densemodel.training.session._changes import (
    differ_within_a_run,
    has_same_measure,
    require_same_end,
    require_same_measure,
    require_same_weights,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.language import Spec
    from densemodel.training.events._events import Event, State
    from densemodel.training.keras_fit._keras_session import KerasSession
    from densemodel.training.session._session import Session


def require_one_training(spec: Spec) -> None:
    """Refuse to train a network several times in one run.

    Raises:
        TrainingError: The spec says `repeat`.
        SpecError: It holds choices: each of what it expands to trains alone.
    """
    count = spec.settings.repeat
    if count > 1:
        raise TrainingError(
            f"repeat {count} is {count} runs, and this is one: write it in a cell, or "
            "dm.sweep(spec, x, y)"
        )


class Run(CheckpointedRun):
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
        session: Session | KerasSession | None,
        *,
        name: str = "model",
        again: Callable[[Callable[[Spec], Spec]], Run] | None = None,
    ) -> None:
        require_one_training(spec)
        super().__init__(spec, model, session, name=name)
        self.takes_turns = True
        self.is_measured = True
        "Whether its layers are measured as it trains; `dm.diagnose` measures them in any case."
        self._again = again
        self._changes = ChangeMarks()
        if session is not None and (self.bound is None or not self.bound.refusals):
            remember(self)

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
                self._change(session, settings, anew=self._makes_weights(settings))
            session.require()
            session.hold()
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
            epochs: Epochs to train beyond those that are done. None: what remains of the spec's
                plan; if nothing does, 10 epochs, or as many steps again where it counts steps.
            settings: Clauses that replace those of the spec.

        Raises:
            TrainingError: The run was not started, or has not ended.
            DataError: The new data do not fit, or the settings can't be followed; the run stays
                as it was.
        """
        with self._driving:
            if self.came_trained and self.state == "ready" and x is not None and y is not None:
                self.give(x, y)
            if self.came_trained and self.state == "ready" and self.has_data:
                more = "" if epochs is None else f"epochs {epochs}"
                return self.start(" ; ".join(filter(None, [settings, more])))
            self._expect("stopped", "finished", "failed", doing="resume")
            if (x is None) != (y is None):
                raise DataError("resume needs x and y together, or neither")
            if self._session is None and self._asleep is not None and x is not None:
                self.give(x, y)
                x = y = None
            session = self._require_session()
            if epochs is not None and (not isinstance(epochs, Integral) or epochs < 1):
                raise TrainingError(f"epochs is {epochs!r}: it is a whole number of 1 or more")
            if settings:  # before anything is changed
                changed = self._spec.with_settings(settings)
                require_one_training(changed)
                require_same_weights(self._spec, changed)
                require_same_end(self._spec, changed)
                require_same_measure(self._spec, changed)
                session.require_same_optimizer(changed.settings)
            if x is not None:
                session.rebind(x, y)
            if settings:
                self._change(session, settings, anew=False)
            session.hold()
            for finding in self._leak_findings():
                self._listeners.emit(Found(finding))
            session.extend(epochs, after_patience=self.reason == "patience")
            self._spec = session.spec
            self.history.marks.append(session.mark("resumed", ""))
            self._launch(session, resumed=True)
        return self

    def restart(self, settings: str = "") -> Run:
        """Restart: the same model object, with new weights by the seed, and no history."""
        with self._driving:
            self._expect("ready", "stopped", "finished", "failed", doing="restart")
            session = self._require_session()
            self._change(session, settings, anew=True)
            session.hold()
            self._record = Recorder(session.initial_epoch)
            self._launch(session, resumed=False)
        return self

    @property
    def can_be_made_anew(self) -> bool:
        """Whether `changed` gives a run: its rows are in memory, and its model was built here."""
        return self._again is not None

    def let_change(self, again: Callable[[Callable[[Spec], Spec]], Run]) -> None:
        """Say how another network is made on the same data, where this run was loaded.

        Args:
            again: As `changed`, from what was written.
        """
        self._again = again
        self._changes = ChangeMarks()

    def changed(self, change: Callable[[Spec], Spec]) -> Run:
        """Another run, ready, of another network on the same data.

        Args:
            change: Gives the other spec for what was written, `auto` included, with the settings
                of this run.

        Raises:
            TrainingError: The model was given, or the data come in batches.
            DataError: The network cannot be built for the data.
        """
        if self._again is None:
            raise TrainingError(
                f"{self.name} keeps its network: another is for a run of its own, "
                "dm.train(spec, x, y)"
            )
        settings = self._spec.without_lengths().clauses
        run = self._again(lambda written: change(written.with_clauses(settings)))
        run.takes_turns = self.takes_turns
        return run

    def adjust(self, settings: str) -> Run:
        """Change how long the run trains, its patience or its learning rate while it trains.

        Patience counts from the next look on, `lr` from the next step on: a number ends a schedule,
        and a schedule begins from its start. One that is the present schedule at another rate goes
        on at its place, higher or lower.

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
                    "only epochs, steps, minutes, patience and lr change while it trains: "
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

    def _launch(self, session: Session | KerasSession, *, resumed: bool) -> None:
        remember(self, trains=True)
        self._worker = Worker(
            self.name,
            session,
            self._record,
            self._state,
            self._listeners.emit,
            resumed=resumed,
            takes_turns=self.takes_turns,
            is_measured=self.is_measured,
        )
        self._worker.begin()

    def _require_session(self) -> Session | KerasSession:
        if self._session is None and self._asleep is not None:
            raise TrainingError(
                f"{self.name} was loaded without its data: give them, as in run.resume(x, y)"
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
            fix = "start begins to train it"
        else:
            fix = "resume goes on, restart begins anew"
        raise TrainingError(f"{self.name} is {self.state}, so it cannot {doing} now: {fix}")

    def _change(self, session: Session | KerasSession, settings: str, *, anew: bool) -> None:
        changed = self._spec.with_settings(settings) if settings else self._spec
        require_one_training(changed)
        require_same_end(self._spec, changed)
        if anew or not session.position.total_steps:
            changed = changed.without_lengths()  # what was not said follows the settings of now
        if anew:
            session.begin_anew(changed)
        else:
            session.change(changed.without_lengths("patience"))
            self._mark_change(session, session.spec)
        self._spec = session.spec

    def _makes_weights(self, settings: str) -> bool:
        """Whether the model would be another one before its first step."""
        old, new = self._spec, self._spec.with_settings(settings)
        return (
            old.layers != new.layers
            or old.settings.seed != new.settings.seed
            or not is_same_optimizer(old.settings, new.settings)
            or not has_same_measure(old.settings, new.settings)
        )

    def _mark_change(self, session: Session | KerasSession, changed: Spec) -> None:
        if session.position.total_steps:
            self._changes.add(
                self.history.marks,
                self._spec,
                changed,
                lambda words: session.mark("changed", words),
            )
