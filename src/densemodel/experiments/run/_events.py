"""Events of a sweep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.experiments.results._result import Result


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
