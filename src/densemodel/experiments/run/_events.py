"""Events of a sweep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.experiments.results._result import Result


@dataclass(frozen=True, slots=True)
class SweepStarted:
    """Trials are given to workers from now on."""


@dataclass(frozen=True, slots=True)
class TrialStarted:
    """A worker trains a trial."""

    number: int


@dataclass(frozen=True, slots=True)
class TrialEvaluated:
    """A trial has looked at its validation rows once more.

    Of looks that follow each other within a fifth of a second only the first is told.
    """

    number: int
    place: float
    "On an axis of epochs."
    logs: Mapping[str, float]
    "By Keras's names."


@dataclass(frozen=True, slots=True)
class TrialEnded:
    """The result of a trial is on disk."""

    number: int
    result: Result


@dataclass(frozen=True, slots=True)
class SweepEnded:
    """Nothing trains any more."""


SweepEvent: TypeAlias = SweepStarted | TrialStarted | TrialEvaluated | TrialEnded | SweepEnded
