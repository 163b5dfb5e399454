"""The tabs of a sweep's panel: one line for each view, built when it is first opened."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from ipywidgets import Box

from densemodel.widgets.runtime._compat import answer_in_subshells, tab_bar
from densemodel.widgets.sweep._sweep_curves import SweepCurvesView
from densemodel.widgets.sweep._sweep_importance import ImportanceView
from densemodel.widgets.sweep._sweep_map import MapView
from densemodel.widgets.sweep._sweep_moment import moment_of
from densemodel.widgets.sweep._sweep_parallel import ParallelView
from densemodel.widgets.sweep._sweep_scene import SweepScene, SweepView
from densemodel.widgets.sweep._sweep_table import SweepTableView

if TYPE_CHECKING:
    from densemodel.widgets.sweep._sweep_moment import SweepMoment

VIEWS: tuple[type[SweepView], ...] = (
    SweepTableView,
    SweepCurvesView,
    ParallelView,
    MapView,
    ImportanceView,
)


class SweepTabs(SweepView):
    """A row of titles and the view of the chosen one; only that one is drawn."""

    def __init__(self, scene: SweepScene) -> None:
        super().__init__(scene)
        self._kinds = [kind for kind in VIEWS if kind.available(scene.sweep)]
        self._opened: dict[int, SweepView] = {}
        self._lock = threading.Lock()
        self._places = [Box() for _ in self._kinds]
        self.widget = tab_bar(self._places, [kind.title for kind in self._kinds])
        self.widget.selected_index = 0
        self.widget.add_class("dm-tabs")
        self._open(0)
        self.widget.observe(self._choose, "selected_index")
        answer_in_subshells(self.widget)

    def draw(self, moment: SweepMoment) -> None:
        """Draw the view that is seen."""
        view = self._opened.get(self.widget.selected_index)
        if view is not None:
            view.draw(moment)

    def close(self) -> None:
        """Close the views that were opened."""
        for view in self._opened.values():
            view.close()
        super().close()

    def _choose(self, change: Any) -> None:
        if change["new"] is not None:
            self._open(change["new"])
            self.scene.writer.soon(self._draw_now)
            self.scene.writer.hurry()

    def _draw_now(self) -> None:
        self.draw(moment_of(self.scene.sweep))

    def _open(self, index: int) -> None:
        with self._lock:
            if index in self._opened:
                return
            view = self._kinds[index](self.scene)
            self._opened[index] = view
        self.put(self._places[index], children=(view.widget,))
