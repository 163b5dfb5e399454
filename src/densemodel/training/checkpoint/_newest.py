"""The newest weights of a run that trains, and where they stood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.training.checkpoint._snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Newest:
    """Weights that were seen to be finite; the values are copies, which nobody writes to."""

    weights: Snapshot
    step: int
    "Steps done since the run's start."
    place: float
    "Where they lie on an axis of epochs: 2.5 is half way through the third."
