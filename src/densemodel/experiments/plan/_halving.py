"""Successive halving: all trials train briefly, the better ones continue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.errors import SweepError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.results._result import Result

KEPT = 3
"""One of so many continues in the next round."""


@dataclass(frozen=True, slots=True)
class Round:
    """The epochs to which trials train before they are compared."""

    until_epoch: int
    "0: to the spec's own end."
    from_epoch: int = 0
    "The end of the previous round; 0 starts from new weights."


WHOLE = (Round(0),)
"""Without halving."""


def rounds_of(trials: Sequence[Trial]) -> tuple[Round, ...]:
    """The rounds of halving: each three times as long as the one before, the last one whole.

    Raises:
        SweepError: There are too few trials or epochs, or trials of several lengths.
    """
    epochs = {trial.spec.settings.epochs for trial in trials}
    counts_steps = any(clause.word == "steps" for trial in trials for clause in trial.spec.clauses)
    if counts_steps or len(epochs) > 1:
        raise SweepError("halving compares trials at the same epochs: write one number of epochs")
    most = next(iter(epochs), None)
    if most is None or most < KEPT or len(trials) < KEPT:
        raise SweepError(f"halving needs {KEPT} trials and {KEPT} epochs at least: leave it out")
    limits = [0]
    epoch, left = most / KEPT, len(trials) / KEPT
    while epoch >= 1 and left >= 1:
        limits.insert(0, round(epoch))
        epoch, left = epoch / KEPT, left / KEPT
    return tuple(Round(*ends) for ends in zip(limits, [0, *limits[:-1]], strict=True))


def sizes_of(rounds: Sequence[Round], count: int) -> list[int]:
    """The number of trials of each round, if none fails."""
    sizes = [count]
    for _ in rounds[1:]:
        sizes.append(max(1, sizes[-1] // KEPT))
    return sizes


def better_third(trials: Sequence[Trial], results: Mapping[int, Result]) -> list[Trial]:
    """The trials that continue after a round, by number.

    Args:
        trials: Of this round.
        results: What they came to in it, by number.
    """
    sound = [t for t in trials if t.number in results and results[t.number].outcome == "finished"]
    ranked = sorted(sound, key=lambda trial: (results[trial.number].score, trial.number))
    kept = ranked[: max(1, len(trials) // KEPT)]
    return sorted(kept, key=lambda trial: trial.number)
