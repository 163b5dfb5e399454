"""Halving: all trials train briefly, the best third longer, and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.errors import SweepError
from densemodel.experiments.plan._plan import Round
from densemodel.experiments.plan._planner import SearchPlanner

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.results._result import Result
    from densemodel.language import Spec

HALVING_FACTOR = 3
"""With halving, one of so many trials continues in the next round."""


class Halving(SearchPlanner):
    """Gives the trials of a search round by round, those of the next once all of one have ended."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rounds = rounds_of(self.trials)
        self._in_round: Sequence[Trial] = ()

    def begin(self) -> None:
        self.place, self._in_round = 0, ()

    def next(self, results: Mapping[int, Result]) -> Sequence[Trial]:
        if not self._in_round:
            self._in_round = self.trials
            return self.trials
        is_last = self.place + 1 == len(self.rounds)
        if is_last or any(trial.number not in results for trial in self._in_round):
            return ()
        self.place += 1
        self._in_round = better_third(self._in_round, results)
        return self._in_round

    @property
    def totals(self) -> dict[str, int]:
        """None, since the rounds depend on the number of trials."""
        return {}

    def extend(self, *, trials: int | None, repeat: int | None) -> None:  # noqa: ARG002
        """Say why none can be added."""
        raise SweepError(
            "with halving all trials are compared round by round, so none can be added: "
            "begin a new sweep"
        )

    def _of_length(self, specs: list[Spec]) -> list[Spec]:
        """All as long as the longest, if their epochs are defaults: equal epochs compare."""
        if not all("epochs" in spec.from_data for spec in specs):
            return specs
        most = max(spec.settings.epochs or 0 for spec in specs)
        return [spec.with_settings(f"epochs {most}") for spec in specs]


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
    if most is None or most < HALVING_FACTOR or len(trials) < HALVING_FACTOR:
        raise SweepError(
            f"halving needs {HALVING_FACTOR} trials and {HALVING_FACTOR} epochs at least: "
            "leave it out"
        )
    limits = [0]
    epoch, left = most / HALVING_FACTOR, len(trials) / HALVING_FACTOR
    while epoch >= 1 and left >= 1:
        limits.insert(0, round(epoch))
        epoch, left = epoch / HALVING_FACTOR, left / HALVING_FACTOR
    return tuple(Round(*ends) for ends in zip(limits, [0, *limits[:-1]], strict=True))


def better_third(trials: Sequence[Trial], results: Mapping[int, Result]) -> list[Trial]:
    """The trials of a round that continue after it, by number; `results` are by number, too."""
    sound = [t for t in trials if t.number in results and results[t.number].outcome == "finished"]
    ranked = sorted(sound, key=lambda trial: (results[trial.number].score, trial.number))
    better = ranked[: max(1, len(trials) // HALVING_FACTOR)]
    return sorted(better, key=lambda trial: trial.number)
