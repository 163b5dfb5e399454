"""What stays of a grown network in the file: the sentence, the sizes and the picture."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from densemodel.experiments import CapacityEnded, SizeDone
from densemodel.widgets.capacity._capacity_still import capacity_still
from densemodel.widgets.capacity._capacity_table import capacity_in_file
from densemodel.widgets.charts._still_png import WIDTH
from densemodel.widgets.runtime._file_output import InFile, Picture
from densemodel.widgets.runtime._kept_in_file import (
    ENDED,
    REFRESH_SECONDS,
    KeptInFile,
    picture_or_none,
)

if TYPE_CHECKING:
    from densemodel.experiments import Capacity, CapacityEvent
    from densemodel.widgets.runtime._writer import Writer


class CapacityInFile(KeptInFile):
    """Keeps the sentence, the sizes and their losses.

    Args:
        capacity: What the panel shows.
        writer: Changes the widgets.
    """

    def __init__(self, capacity: Capacity, writer: Writer) -> None:
        self._capacity = capacity
        super().__init__(writer)
        self._since = time.monotonic()
        self._cancel.append(capacity.on_event(self._on_event))

    @property
    def _may_change(self) -> bool:
        return self._capacity.is_busy

    def _on_event(self, event: CapacityEvent) -> None:
        is_due = time.monotonic() - self._since > REFRESH_SECONDS
        if isinstance(event, CapacityEnded) or (isinstance(event, SizeDone) and is_due):
            self._since = time.monotonic()
            self.keep_soon()

    def _content(self) -> InFile:
        capacity = self._capacity
        is_behind = capacity.is_busy  # asked first: what ends meanwhile asks for another one
        html, text = capacity_in_file(capacity)
        still = picture_or_none(lambda: capacity_still(capacity.run.name, capacity.points))
        picture = Picture(still, WIDTH, f"Losses by size of {capacity.run.name}")
        return InFile(html, text, picture, ENDED, is_behind=is_behind)
