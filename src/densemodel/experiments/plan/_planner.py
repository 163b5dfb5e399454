"""Who chooses the trials of an experiment: the planner of a search."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import replace
from statistics import fmean
from typing import TYPE_CHECKING, Any

from densemodel.errors import DataError, SweepError
from densemodel.experiments.plan._plan import (
    REPEAT,
    SEED,
    WHOLE,
    Trial,
    plan_at,
    plan_of,
    require_comparable,
    trial_id,
    with_lengths,
)
from densemodel.experiments.plan._search import Search, place_of
from densemodel.language import Spec, variables_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from densemodel.data import Bound
    from densemodel.experiments.plan._plan import Round, TrialPlan
    from densemodel.experiments.results._result import Result


class Planner(ABC):
    """Chooses the trials of an experiment, by the results so far."""

    is_ordered = False
    "Whether trials start in their order; else a worker prefers a shape that it has compiled."
    rounds: tuple[Round, ...] = WHOLE
    place = 0
    "That of the round whose trials `next` gives."

    def __init__(self) -> None:
        self.trials: tuple[Trial, ...] = ()
        "Those that are known so far, by number. It is replaced, never changed."

    @property
    def count(self) -> int:
        """The number of trials in all, with those that are not known yet."""
        return len(self.trials)

    @abstractmethod
    def begin(self) -> None:
        """Begin again with the first trial: what has a result on disk is not trained again."""

    @abstractmethod
    def next(self, results: Mapping[int, Result]) -> Sequence[Trial]:
        """The trials to train now; asked whenever a worker is free and no trial waits for it.

        None of them if there is nothing to train before another result, or nothing more at all.

        Args:
            results: Those of the trials that have ended, by number.
        """

    def is_over(self, results: Mapping[int, Result], seconds: float) -> bool:  # noqa: ARG002
        """Whether no further trial starts, as if the user had stopped; asked after each result.

        `seconds` count from the start.
        """
        return False


class SearchPlanner(Planner):
    """The combinations that a search draws, each with all seeds.

    Args:
        spec: With choices, or with `repeat` alone.
        search: Chooses the combinations.
        plan: Those that it has drawn.
        key: The same for the same rows and versions: part of a trial's id.
        folder: That of the sweep, where what a search has drawn from results is kept.
        bind: Binds the data to a spec.
        bound: The data of the plan's first trial.
        validation_data: A pair, or None.
    """

    def __init__(
        self,
        spec: Spec,
        search: Search,
        plan: TrialPlan,
        *,
        key: str,
        folder: Path,
        bind: Callable[[Spec], Bound],
        bound: Bound,
        validation_data: Any = None,
    ) -> None:
        super().__init__()
        self.spec, self.search, self.variables = spec, search, plan.variables
        self.is_ordered = search.is_ordered
        self._key, self._folder = key, folder
        self._bind, self._validation_data = bind, validation_data
        self._counts: dict[tuple[object, ...], tuple[int, bool]] = {}
        self._given = 0
        "So many of the trials were given to workers, or have a result."
        self.trials = self._trials_of(plan, bound)

    @property
    def count(self) -> int:
        size = self.search.size(self.spec)
        if size is None:
            return len(self.trials)
        has_seeds = len(self.variables) > len(variables_of(self.spec))
        return size * (len(self.variables[-1].values) if has_seeds else 1)

    def begin(self) -> None:
        self._given = 0

    def next(self, results: Mapping[int, Result]) -> Sequence[Trial]:
        if self._given == len(self.trials):
            self.trials += self._drawn_from(results)
        begin, self._given = self._given, len(self.trials)
        return self.trials[begin:]

    def is_over(self, results: Mapping[int, Result], seconds: float) -> bool:
        return self.search.is_over(tuple(results.values()), seconds)

    @property
    def totals(self) -> dict[str, int]:
        """What `extend` can raise, with what it is now: `trials` that are drawn, and `repeat`."""
        choices = variables_of(self.spec)
        drawn = len({trial.values[: len(choices)] for trial in self.trials})
        can_draw = drawn < self.spec.trial_count and self._takes_trials
        found = {"trials": drawn} if can_draw else {}
        if all(choice.name != SEED for choice in choices):
            found[REPEAT] = len(self.trials) // drawn
        return found

    @property
    def _takes_trials(self) -> bool:
        """Whether the search can draw another number of combinations."""
        try:
            self.search.with_trials(1)
        except SweepError:
            return False
        return True

    def extend(self, *, trials: int | None, repeat: int | None) -> None:
        """Add trials at the end; a SweepError if none would be added, or they can't be."""
        spec, search, old = self.spec, self.search, self.trials
        search = search if trials is None else search.with_trials(trials)
        spec = spec if repeat is None else spec.with_settings(f"repeat {repeat}")
        plan = plan_of(spec, search, self._by_place())
        require_comparable(plan, self._validation_data)
        if len(plan.variables) > len(old[0].values):  # each had one seed so far
            seeds = (str(trial.spec.settings.seed) for trial in old)
            pairs = zip(old, seeds, strict=True)
            old = tuple(replace(trial, values=(*trial.values, seed)) for trial, seed in pairs)
        known, planned = {trial.values for trial in old}, self._trials_of(plan)
        before = self.spec, self.search, self.variables
        self.spec, self.search, self.variables = spec, search, plan.variables
        is_more = max(self.count, len(planned)) > len(old)
        if not (is_more and known <= {trial.values for trial in planned}):
            self.spec, self.search, self.variables = before
            raise SweepError(
                f"this adds no trial to the {len(old):,} there are: give a larger number"
            )
        added = [trial for trial in planned if trial.values not in known]
        numbered = (replace(trial, number=n) for n, trial in enumerate(added, len(old) + 1))
        self.trials = (*old, *numbered)

    def _trials_of(
        self, plan: TrialPlan, bound: Bound | None = None, begin: int = 1
    ) -> tuple[Trial, ...]:
        """The trials of a plan, numbered from `begin`, with the lengths that the data give them.

        `bound` is the data for one of them, if it is bound already.
        """

        def bind(spec: Spec) -> Bound:
            if bound is not None:
                with suppress(DataError):  # it takes the data in another form
                    return bound.with_spec(spec)
            return self._bind(spec)

        cases = [replace(case, name=None) for case, _ in plan.cases]
        specs = self._of_length(with_lengths(cases, self._counts, bind))
        values = (values for _, values in plan.cases)
        numbered = enumerate(zip(specs, values, strict=True), begin)
        return tuple(Trial(n, s, v, trial_id(s, self._key)) for n, (s, v) in numbered)

    def _of_length(self, specs: list[Spec]) -> list[Spec]:
        return specs

    def _drawn_from(self, results: Mapping[int, Result]) -> tuple[Trial, ...]:
        """Further trials that the search has drawn; those of an earlier kernel come first."""
        size = self.search.size(self.spec)
        if size is None:
            return ()
        losses: dict[int, float | None] = {}
        for place, group in self._by_place().items():
            scores = [results[t.number].score for t in group if t.number in results]
            losses[place] = fmean(scores) if len(scores) == len(group) else None
        drawn = [place for place in self._drawn_before() if place not in losses]
        places = drawn[: size - len(losses)]
        if not places:
            places = [p for p in self.search.next(self.spec, losses) if p not in losses]
            with suppress(OSError), self._file.open("a") as file:
                file.writelines(f"\n{place}\n" for place in places)
        begin = len(self.trials) + 1
        return self._trials_of(plan_at(self.spec, places), begin=begin) if places else ()

    def _by_place(self) -> dict[int, list[Trial]]:
        """The trials of each combination, by its place in `spec.expand()`."""
        found: dict[int, list[Trial]] = {}
        choices = variables_of(self.spec)
        for trial in self.trials:
            found.setdefault(place_of(choices, trial.values), []).append(trial)
        return found

    def _drawn_before(self) -> list[int]:
        """The places that were drawn from results, in this kernel or an earlier one."""
        with suppress(OSError, ValueError):
            places = map(int, self._file.read_text().split())
            return [place for place in dict.fromkeys(places) if 0 <= place < self.spec.trial_count]
        return []

    @property
    def _file(self) -> Path:
        once = self.spec.with_settings(f"{REPEAT} 1")  # more seeds train what was drawn with fewer
        return self._folder / f"{trial_id(once, self._key)}.drawn"
