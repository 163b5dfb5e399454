"""The events of an experiment, and its states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.experiments.results._result import Result

State = Literal["ready", "running", "stopping", "stopped", "finished", "failed"]
"""ready: not started yet. stopped: by the user, or by a search. finished: there is no other trial
to train, or the time is up. failed: an error."""
ENDED = ("stopped", "finished", "failed")


@dataclass(frozen=True, slots=True)
class ExperimentStarted:
    """The first trials are about to train."""


@dataclass(frozen=True, slots=True)
class TrialStarted:
    number: int


@dataclass(frozen=True, slots=True)
class TrialEvaluated:
    """A trial was evaluated on its validation rows.

    Of a trial in a worker, only the first evaluation in each fifth of a second is reported.
    """

    number: int
    place: float
    "The position in epochs."
    logs: Mapping[str, float]
    "Loss and metrics, by Keras's names."


@dataclass(frozen=True, slots=True)
class TrialChanged:
    """A trial of a race has gone some steps further, or waits, or is about to stop."""

    number: int


@dataclass(frozen=True, slots=True)
class TrialEnded:
    """A trial has its result; of one in a worker it is on disk."""

    number: int
    result: Result


@dataclass(frozen=True, slots=True)
class TrialsReplaced:
    """A race has other runs than before: seeds were added, or a person changed a network."""


@dataclass(frozen=True, slots=True)
class ExperimentStopping:
    """The user asked it to stop."""


@dataclass(frozen=True, slots=True)
class ExperimentEnded:
    """Nothing is training any more."""

    state: State


ExperimentEvent: TypeAlias = (
    ExperimentStarted
    | TrialStarted
    | TrialEvaluated
    | TrialChanged
    | TrialEnded
    | TrialsReplaced
    | ExperimentStopping
    | ExperimentEnded
)
