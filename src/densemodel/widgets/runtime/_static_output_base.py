"""Displays a panel, and writes its static output into the notebook's file."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from ipywidgets import HTML

from densemodel.training import best_so_far
from densemodel.widgets.runtime._static_output import (
    StaticOutput,
    show_with_static_output,
    static_outputs,
    update_static_output,
)
from densemodel.wording import element

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipywidgets import DOMWidget

    from densemodel.training import Run
    from densemodel.widgets.runtime._writer import Writer


# A page that has lost its kernel gets no more words from it. So each update brings both what is so
# now and what is so if it was the last one; css/ended.css shows the one or the other.


_ALIVE, _GONE = "dm-while-alive", "dm-if-gone"
_IDLE = "The kernel is gone: run the cell again for a new panel."


def gone_words(run: Run) -> str:
    """The state of a run when its kernel ended: `Ended at epoch 14: the kernel is gone.`."""
    progress = run.progress
    if not run.is_busy:
        return _IDLE
    if run.state == "waiting" or progress is None or not progress.total_steps:
        return "Ended before its first step: the kernel is gone."
    if progress.epochs is None:
        return f"Ended at step {progress.total_steps:,}: the kernel is gone."
    epoch = min(progress.epoch + 1, progress.epochs)
    return f"Ended at epoch {epoch:,}: the kernel is gone."


def progress_markup(run: Run, words: list[str]) -> str:
    """The progress line, and its replacement once the kernel has ended."""
    if not run.is_busy:
        return "".join(element("span", word) for word in words)
    now = "".join(element("span", word, _ALIVE) for word in words)
    return now + element("b", gone_words(run), _GONE)


def sentence_markup(run: Run, said: str) -> str:
    """A run's sentence, and its replacement or addition once the kernel has ended."""
    if not run.is_busy:
        css = "dm-sentence dm-failed" if run.state == "failed" else "dm-sentence"
        now, then = element("p", said, css), _IDLE
    else:
        now = element("p", said, f"dm-sentence {_ALIVE}")
        then = " ".join(part for part in (gone_words(run), best_so_far(run)) if part)
    # each epoch read aloud would drown everything else: only what begins and ends is
    role = "" if run.state == "running" else ' role="status"'
    gone = element("p", then, f"dm-sentence {_GONE}")
    return f'<div{role}>{now}</div><div role="status">{gone}</div>'


logger = logging.getLogger("densemodel")

ENDED = (
    "The kernel that this panel belongs to has ended, and its runs with it. "
    "Run the cell again for a new panel."
)
LOADED_ANEW = "The page was reloaded: run the cell again to keep the newest picture in the file."
REFRESH_SECONDS = 30.0
"""The least time between two changes while it trains: each is stored in the notebook."""


class StaticOutputBase:
    """The static output of one panel.

    A reloaded page no longer knows which outputs to update, and accepts no new ones for a cell that
    has ended. JupyterLab and Notebook 7 then write the static output themselves; in others the file
    keeps its old output, and `note` says so.

    A subclass must be ready before it calls this constructor: a page may connect at once.

    Args:
        writer: Updates the widgets.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.note = HTML(element("p", LOADED_ANEW), layout={"display": "none"})
        self.note.add_class("dm-note")
        self.note.add_class("dm-loaded-anew")
        self._kept: dict[str, StaticOutput] = {}
        self._lost: set[str] = set()
        self._newest: tuple[object, StaticOutput] | None = None
        self._lock = threading.Lock()
        self._is_asked = False
        self._cancel: list[Callable[[], None]] = []
        if writer.taken is not None:
            self._cancel.append(writer.taken.on_hello(self._greet))

    def show(self, panel: DOMWidget) -> None:
        """Display the panel in the running cell."""
        with self._lock:
            content = self._content()
            self._kept[show_with_static_output(panel, content)] = content
            self._lost.clear()
            self._writer.put(self.note.layout, display="none")

    def keep(self) -> None:
        """Write the current content into the file."""
        with self._lock:
            self._put(self._content())

    def add_static_output(self, key: str) -> None:
        """Keep it in place of another output of a cell, too."""
        with self._lock:
            self._kept[key] = StaticOutput("", "")
        self.keep()

    def keep_soon(self) -> None:
        """Write the content from another thread: training and the writer don't wait for it."""
        if self._kept and not self._is_asked:
            self._is_asked = True
            threading.Thread(target=self._keep_now, name="densemodel-file", daemon=True).start()

    def close(self) -> None:
        """Stop listening; the static output stays."""
        for cancel in self._cancel:
            cancel()

    def _content(self) -> StaticOutput:
        """The current content."""
        raise NotImplementedError

    @property
    def _may_change(self) -> bool:
        """Whether the static output may become out of date."""
        raise NotImplementedError

    def _once(self, stamp: object, make: Callable[[], StaticOutput]) -> StaticOutput:
        """The current content, drawn only if it changed.

        Args:
            stamp: Differs whenever another picture or another sentence is due.
            make: Draws it.
        """
        if self._newest is None or self._newest[0] != stamp:
            self._newest = stamp, make()
        return self._newest[1]

    def _put(self, content: StaticOutput) -> None:
        for key, kept in self._kept.items():
            if kept is not content:
                self._kept[key] = content
                update_static_output(key, content)
                self._bring(key)

    def _keep_now(self) -> None:
        self._is_asked = False  # what happens from here on is not in this picture
        try:
            self.keep()
        except Exception:
            logger.exception("what stays in the file could not be changed")

    def _greet(self, pages: int) -> None:
        if pages > 1:
            self._lost = set(self._kept)
            taken = self._writer.taken
            if taken is not None and taken.keeps_outputs:
                # the notebook may have been saved before the newest was kept
                threading.Thread(
                    target=self._bring_all, name="densemodel-file", daemon=True
                ).start()
            elif self._may_change:
                self._bring(*self._lost)

    def _bring_all(self) -> None:
        with self._lock:
            self._bring(*self._kept)

    def _bring(self, *keys: str) -> None:
        """Let a reloaded page write the static output into its notebook, or say that it can't."""
        lost, taken = self._lost.intersection(keys), self._writer.taken
        if lost and taken is not None and taken.keeps_outputs:
            for key in lost:
                taken.keep(key, static_outputs(key, self._kept[key]))
            self._writer.put(self.note.layout, display="none")
        elif lost:
            self._writer.put(self.note.layout, display=None)


def picture_or_none(draw: Callable[[], bytes | None]) -> bytes | None:
    """A picture, or None if drawing fails: the numbers stay without it."""
    try:
        return draw()
    except Exception:
        logger.exception("the picture that stays in the file could not be drawn")
        return None
