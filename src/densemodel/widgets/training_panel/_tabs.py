"""The panel's tabs: one line for each view, built when it is first opened."""

from __future__ import annotations

import threading
from typing import Any

from ipywidgets import Box

from densemodel.widgets.images._images_view import ImagesView
from densemodel.widgets.inside._inside_view import InsideView
from densemodel.widgets.inside._weight_course import course_of
from densemodel.widgets.network._network_view import NetworkView
from densemodel.widgets.panel._view import Scene, View
from densemodel.widgets.runtime._compat import answer_in_subshells, tab_bar
from densemodel.widgets.score._score_view import ScoreView
from densemodel.widgets.training._code_view import CodeView
from densemodel.widgets.training._epochs_view import EpochsView
from densemodel.widgets.training._train_view import TrainView
from densemodel.widgets.training_panel._models_view import ModelsView

VIEWS: tuple[type[View], ...] = (
    TrainView,
    NetworkView,
    ScoreView,
    ImagesView,
    InsideView,
    EpochsView,
    ModelsView,
    CodeView,
)


class Tabs(View):
    """A row of titles and the view of the chosen one."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._kinds = [kind for kind in VIEWS if kind.available(scene.run)]
        self._opened: dict[int, View] = {}
        self._lock = threading.Lock()
        self._places = [Box() for _ in self._kinds]
        self.widget = tab_bar(self._places, [kind.title for kind in self._kinds])
        self.widget.add_class("dm-tabs")
        # from here on, whether or not that tab is ever opened: nobody can ask for it afterwards
        self._cancel = course_of(scene.run).follow()
        self._open(0)
        self.widget.observe(self._choose, "selected_index")
        answer_in_subshells(self.widget)

    def _choose(self, change: Any) -> None:
        if change["new"] is not None:
            self._open(change["new"])
            self.hurry()
        for index, view in list(self._opened.items()):
            view.set_shown(is_shown=index == change["new"])

    def _open(self, index: int) -> None:
        with self._lock:
            if index in self._opened:
                return
            view = self._kinds[index](self.scene)
            view.keep = self._keep_anew
            self._opened[index] = view
        self.put(self._places[index], children=(view.widget,))

    def stills(self) -> list[bytes]:
        """What stays in the file of the tabs that were opened."""
        stills = (view.still() for _, view in sorted(self._opened.items()))
        return [still for still in stills if still is not None]

    def _keep_anew(self) -> None:
        self.keep()  # whoever arranges the tabs sets it later

    def close(self) -> None:
        """Close the views that were opened."""
        for view in self._opened.values():
            view.close()
        super().close()
