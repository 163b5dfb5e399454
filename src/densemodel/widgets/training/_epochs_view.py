"""The tab Epochs: the numbers of each epoch or look, the best one marked."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, ClassVar

from ipywidgets import HTML, HBox, VBox

from densemodel.errors import DenseModelError
from densemodel.training import LookDone, RunEnded, RunStarted
from densemodel.widgets.panel._view import Scene, View
from densemodel.widgets.training._epochs_table import EpochsTable, epochs_table, table_html
from densemodel.widgets.training._take_along import export_buttons

if TYPE_CHECKING:
    from densemodel.training import Event

REDRAW_SECONDS = 1.0
"""The least time between two drawings: of 200 rows, and of epochs that may take milliseconds."""


class EpochsView(View):
    """One row for each epoch or, with `every`, each look, the newest first."""

    title: ClassVar[str] = "Epochs"

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        table = epochs_table(scene.run)
        self._shows_html = False
        try:
            self._table: Any = EpochsTable(table=table)
        except DenseModelError:  # a source checkout whose front end was never built
            self._table, self._shows_html = HTML(table_html(table)), True
        self._table.add_class("dm-epochs")
        buttons = HBox(export_buttons(scene))
        buttons.add_class("dm-exports")
        self.widget = VBox([buttons, self._table])
        self.widget.add_class("dm-epochs-tab")
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._drawn_at = time.monotonic()
        self.follow()

    def on_event(self, event: Event) -> None:
        """Write the table anew after a look, at most once a second, and at the end."""
        if not self.is_shown:
            return
        if isinstance(event, RunStarted | RunEnded):
            self.soon(self._draw)
        elif isinstance(event, LookDone):
            self._draw_within_a_second()

    def set_shown(self, *, is_shown: bool) -> None:
        """Catch up when it is seen again."""
        super().set_shown(is_shown=is_shown)
        if is_shown:
            self.soon(self._draw)

    def close(self) -> None:
        """Draw no more."""
        super().close()
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()

    def _draw_within_a_second(self) -> None:
        with self._lock:
            if self._timer is not None:
                return
            wait = max(0.0, self._drawn_at + REDRAW_SECONDS - time.monotonic())
            self._timer = threading.Timer(wait, self._come_due)
            self._timer.daemon = True
            self._timer.start()

    def _come_due(self) -> None:
        with self._lock:
            self._timer = None
            self._drawn_at = time.monotonic()  # a look that comes before it is drawn waits as well
        self.soon(self._draw)

    def _draw(self) -> None:
        self._drawn_at = time.monotonic()
        table = epochs_table(self.run)
        if self._shows_html:
            self.put(self._table, value=table_html(table))
        else:
            self.put(self._table, table=table)
