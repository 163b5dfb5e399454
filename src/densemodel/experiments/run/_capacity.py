"""Finds the network size that the data need: grows it until validation stops improving."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.errors import SpecError, SweepError
from densemodel.experiments.plan._sizes import Growth, require_growth
from densemodel.experiments.results._capacity_point import findings_of, points_frame
from densemodel.experiments.results._capacity_words import capacity_sentence
from densemodel.experiments.results._knee import gap_between
from densemodel.experiments.run._capacity_events import (
    CapacityEnded,
    CapacityStarted,
    CapacityStopping,
    SizeDone,
    SizeStarted,
)
from densemodel.experiments.run._measure import let_go, run_of_size, trained
from densemodel.training import Listeners
from densemodel.wording import capitalised

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import pandas as pd

    from densemodel.experiments.plan._sizes import Size
    from densemodel.experiments.results._capacity_point import CapacityPoint, SizeComparison
    from densemodel.experiments.run._capacity_events import CapacityEvent, CapacityState
    from densemodel.training import Run

logger = logging.getLogger("densemodel")

MINUTES = 10.0
"The default time limit for training sizes."
_ERRORS = 2.0
"The standard errors by which a size has to be better for the growth to continue from it."
TRAININGS = 3
"Trainings of the best size, each with its own seed."
_ROUNDS = 2
"If another size is best after that, it is trained again too, but not a third."
_POLL_SECONDS = 0.1


def capacity(run: Run, *, minutes: float = MINUTES, wait: bool = True) -> Capacity:
    """Grow the network of a run until its validation loss stops improving.

    Each size is trained from new weights on the run's data, with its split, settings and
    patience; the run and its model do not change.

    Args:
        run: A run with data and validation rows that is not training.
        minutes: The time limit. No size starts after it, and the one that is training is left out.
        wait: Return when it has ended; False returns at once.

    Raises:
        SweepError: Its network can't be grown, or its data can't be trained on again.

    Example:
        >>> found = dm.capacity(run)
        >>> found.sentence, found.knee.spec
        >>> found.frame()
    """
    found = Capacity(run, minutes=minutes).start()
    return found.wait() if wait else found


class Capacity:
    """Trains one size after another in its own thread.

    Args:
        run: The run of the written network.
        minutes: The time limit.
    """

    def __init__(self, run: Run, *, minutes: float = MINUTES) -> None:
        require_growth(run, minutes)
        self.run = run
        self.minutes = minutes
        self.points: tuple[CapacityPoint, ...] = ()
        "The trained sizes, in this order. The tuple is replaced, never changed."
        self.training: CapacityPoint | None = None
        "The size that is training now."
        self.state: CapacityState = "ready"
        self.error: BaseException | None = None
        self._is_whole = self._is_sure = False
        self._began = self._took = 0.0
        self._growth = Growth(run.spec)
        self._sizes: list[Size] = []
        self._best_rows: np.ndarray | None = None
        self._listeners: Listeners[CapacityEvent] = Listeners()
        self._lock = threading.Lock()
        self._stop, self._ended = threading.Event(), threading.Event()

    def on_event(self, function: Callable[[CapacityEvent], object]) -> Callable[[], None]:
        """Have a function called with each event, on the training thread; it must be quick.

        Returns:
            The function that cancels it.
        """
        return self._listeners.add(function)

    def start(self) -> Capacity:
        """Start training.

        Raises:
            SweepError: It was started before, or the run is training.
        """
        if self.state != "ready":
            raise SweepError(f"the capacity of {self.run.name} was measured already: start another")
        require_growth(self.run, self.minutes)
        self.state, self._began = "running", time.monotonic()
        threading.Thread(target=self._go, name="densemodel-capacity", daemon=True).start()
        return self

    def stop(self) -> Capacity:
        """Ask it to end; the size that is training is left out."""
        with self._lock:
            is_due = self.state == "running"
            if is_due:
                self.state = "stopping"
        self._stop.set()
        if is_due:
            self._emit(CapacityStopping())
        return self

    def wait(self, timeout: float | None = None) -> Capacity:
        """Wait until it has ended; an interrupt stops it and keeps the trained sizes.

        Args:
            timeout: The longest wait, in seconds.

        Raises:
            Exception: The error of a failed experiment.
            KeyboardInterrupt: After the interrupt has stopped it.
        """
        if self.state == "ready":
            raise SweepError("it is not started: start it before you wait for it")
        until = None if timeout is None else time.monotonic() + timeout
        try:
            # in short pieces, because a signal may reach another thread
            while not self._ended.wait(_POLL_SECONDS):
                if until is not None and time.monotonic() >= until:
                    return self
        except KeyboardInterrupt:
            self.stop()
            self._ended.wait()
            raise
        if self.error is not None:
            raise self.error
        return self

    @property
    def is_busy(self) -> bool:
        """Whether a size is training."""
        return self.state in ("running", "stopping")

    @property
    def seconds(self) -> float:
        """Seconds from the start to the end, or until now."""
        return time.monotonic() - self._began if self.is_busy else self._took

    @property
    def findings(self) -> SizeComparison | None:
        """The comparison of the sizes; None before one has a loss."""
        return findings_of(self.points)

    @property
    def knee(self) -> CapacityPoint | None:
        """The smallest network that is as good as the best, within the noise."""
        points = self.points
        found = findings_of(points)
        return None if found is None else points[found.knee]

    @property
    def sentence(self) -> str:
        """The result, or the progress."""
        if self.error is not None:
            return f"It failed: {self.error}"
        trained = f"{len(self.points)} size{'' if len(self.points) == 1 else 's'}"
        if self.is_busy or self.state == "ready":
            now = self.training
            return f"{trained} trained" + (f", now {now.words}." if now else ".")
        why = "it was stopped" if self.state == "stopped" else "the time limit was reached"
        if not self.points:
            return capitalised(f"{why} before the first size was trained.")
        early = "" if self._is_sure else f"After {trained} {why}. "
        if self._is_whole and early:
            early = f"{capitalised(why)} while the best was trained with other seeds. "
        return early + capacity_sentence(self.points, is_whole=self._is_whole)

    def frame(self) -> pd.DataFrame:
        """A table with a row for each size, the smallest first."""
        return points_frame(self.points)

    def __repr__(self) -> str:
        """One line, and the sizes as a table."""
        line = f"Capacity of {self.run.name}: {self.sentence}"
        return f"{line}\n\n{self.frame().to_string(index=False)}" if self.points else line

    def _go(self) -> None:
        after: CapacityState = "finished"
        try:
            self._emit(CapacityStarted())
            self._grow()
        except BaseException as error:  # noqa: BLE001 - `wait` raises it again
            self.error, after = error, "failed"
        if self._stop.is_set() and after == "finished":
            after = "stopped"
        with self._lock:
            self._took = time.monotonic() - self._began
            self.training, self.state = None, after
        self._emit(CapacityEnded(after))
        self._ended.set()

    def _grow(self) -> None:
        while (size := self._growth.next) is not None:
            if self._is_over():
                return
            try:
                run, about = run_of_size(self.run, size, self._growth.written)
            except SpecError as error:  # its shapes no longer fit, or it is too large
                logger.debug("a size cannot be built: %s", error)
                self._growth.add_result(is_better=False)
                continue
            point = self._train(run, about)
            del run
            if point is None:
                return
            self._growth.add_result(is_better=self._is_better(point))
            self._sizes.append(size)
            self._put(len(self.points), point)
        self._is_whole = True
        self._is_sure = all(self._train_best_again() for _ in range(_ROUNDS))

    def _train_best_again(self) -> bool:
        """Train the best size with other seeds: it may have had luck, and the noise is unknown.

        Returns:
            Whether there was time for all of them.
        """
        found = self.findings
        if found is None:
            return True
        size = self._sizes[found.best]
        for again in range(self.points[found.best].trainings, TRAININGS):
            if self._is_over():
                return False
            run, about = run_of_size(self.run, size, self._growth.written, again)
            point = self._train(run, replace(about, words=f"{about.words} again"))
            del run
            if point is None:
                return False
            self._put(found.best, self.points[found.best].and_again(point))
        return True

    def _train(self, run: Run, about: CapacityPoint) -> CapacityPoint | None:
        self.training = about
        self._emit(SizeStarted(about.words, about.parameters))
        point = trained(run, about, self._is_over)
        del run
        let_go()
        return point

    def _put(self, place: int, point: CapacityPoint) -> None:
        self.points, self.training = (*self.points[:place], point, *self.points[place + 1 :]), None
        self._emit(SizeDone(point))

    def _is_better(self, point: CapacityPoint) -> bool:
        """Whether a size is better than the best so far by more than the known noise.

        The noise between trainings of one size is unknown: two standard errors allow for it as
        well.
        """
        rows, best = point.row_losses, self._best_rows
        if rows is None:
            return False
        gap = None if best is None else gap_between(best, rows)
        if gap is not None and gap.mean <= _ERRORS * gap.noise:
            return False
        self._best_rows = rows
        return True

    def _is_over(self) -> bool:
        return self._stop.is_set() or time.monotonic() - self._began > 60 * self.minutes

    def _emit(self, event: CapacityEvent) -> None:
        self._listeners.emit(event)
