"""Finds the knee of losses over sizes, and the size from which networks overfit.

That one network is better than another is believed if its loss is lower by more than the noise of
the difference, one standard deviation of it, after the rule of one standard error (Breiman and
others, 1984; Hastie and others, 2009, 7.10). The noise has two parts, which add up as squares. One
is of the rows: the standard error of the differences on the same validation rows, so that a row
which is hard for both is no noise. The other is of the training: how far the losses of one network
lie apart that is trained with other seeds. The first alone says too little: of two trainings of one
network on digits and MNIST it called 47 to 80 % different, where 32 % are due.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, inf, isfinite, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Gap:
    """The difference between two networks' mean losses on the same rows, with its noise."""

    mean: float
    "Above 0 where it is the worse one; inf of what failed."
    noise: float
    "One standard deviation of the mean."

    @property
    def is_real(self) -> bool:
        """Whether the gap is larger than the noise."""
        return self.mean > self.noise


def spread_of(groups: Sequence[Sequence[float]]) -> float:
    """The standard deviation between trainings of the same network, over all groups.

    Args:
        groups: For each network the losses of its trainings; one alone tells nothing.

    Returns:
        0 where no network was trained twice.
    """
    lengths = [len(group) - 1 for group in groups if len(group) > 1]
    squares = [float(np.var(group)) * len(group) for group in groups if len(group) > 1]
    return sqrt(sum(squares) / sum(lengths)) if lengths else 0.0


def gap_between(losses: np.ndarray | None, better: np.ndarray, of_training: float = 0.0) -> Gap:
    """The gap between two networks' losses on the same rows.

    Args:
        losses: One a row, shape (n,); None if the network failed.
        better: Those of the other network, shape (n,).
        of_training: The part of the noise that is of the training.
    """
    if losses is None:
        return Gap(inf, 0.0)
    differences = np.asarray(losses, np.float64) - np.asarray(better, np.float64)
    if len(differences) == 1:  # one row tells nothing of its noise
        return Gap(float(differences[0]), inf)
    noise = float(differences.std(ddof=1)) / sqrt(len(differences))
    return Gap(float(differences.mean()), hypot(noise, of_training))


def best_of(losses: Sequence[float], parameters: Sequence[int]) -> int | None:
    """The index of the lowest loss; for equal ones the smallest network; None if all failed."""
    places = [place for place, loss in enumerate(losses) if isfinite(loss)]
    return min(places, key=lambda place: (losses[place], parameters[place]), default=None)


def knee_of(parameters: Sequence[int], gaps: Sequence[Gap]) -> int:
    """The index of the smallest network that is within noise of the best.

    Args:
        parameters: Of each network, in any order.
        gaps: How far each lies above the best one, which itself has a gap of 0.
    """
    good = [place for place, gap in enumerate(gaps) if not gap.is_real]
    return min(good, key=lambda place: (parameters[place], gaps[place].mean))


def overfits_from(
    parameters: Sequence[int], training: Sequence[float], gaps: Sequence[Gap], best: int
) -> int | None:
    """The index of the smallest network from which all larger ones overfit.

    One overfits if it is larger than the best, worse than it by more than the noise on rows that
    validate, and better than it on those that train. Networks that failed do not count.

    Args:
        parameters: Of each network, in any order.
        training: The loss of each on rows that train.
        gaps: How far each lies above the best one on rows that validate.
        best: The place of the best one.
    """
    larger = sorted(
        (
            place
            for place, gap in enumerate(gaps)
            if parameters[place] > parameters[best] and isfinite(gap.mean)
        ),
        key=lambda place: parameters[place],
        reverse=True,
    )
    found = None
    for place in larger:
        if not (gaps[place].is_real and training[place] < training[best]):
            break
        found = place
    return found
