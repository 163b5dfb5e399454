"""The planner of a capacity: one size after another, then other seeds of the best."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING

from densemodel.errors import SpecError
from densemodel.experiments.plan._plan import Trial, trial_id
from densemodel.experiments.plan._planner import Planner
from densemodel.experiments.plan._sizes import Size, size_after, size_words
from densemodel.experiments.results._capacity_result import (
    findings_of,
    gap_between,
    points_of,
    row_losses_of,
)
from densemodel.language import Spec, hidden_sizes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np

    from densemodel.data import Bound
    from densemodel.experiments.results._capacity_result import CapacityPoint
    from densemodel.experiments.results._result import Result
    from densemodel.training import Run

logger = logging.getLogger("densemodel")


class GrowthPlanner(Planner):
    """Gives a size once it knows the result of the one before, then more seeds of the best.

    Args:
        run: Of the written network, with its data.
        key: Gives what is the same for the same rows and versions; called once.
        is_over: Whether no other trial is to start.
    """

    is_ordered = True

    def __init__(self, run: Run, key: Callable[[Bound], str], is_over: Callable[[], bool]) -> None:
        super().__init__()
        self.trainings = 3
        "So often the best is trained, each time with another seed."
        self.begin()
        self._run, self._key, self._is_over = run, key, is_over
        self._made: dict[tuple[Size, int], Trial | None] = {}
        self._sizes: dict[str, Size] = {}
        "By their words."

    def begin(self) -> None:
        self.is_whole = self.is_sure = False
        "Whether all sizes were trained, and then the best with all of its seeds."
        self._given: set[int] = set()
        self._best: list[Size] = []
        "Those that are trained with other seeds."

    def next(self, results: Mapping[int, Result]) -> Sequence[Trial]:
        trial = self._next_size(results) or self._next_seed(results)
        if trial is None or trial.number in self._given or self._is_over():
            return ()
        self._given.add(trial.number)
        return (trial,)

    def _next_size(self, results: Mapping[int, Result]) -> Trial | None:
        """The first size without a result; None if the growth has come to its end."""
        best, are_better = None, list[bool]()
        while (size := size_after(self._units, are_better)) is not None:
            trial = self._trial(size)
            if trial is not None and trial.number not in results:
                return trial
            rows = None if trial is None else row_losses_of(results[trial.number])
            is_better = rows is not None and _is_lower(rows, best)
            best = rows if is_better else best
            are_better.append(is_better)
        self.is_whole = True
        return None

    def _next_seed(self, results: Mapping[int, Result]) -> Trial | None:
        """The next seed of the best, which may have had luck; the noise of training is unknown.

        If another size is best after that, it is trained again too, but not a third.
        """
        for place in range(2):
            if place == len(self._best):
                points = self.points(results)
                found = findings_of(points)
                if found is None:
                    break
                self._best.append(self._sizes[points[found.best].words])
            for again in range(1, self.trainings):
                trial = self._trial(self._best[place], again)
                if trial is not None and trial.number not in results:
                    return trial
        self.is_sure = True
        return None

    def points(self, results: Mapping[int, Result]) -> tuple[CapacityPoint, ...]:
        """The sizes that have results, in the order in which they were trained."""
        return points_of(self.trials, results, self._units) if results else ()

    def _trial(self, size: Size, again: int = 0) -> Trial | None:
        """The trial of a size, with `again` added to its seed; None if it can't be built."""
        if (size, again) not in self._made:
            self._made[size, again] = self._built(size, again)
        return self._made[size, again]

    def _built(self, size: Size, again: int) -> Trial | None:
        try:
            spec = size.of(self._written)
            if self._run.bound is not None:
                self._run.bound.fits(spec)
        except SpecError as error:  # its shapes no longer fit, or it is too large
            logger.debug("a size cannot be built: %s", error)
            return None
        words = size_words(hidden_sizes(spec))
        self._sizes[words] = size
        if again:
            spec = spec.with_settings(f"seed {(spec.settings.seed + again) % 2**32}")
        id_ = trial_id(spec, f"{self._written}\n{self._key_of_data}")
        trial = Trial(len(self.trials) + 1, spec, (words, str(again)), id_)
        self.trials = (*self.trials, trial)
        return trial

    @cached_property
    def _written(self) -> Spec:
        """The spec as it was written, with `auto`, and the run's settings."""
        found: list[Spec] = []

        def capture(written: Spec) -> Spec:
            found.append(written)
            return written

        self._run.changed(capture)
        return found[0]

    @cached_property
    def _units(self) -> tuple[int, ...]:
        """Those of the written hidden layers."""
        return tuple(number for _, number in hidden_sizes(self._written))

    @cached_property
    def _key_of_data(self) -> str:
        return "" if self._run.bound is None else self._key(self._run.bound)


def _is_lower(rows: np.ndarray, best: np.ndarray | None) -> bool:
    """Whether the losses of rows are better than the best so far by more than the known noise.

    The noise between trainings is unknown: two standard errors allow for it as well.
    """
    gap = None if best is None else gap_between(best, rows)
    return gap is None or gap.mean > 2.0 * gap.noise
