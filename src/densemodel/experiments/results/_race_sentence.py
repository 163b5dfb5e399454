"""The state of a race in a sentence, and which network is better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.errors import DenseModelError
from densemodel.scoring import SeedScores, which_is_better
from densemodel.store import loss_of_run
from densemodel.wording import counted, enumerated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.experiments.run._race import Race
    from densemodel.training import Run, RunGroup

_TRAINING = ("running", "stopping")
_NOT_ENDED = ("ready", "waiting", *_TRAINING)
_TOO_FEW = "Fewer than two networks have a validation loss yet."


def race_sentence(race: Race) -> str:
    """The progress of the runs or, when all have ended, which network is better."""
    runs = race.runs
    busy = [number for number, run in enumerate(runs, 1) if run.state in _TRAINING]
    if busy:
        return _training(race, busy)
    waiting = next((run for run in runs if run.state == "waiting"), None)
    if waiting is not None:
        return waiting.sentence
    if race.state == "ready":
        return _ready(race)
    failed = [f"{run.name}: {run.sentence}" for run in runs if run.state == "failed"]
    stopped = ["Not all were trained to their end."] if race.state == "stopped" else []
    # the seed with the lowest validation loss: its model gets the name
    seeds = [
        f"{group.name} {group.best.spec.settings.seed}"
        for group in race.groups
        if len(group.runs) > 1 and group.scores
    ]
    best = [f"Best seeds: {', '.join(seeds)}."] if seeds else []
    return " ".join([*stopped, verdict(race.groups), *best, *failed[:2]])


def verdict(groups: Sequence[RunGroup]) -> str:
    """Which network is better, and whether the difference exceeds the noise between seeds."""
    runs = [run for group in groups for run in group.runs]
    try:
        has_one_loss = len({loss_of_run(group.runs[0]) for group in groups}) == 1
    except DenseModelError:
        has_one_loss = False
    if not has_one_loss:
        return (
            "Their losses measure different things, so their values are not comparable: "
            "compare a metric that both have."
        )
    if not any(run.validates for run in runs):
        return (
            "No rows were held out for validation, and training losses do not say which is "
            "better: leave split off out."
        )
    return which_is_better([SeedScores(g.name, g.scores) for g in groups]) or _TOO_FEW


def _training(race: Race, busy: Sequence[int]) -> str:
    names = enumerated([race.words_of(number) for number in busy])
    training = [race.runs[number - 1] for number in busy]
    if len(training) > 1:
        how = "in turns" if training[0].race else "at once"
        epoch = max(run.history.epochs for run in training) + 1
        return f"{names} train {how}, now in epoch {epoch:,}."
    ended, count = sum(run.state not in _NOT_ENDED for run in race.runs), len(race.runs)
    return f"Run {min(ended + 1, count):,} of {count:,}, {names}. {training[0].sentence}"


def _ready(race: Race) -> str:
    runs = race.runs
    for run in runs:
        if _has_refused(run):
            return f"{run.name}: {run.sentence}"
    rows = "" if runs[0].bound is None else f" on {runs[0].bound.training_count:,} rows"
    networks = counted(len(race.groups), "network")
    several = f" in {len(runs):,} runs" if len(runs) > len(race.groups) else ""
    return f"Ready to train {networks}{several}{rows}, in turns of an epoch."


def _has_refused(run: Run) -> bool:
    return not run.has_data or bool(run.bound is not None and run.bound.refusals)
