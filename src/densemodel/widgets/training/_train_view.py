"""The tab Train: controls beside the curves, and the progress below them."""

from __future__ import annotations

from typing import ClassVar

from ipywidgets import Box, VBox

from densemodel.widgets.charts._curves import Curves
from densemodel.widgets.panel._view import Scene, View
from densemodel.widgets.training._controls import Controls
from densemodel.widgets.training._progress import ProgressView


class TrainView(View):
    """Arranges the views that a person trains with."""

    title: ClassVar[str] = "Train"

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        progress, curves = ProgressView(scene), Curves(scene)
        controls = Controls(scene, progress.show)
        self._views: list[View] = [controls, curves, progress]
        right = VBox([curves.widget, progress.widget])
        right.add_class("dm-right")
        self.widget = Box([controls.widget, right])
        self.widget.add_class("dm-train")

    def set_shown(self, *, is_shown: bool) -> None:
        """Let the views rest while another tab is open."""
        super().set_shown(is_shown=is_shown)
        for view in self._views:
            view.set_shown(is_shown=is_shown)

    def close(self) -> None:
        """Close the views with the tab."""
        for view in self._views:
            view.close()
        super().close()
