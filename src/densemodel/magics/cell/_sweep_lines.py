"""Prints the progress of a sweep without a panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.experiments import TrialEnded

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.experiments import Sweep, SweepEvent

_MOST_LINES = 50
"""Of a sweep with more trials, about so many lines are printed, at even distances."""


def print_trials(sweep: Sweep) -> Callable[[], None]:
    """Print a line after each trial; returns the function that stops it."""
    each = -(-len(sweep.trials) // _MOST_LINES)

    def print_event(event: SweepEvent) -> None:
        done = len(sweep.results)
        if isinstance(event, TrialEnded) and (done % each == 0 or done == len(sweep.trials)):
            trial = sweep.trials[event.number - 1]
            names = (variable.name for variable in sweep.variables)
            said = ", ".join(f"{n} {v}" for n, v in zip(names, trial.values, strict=True))
            result = event.result
            came = f"{result.score:.4g}" if result.outcome != "failed" else result.sentence
            print(f"{done} of {len(sweep.trials)}: {said}: {came}")  # noqa: T201

    return sweep.on_event(print_event)
