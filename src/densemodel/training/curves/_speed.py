"""The speed of training and evaluation, and the estimated time left."""

from __future__ import annotations

import time
from collections import deque
from statistics import fmean
from typing import TYPE_CHECKING

from densemodel.training.events._events import (
    Compiling,
    EpochDone,
    EvaluationDone,
    Measured,
    StepsDone,
    ValidationDone,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from densemodel.training.events._events import Event


class Speed:
    """Measures the speed of one start or resume, without the time for compiling.

    The time between two events belongs to the later one: steps, or an evaluation. So callbacks and
    copies count too, and the parts add up to the run's whole time.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self.begin()

    def begin(self) -> None:
        """Start the clock for a start or resume; earlier speeds do not count."""
        self.is_compiling = False
        self._since = self._turn_began = self._now()
        self._turns: deque[tuple[float, float]] = deque(maxlen=8)
        self._chunks: deque[tuple[float, int]] = deque()
        self._seconds = 0.0  # training and evaluation
        self._evaluations: deque[float] = deque(maxlen=4)
        self._evaluation = 0.0  # the current evaluation
        self._is_evaluation_compiled = True
        self._epochs: deque[float] = deque(maxlen=12)
        self._begin_epoch(0, is_whole=False)

    def _begin_epoch(self, epoch: int, *, is_whole: bool) -> None:
        self._epoch, self._is_whole = epoch, is_whole
        self._epoch_steps = self._timed_steps = 0
        self._epoch_seconds = self._epoch_evaluations = 0.0

    def handle(self, event: Event) -> None:
        if isinstance(event, Compiling):
            self.is_compiling = True
            self._is_evaluation_compiled = bool(self._evaluations)
            self._lap()
        elif isinstance(event, StepsDone):
            self._add_steps(event)
        elif isinstance(event, ValidationDone):
            took = self._lap()
            # the first rows of the first evaluation include compiling
            self._evaluation += took if self._is_evaluation_compiled else 0.0
            self._is_evaluation_compiled = True
        elif isinstance(event, EvaluationDone):
            took = self._evaluation + self._lap()
            self._evaluation = 0.0
            self._evaluations.append(took)
            self._seconds += took
            self._epoch_evaluations += took
            if isinstance(event, EpochDone):
                self._end_epoch()
        elif isinstance(event, Measured):
            self._lap()  # measuring becomes rare, so its time does not predict later times

    def skip(self, seconds: float) -> None:
        """Leave out the seconds just passed, in which other runs trained.

        The estimate of the time left expects such waits for the rest of the training, too.
        """
        now = self._now()
        self._turns.append((now - seconds - self._turn_began, seconds))
        self._turn_began = now
        self._since += seconds

    def _lap(self) -> float:
        before, self._since = self._since, self._now()
        return self._since - before

    def _add_steps(self, event: StepsDone) -> None:
        took, count = self._lap(), len(event.losses)
        if event.epoch != self._epoch:
            self._end_epoch()
            self._begin_epoch(event.epoch, is_whole=event.step_in_epoch == count)
        self._epoch_steps += count
        if self.is_compiling:  # these steps were the first, and waited for it
            self.is_compiling = False
            self._chunks.clear()
            return
        self._timed_steps += count
        self._epoch_seconds += took
        self._seconds += took
        if self._chunks and self._chunks[-1][0] < 0.05:  # joins short chunks
            before = self._chunks.pop()
            took, count = took + before[0], count + before[1]
        self._chunks.append((took, count))
        while len(self._chunks) > 1 and _seconds_of(self._chunks) > 15.0:  # for the time left
            self._chunks.popleft()

    def _end_epoch(self) -> None:
        """Record the time of an epoch that was trained completely since the start."""
        if self._is_whole and self._timed_steps:
            steps = self._epoch_seconds / self._timed_steps * self._epoch_steps
            self._epochs.append(steps + self._epoch_evaluations)
        self._begin_epoch(0, is_whole=False)

    @property
    def steps_per_second(self) -> float | None:
        """The speed over the newest second of training, without evaluations; None if unknown."""
        if self._seconds < 0.25:
            return None
        seconds = steps = 0.0
        for took, count in reversed(self._chunks.copy()):
            part = min(took, max(1.0 - seconds, 0.0))
            seconds, steps = seconds + part, steps + (count * part / took if took else 0.0)
        return steps / seconds if seconds else None

    @property
    def epoch_seconds(self) -> float | None:
        """The mean time of the newest whole epochs, with evaluations; None before the first."""
        epochs = self._epochs.copy()
        return fmean(epochs) if epochs else None

    def seconds_for(
        self, steps: int, evaluations: int, *, evaluation_steps: float = 0.0
    ) -> float | None:
        """Estimate the time for steps and evaluations, in seconds.

        `evaluations` includes the current evaluation. Before the first one, an evaluation counts as
        `evaluation_steps` steps. None before a whole epoch or 3 s of training, and while it
        compiles.
        """
        chunks, seen = self._chunks.copy(), self._evaluations.copy()
        least = 0.5 if self._epochs else 3.0  # shorter epochs are averaged over several
        seconds, count = _seconds_of(chunks), sum(steps for _, steps in chunks)
        if self.is_compiling or self._seconds < least or not count:
            return None
        each = seconds / count
        # the first one is slowest, even without compiling
        evaluation = fmean(list(seen)[len(seen) > 1 :]) if seen else evaluation_steps * each
        # at most the current evaluation, or steps: the rest is a delay
        going = min(self._evaluation + self._now() - self._since, max(evaluation, chunks[-1][0]))
        turns = self._turns.copy()
        trained, waited = _seconds_of(turns), sum(seconds for _, seconds in turns)
        slowdown = 1 + waited / trained if trained else 1.0  # by runs that take turns with this one
        return max(steps * each + evaluations * evaluation - going, 0.0) * slowdown


def _seconds_of(chunks: Iterable[tuple[float, float]]) -> float:
    return sum(seconds for seconds, _ in chunks)
