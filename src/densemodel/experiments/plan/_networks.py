"""The planner of named networks: each with its seeds, and one seed of all at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.experiments.plan._plan import SEED, Trial, trial_id
from densemodel.experiments.plan._planner import Planner
from densemodel.language import Variable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.experiments.results._result import Result
    from densemodel.language import Spec


class NetworksPlanner(Planner):
    """Gives the first seed of every network, then the second: so they can be compared early.

    The trials are numbered network by network, and those of one batch are to train in turns. Their
    ids are those of the spec alone, since their results are not looked up on disk.

    Args:
        networks: Each name with its specs, in the order of their seeds.
    """

    is_ordered = True

    def __init__(self, networks: Sequence[tuple[str, Sequence[Spec]]]) -> None:
        super().__init__()
        self._turns = [turn for _, specs in networks for turn in range(len(specs))]
        "For each trial, the place of its seed among those of its network."
        pairs = [(name, spec) for name, specs in networks for spec in specs]
        self.trials = tuple(
            Trial(number, spec, (name, str(spec.settings.seed)), trial_id(spec, ""))
            for number, (name, spec) in enumerate(pairs, 1)
        )
        self.begin()

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The name of the network, and the seed."""
        names, seeds = (
            tuple(dict.fromkeys(texts))
            for texts in zip(*(trial.values for trial in self.trials), strict=True)
        )
        numbers = tuple(map(float, seeds))
        return (
            Variable("network", names, None, is_log=False),
            Variable(SEED, seeds, numbers, is_log=False),
        )

    def set_spec(self, number: int, spec: Spec) -> None:
        """Note what a trial trains from now on: a person may change a network in its panel."""
        old = self.trials[number - 1]
        new = replace(old, spec=spec, id=trial_id(spec, ""))
        self.trials = tuple(new if trial is old else trial for trial in self.trials)

    def begin(self) -> None:
        self._turn = 0

    def next(self, results: Mapping[int, Result]) -> Sequence[Trial]:  # noqa: ARG002
        turn, self._turn = self._turn, self._turn + 1
        return [trial for trial, its in zip(self.trials, self._turns, strict=True) if its == turn]
