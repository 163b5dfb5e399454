"""Whether the difference between two networks is more than what seeds make of each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

CONFIDENCE = 0.95
_FEWEST = 2
"Seeds without which nobody knows their noise."


@dataclass(frozen=True, slots=True)
class SeedDifference:
    """How much the scores of one network lie above those of another, and how sure that is."""

    difference: float
    "The mean of the second less that of the first."
    low: float
    high: float
    "The ends of its interval."
    confidence: float
    "How often such an interval holds the true difference."
    seeds: int
    "Of which it is known: pairs, or those of the network that has fewer."
    is_paired: bool
    "The same seeds were compared, one by one: they share their split and their order of rows."

    @property
    def is_beyond_noise(self) -> bool:
        """Whether seeds alone would seldom make such a difference."""
        return not self.low <= 0 <= self.high


def difference_between_seeds(
    first: Mapping[int, float], second: Mapping[int, float], *, confidence: float = CONFIDENCE
) -> SeedDifference | None:
    """Compare two networks that were trained with several seeds each.

    Two seeds or more that both have are compared in pairs, by the t interval of the differences;
    without them by Welch's, which takes the networks to be independent. Both take the scores of
    one network to scatter normally.

    Args:
        first: The score of each seed; what is not finite is left out.
        second: The same for the other network.
        confidence: Of the interval, between 0 and 1.

    Returns:
        None where there are too few seeds: two of each at least.

    Example:
        >>> difference_between_seeds({0: 0.31, 1: 0.33, 2: 0.32}, {0: 0.35, 1: 0.36, 2: 0.36})
    """
    ones, others = _finite(first), _finite(second)
    both = sorted(ones.keys() & others.keys())
    if len(both) >= _FEWEST:
        gaps = np.array([others[seed] - ones[seed] for seed in both])
        error = float(gaps.std(ddof=1)) / math.sqrt(len(gaps))
        return _interval(
            float(gaps.mean()), error, len(gaps) - 1, confidence, len(gaps), paired=True
        )
    if min(len(ones), len(others)) < _FEWEST:
        return None
    return _welch(np.array([*ones.values()]), np.array([*others.values()]), confidence)


def _finite(scores: Mapping[int, float]) -> dict[int, float]:
    return {seed: float(score) for seed, score in scores.items() if math.isfinite(score)}


def _welch(ones: np.ndarray, others: np.ndarray, confidence: float) -> SeedDifference:
    sides = (ones, others)
    parts = [float(side.var(ddof=1)) / len(side) for side in sides]
    whole = sum(parts)
    shares = [part**2 / (len(side) - 1) for part, side in zip(parts, sides, strict=True)]
    fewest = min(map(len, sides))
    freedom = whole**2 / sum(shares) if whole else fewest - 1.0
    gap = float(others.mean() - ones.mean())
    return _interval(gap, math.sqrt(whole), freedom, confidence, fewest, paired=False)


def _interval(
    gap: float, error: float, freedom: float, confidence: float, seeds: int, *, paired: bool
) -> SeedDifference:
    from scipy.special import stdtrit  # scikit-learn brings it

    half = float(stdtrit(freedom, (1 + confidence) / 2)) * error
    return SeedDifference(gap, gap - half, gap + half, confidence, seeds, is_paired=paired)
