"""Finds the network size that the data need: grows it until validation stops improving."""

from __future__ import annotations

import gc
import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Self

import numpy as np

from densemodel.errors import DataError, DenseModelError, SpecError, SweepError
from densemodel.experiments.plan._sizes import Growth, Size, require_growth, size_words
from densemodel.experiments.results._capacity_result import (
    CapacityPoint,
    capacity_sentence,
    findings_of,
    gap_between,
    points_frame,
)
from densemodel.experiments.run._experiment import (
    CapacityEnded,
    CapacityEvent,
    CapacityStarted,
    CapacityStopping,
    Experiment,
    SizeDone,
    SizeStarted,
)
from densemodel.language import Spec, hidden_sizes
from densemodel.scoring import Side, evaluation_rows_of, own_losses, predict_rows
from densemodel.training import Run, hold_rows_of
from densemodel.wording import capitalised

if TYPE_CHECKING:
    import pandas as pd

    from densemodel.experiments.results._capacity_result import SizeComparison
    from densemodel.experiments.run._experiment import State

logger = logging.getLogger("densemodel")

MINUTES = 10.0
"The default time limit for training sizes."
_MORE_TRAININGS = 2
"If it continues after that."


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


class Capacity(Experiment[CapacityEvent]):
    """Trains networks of one size after another, in this process; `run` is of the written one."""

    def __init__(self, run: Run, *, minutes: float = MINUTES) -> None:
        require_growth(run, minutes)
        super().__init__("it is not started: start it before you wait for it")
        self.run = run
        self.minutes = minutes
        self.points: tuple[CapacityPoint, ...] = ()
        "The trained sizes, in this order. The tuple is replaced, never changed."
        self.training: CapacityPoint | None = None
        self._growth = Growth(run.spec)
        self._sizes: list[Size] = []
        self._next: Run | None = None
        "The run of the next training, whose model nothing else holds."
        self._is_whole = self._is_sure = False
        self._trainings = 3  # of the best size, each time with another seed
        self._began = self._took = 0.0
        self._best_rows: np.ndarray | None = None

    def start(self) -> Capacity:
        """Start, or continue with the sizes that are left, else with more seeds of the best.

        The time limit counts from now on.

        Raises:
            SweepError: It is training, or the run is.
        """
        with self._lock:
            if self.is_busy:
                raise SweepError(
                    f"the capacity of {self.run.name} is being measured: stop it first"
                )
            require_growth(self.run, self.minutes)
            if self._is_sure:
                self._trainings += _MORE_TRAININGS
                self._is_sure = False
            self._began = time.monotonic()
            return self._begin()

    def stop(self) -> Self:
        """Ask it to end; the size that is training is left out."""
        with self._lock:
            is_due = self.state == "running"
            super().stop()
        if is_due:
            self._listeners.emit(CapacityStopping())
        return self

    @property
    def seconds(self) -> float:
        """Seconds from the start to the end, or until now, without breaks."""
        return self._took + (time.monotonic() - self._began if self.is_busy else 0.0)

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

    @property
    def next_words(self) -> str:
        """What `start` does next, for a button: `Resume`, `Try larger networks`."""
        if self._is_sure:
            return f"Train {_MORE_TRAININGS} more seeds"
        return "Resume" if self._is_whole or self.state != "finished" else "Try larger networks"

    def run_of(self, number: int) -> Run:
        """A run of one size, ready to start: its training gives the same numbers again.

        `number` is the size's place among the points, from 0; a SweepError if there is none.
        """
        if not 0 <= number < len(self._sizes):
            raise SweepError(f"size {number} of {self.run.name} was not trained")
        run = self.run.changed(self._sizes[number].of)
        hold_rows_of(run, self.run)
        run.name = f"{self.run.name}_size_{number + 1}"
        return run

    def frame(self) -> pd.DataFrame:
        """A table with a row for each size, the smallest first."""
        return points_frame(self.points)

    def __repr__(self) -> str:
        line = f"Capacity of {self.run.name}: {self.sentence}"
        return f"{line}\n\n{self.frame().to_string(index=False)}" if self.points else line

    # The thread

    def _train(self) -> None:
        self._listeners.emit(CapacityStarted())
        growth = self._growth
        while (size := growth.next) is not None:
            if self._is_over():
                return
            try:
                about = self._make_next(size)
            except SpecError as error:  # its shapes no longer fit, or it is too large
                logger.debug("a size cannot be built: %s", error)
                growth.add_result(is_better=False)
                continue
            if not self._train_next(about, len(self.points)):
                return
            growth.add_result(is_better=self._is_better(self.points[-1]))
            self._sizes.append(size)
        self._is_whole = True
        # the best may have had luck, and the noise between trainings is unknown; if another size is
        # best after that, it is trained again too, but not a third
        for _ in range(2):
            found = self.findings
            if found is None:
                break
            for again in range(self.points[found.best].trainings, self._trainings):
                if self._is_over():
                    return
                about = self._make_next(self._sizes[found.best], again)
                if not self._train_next(about, found.best):
                    return
        self._is_sure = True

    def _make_next(self, size: Size, again: int = 0) -> CapacityPoint:
        """Make the run of a size on the data of the written run, and return it without losses.

        `again` is added to its seed; the split stays the same. A SpecError if it can't be built.
        """
        texts: list[str] = []

        def change(spec: Spec) -> Spec:
            changed = size.of(spec)
            texts.append(str(changed))
            seed = (changed.settings.seed + again) % 2**32
            return changed.with_settings(f"seed {seed}") if again else changed

        run = self._next = self.run.changed(change)
        hold_rows_of(run, self.run)
        run.is_measured = False
        run.name = f"the capacity of {self.run.name}"
        hidden = hidden_sizes(run.spec)
        return CapacityPoint(
            words=size_words(hidden) + (" again" if again else ""),
            spec=texts[-1],
            parameters=run.spec.parameter_count,
            units=tuple(number for _, number in hidden),
            is_written=size == self._growth.written,
            is_deeper=size.more > 0,
        )

    def _train_next(self, about: CapacityPoint, place: int) -> bool:
        """Add the point of the next run, or average it with the one at its place.

        Returns False if it was stopped. `about` is the size without losses.
        """
        self.training = about
        self._listeners.emit(SizeStarted(about.words, about.parameters))
        run, self._next = self._next, None
        try:
            point = None if run is None else self._trained(run, about)
        finally:
            del run
            gc.collect()  # a model contains reference cycles: free its memory before the next
        if point is None:
            return False
        points = self.points
        if place < len(points):
            point = points[place].and_again(point)
        self.points, self.training = (*points[:place], point, *points[place + 1 :]), None
        self._listeners.emit(SizeDone(point))
        return True

    def _trained(self, run: Run, about: CapacityPoint) -> CapacityPoint | None:
        run.start()
        try:
            while run.wait(0.05).is_busy:
                if self._is_over():
                    run.stop()
            run.wait()
        except Exception as error:  # noqa: BLE001 - only this size has failed
            return _failed(about, error)
        if run.state == "stopped":
            return None
        about = replace(about, epochs=run.history.epochs, seconds=run.seconds)
        try:
            losses, training = _losses_on(run, "validation"), _losses_on(run, "training")
        except DataError as error:  # a prediction is not a number
            return _failed(about, error)
        return replace(
            about,
            training_loss=float(np.mean(training)),
            validation_loss=float(np.mean(losses)),
            row_losses=losses,
            best_epoch=run.best_epoch,
        )

    def _is_better(self, point: CapacityPoint) -> bool:
        """Whether a size is better than the best so far by more than the known noise.

        The noise between trainings is unknown: two standard errors allow for it as well.
        """
        rows, best = point.row_losses, self._best_rows
        if rows is None:
            return False
        gap = None if best is None else gap_between(best, rows)
        if gap is not None and gap.mean <= 2.0 * gap.noise:
            return False
        self._best_rows = rows
        return True

    def _is_over(self) -> bool:
        return self._stop.is_set() or time.monotonic() - self._began > 60 * self.minutes

    def _end(self, state: State) -> None:
        with self._lock:
            self._took += time.monotonic() - self._began
            self.training = self._next = None
            self.state = state
        self._listeners.emit(CapacityEnded(state))


def _failed(point: CapacityPoint, error: BaseException | str) -> CapacityPoint:
    message = str(error) if isinstance(error, DenseModelError | str) else repr(error)
    return replace(point, failure=" ".join(message.split())[:300])


def _losses_on(run: Run, side: Side) -> np.ndarray:
    rows = evaluation_rows_of(run, 20_000, side)  # the same ones for every size
    if rows is None:
        raise SweepError(f"{run.name} has no rows for {side}")
    losses = own_losses(predict_rows(run.network, rows))
    if isinstance(losses, float):
        raise SweepError(f"{run.name} has no loss for each row")
    return losses
