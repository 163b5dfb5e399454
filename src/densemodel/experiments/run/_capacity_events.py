"""The states and events of a network that is grown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from densemodel.experiments.results._capacity_point import CapacityPoint

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
