"""The thread of one start or resume: waits for its turn, trains, and reports the end."""

from __future__ import annotations

import atexit
import threading
import time
import weakref
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from densemodel.errors import TrainingError
from densemodel.training.checkpoint._checkpoint import NonFiniteError, lock_of
from densemodel.training.checkpoint._owner import ChangedError, Owner
from densemodel.training.diagnosis import non_finite_finding, unscaled
from densemodel.training.engine._probe import RECALL_SECONDS
from densemodel.training.engine._xla_trial import wait_for_trials
from densemodel.training.events._events import EvaluationDone, Found, RunEnded, RunStarted
from densemodel.training.session._training_queue import TURN, brisk_switching
from densemodel.training.session._training_session import (
    mark_here,
    restore_best_weights,
    restore_finite_weights,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.data import Finding
    from densemodel.training.events._events import Event, Reason, RunState, State
    from densemodel.training.record._run_record import RunRecord
    from densemodel.training.session._training_session import TrainingSession

_begun: weakref.WeakSet[Worker] = weakref.WeakSet()


@atexit.register
def _stop_all() -> None:
    """Stop all threads before Python exits: one in TensorFlow would abort the process."""
    workers = list(_begun)
    for worker in workers:
        worker.stop()
    until = time.monotonic() + 2.5
    for worker in workers:
        worker.wait(max(until - time.monotonic(), 0.0))
    wait_for_trials(until + 10.0)  # a compilation can't be interrupted


@dataclass(eq=False)
class Worker:
    """Trains a session once, from its position until its plan ends or the user stops it."""

    name: str
    "The run's name, which other runs that wait for it show."
    session: TrainingSession
    state: RunState
    emit: Callable[[Event], None]
    resumed: bool
    takes_turns: bool
    is_measured: bool
    race: object = None
    "What it has in common with the runs that it trains in turns with; None without such runs."
    error: BaseException | None = None
    _stop: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)
    _has_turn: bool = False
    _is_taken_over: bool = False

    def begin(self) -> None:
        """Start the thread: train, or wait for another run first."""
        self.record.reason = None
        self._has_turn = self.takes_turns and TURN.take_now(self.name)
        begins_now = self._has_turn or not self.takes_turns
        self.state.move("running" if begins_now else "waiting")
        _begun.add(self)
        self.session.owner = Owner(self.session.model)
        lock = lock_of(self.session.model)
        # here, so that no change goes unnoticed that comes after the start
        if begins_now and lock.acquire(blocking=False):
            with suppress(Exception):  # raised again on the thread
                self._take_over()
            lock.release()
        work = self._train_now if begins_now else self._train_in_turn
        # a daemon, so that a kernel shutdown does not wait for an epoch
        threading.Thread(target=work, name=f"densemodel-{self.name}", daemon=True).start()

    @property
    def record(self) -> RunRecord:
        return self.session.record

    def _take_over(self) -> None:
        if not self._is_taken_over:
            self.session.owner.check()
            self.session.take_over()
            self._is_taken_over = True

    def stop(self) -> None:
        self._stop.set()

    def wait(self, timeout: float | None) -> None:
        """Wait until it has ended, in short pieces, because a signal may reach another thread."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while not self._ended.wait(0.1):
            if deadline is not None and time.monotonic() >= deadline:
                return

    def _train_in_turn(self) -> None:
        self._has_turn = TURN.acquire(self.name, self._stop, self.race)
        if self._has_turn:
            self.state.move("running")
            self._train_now()
        else:
            self._end("stop", 0.0)

    def _train_now(self) -> None:
        reason: Reason = "error"
        self.record.begin()
        try:
            self.emit(RunStarted(self.resumed, self.session.position.epoch))
            reason = self._train()
        finally:
            took = self.record.pause()
            if self._has_turn:
                TURN.give_back()
            self._end(reason, took)

    def _train(self) -> Reason:
        session, monitor = self.session, self.session.monitor
        emit = monitor.wrap_emit(self._handle, session, self.record, is_measured=self.is_measured)
        try:
            with lock_of(session.model), brisk_switching():
                self._take_over()
                reason = session.go(self._stop, emit)
                restore_best_weights(session)
                if session.compares_weights:
                    session.owner.note_weights()
                self._close(is_stopped=reason == "stop")
                session.owner.check_weights()
        except NonFiniteError as error:
            restore_finite_weights(session)
            finding = non_finite_finding(
                error,
                session.model,
                session.spec,
                session.findings,
                best=self.record.early_stopping.evaluation,
                sound_steps=self.record.position.total_steps,
            )
            causes = unscaled(session.findings)
            self.error = TrainingError(finding.message, findings=(finding, *causes))
            # it replaces the sentence, so that no list of suggestions repeats it
            self._handle(Found(finding))
            self._measure(finding, *causes)
            return "non-finite"
        except BaseException as error:  # noqa: BLE001 - `Run.wait` raises it again
            # the parts of a changed model do not fit together, which may raise anything
            if isinstance(error, ChangedError) or not session.owner.is_as_it_was:
                self.error = TrainingError(
                    f"{self.name} was changed from outside during training, and is left as it is "
                    "now: resume continues from the last weights before that, restart starts over"
                )
            else:
                restore_best_weights(session)
                self.error = error
            return "error"
        return reason

    def _close(self, *, is_stopped: bool) -> None:
        session, record = self.session, self.record
        if not session.position.total_steps:
            return
        # who stops a run waits for its end
        record.recalls = session.recalls(0.03 if is_stopped else RECALL_SECONDS)
        guess = session.guess()
        record.baseline_loss = None if guess is None else guess.loss
        if not is_stopped:
            record.test_metrics = session.test_metrics(self._stop)
            record.test_baseline = session.test_baseline()
        self._measure()

    def _measure(self, *found: Finding) -> None:
        if self.is_measured:
            with lock_of(self.session.model):
                monitor = self.session.monitor
                monitor.measure(self._handle, self.session, self.record, found, has_ended=True)

    def _handle(self, event: Event) -> None:
        self.record.handle(event)
        self.emit(event)
        if self._has_turn and self.race is not None and isinstance(event, EvaluationDone):
            self.session.checkpoint_requests.ask(self._let_others_train)

    def _let_others_train(self) -> None:
        """Let the other runs of the race train up to their next evaluation."""
        began = time.monotonic()
        meanwhile = self.session.checkpoint_requests.pass_by
        self._has_turn = TURN.hand_over(self.name, self._stop, self.race, meanwhile)
        self.record.skip(time.monotonic() - began)

    def _end(self, reason: Reason, took: float) -> None:
        self.record.reason = reason
        after: State = "finished"
        if self.error is not None:
            after = "failed"
        elif reason == "stop":
            after = "stopped"
            self.state.move("stopping")
        self.record.history.marks.append(mark_here(self.session, "ended", reason))
        self.state.move(after)
        self.emit(RunEnded(after, reason, self.session.position.epoch, took))
        self._ended.set()
