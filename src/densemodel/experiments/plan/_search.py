"""Which combinations of a spec's choices a sweep trains, and when it has trained enough."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from densemodel.errors import SweepError

if TYPE_CHECKING:
    from collections.abc import Collection

    from densemodel.experiments.results._result import Result
    from densemodel.language import Spec

SearchName = Literal["grid", "random"]


class Search(ABC):
    """Plans the trials of a sweep. Pass an object of a subclass as `search`."""

    @abstractmethod
    def draw(self, spec: Spec) -> frozenset[int] | None:
        """The combinations to train, each by its place in `spec.expand()`.

        Args:
            spec: With choices, or with `repeat` alone.

        Returns:
            Places from 0 to `spec.trial_count` - 1; None for all of them.
        """

    def is_over(self, results: Collection[Result], seconds: float) -> bool:  # noqa: ARG002
        """Whether no further trial is started; asked after each result.

        Trials that are training still end, the sweep is then stopped, and *Continue* asks again.

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
        """All."""
        return

    def with_trials(self, trials: int) -> Search:  # noqa: ARG002
        """Refuse it."""
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
        """Draw one by one, so that a larger number begins with the same."""
        count = spec.trial_count
        if self.trials >= count:
            return None
        first = next(spec.expand()).settings.seed if spec.choices else spec.settings.seed
        drawn, generator = set[int](), random.Random(first)  # noqa: S311 - no secret
        while len(drawn) < self.trials:
            drawn.add(generator.randrange(count))
        return frozenset(drawn)

    def with_trials(self, trials: int) -> RandomSearch:
        """The same with another number."""
        return RandomSearch(trials)


def search_of(search: Search | SearchName, trials: int | None) -> Search:
    """The search of a name.

    Raises:
        SweepError: There is none, or its number of trials is missing or too much.
    """
    if isinstance(search, Search):
        return search if trials is None else search.with_trials(trials)
    if search not in {"grid", "random"}:
        raise SweepError(f"search is {search!r}: it is 'grid' or 'random'")
    if search == "grid":
        return GridSearch() if trials is None else GridSearch().with_trials(trials)
    if trials is None:
        raise SweepError('search="random" needs a number of trials: add trials=20')
    return RandomSearch(trials)
