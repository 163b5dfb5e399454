"""The trials of a sweep: those of the start, those that its search adds, and those of `extend`."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import TYPE_CHECKING

from densemodel.errors import DataError, SweepError
from densemodel.experiments.plan._plan import (
    REPEAT,
    SEED,
    Trial,
    plan_at,
    plan_of,
    require_comparable,
    trial_id,
    with_lengths,
    with_same_epochs,
)
from densemodel.experiments.plan._search import RandomSearch, Search, place_of
from densemodel.language import Spec, Variable, variables_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from densemodel.data import Bound
    from densemodel.experiments.plan._plan import TrialPlan
    from densemodel.experiments.results._result import Result
    from densemodel.experiments.run._sweep_data import SweepData


@dataclass(frozen=True)
class Planner:
    data: SweepData
    key: str
    "The same for the same rows and versions: part of a trial's id."
    search: Search
    halving: bool
    folder: Path
    "That of the sweep, which holds what a search has drawn from results."
    _counts: dict[tuple[object, ...], tuple[int, bool]] = field(default_factory=dict)

    def trials(self, plan: TrialPlan, bound: Bound | None = None, begin: int = 1) -> list[Trial]:
        """The trials of a plan, numbered from `begin`, with the lengths that the data gives them.

        `bound` is the data for one of them, if it is bound already.
        """

        def bind(spec: Spec) -> Bound:
            if bound is not None:
                with suppress(DataError):  # it takes the data in another form
                    return bound.with_spec(spec)
            return self.data.bind(spec)

        cases = [replace(case, name=None) for case, _ in plan.cases]
        specs = with_lengths(cases, self._counts, bind)
        if self.halving:
            specs = with_same_epochs(specs)
        values = (values for _, values in plan.cases)
        numbered = enumerate(zip(specs, values, strict=True), begin)
        return [Trial(n, s, v, trial_id(s, self.key)) for n, (s, v) in numbered]

    def count(self, spec: Spec, trials: Sequence[Trial]) -> int:
        """The number of trials in all, with those that the search has not drawn yet."""
        size = self.search.size(spec)
        return len(trials) if size is None else size * len(trials) // len(_places(spec, trials))

    def next(
        self, spec: Spec, trials: Sequence[Trial], results: Mapping[int, Result]
    ) -> list[Trial]:
        """Further trials, for a free worker; none before another result, or if these are all.

        What was drawn in an earlier kernel comes first. `results` are by the trial's number.
        """
        size = self.search.size(spec)
        if size is None:
            return []
        losses: dict[int, float | None] = {}
        for place, group in _places(spec, trials).items():
            scores = [results[t.number].score for t in group if t.number in results]
            losses[place] = fmean(scores) if len(scores) == len(group) else None
        drawn = [place for place in self._drawn(spec) if place not in losses]
        places = drawn[: size - len(losses)]
        if not places:
            places = [place for place in self.search.next(spec, losses) if place not in losses]
            self._add_drawn(spec, places)
        return self.trials(plan_at(spec, places), begin=len(trials) + 1) if places else []

    def _drawn(self, spec: Spec) -> list[int]:
        """The places that were drawn from results, in this kernel or an earlier one."""
        with suppress(OSError, ValueError):
            places = map(int, self._file(spec).read_text().split())
            return [place for place in dict.fromkeys(places) if 0 <= place < spec.trial_count]
        return []

    def _add_drawn(self, spec: Spec, places: Sequence[int]) -> None:
        with suppress(OSError), self._file(spec).open("a") as file:
            file.writelines(f"\n{place}\n" for place in places)

    def _file(self, spec: Spec) -> Path:
        once = spec.with_settings(f"{REPEAT} 1")  # more seeds train what was drawn with fewer
        return self.folder / f"{trial_id(once, self.key)}.drawn"

    def totals(self, spec: Spec, trials: Sequence[Trial]) -> dict[str, int]:
        """What can be raised, with what it is now: `trials` that are drawn, and `repeat`.

        Nothing with halving, whose rounds depend on the number of trials.
        """
        if self.halving:
            return {}
        choices = variables_of(spec)
        drawn = len({trial.values[: len(choices)] for trial in trials})
        can_draw = isinstance(self.search, RandomSearch) and drawn < spec.trial_count
        found = {"trials": drawn} if can_draw else {}
        if all(choice.name != SEED for choice in choices):
            found[REPEAT] = len(trials) // drawn
        return found

    def extend(
        self, spec: Spec, old: Sequence[Trial], *, trials: int | None, repeat: int | None
    ) -> tuple[Planner, Spec, tuple[Variable, ...], tuple[Trial, ...]]:
        """A sweep's planner, spec, variables and trials with some added at the end.

        A SweepError if nothing would be added, or it can't be.
        """
        if self.halving:
            raise SweepError(
                "with halving all trials are compared round by round, so none can be added: "
                "begin a new sweep"
            )
        search = self.search if trials is None else self.search.with_trials(trials)
        longer = spec if repeat is None else spec.with_settings(f"repeat {repeat}")
        plan = plan_of(longer, search, _places(spec, old))
        require_comparable(plan, self.data.validation)
        if len(plan.variables) > len(old[0].values):  # each had one seed so far
            old = [replace(t, values=(*t.values, str(t.spec.settings.seed))) for t in old]
        known = {trial.values for trial in old}
        planned, planner = self.trials(plan), replace(self, search=search)
        is_more = planner.count(longer, planned) > len(old)
        if not (is_more and known <= {trial.values for trial in planned}):
            raise SweepError(
                f"this adds no trial to the {len(old):,} there are: give a larger number"
            )
        added = [trial for trial in planned if trial.values not in known]
        numbered = (replace(trial, number=n) for n, trial in enumerate(added, len(old) + 1))
        return planner, longer, plan.variables, (*old, *numbered)


def _places(spec: Spec, trials: Sequence[Trial]) -> dict[int, list[Trial]]:
    """The trials of each combination, by its place in `spec.expand()`."""
    found: dict[int, list[Trial]] = {}
    choices = variables_of(spec)
    for trial in trials:
        found.setdefault(place_of(choices, trial.values), []).append(trial)
    return found
