"""Starts, stops and resumes all runs of a comparison, and opens the panel of one."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Literal

from ipywidgets import Box, Dropdown, VBox

from densemodel.training import let_race
from densemodel.widgets.comparison._compared_sentence import seed_words
from densemodel.widgets.panel._pending_settings import pending_settings_of
from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.training_panel._panel import TrainingPanel
from densemodel.wording import counted, error_text, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.training import Run, RunGroup
    from densemodel.widgets.runtime._writer import Writer


AllAction = Literal["start", "stop", "resume", "restart"]
_ENDED = frozenset({"stopped", "finished", "failed"})


def actions_of(groups: Sequence[RunGroup]) -> tuple[AllAction, ...]:
    """The available actions for all runs, the main one first."""
    runs = [run for group in groups for run in group.runs]
    states = {run.state for run in runs}
    if any(run.is_busy for run in runs):
        return ("stop",) if states & {"waiting", "running"} else ()
    if "ready" in states:
        return ("start",)
    return ("resume", "restart") if "stopped" in states else ("restart",)


def act_on_all(groups: Sequence[RunGroup], action: AllAction) -> str:
    """Apply the action to every run that it fits; returns an error text, or empty."""
    if action not in actions_of(groups):  # a click that came too late
        return ""
    if action == "stop":
        runs = [run for group in groups for run in group.runs]
        # those that wait first: else one of them begins when another has stopped
        for run in sorted(runs, key=lambda run: run.state != "waiting"):
            run.stop()
        return ""
    wanted = {"start": {"ready"}, "resume": {"stopped"}, "restart": _ENDED}[action]
    runs = [run for run in let_race(groups) if run.state in wanted]
    return " ".join(filter(None, [_begin(run, action) for run in runs]))


def what_is_lost(groups: Sequence[RunGroup]) -> str:
    """What a restart of all would discard; empty if nothing was trained."""
    trained = [run for group in groups for run in group.runs if run.history.evaluations]
    if not trained:
        return ""
    epochs = sum(run.history.epochs for run in trained)
    return f"Restart all discards {counted(len(trained), 'run')} of {epochs:,} epochs together."


def _begin(run: Run, action: AllAction) -> str:
    wishes = pending_settings_of(run)
    if wishes.is_new_network and action != "resume":
        return f"{run.name} waits for a change of its network: start it in its own panel."
    before, resumes = run.spec, action == "resume"
    try:
        if resumes and not run.history.evaluations:
            run.restart(settings=wishes.settings(resumes=False))  # it was stopped as it waited
            resumes = False
        else:
            getattr(run, action)(settings=wishes.settings(resumes=resumes))
    except Exception as error:  # noqa: BLE001 - a click has nobody to raise it to
        return f"{run.name}: {error_text(error)}"
    wishes.fulfil(before, resumes=resumes)
    return ""


_NONE = ("no run", -1)


class ComparedPanels:
    """A choice of a run, and the panel of the chosen one.

    Args:
        groups: The networks with their runs.
        writer: Changes the widgets.
        goal: The target line in each panel.
        on_new_run: Called with a run and the one that took its place in its panel.
    """

    def __init__(
        self,
        groups: tuple[RunGroup, ...],
        writer: Writer,
        goal: float | None,
        on_new_run: Callable[[Run, Run], None],
    ) -> None:
        self._writer, self._goal, self._on_new_run = writer, goal, on_new_run
        pairs = [(group, run) for group in groups for run in group.runs]
        self._runs = [run for _, run in pairs]
        self._opened: dict[int, TrainingPanel] = {}
        self._lock = threading.Lock()
        names = [in_order(seed_words(group, run)) for group, run in pairs]
        options = [_NONE, *((name, place) for place, name in enumerate(names))]
        self._choice = Dropdown(options=options, value=-1, description="Panel of")
        self._choice.add_class("dm-choice")
        self._choice.add_class("dm-compared-choice")
        answer_in_subshells(self._choice)
        self._place = Box()
        self._place.add_class("dm-compared-place")
        self.widget = VBox([self._choice, self._place])
        self.widget.add_class("dm-compared-panels")
        self._choice.observe(self._choose, "value")

    def _choose(self, change: Any) -> None:
        if self._writer.is_writing:
            return
        place = change["new"]
        shown = () if place is None or place < 0 else (self._panel(place),)
        self._writer.put(self._place, children=shown)
        self._writer.hurry()

    def _panel(self, place: int) -> TrainingPanel:
        with self._lock:
            if place not in self._opened:
                self._opened[place] = TrainingPanel(
                    self._runs[place],
                    goal=self._goal,
                    writer=self._writer,
                    on_new_run=lambda run: self._take_up(place, run),
                )
            return self._opened[place]

    def _take_up(self, place: int, run: Run) -> None:
        old, self._runs[place] = self._runs[place], run
        self._on_new_run(old, run)

    def close(self) -> None:
        """Close the opened panels."""
        self._place.children = ()
        for panel in self._opened.values():
            panel.close()
