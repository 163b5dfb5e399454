"""The states and events of a capacity experiment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from densemodel.experiments.results._capacity_point import CapacityPoint

CapacityState = Literal["ready", "running", "stopping", "stopped", "finished", "failed"]
"""ready: nothing trained yet. stopped: by the user. finished: larger sizes are no better, or the
time is up. failed: an error."""


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

    state: CapacityState


CapacityEvent: TypeAlias = (
    CapacityStarted | SizeStarted | SizeDone | CapacityStopping | CapacityEnded
)
