"""What is known of a network that is grown: its points so far, and what they mean."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from densemodel.experiments.results._capacity_point import findings_of, points_frame
from densemodel.experiments.results._capacity_words import capacity_sentence
from densemodel.wording import capitalised

if TYPE_CHECKING:
    import pandas as pd

    from densemodel.experiments.results._capacity_point import CapacityPoint, SizeComparison
    from densemodel.training import Run


CapacityState = Literal["ready", "running", "stopping", "stopped", "finished", "failed"]
"""ready: nothing trained yet. stopped: by a person. finished: larger ones are no better, or the
minutes are over. failed: an error."""


@dataclass(frozen=True, slots=True)
class CapacityStarted:
    """Sizes are trained from now on."""


@dataclass(frozen=True, slots=True)
class SizeStarted:
    """A network of this size begins to train."""

    words: str
    "Its hidden layers in few words."
    parameters: int


@dataclass(frozen=True, slots=True)
class SizeDone:
    """A size was trained, or failed."""

    point: CapacityPoint


@dataclass(frozen=True, slots=True)
class CapacityStopping:
    """A person asked it to stop."""


@dataclass(frozen=True, slots=True)
class CapacityEnded:
    """Nothing trains any more."""

    state: CapacityState


CapacityEvent: TypeAlias = (
    CapacityStarted | SizeStarted | SizeDone | CapacityStopping | CapacityEnded
)


class CapacityFacts:
    """The side of a capacity that is read.

    Args:
        run: Of the network that was written.
        minutes: The most that it may take.
    """

    def __init__(self, run: Run, minutes: float) -> None:
        self.run = run
        self.minutes = minutes
        self.points: tuple[CapacityPoint, ...] = ()
        "What was trained, in this order. It is replaced, never changed."
        self.training: CapacityPoint | None = None
        "The size that trains now."
        self.state: CapacityState = "ready"
        self.error: BaseException | None = None
        self._is_whole = self._is_sure = False
        self._began = self._took = 0.0

    @property
    def is_busy(self) -> bool:
        """Whether a size trains."""
        return self.state in ("running", "stopping")

    @property
    def seconds(self) -> float:
        """Since it began, until it ended."""
        return time.monotonic() - self._began if self.is_busy else self._took

    @property
    def findings(self) -> SizeComparison | None:
        """The points beside each other; None before one has a loss."""
        return findings_of(self.points)

    @property
    def knee(self) -> CapacityPoint | None:
        """The smallest network that is as good as the best, but for noise."""
        points = self.points
        found = findings_of(points)
        return None if found is None else points[found.knee]

    @property
    def sentence(self) -> str:
        """What it came to, or how far it is."""
        if self.error is not None:
            return f"It failed: {self.error}"
        trained = f"{len(self.points)} size{'' if len(self.points) == 1 else 's'}"
        if self.is_busy or self.state == "ready":
            now = self.training
            return f"{trained} trained" + (f", now {now.words}." if now else ".")
        why = "it was stopped" if self.state == "stopped" else "the minutes were over"
        if not self.points:
            return capitalised(f"{why} before the first size was trained.")
        early = "" if self._is_sure else f"After {trained} {why}. "
        if self._is_whole and early:
            early = f"{capitalised(why)} while the best was trained with other seeds. "
        return early + capacity_sentence(self.points, is_whole=self._is_whole)

    def frame(self) -> pd.DataFrame:
        """A row for each size, the smallest first."""
        return points_frame(self.points)

    def __repr__(self) -> str:
        """One line, and the sizes as a table."""
        line = f"Capacity of {self.run.name}: {self.sentence}"
        return f"{line}\n\n{self.frame().to_string(index=False)}" if self.points else line
