"""The trials of a sweep on its data, and those that are added to it later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from densemodel.data import bind
from densemodel.errors import SweepError
from densemodel.experiments.plan._plan import (
    REPEAT,
    SEED,
    Trial,
    plan_of,
    require_comparable,
    trial_id,
    with_lengths,
    with_same_epochs,
)
from densemodel.experiments.plan._search import RandomSearch
from densemodel.language import variables_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data import Bound
    from densemodel.experiments.plan._plan import TrialPlan
    from densemodel.experiments.plan._search import Search
    from densemodel.experiments.run._sweep_data import SweepData
    from densemodel.language import Spec, Variable


@dataclass(frozen=True)
class Planner:
    """Plans the trials of one sweep."""

    data: SweepData
    key: str
    "The same for the same rows and versions: part of a trial's id."
    search: Search
    halving: bool = False

    def trials(self, plan: TrialPlan, bound: Bound) -> list[Trial]:
        """The trials of a plan, with the lengths that the data gives them.

        Args:
            plan: Of a spec with choices.
            bound: The data, bound to the first of its cases.
        """
        specs = with_lengths(
            [replace(case, name=None) for case, _ in plan.cases], bound, self._bind
        )
        if self.halving:
            specs = with_same_epochs(specs)
        cases = zip(specs, (values for _, values in plan.cases), strict=True)
        return [Trial(n, s, v, trial_id(s, self.key)) for n, (s, v) in enumerate(cases, 1)]

    def _bind(self, case: Spec) -> Bound:
        return bind(case, self.data.x, self.data.y, validation_data=self.data.validation)

    def totals(self, spec: Spec, trials: Sequence[Trial]) -> dict[str, int]:
        """What can be raised, with what it is now: `trials` drawn at random, and `repeat`.

        Nothing with halving, whose rounds depend on the number of trials.
        """
        if self.halving:
            return {}
        drawn = _drawn(spec, trials)
        can_draw = isinstance(self.search, RandomSearch) and drawn < spec.trial_count
        found = {"trials": drawn} if can_draw else {}
        if all(choice.name != SEED for choice in variables_of(spec)):
            found[REPEAT] = len(trials) // drawn
        return found

    def extend(
        self, spec: Spec, old: Sequence[Trial], *, trials: int | None, repeat: int | None
    ) -> tuple[Planner, Spec, tuple[Variable, ...], tuple[Trial, ...]]:
        """A sweep's planner, spec, variables and trials with some added at the end.

        Raises:
            SpecError: The number of seeds is none.
            SweepError: Nothing would be added, or it can't be.
        """
        if self.halving:
            raise SweepError(
                "with halving all trials are compared round by round, so none can be added: "
                "begin a new sweep"
            )
        search = self.search if trials is None else self.search.with_trials(trials)
        longer = spec if repeat is None else spec.with_settings(f"repeat {repeat}")
        plan = plan_of(longer, search)
        require_comparable(plan, self.data.validation)
        if len(plan.variables) > len(old[0].values):  # each had one seed so far
            old = [replace(t, values=(*t.values, str(t.spec.settings.seed))) for t in old]
        known = {trial.values for trial in old}
        planned = self.trials(plan, self._bind(plan.cases[0][0]).require())
        if not known < {trial.values for trial in planned}:
            raise SweepError(
                f"this adds no trial to the {len(old):,} there are: give a larger number"
            )
        added = [trial for trial in planned if trial.values not in known]
        numbered = (replace(trial, number=n) for n, trial in enumerate(added, len(old) + 1))
        return replace(self, search=search), longer, plan.variables, (*old, *numbered)


def _drawn(spec: Spec, trials: Sequence[Trial]) -> int:
    """The number of combinations, without their seeds."""
    return len({trial.values[: len(variables_of(spec))] for trial in trials})
