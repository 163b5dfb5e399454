"""Which of several networks is better, and whether seeds alone explain the difference."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean, variance
from typing import TYPE_CHECKING

from densemodel.wording import rounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


CONFIDENCE = 0.95
_TWO = 2
_FEWEST = 2
"Seeds needed to know their noise."


@dataclass(frozen=True, slots=True)
class SeedDifference:
    """The difference between the scores of two networks, with its interval."""

    difference: float
    "The mean of the second minus that of the first."
    low: float
    high: float
    "The ends of its interval."
    confidence: float
    seeds: int
    "The number of pairs, or of seeds of the network with fewer."
    is_paired: bool
    "Whether the same seeds were compared: they share their split and their order of rows."

    @property
    def is_beyond_noise(self) -> bool:
        return not self.low <= 0 <= self.high


def difference_between_seeds(
    first: Mapping[int, float], second: Mapping[int, float], *, confidence: float = CONFIDENCE
) -> SeedDifference | None:
    """Compare two networks that were trained with several seeds each.

    Two or more common seeds are compared in pairs, by the t interval of the differences; otherwise
    by Welch's interval for independent networks. Both assume normally distributed scores.

    Args:
        first: The score of each seed; what is not finite is left out.
        second: The same for the other network.
        confidence: Of the interval, between 0 and 1.

    Returns:
        None with fewer than two seeds of each.

    Example:
        >>> difference_between_seeds({0: 0.31, 1: 0.33, 2: 0.32}, {0: 0.35, 1: 0.36, 2: 0.36})
    """
    from scipy.special import stdtrit

    ones, others = _finite(first), _finite(second)
    both = sorted(ones.keys() & others.keys())
    is_paired = len(both) >= _FEWEST
    if not is_paired and min(len(ones), len(others)) < _FEWEST:
        return None
    samples = [[others[seed] - ones[seed] for seed in both]]
    if not is_paired:
        samples = [[*others.values()], [-score for score in ones.values()]]
    gap = sum(map(fmean, samples))
    errors = [variance(sample) / len(sample) for sample in samples]  # squared
    fewest = min(map(len, samples))
    freedom = fewest - 1.0
    if error := sum(errors):  # Welch's; of one sample it is n - 1
        parts = zip(errors, samples, strict=True)
        freedom = error**2 / sum(part**2 / (len(sample) - 1) for part, sample in parts)
    half = float(stdtrit(freedom, (1 + confidence) / 2)) * math.sqrt(error)
    return SeedDifference(gap, gap - half, gap + half, confidence, fewest, is_paired=is_paired)


def _finite(scores: Mapping[int, float]) -> dict[int, float]:
    return {seed: float(score) for seed, score in scores.items() if math.isfinite(score)}


_ONE_EACH = "One run each: the seed alone may make this difference; add ; repeat 5 to know."
_ONE_OF_SOME = "One run of one of them: add ; repeat 5 to both to know whether it is the seed."


@dataclass(frozen=True, slots=True)
class SeedScores:
    """The scores of the runs of one network."""

    name: str
    scores: Mapping[int, float]
    "By seed; lower is better. Values that are not finite are ignored."

    @property
    def known(self) -> dict[int, float]:
        return _finite(self.scores)

    @property
    def mean(self) -> float:
        """Of the finite scores; there is at least one."""
        return fmean(self.known.values())


def which_is_better(networks: Sequence[SeedScores], measure: str = "validation loss") -> str:
    """Say which network is better, by how much, and whether that is more than noise.

    The lowest mean is compared with the next one. With more than two networks the lowest may be
    lowest by luck, so the interval is wider: its confidence is 1 - 5 % / (networks - 1).

    Args:
        networks: In any order; those without a score are ignored.
        measure: What the scores are, in words.

    Returns:
        A sentence or two; empty where fewer than two networks have a score.

    Example:
        >>> which_is_better([SeedScores("small", {0: 0.33}), SeedScores("big", {0: 0.31})])
    """
    scored = sorted((one for one in networks if one.known), key=lambda one: one.mean)
    if len(scored) < _TWO:
        return ""
    best, other = scored[:_TWO]
    confidence = 1 - (1 - CONFIDENCE) / (len(scored) - 1)
    gap = difference_between_seeds(best.known, other.known, confidence=confidence)
    is_of_two = len(scored) == _TWO
    if gap is None and best.mean == other.mean:
        return f"{best.name} and {other.name} have the same {measure}, {rounded(best.mean)}."
    if gap is None:
        which = "lower" if is_of_two else "lowest"
        whose = other.name if is_of_two else f"{other.name}, the next"
        is_one_each = len(best.known) == len(other.known) == 1
        return (
            f"{best.name} has the {which} {measure}: {rounded(best.mean)}, and "
            f"{rounded(other.mean)} of {whose}. {_ONE_EACH if is_one_each else _ONE_OF_SOME}"
        )
    lower = f"lower by {rounded(gap.difference)}, {_difference_interval(gap)}."
    if gap.is_beyond_noise:
        than = "" if is_of_two else f" than {other.name}, the next of {len(scored)}"
        what = f"{best.name} is better{than}: {measure} {lower}"
        return f"{what} That is more than the noise between seeds."
    two = f" between {best.name} and {other.name}, the lowest of {len(scored)},"
    return (
        f"No difference{'' if is_of_two else two} can be told from the noise between seeds: the "
        f"mean {measure} of {best.name} is {lower}"
    )


def _difference_interval(gap: SeedDifference) -> str:
    """`95 % interval 0.008 to 0.016 over 5 seeds`, with the decimals that are needed."""
    pairs = "" if gap.is_paired else " each, not paired"
    ends = ends_text(gap.low, gap.high)
    return f"{100 * gap.confidence:.3g} % interval {ends} over {gap.seeds} seeds{pairs}"


def ends_text(low: float, high: float) -> str:
    """The ends of an interval, with the decimals that are needed: `0.008 to 0.016`."""
    digits = _places(low, high)
    if digits:
        return f"{low + 0.0:.{digits}f} to {high + 0.0:.{digits}f}"
    return f"{rounded(low)} to {rounded(high)}"


def _places(low: float, high: float) -> int:
    """Decimals that show the ends to two figures at least; 0 where plain decimals are too long."""
    powers = [math.floor(math.log10(abs(end))) for end in (low, high) if end]
    if not powers:
        return 0
    places = min(1 - min(powers), 2 - max(powers))
    return places if 0 < places <= 6 else 0
