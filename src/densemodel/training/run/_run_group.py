"""The runs of one network that differ only in their seed, on the same split."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from densemodel.errors import TrainingError
from densemodel.language import repeats_of
from densemodel.training.session._session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from densemodel.language import Spec
    from densemodel.training.run._run import Run


def hold_rows_of(run: Run, other: Run) -> None:
    """Let a run that has not started use the same training and validation rows as another run.

    A seed sets the split, the order of the rows and the initial weights. After this, the two runs
    differ only in order and weights, and in what `norm` has learned from its own rows.

    Raises:
        TrainingError: The run has started, or one of them has no rows in memory.
    """
    mine, theirs = run._session, other._session  # noqa: SLF001 - both are in this package
    if not (isinstance(mine, Session) and isinstance(theirs, Session) and run.state == "ready"):
        raise TrainingError(f"{run.name} cannot take the rows of {other.name}: it is {run.state}")
    mine.bound = replace(
        mine.bound,
        training_rows=theirs.bound.training_rows,
        validation_rows=theirs.bound.validation_rows,
    )


@dataclass(frozen=True, slots=True)
class RunGroup:
    """One network with its runs: as many as `repeat` says, or one without it.

    Example:
        >>> group = RunGroup.of("small", spec, lambda once: prepare(once, x, y, name="small"))
        >>> for run in group.runs:
        ...     run.start()
    """

    name: str
    runs: tuple[Run, ...]
    "At least one, in the order of their seeds."

    @classmethod
    def of(cls, name: str, spec: Spec, make: Callable[[Spec], Run]) -> RunGroup:
        """Make the runs of a spec that may have `repeat`; `make` takes a spec without it."""
        return cls(name, tuple(make(once) for once in repeats_of(spec)))

    def __post_init__(self) -> None:
        if not self.runs:
            raise ValueError("a group needs at least one run")

    @property
    def is_busy(self) -> bool:
        """Whether one of them trains, or waits to."""
        return any(run.is_busy for run in self.runs)

    @property
    def scores(self) -> Mapping[int, float]:
        """The lowest validation loss of each run that has one, by its seed."""
        scored = {run.spec.settings.seed: score_of(run) for run in self.runs}
        return {seed: score for seed, score in scored.items() if math.isfinite(score)}

    @property
    def best(self) -> Run:
        """The run with the lowest validation loss, or the first one if none has a loss."""
        return min(self.runs, key=score_of)

    def with_run(self, old: Run, new: Run) -> RunGroup:
        """The same group with one run replaced by another."""
        return replace(self, runs=tuple(new if run is old else run for run in self.runs))


def score_of(run: Run) -> float:
    """The validation loss of a run's best evaluation; inf without one."""
    history, row = run.history, run.best_row
    if row is None or row >= history.evaluations or "val_loss" not in history:
        return math.inf
    value = history["val_loss"][row]
    return value if math.isfinite(value) else math.inf
