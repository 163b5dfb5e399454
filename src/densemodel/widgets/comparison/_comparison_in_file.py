"""What stays of a comparison in the file: its sentence, its table and its picture."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from densemodel.training import RunEnded, RunStarted, StateChanged
from densemodel.widgets.charts._still_png import WIDTH
from densemodel.widgets.comparison._compared_sentence import compared_sentence
from densemodel.widgets.comparison._compared_still import compared_picture
from densemodel.widgets.comparison._compared_words import in_file
from densemodel.widgets.panel._view import Scene
from densemodel.widgets.runtime._file_output import InFile, Picture
from densemodel.widgets.runtime._kept_in_file import ENDED, REFRESH_SECONDS, picture_or_none
from densemodel.widgets.training_panel._panel_in_file import PanelInFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Event, Run, RunGroup
    from densemodel.widgets.runtime._writer import Writer


class ComparisonInFile(PanelInFile):
    """As for one run; it hears all of them.

    Args:
        groups: Gives the networks with their runs as they are now.
        writer: Changes the widgets.
    """

    def __init__(self, groups: Callable[[], tuple[RunGroup, ...]], writer: Writer) -> None:
        self._groups = groups
        self._was_busy = False
        runs = [run for group in groups() for run in group.runs]
        super().__init__(Scene(runs[0], writer))
        self._cancel += [run.on_event(self._on_event) for run in runs[1:]]

    def _on_event(self, event: Event) -> None:
        """As for one run, but not at each end and start while others wait: drawing takes a core."""
        if isinstance(event, StateChanged):  # most of its runs wait, and the first starts at once
            return
        if isinstance(event, RunStarted | RunEnded):
            is_busy = any(run.is_busy for group in self._groups() for run in group.runs)
            was_busy, self._was_busy = self._was_busy, is_busy
            if was_busy and is_busy and time.monotonic() - self._since < REFRESH_SECONDS:
                return
        super()._on_event(event)

    def _content(self) -> InFile:
        groups = self._groups()
        runs = [run for group in groups for run in group.runs]
        stamp = [(id(run.history), run.history.looks, run.state) for run in runs]
        return self._once((stamp, compared_sentence(groups)), lambda: _made(groups, runs))


def _made(groups: tuple[RunGroup, ...], runs: list[Run]) -> InFile:
    html, text = in_file(groups)
    words = "Curves of " + ", ".join(group.name for group in groups)
    picture = Picture(picture_or_none(lambda: compared_picture(groups)), WIDTH, words)
    is_behind = any(run.is_busy or run.state == "ready" for run in runs)
    return InFile(html, text, picture, ENDED, is_behind=is_behind)
