"""A place within a panel of many runs, for the training panel of one of them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ipywidgets import HTML, Box, HBox, VBox

from densemodel.widgets.runtime._buttons import button, styled
from densemodel.widgets.training_panel._panel import TrainingPanel
from densemodel.wording import element

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Run
    from densemodel.widgets.runtime._writer import Writer


class OpenedPanels:
    """Shows the training panel of one run at a time; a panel that was shown before is kept.

    Args:
        writer: Changes the widgets.
        goal: The target line in the panels.
    """

    def __init__(self, writer: Writer, goal: float | None = None) -> None:
        self._writer, self._goal = writer, goal
        self._opened: dict[int, TrainingPanel] = {}
        self._lock = threading.Lock()
        self._title = HTML()
        close = button("Close", "Close this panel; its run stays", self.hide)
        self._bar = styled(HBox([self._title, close]), "dm-opened-bar")
        self._place = styled(Box(), "dm-opened-panel")
        self.widget = VBox([self._bar, self._place])
        writer.show(self._bar, is_shown=False)

    def show(
        self, place: int, run: Run, on_new_run: Callable[[Run], object], title: str = ""
    ) -> None:
        """Show the panel of a run.

        Args:
            place: Tells the runs apart.
            run: The run.
            on_new_run: Called with a run that replaces it, when a person changes its network.
            title: Stands above it, beside a button that closes it.
        """
        with self._lock:
            if place not in self._opened:
                self._opened[place] = TrainingPanel(
                    run, goal=self._goal, writer=self._writer, on_new_run=on_new_run
                )
            shown = self._opened[place]
        self._writer.put(self._title, value=element("span", title))
        self._writer.show(self._bar, is_shown=bool(title))
        self._writer.put(self._place, children=(shown,))
        self._writer.hurry()

    def hide(self) -> None:
        """Show none."""
        self._writer.show(self._bar, is_shown=False)
        self._writer.put(self._place, children=())
        self._writer.hurry()

    def close(self) -> None:
        """Close all."""
        self._place.children = ()
        for panel in self._opened.values():
            panel.close()
