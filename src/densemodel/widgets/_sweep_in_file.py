"""Keeps below a sweep's panel what is seen once the kernel is gone."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from ipywidgets import HTML

from densemodel.sweeps import SweepEnded
from densemodel.widgets._file_output import (
    InFile,
    Picture,
    change_in_file,
    show_live_and_in_file,
)
from densemodel.widgets._paced import Paced
from densemodel.widgets._panel_in_file import ENDED, LOADED_ANEW, REFRESH_SECONDS
from densemodel.widgets._still_png import WIDTH
from densemodel.widgets._sweep_moment import ENDED as ENDED_STATES
from densemodel.widgets._sweep_moment import moment_of
from densemodel.widgets._sweep_still import picture_words, sweep_picture, sweep_table
from densemodel.widgets._text import element

if TYPE_CHECKING:
    from ipywidgets import DOMWidget

    from densemodel.sweeps import SweepEvent
    from densemodel.widgets._sweep_moment import SweepMoment
    from densemodel.widgets._sweep_scene import SweepScene

logger = logging.getLogger("densemodel")


class SweepInFile:
    """Displays a sweep's panel, and keeps the best trials and one picture below it.

    While trials train it is changed at most each 30 seconds: each change is stored in the notebook.

    Args:
        scene: The sweep that the panel shows.
    """

    def __init__(self, scene: SweepScene) -> None:
        self._sweep, self._writer = scene.sweep, scene.writer
        self.note = HTML(element("p", LOADED_ANEW), layout={"display": "none"})
        self.note.add_class("dm-note")
        self.note.add_class("dm-loaded-anew")
        self._kept: dict[str, InFile] = {}
        self._newest: tuple[object, InFile] | None = None
        self._is_lost = False
        self._lock = threading.Lock()
        self._paced = Paced(self.keep, least_seconds=REFRESH_SECONDS)
        self._cancel = [self._sweep.on_event(self._on_event)]
        if self._writer.taken is not None:
            self._cancel.append(self._writer.taken.on_hello(self._greet))

    def show(self, panel: DOMWidget) -> None:
        """Display the panel in the running cell."""
        with self._lock:
            content = self._content()
            self._kept[show_live_and_in_file(panel, content)] = content
            self._is_lost = False
            self._writer.put(self.note.layout, display="none")

    def keep(self) -> None:
        """Put what is so now in the place of what was so before."""
        with self._lock:
            content = self._content()
            for key, kept in self._kept.items():
                if kept is not content:
                    self._kept[key] = content
                    change_in_file(key, content)
                    self._say_what_is_lost()

    def close(self) -> None:
        """Let go of the sweep; what was kept stays."""
        for cancel in self._cancel:
            cancel()
        self._paced.close()

    def _on_event(self, event: SweepEvent) -> None:
        if self._kept:
            self._paced.ask(now=isinstance(event, SweepEnded))

    def _greet(self, pages: int) -> None:
        """Take note of a page that was loaded anew: it no longer knows which outputs are ours."""
        if pages > 1 and self._kept:
            self._is_lost = True
            if self._sweep.state not in ENDED_STATES:
                self._say_what_is_lost()

    def _say_what_is_lost(self) -> None:
        if self._is_lost:
            self._writer.put(self.note.layout, display=None)

    def _content(self) -> InFile:
        """What is so now, drawn only if it was not drawn before."""
        moment = moment_of(self._sweep)
        stamp = moment.state, moment.sentence, moment.ranked, dict(moment.test_metrics)
        if self._newest is None or self._newest[0] != stamp:
            html, text = sweep_table(moment)
            picture = Picture(_picture(moment), WIDTH, picture_words(moment))
            is_behind = moment.state not in ENDED_STATES
            self._newest = stamp, InFile(html, text, picture, ENDED, is_behind=is_behind)
        return self._newest[1]


def _picture(moment: SweepMoment) -> bytes | None:
    try:
        return sweep_picture(moment)
    except Exception:
        logger.exception("the picture that stays in the file could not be drawn")
        return None
