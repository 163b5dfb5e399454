"""The runs of one network that differ by their seed alone, on the same split."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from densemodel.errors import TrainingError
from densemodel.language import repeats_of
from densemodel.training.session._session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from densemodel.language import Spec
    from densemodel.training.run._run import Run


def hold_rows_of(run: Run, other: Run) -> None:
    """Let a run that is ready train and validate on the very rows of another one.

    A seed says the split, the order of the rows and the weights at the start. After this the two
    differ in order and weights alone, but for what `norm` has learned of its own rows.

    Args:
        run: It is ready, and was made of the other by `Run.changed` with another seed.
        other: Whose rows are taken; it may have trained, and its rows are those of now.

    Raises:
        TrainingError: It has begun, or one of them has no rows in memory.
    """
    mine, theirs = run._session, other._session  # noqa: SLF001 - both are of this package
    if not (isinstance(mine, Session) and isinstance(theirs, Session) and run.state == "ready"):
        raise TrainingError(f"{run.name} cannot take the rows of {other.name}: it is {run.state}")
    mine.bound = replace(
        mine.bound,
        training_rows=theirs.bound.training_rows,
        validation_rows=theirs.bound.validation_rows,
    )


@dataclass(frozen=True, slots=True)
class RunGroup:
    """One network with its runs: as many as `repeat` says, one without it.

    Example:
        >>> group = RunGroup.of("small", spec, lambda once: prepare(once, x, y, name="small"))
        >>> for run in group.runs:
        ...     run.start()
    """

    name: str
    runs: tuple[Run, ...]
    "In the order of their seeds, one at least."

    @classmethod
    def of(cls, name: str, spec: Spec, make: Callable[[Spec], Run]) -> RunGroup:
        """Make the runs of a spec that may say `repeat`.

        Args:
            name: What the network is called.
            spec: Without choices.
            make: Gives the run of a spec without `repeat`.
        """
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
        """The run with the lowest validation loss; the first one as long as none has any."""
        return min(self.runs, key=score_of)

    def with_run(self, old: Run, new: Run) -> RunGroup:
        """The same group with another run in the place of one."""
        return replace(self, runs=tuple(new if run is old else run for run in self.runs))


def score_of(run: Run) -> float:
    """The validation loss of a run's best look; inf as long as it has none."""
    history, row = run.history, run.best_row
    if row is None or row >= history.evaluations or "val_loss" not in history:
        return math.inf
    value = history["val_loss"][row]
    return value if math.isfinite(value) else math.inf


def runs_in_turn(groups: Sequence[RunGroup]) -> Iterator[Run]:
    """All runs in the order in which they are started: the first seed of each network, ...

    So what is trained first can be compared first.
    """
    for place in range(max((len(group.runs) for group in groups), default=0)):
        for group in groups:
            if place < len(group.runs):
                yield group.runs[place]
