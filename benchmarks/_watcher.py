"""Imitates a person who watches a run: it opens every tab, then switches between the live ones."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from densemodel.widgets.training_panel._panel import Tabs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.widgets import TrainingPanel

_LIVE = ("Train", "Score", "Images", "Inside")
"""Tabs that are watched while it trains, as far as there are any."""
_POLL_SECONDS = 2.0


class Watcher:
    """Opens all tabs of a panel, then shows each live one for two seconds, again and again."""

    def __init__(self, panel: TrainingPanel) -> None:
        (self._tabs,) = (view.widget for view in _views(panel) if isinstance(view, Tabs))
        self.opened = list(self._tabs.titles)
        for index in range(len(self.opened)):
            self._tabs.selected_index = index
        self._live = [index for index, name in enumerate(self.opened) if name in _LIVE]
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._scan, daemon=True)
        self._thread.start()

    def _scan(self) -> None:
        while True:
            for index in self._live:
                self._tabs.selected_index = index
                if self._ends.wait(_POLL_SECONDS):
                    return

    def end(self) -> None:
        """Stop, and let the pictures for the file be drawn, so that no later run waits for them."""
        self._ends.set()
        self._thread.join()
        for thread in threading.enumerate():
            if thread.name == "densemodel-file":
                thread.join()


def _views(panel: TrainingPanel) -> Iterator[Any]:
    yield from panel._views  # noqa: SLF001 - the panel offers no way to its tabs but a click
