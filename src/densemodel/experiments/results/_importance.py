"""How much each choice of a sweep matters: the share of the score's variance that it explains."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.experiments.plan._plan import Trial
    from densemodel.experiments.results._result import Result
    from densemodel.language import Variable


@dataclass(frozen=True, slots=True)
class Importance:
    """How much of the score one choice explains alone."""

    name: str
    share: float | None
    "From 0 to 1; None with too few trials to say."
    best: str = ""
    "The alternative with the lowest mean score; empty with too few trials."
    failed: tuple[str, ...] = ()
    "The alternatives of which every trial has failed."
    is_single: bool = False
    "Whether the plan has one trial for each alternative: then no share can be computed."


def importances(
    variables: Sequence[Variable], trials: Sequence[Trial], results: Mapping[int, Result]
) -> tuple[Importance, ...]:
    """The main effect of each choice (eta squared), in the order of the variables.

    It is said only where every alternative of the plan has a score and some alternative has two:
    a choice with one trial for each alternative would explain everything. Trials that did not
    train to their end are left out, and so are those without a finite score, and a choice of which
    one alternative alone is planned.

    Example:
        >>> [(one.name, one.share) for one in importances(sweep.variables, trials, results)]
        [('units', 0.81), ('lr', 0.14)]
    """
    return tuple(
        _importance(variable.name, place, trials, results)
        for place, variable in enumerate(variables)
        if len({trial.values[place] for trial in trials}) > 1
    )


def _importance(
    name: str, place: int, trials: Sequence[Trial], results: Mapping[int, Result]
) -> Importance:
    planned = {trial.values[place] for trial in trials}
    ended = [(trial, results[trial.number]) for trial in trials if trial.number in results]
    scores = [
        (trial.values[place], result.score)
        for trial, result in ended
        if result.outcome == "finished" and isfinite(result.score)
    ]
    tried = {text for text, _ in scores}
    if tried != planned or len(scores) <= len(planned):
        failed = {n for n, result in results.items() if result.outcome == "failed"}
        others = {trial.values[place] for trial in trials if trial.number not in failed}
        texts = dict.fromkeys(trial.values[place] for trial in trials)  # in the order of the plan
        all_failed = tuple(text for text in texts if text not in others)
        return Importance(name, None, failed=all_failed, is_single=len(trials) == len(planned))
    groups: dict[str, list[float]] = {}
    for text, score in scores:
        groups.setdefault(text, []).append(score)
    means = {text: fmean(group) for text, group in groups.items()}
    return Importance(name, _explained(scores, means), min(means, key=means.__getitem__))


def _explained(scores: Sequence[tuple[str, float]], means: Mapping[str, float]) -> float:
    """Eta squared: the sum of squares between groups as a share of the total."""
    middle = fmean(score for _, score in scores)
    largest = max(abs(score - middle) for _, score in scores)
    if not largest:  # all the same: nothing is there to be explained
        return 0.0
    # in units of the largest, so that no square runs out of a number's range
    between = sum(((means[text] - middle) / largest) ** 2 for text, _ in scores)
    total = sum(((score - middle) / largest) ** 2 for _, score in scores)
    return min(1.0, between / total)
