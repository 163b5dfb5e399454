"""Starts, stops and goes on with all runs of a comparison at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from densemodel.training import runs_in_turn
from densemodel.widgets.panel._wishes import wishes_for
from densemodel.wording import counted, error_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.training import Run, RunGroup

AllAction = Literal["start", "stop", "resume", "restart"]
_ENDED = frozenset({"stopped", "finished", "failed"})


def actions_of(groups: Sequence[RunGroup]) -> tuple[AllAction, ...]:
    """What can be done with all of them now; the first is what a person mostly wants."""
    runs = [run for group in groups for run in group.runs]
    states = {run.state for run in runs}
    if any(run.is_busy for run in runs):
        return ("stop",) if states & {"waiting", "running"} else ()
    if "ready" in states:
        return ("start",)
    return ("resume", "restart") if "stopped" in states else ("restart",)


def act_on_all(groups: Sequence[RunGroup], action: AllAction) -> str:
    """Do it with every run that it fits; gives what was wrong with one, empty if nothing was."""
    if action not in actions_of(groups):  # a click that came too late
        return ""
    runs = list(runs_in_turn(groups))
    if action == "stop":
        for run in reversed(runs):  # else the next one begins when the first has stopped
            run.stop()
        return ""
    wanted = {"start": {"ready"}, "resume": {"stopped"}, "restart": _ENDED}[action]
    return " ".join(filter(None, [_begin(run, action) for run in runs if run.state in wanted]))


def what_is_lost(groups: Sequence[RunGroup]) -> str:
    """What a new beginning of all would forget; empty if nothing was trained."""
    trained = [run for group in groups for run in group.runs if run.history.looks]
    if not trained:
        return ""
    epochs = sum(run.history.epochs for run in trained)
    return f"Restart all forgets {counted(len(trained), 'run')} of {epochs:,} epochs together."


def _begin(run: Run, action: AllAction) -> str:
    wishes = wishes_for(run)
    if wishes.is_new_network and action != "resume":
        return f"{run.name} waits for a change of its network: start it in its own panel."
    before, resumes = run.spec, action == "resume"
    try:
        if resumes and not run.history.looks:
            run.restart(settings=wishes.settings(resumes=False))  # it was stopped as it waited
            resumes = False
        else:
            getattr(run, action)(settings=wishes.settings(resumes=resumes))
    except Exception as error:  # noqa: BLE001 - a click has nobody to raise it to
        return f"{run.name}: {error_text(error)}"
    wishes.fulfil(before, resumes=resumes)
    return ""
