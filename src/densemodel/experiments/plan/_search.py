"""Which combinations a sweep trains: all of them, or some at random."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from densemodel.errors import SweepError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from densemodel.experiments.results._result import Result
    from densemodel.language import Spec, Variable


MOST_TRIALS = 10_000


class Search(ABC):
    """Chooses the combinations of a sweep. Pass an object of a subclass as `search`.

    `draw` gives those that are known from the start. A search that learns from results gives others
    in `next`, and in `size` the number of all.
    """

    is_ordered: ClassVar[bool] = False
    "Whether trials start in the order of `draw`; else a worker prefers a shape it has compiled."

    @abstractmethod
    def draw(self, spec: Spec) -> Collection[int] | None:
        """The combinations to train, each by its place in `spec.expand()`.

        Args:
            spec: With choices, or with `repeat` alone.

        Returns:
            Places from 0 to `spec.trial_count` - 1; None for all of them.
        """

    def size(self, spec: Spec) -> int | None:  # noqa: ARG002
        """The number of combinations in all, those of `next` included; None: `draw` gives all."""
        return None

    def next(self, spec: Spec, losses: Mapping[int, float | None]) -> Collection[int]:  # noqa: ARG002
        """Further combinations; asked whenever a worker is free and no trial waits for it.

        Args:
            spec: As for `draw`.
            losses: The loss of each combination so far, by its place: the mean over its seeds, inf
                if one failed, None before all have ended.

        Returns:
            New places; none if there is nothing to train before another result.
        """
        return ()

    def is_over(self, results: Collection[Result], seconds: float) -> bool:  # noqa: ARG002
        """Whether no further trial is started; asked after each result.

        Trials that are training still end, the sweep is then stopped, and *Resume* asks again.

        Args:
            results: Those of all trials that have ended.
            seconds: Since the sweep was started or continued.
        """
        return False

    def with_trials(self, trials: int) -> Search:  # noqa: ARG002
        """The same search with another number of combinations, for `Sweep.extend`.

        Raises:
            SweepError: It has no such number.
        """
        raise SweepError(f"{type(self).__name__} takes no number of trials: leave trials out")


class GridSearch(Search):
    """Every combination."""

    def draw(self, spec: Spec) -> None:  # noqa: ARG002
        return

    def with_trials(self, trials: int) -> Search:  # noqa: ARG002
        raise SweepError(
            'a grid trains every combination: leave trials out, or draw some with search="random"'
        )


@dataclass(frozen=True, slots=True)
class RandomSearch(Search):
    """Combinations drawn by the spec's seed, each at most once.

    Raises:
        SweepError: `trials` is not a whole number of 1 or more.
    """

    trials: int

    def __post_init__(self) -> None:
        if type(self.trials) is not int or self.trials < 1:
            raise SweepError(f"trials is {self.trials!r}: it is a whole number of 1 or more")

    def draw(self, spec: Spec) -> frozenset[int] | None:
        """So many, or all if there are not more."""
        count = spec.trial_count
        return None if self.trials >= count else frozenset(drawn_at_random(spec, self.trials))

    def with_trials(self, trials: int) -> RandomSearch:
        return type(self)(trials)


@dataclass(frozen=True, slots=True)
class RandomInTime(Search):
    """Combinations in random order by the spec's seed, as many as begin within some seconds.

    At most 10,000 trials are planned. *Resume* gives the sweep the same time again.

    Raises:
        SweepError: `seconds` is not a number above 0.
    """

    seconds: float
    is_ordered = True  # of each shape in turn, the time could be over before the second

    def __post_init__(self) -> None:
        if type(self.seconds) not in {int, float} or not self.seconds > 0:  # also nan
            raise SweepError(f"seconds is {self.seconds!r}: it is a number above 0")

    def draw(self, spec: Spec) -> tuple[int, ...]:
        """As many as may be planned with their seeds, in random order."""
        repeats = spec.combination(0).settings.repeat
        return drawn_at_random(spec, min(spec.trial_count, max(1, MOST_TRIALS // repeats)))

    def is_over(self, results: Collection[Result], seconds: float) -> bool:  # noqa: ARG002
        return seconds >= self.seconds


def place_of(choices: Sequence[Variable], values: Sequence[str]) -> int:
    """The place in `spec.expand()` of the combination with these values; a seed may follow them."""
    place = 0
    for choice, value in zip(choices, values, strict=False):
        place = place * len(choice.values) + choice.values.index(value)
    return place


def drawn_at_random(spec: Spec, number: int) -> tuple[int, ...]:
    """So many different places by the spec's seed; a larger number begins with the same."""
    drawn, count = dict[int, None](), spec.trial_count
    generator = random.Random(spec.combination(0).settings.seed)  # noqa: S311 - no secret
    while len(drawn) < number:
        drawn[generator.randrange(count)] = None
    return tuple(drawn)
