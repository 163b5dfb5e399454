"""Records the weights of a run from its start, even if no tab shows them."""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING

from densemodel.training import (
    EvaluationDone,
    Newest,
    RunEnded,
    RunStarted,
    Snapshot,
    StepsDone,
    WeightBands,
    strands_of,
)
from densemodel.widgets.runtime._paced import Paced
from densemodel.widgets.runtime._subscribers import Subscribers

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import BandPoints, Event, Run, Strand


class WeightCourse:
    """Records the bands of a run's weights at its evaluations, and a few times a second between.

    The training thread only hands over references, but for the weights before the first step. All
    else is done beside the run, in a fiftieth of its time at the most.
    """

    def __init__(self, run: Run) -> None:
        self._run = weakref.ref(run)  # the run holds this as a listener
        self.strands: tuple[Strand, ...] = strands_of(run.network)
        self._bands = WeightBands(self.strands)
        self._waiting: list[Newest] = []
        self._taken: Newest | None = None
        self._lock = threading.Lock()
        self._subscribers: Subscribers[[]] = Subscribers()
        self._followers: set[object] = set()
        self._cancel: Callable[[], None] = lambda: None
        self._history = run.history
        "The history of the recording: a restarted run has another."
        self._paced = self._new_paced(run)

    def _new_paced(self, run: Run) -> Paced:
        paced = Paced(self._record, share=0.02, least_seconds=0.2)
        weakref.finalize(run, paced.close)
        return paced

    def follow(self) -> Callable[[], None]:
        """Record as long as there is a follower; returns what ends it: what was recorded stays."""
        run = self._run()
        with self._lock:
            if run is not None and not self._followers:
                if self._history is not run.history:  # it restarted meanwhile
                    self._bands.clear()
                    self._history = run.history
                self._cancel = run.on_event(self._on_event)
                self._paced = self._new_paced(run)
                if self._waiting:
                    self._paced.ask()
            follower = object()
            self._followers.add(follower)

        def let_go() -> None:
            with self._lock:
                was_followed = bool(self._followers)
                self._followers.discard(follower)
                if was_followed and not self._followers:
                    self._cancel()
                    self._paced.close()  # its thread would stay as long as the run

        return let_go

    def points(self) -> BandPoints:
        """The recorded points; empty if nothing was recorded."""
        return self._bands.points()

    def present(self) -> Newest:
        """The newest weights; the model's own if the run is not training."""
        run = self._run()
        assert run is not None  # noqa: S101 - who asks holds the run
        newest = run.newest_at or (self._taken if run.is_busy else None)
        if newest is not None:
            return newest
        progress = run.progress
        step, place = (0, 0.0) if progress is None else (progress.total_steps, progress.epoch)
        # without the model's lock: a run that begins meanwhile would hold it until its end
        return Newest(Snapshot.of(run.network.variables), step, float(place))

    def on_change(self, function: Callable[[], None]) -> Callable[[], None]:
        """Call a function after each new point, in the recording thread; returns what ends it."""
        return self._subscribers.add(function)

    def wait(self, timeout: float = 10.0) -> bool:
        """Wait until everything is recorded; returns whether that was in time."""
        return self._paced.wait(timeout)

    def _on_event(self, event: Event) -> None:
        run = self._run()
        if run is None:
            return
        if isinstance(event, RunStarted) and not event.resumed:
            # copied here, once a start: the first steps may be over before another thread's turn
            first = Newest(Snapshot.of(run.network.variables), 0, float(event.epoch))
            with self._lock:
                self._waiting, self._taken = [first], first
                self._history = run.history
                self._bands.clear()
            self._paced.ask(now=True)
        elif isinstance(event, EvaluationDone | StepsDone | RunEnded):
            self._handle_newest(run.newest_at)
            self._paced.ask(now=isinstance(event, RunEnded))

    def _handle_newest(self, newest: Newest | None) -> None:
        with self._lock:
            taken = self._taken
            if newest is None or (taken is not None and taken.weights is newest.weights):
                return
            self._taken = newest
            self._waiting.append(newest)
            size = sum(values.nbytes for values in newest.weights.values)
            # the first and the newest wait in any case
            most = min(16, max(2, 32_000_000 // max(size, 1)))
            if len(self._waiting) > most:
                self._waiting = [*self._waiting[:-1:2], newest]

    def _record(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for newest in waiting:
            self._bands.add(newest)
        self._subscribers.call()


_COURSES: weakref.WeakKeyDictionary[Run, WeightCourse] = weakref.WeakKeyDictionary()
_LOCK = threading.Lock()


def course_of(run: Run) -> WeightCourse:
    """The recorded weights of a run, shared by its panels."""
    with _LOCK:
        found = _COURSES.get(run)
        if found is None:
            found = _COURSES[run] = WeightCourse(run)
        return found
