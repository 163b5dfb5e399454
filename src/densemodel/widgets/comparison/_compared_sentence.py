"""The result of a comparison in a sentence or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.errors import DenseModelError
from densemodel.scoring import SeedScores, which_is_better
from densemodel.store import loss_of_run
from densemodel.wording import counted, enumerated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.training import Run, RunGroup

_OTHER_LOSSES = (
    "Their losses measure different things, so their values are not comparable: "
    "compare a metric that both have."
)
_NOT_HELD_BACK = (
    "No rows were held out for validation, and training losses do not say which is better: leave "
    "split off out."
)
_TOO_FEW = "Fewer than two networks have a validation loss yet."
_TRAINING_STATES = frozenset({"running", "stopping"})


def compared_sentence(groups: Sequence[RunGroup]) -> str:
    """The progress of the runs or, when all have ended, which network is better."""
    runs = [run for group in groups for run in group.runs]
    busy = [(group, run) for group in groups for run in group.runs if run.state in _TRAINING_STATES]
    if busy:
        return _training(busy, runs)
    waiting = next((run for run in runs if run.state == "waiting"), None)
    if waiting is not None:
        return waiting.sentence
    if all(run.state == "ready" for run in runs):
        return _ready(groups, runs)
    failed = [f"{run.name}: {run.sentence}" for run in runs if run.state == "failed"]
    cut_off = any(run.state in {"stopped", "ready"} for run in runs)
    stopped = ["Not all were trained to their end."] if cut_off else []
    # the seed with the lowest validation loss: its model gets the name
    seeds = [
        f"{group.name} {group.best.spec.settings.seed}"
        for group in groups
        if len(group.runs) > 1 and group.scores
    ]
    best = [f"Best seeds: {', '.join(seeds)}."] if seeds else []
    return " ".join([*stopped, verdict(groups), *best, *failed[:2]])


def verdict(groups: Sequence[RunGroup]) -> str:
    """Which network is better, and whether the difference exceeds the noise between seeds."""
    runs = [run for group in groups for run in group.runs]
    try:
        has_one_loss = len({loss_of_run(group.runs[0]) for group in groups}) == 1
    except DenseModelError:
        has_one_loss = False
    if not has_one_loss:
        return _OTHER_LOSSES
    if not any(run.validates for run in runs):
        return _NOT_HELD_BACK
    return which_is_better([SeedScores(g.name, g.scores) for g in groups]) or _TOO_FEW


def seed_words(group: RunGroup, run: Run) -> str:
    """The name of a run, with its seed if there are several."""
    return f"{group.name}, seed {run.spec.settings.seed}" if len(group.runs) > 1 else group.name


def _training(busy: Sequence[tuple[RunGroup, Run]], runs: Sequence[Run]) -> str:
    names = enumerated([seed_words(group, run) for group, run in busy])
    first = busy[0][1]
    if len(busy) > 1:
        how = "in turns" if first.race else "at once"
        epoch = max(run.history.epochs for _, run in busy) + 1
        return f"{names} train {how}, now in epoch {epoch:,}."
    ended = sum(run.state in {"finished", "stopped", "failed"} for run in runs)
    place = f"Run {min(ended + 1, len(runs)):,} of {len(runs):,}"
    return f"{place}, {names}. {first.sentence}"


def _ready(groups: Sequence[RunGroup], runs: Sequence[Run]) -> str:
    for run in runs:
        if not run.has_data or (run.bound is not None and run.bound.refusals):
            return f"{run.name}: {run.sentence}"
    rows = "" if runs[0].bound is None else f" on {runs[0].bound.training_count:,} rows"
    networks = counted(len(groups), "network")
    several = f" in {len(runs):,} runs" if len(runs) > len(groups) else ""
    return f"Ready to train {networks}{several}{rows}, in turns of an epoch."
