"""What stays of a panel in the file: how its run went, in words, numbers and a picture."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from ipywidgets import HTML

from densemodel.training import LookDone, RunEnded, RunStarted, StepsDone
from densemodel.widgets._file_output import (
    InFile,
    Picture,
    change_in_file,
    show_live_and_in_file,
)
from densemodel.widgets._still_picture import still_picture
from densemodel.widgets._still_png import WIDTH, stacked
from densemodel.widgets._still_table import still_table
from densemodel.widgets._text import element

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ipywidgets import DOMWidget

    from densemodel.training import Event, Run
    from densemodel.widgets._view import Scene

logger = logging.getLogger("densemodel")

ENDED = (
    "The kernel that this panel belongs to has ended, and its runs with it. "
    "Run the cell again for a new panel."
)
REFRESH_SECONDS = 30.0
"""The least time between two changes while it trains: each is stored in the notebook."""
_STILLS_SECONDS = 120.0
"""The same for the pictures of the tabs, which take a core for seconds that the run has not."""
_SHARE = 0.03
"""The part of a run's time that drawing may take: what took longer rests longer."""
_ENDED_STATES = ("stopped", "finished", "failed")
LOADED_ANEW = "The page was loaded anew: run the cell again to keep the newest picture in the file."


class PanelInFile:
    """Displays a panel, and keeps below it what is seen once it is gone.

    A page that is loaded anew no longer knows which of its outputs are to be changed, and takes no
    new ones for a cell that has ended. So the file keeps what it had, and `note` says so.

    Args:
        scene: The run that the panel shows, and its goal.
        stills: Pictures of the tabs that were opened, which stand below the curves.
    """

    def __init__(self, scene: Scene, stills: Callable[[], Sequence[bytes]] = tuple) -> None:
        self._stills = stills
        self._drawn: tuple[bytes, ...] = ()
        self._run, self._goal, self._writer = scene.run, scene.goal, scene.writer
        self.note = HTML(element("p", LOADED_ANEW), layout={"display": "none"})
        self.note.add_class("dm-note")
        self.note.add_class("dm-loaded-anew")
        self._kept: dict[str, InFile] = {}
        self._lost: set[str] = set()
        self._newest: tuple[object, InFile] | None = None
        self._lock = threading.Lock()
        self._is_asked = False
        self._since = self._stills_since = time.monotonic()
        self._rest_seconds = 0.0
        self._cancel = [self._run.on_event(self._on_event)]
        if self._writer.taken is not None:
            self._cancel.append(self._writer.taken.on_hello(self._greet))

    def show(self, panel: DOMWidget) -> None:
        """Display the panel in the running cell."""
        with self._lock:
            content = self._content()
            self._kept[show_live_and_in_file(panel, content)] = content
            self._lost.clear()
            self._writer.put(self.note.layout, display="none")

    def keep(self) -> None:
        """Put what is so now in the place of what was so when it was displayed.

        The curves do not wait for the pictures of the tabs: these take a second or two, in which a
        page may be closed. While it trains they come rarely.
        """
        with self._lock:
            began = time.monotonic()
            self._put(self._content())
            if not self._run.is_busy or began - self._stills_since > _STILLS_SECONDS:
                self._draw_stills()
            self._rest_seconds = (time.monotonic() - began) / _SHARE

    def _draw_stills(self) -> None:
        drawn = tuple(self._stills())
        self._stills_since = time.monotonic()
        if drawn != self._drawn:
            self._drawn = drawn
            self._put(self._content())

    def _put(self, content: InFile) -> None:
        for key, kept in self._kept.items():
            if kept is not content:
                self._kept[key] = content
                change_in_file(key, content)
                self._say_what_is_lost(key)

    def keep_at(self, key: str) -> None:
        """Keep it in the place of something else that a cell has displayed."""
        with self._lock:
            self._kept[key] = InFile("", "")
        self.keep()

    def take_up(self, other: PanelInFile) -> None:
        """Keep this run in the places of another, which is let go of."""
        with self._lock:
            self._kept, self._lost = other._kept, other._lost
        other.close()
        self.keep()

    def close(self) -> None:
        """Let go of the run; what was kept stays."""
        for cancel in self._cancel:
            cancel()

    def _greet(self, pages: int) -> None:
        if pages > 1:
            self._lost = set(self._kept)
            if self._run.is_busy:
                self._say_what_is_lost(*self._lost)

    def _say_what_is_lost(self, *keys: str) -> None:
        if self._lost.intersection(keys):
            self._writer.put(self.note.layout, display=None)

    def _on_event(self, event: Event) -> None:
        is_due = isinstance(event, StepsDone | LookDone) and (
            time.monotonic() - self._since > max(REFRESH_SECONDS, self._rest_seconds)
        )
        if isinstance(event, RunStarted):
            self._stills_since = time.monotonic()
            if not self._run.history.looks:  # begun anew: they showed another model
                self._drawn = ()
        # at the start as well: from then on the panel shows more than the file
        if is_due or isinstance(event, RunStarted | RunEnded):
            self._since = time.monotonic()
            self.keep_soon()

    def keep_soon(self) -> None:
        """Keep it from a thread of its own: neither training nor the writer waits for a picture."""
        if self._kept and not self._is_asked:
            self._is_asked = True
            threading.Thread(target=self._keep_now, name="densemodel-file", daemon=True).start()

    def _keep_now(self) -> None:
        self._is_asked = False  # what happens from here on is not in this picture
        try:
            self.keep()
        except Exception:
            logger.exception("what stays in the file could not be changed")

    def _content(self) -> InFile:
        """What is so now, drawn only if it was not drawn before."""
        stamp = _stamp(self._run), self._drawn
        if self._newest is None or self._newest[0] != stamp:
            # asked before it is drawn: what ends meanwhile asks for another one
            is_behind = self._run.state not in _ENDED_STATES
            html, text = still_table(self._run)
            picture = Picture(self._picture(), WIDTH, f"Curves of {self._run.name}")
            self._newest = stamp, InFile(html, text, picture, ENDED, is_behind=is_behind)
        return self._newest[1]

    def _picture(self) -> bytes | None:
        try:
            curves = still_picture(self._run, goal=self._goal)
            pictures = [*([] if curves is None else [curves]), *self._drawn]
            return stacked(pictures) if pictures else None
        except Exception:
            logger.exception("the picture that stays in the file could not be drawn")
            return None


def _stamp(run: Run) -> object:
    """Differs whenever another picture or another sentence is due."""
    history = run.history
    done = history.looks, len(history.marks), run.step_losses.step_count
    return run.state, id(history), done, run.sentence
