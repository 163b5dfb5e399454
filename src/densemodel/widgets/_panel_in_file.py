"""What stays of a panel in the file: how its run went, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.training import RunEnded
from densemodel.widgets._file_output import change_in_file, show_live_and_in_file
from densemodel.widgets._text import paragraphs

if TYPE_CHECKING:
    from ipywidgets import DOMWidget

    from densemodel.training import Event, Run


class PanelInFile:
    """Displays a panel, and keeps below it the run's sentence, which is seen once it is gone.

    Args:
        run: What the panel shows.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._keys: list[str] = []
        self._cancel = run.on_event(self._on_event)

    def show(self, panel: DOMWidget) -> None:
        """Display the panel in the running cell."""
        html, text = self._said()
        # its curves are seen until the page is closed, and it says that the kernel has ended
        self._keys.append(show_live_and_in_file(panel, html, text, outlives_kernel=True))

    def keep(self) -> None:
        """Put what is so now in the place of what was so when it was displayed."""
        html, text = self._said()
        for key in self._keys:
            change_in_file(key, html, text, outlives_kernel=True)

    def take_up(self, other: PanelInFile) -> None:
        """Keep this run in the places of another, which is let go of."""
        self._keys = other._keys
        other.close()
        self.keep()

    def close(self) -> None:
        """Let go of the run; what was kept stays."""
        self._cancel()

    def _on_event(self, event: Event) -> None:
        # rarely: each change is stored in the notebook
        if isinstance(event, RunEnded):
            self.keep()

    def _said(self) -> tuple[str, str]:
        sentence = f"{self._run.name}: {self._run.sentence}"
        return paragraphs([sentence], "dm-line"), sentence
