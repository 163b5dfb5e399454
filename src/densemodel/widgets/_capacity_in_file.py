"""What stays of a grown network in the file: the sentence, the sizes and the picture."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from densemodel.sweeps import CapacityEnded, SizeDone
from densemodel.widgets._capacity_still import capacity_still
from densemodel.widgets._capacity_table import capacity_in_file
from densemodel.widgets._file_output import (
    InFile,
    Picture,
    change_in_file,
    show_live_and_in_file,
)
from densemodel.widgets._panel_in_file import ENDED, REFRESH_SECONDS
from densemodel.widgets._still_png import WIDTH

if TYPE_CHECKING:
    from ipywidgets import DOMWidget

    from densemodel.sweeps import Capacity, CapacityEvent

logger = logging.getLogger("densemodel")


class CapacityInFile:
    """Displays a panel, and keeps below it what is seen once it is gone.

    Args:
        capacity: What the panel shows.
    """

    def __init__(self, capacity: Capacity) -> None:
        self._capacity = capacity
        self._keys: list[str] = []
        self._lock = threading.Lock()
        self._since = 0.0
        self._cancel = capacity.on_event(self._on_event)

    def show(self, panel: DOMWidget) -> None:
        """Display the panel in the running cell."""
        with self._lock:
            self._keys.append(show_live_and_in_file(panel, self._content()))
            self._since = time.monotonic()

    def close(self) -> None:
        """Keep what comes no longer; what was kept stays."""
        self._cancel()

    def _on_event(self, event: CapacityEvent) -> None:
        is_due = time.monotonic() - self._since > REFRESH_SECONDS
        if isinstance(event, CapacityEnded) or (isinstance(event, SizeDone) and is_due):
            self._since = time.monotonic()
            # in a thread of its own: training does not wait for a picture
            threading.Thread(target=self._keep, name="densemodel-file", daemon=True).start()

    def _keep(self) -> None:
        try:
            with self._lock:
                content = self._content()
                for key in self._keys:
                    change_in_file(key, content)
        except Exception:
            logger.exception("what stays in the file could not be changed")

    def _content(self) -> InFile:
        capacity = self._capacity
        is_behind = capacity.is_busy  # asked first: what ends meanwhile asks for another one
        html, text = capacity_in_file(capacity)
        still = capacity_still(capacity.run.name, capacity.points)
        picture = Picture(still, WIDTH, f"Losses by size of {capacity.run.name}")
        return InFile(html, text, picture, ENDED, is_behind=is_behind)
