"""The states and events of a sweep and of a capacity search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.experiments.results._capacity_result import CapacityPoint
    from densemodel.experiments.results._result import Result

State = Literal["ready", "running", "stopping", "stopped", "finished", "failed"]
"""ready: nothing trained yet. stopped: by the user. finished: all trials are done, larger sizes are
no better, or the time is up. failed: an error."""


@dataclass(frozen=True, slots=True)
class SweepStarted:
    """The sweep started."""


@dataclass(frozen=True, slots=True)
class TrialStarted:
    """A trial started."""

    number: int


@dataclass(frozen=True, slots=True)
class TrialEvaluated:
    """A trial was evaluated on its validation rows.

    Only the first evaluation in each fifth of a second is reported.
    """

    number: int
    place: float
    "The position in epochs."
    logs: Mapping[str, float]
    "Loss and metrics, by Keras's names."


@dataclass(frozen=True, slots=True)
class TrialEnded:
    """The result of a trial is on disk."""

    number: int
    result: Result


@dataclass(frozen=True, slots=True)
class SweepEnded:
    """The sweep has ended."""


SweepEvent: TypeAlias = SweepStarted | TrialStarted | TrialEvaluated | TrialEnded | SweepEnded


@dataclass(frozen=True, slots=True)
class CapacityStarted:
    """Training of sizes started."""


@dataclass(frozen=True, slots=True)
class SizeStarted:
    """A size started to train."""

    words: str
    "A short description of its hidden layers."
    parameters: int


@dataclass(frozen=True, slots=True)
class SizeDone:
    """A size was trained, or failed."""

    point: CapacityPoint


@dataclass(frozen=True, slots=True)
class CapacityStopping:
    """The user asked it to stop."""


@dataclass(frozen=True, slots=True)
class CapacityEnded:
    """The experiment has ended."""

    state: State


CapacityEvent: TypeAlias = (
    CapacityStarted | SizeStarted | SizeDone | CapacityStopping | CapacityEnded
)
