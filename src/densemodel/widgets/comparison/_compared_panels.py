"""The panel of one of the runs that are compared, below them, made when it is first asked for."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from ipywidgets import Box, Dropdown, VBox

from densemodel.widgets.comparison._compared_sentence import seed_words
from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.training_panel._panel import TrainingPanel
from densemodel.wording import in_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Run, RunGroup
    from densemodel.widgets.runtime._writer import Writer

_NONE = ("no run", -1)


class ComparedPanels:
    """A choice among the runs, and the panel of the one that is chosen.

    Args:
        groups: The networks with their runs.
        writer: Changes the widgets.
        goal: Where a target line stands in each panel.
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
        """Close the panels that were opened."""
        self._place.children = ()
        for panel in self._opened.values():
            panel.close()
