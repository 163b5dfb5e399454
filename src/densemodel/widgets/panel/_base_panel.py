"""The frame of a panel: its styles and parts, its events, and its static output in the file."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Any

from densemodel.charts._static import WIDTH
from densemodel.widgets.panel._view import close_widgets
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._compat import view_data, view_metadata
from densemodel.widgets.runtime._front_end import has_kernel
from densemodel.widgets.runtime._paced import in_thread
from densemodel.widgets.runtime._parts import HIDDEN, HTML, AnyWidget, VBox, shared, shared_ids
from densemodel.widgets.runtime._static_output import (
    Picture,
    StaticOutput,
    show_with_static_output,
    static_outputs,
    update_static_output,
)
from densemodel.widgets.runtime._style import BuiltFile, style_widget
from densemodel.widgets.runtime._writer import kernel_writer
from densemodel.wording import NO_MATHS, element, spec_markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipywidgets import Widget

    from densemodel.language import Spec
    from densemodel.widgets.runtime._writer import Writer

logger = logging.getLogger("densemodel")

_ENDED = (
    "The kernel that this panel belongs to has ended, and its runs with it. "
    "Run the cell again for a new panel."
)
RELOADED = "The page was reloaded: run the cell again to keep the newest picture in the file."
REFRESH_SECONDS = 30.0
"""The least time between two changes while it trains: each is stored in the notebook."""


class Accessibility(AnyWidget):
    """An invisible widget that names its panel's sliders, keeps their keys, and handles Escape."""

    _esm = BuiltFile("accessibility.js")

    def __init__(self) -> None:
        super().__init__()
        self.add_class("dm-style")  # it has nothing to show


class Frame(VBox):
    """A box below a cell: the styles, and the parts that a person sees."""

    children: Any
    is_closed = False
    _key = ""
    "That of its static output, once it is displayed."

    def __init__(self, writer: Writer | None, *css: str) -> None:
        self._writer = writer or kernel_writer()
        self._cancel: list[Callable[[], None]] = []
        "What ends when the panel is closed."
        self._handling = threading.Lock()
        self._fixed: list[Any] = [style_widget(), shared(Accessibility)]
        # a front end makes only widgets that it is shown, so the answering one has to be among them
        self._fixed += [] if self._writer.taken is None else [self._writer.taken]
        super().__init__()
        styled(self, "dm-panel", NO_MATHS, *css)

    def _show_parts(self, *parts: Widget) -> None:
        if not self.children:  # it is not displayed yet
            self._writer.flush(timeout=2.0)  # so that the first look at it is whole
            self.children = [*self._fixed, *parts]
            return
        self._writer.put(self, children=[*self._fixed, *parts])
        self._writer.flush(timeout=2.0)

    def _handle(self, do: Callable[[], object]) -> None:
        """Do what a person asks for, one thing at a time, and send what has changed."""
        with self._handling:
            do()
        self._writer.hurry()

    def _ipython_display_(self) -> None:
        if has_kernel():
            self._display()
        else:
            print(repr(self))  # noqa: T201

    def _display(self) -> None:
        self._key = show_with_static_output(self, self._static_output())

    def _static_output(self) -> StaticOutput:
        return StaticOutput(element("p", repr(self)), repr(self))

    def close(self) -> None:
        """Close every widget; its runs continue."""
        if self.comm is not None and not self.is_closed:
            self.is_closed = True  # closing the parts comes back here for the panel itself
            for cancel in self._cancel:
                cancel()
            self._close_parts()
            own = [child for child in self.children if not self._is_shared(child)]
            for child in own:
                if isinstance(child, Frame):
                    child.close()
            # a page can't be told of a child that is closed
            self.children = [child for child in own if child.comm is not None]
            close_widgets(self, self._writer)
        super().close()

    def _is_shared(self, child: Widget) -> bool:
        """Whether others show it, too, so that it stays open."""
        return child is self._writer.taken or id(child) in shared_ids()

    def _close_parts(self) -> None:
        """Close views, and widgets that are not among the children."""


class BasePanel(Frame):
    """A panel of runs, with a static output in the notebook's file.

    A reloaded page no longer knows which outputs to update, and accepts no new ones for a cell that
    has ended. JupyterLab and Notebook 7 then write the static output themselves; in others the file
    keeps its old output, and a note says so.

    A subclass gives the static output, and calls `_output_changes` as events come.
    """

    def __init__(self, writer: Writer | None, *css: str) -> None:
        note = HTML(element("p", RELOADED))
        self._note = styled(note, HIDDEN, "dm-note", "dm-loaded-anew")
        self._static_outputs: dict[str, StaticOutput] = {}
        "The static outputs by their keys: a panel may be shown in several cells."
        self._lost: set[str] = set()
        "The keys of those that the page no longer knows."
        self._unsent: set[str] = set()
        "The keys of those that the page has not got yet."
        self._newest: tuple[object, StaticOutput] | None = None
        self._keeping = threading.Lock()
        self._is_asked = False
        self._kept_at = time.monotonic()
        self._rest_seconds = 0.0
        super().__init__(writer, *css)
        if self._writer.taken is not None:
            self._cancel.append(self._writer.taken.on_hello(self._greet))

    def _show_parts(self, *parts: Widget) -> None:
        super()._show_parts(*parts, self._note)

    # What a panel says of itself

    @property
    def _may_change(self) -> bool:
        """Whether the static output may become out of date."""
        raise NotImplementedError

    def _static_stamp(self) -> object:
        """A value that changes whenever the static output does."""
        raise NotImplementedError

    def _output_of(
        self,
        words: tuple[str, str],
        draw: Callable[[], bytes | None],
        alternative: str,
        *,
        is_behind: bool,
    ) -> StaticOutput:
        """The static output with these words, as HTML and as text, and a picture.

        If the picture can't be drawn, the numbers stay without it.
        """
        try:
            png = draw()
        except Exception:
            logger.exception("the picture that stays in the file could not be drawn")
            png = None
        picture = Picture(png, WIDTH, alternative)
        return StaticOutput(*words, picture, _ENDED, is_behind=is_behind)

    def _draw_slow_pictures(self) -> bool:
        """Draw the pictures that the static output does not wait for; whether they are others."""
        return False

    # What a notebook asks for

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        return {**view_data(self), "text/plain": repr(self)}, view_metadata()

    def _display(self) -> None:
        with self._keeping:
            content = self._newest_output()
            self._static_outputs[show_with_static_output(self, content)] = content
            self._lost.clear()
            self._writer.show(self._note, is_shown=False)

    def add_static_output(self, key: str) -> None:
        """Write the static output in place of that of another widget, by its key, too."""
        with self._keeping:
            self._static_outputs[key] = StaticOutput("", "")
        self.update_static_output()

    def update_static_output(self, *, again: bool = False) -> None:
        """Write the newest picture and sentence into the notebook's file now.

        A panel does so by itself a moment after training ends.

        Args:
            again: Send them even if a thread has: nbclient drops what does not answer the cell
                that runs.
        """
        with self._keeping:
            self._unsent |= set(self._static_outputs) if again else set()
            began = time.monotonic()
            self._put_output(self._newest_output())
            if self._draw_slow_pictures():
                self._put_output(self._newest_output())
            # drawing takes at most this part of a run's time: what took longer rests longer
            self._rest_seconds = (time.monotonic() - began) / 0.03

    # How the file follows

    def _output_changes(self, *, now: bool) -> None:
        """Write the static output soon if it has rested, or `now`."""
        rest = max(REFRESH_SECONDS, self._rest_seconds)
        if now or time.monotonic() - self._kept_at > rest:
            self._kept_at = time.monotonic()
            self._keep_soon()

    def _keep_soon(self) -> None:
        """Write it from another thread: training and the writer don't wait for it."""
        if self._static_outputs and not self._is_asked:
            self._is_asked = True
            self._in_thread(self._keep_now)

    def _keep_now(self) -> None:
        self._is_asked = False  # what happens from here on is not in this picture
        try:
            self.update_static_output()
        except Exception:
            logger.exception("what stays in the file could not be changed")

    def _newest_output(self) -> StaticOutput:
        stamp = self._static_stamp()
        if self._newest is None or self._newest[0] != stamp:
            self._newest = stamp, self._static_output()
        return self._newest[1]

    def _put_output(self, content: StaticOutput) -> None:
        self._unsent |= {
            key for key, stored in self._static_outputs.items() if stored is not content
        }
        self._static_outputs.update(dict.fromkeys(self._unsent, content))
        self._writer.deliver(self._send_outputs)

    def _send_outputs(self) -> None:
        while self._unsent:
            key = self._unsent.pop()
            output, is_pulled = self._static_outputs[key], self._writer.is_pulled
            update_static_output(key, output, is_pulled=is_pulled)
            self._restore_outputs(key)

    def _greet(self, pages: int) -> None:
        taken = self._writer.taken
        # where each cell is a page of its own, another cell's says nothing about this one
        if pages > 1 and self._static_outputs and not self._writer.is_pulled:
            self._lost = set(self._static_outputs)
            if taken is not None and taken.keeps_outputs:
                # the notebook may have been saved before the newest was kept
                self._in_thread(self._bring_all)
            elif self._may_change:
                self._restore_outputs(*self._lost)

    def _bring_all(self) -> None:
        with self._keeping:
            self._restore_outputs(*self._static_outputs)

    def _restore_outputs(self, *keys: str) -> None:
        """Let a reloaded page write the static output into its notebook, or say that it can't."""
        lost, taken = self._lost.intersection(keys), self._writer.taken
        if not lost:
            return
        can_bring = taken is not None and taken.keeps_outputs
        if taken is not None and can_bring:
            for key in lost:
                taken.keep(key, static_outputs(key, self._static_outputs[key]))
        self._writer.show(self._note, is_shown=not can_bring)

    def _in_thread(self, do: Callable[[], None]) -> None:
        in_thread(do, "densemodel-file")


def status_html(words: str, *, is_busy: bool, is_failed: bool = False) -> str:
    """A panel's sentence; a screen reader says it unless it changes with each epoch."""
    # each epoch read aloud would drown everything else: only what begins and ends is
    role = "" if is_busy else ' role="status"'
    css = "dm-sentence dm-failed" if is_failed else "dm-sentence"
    return f"<div{role}>{element('p', words, css)}</div>"


def header_html(name: str, spec: Spec) -> str:
    """A name and a spec: its clauses are smaller than the network, and not broken across lines."""
    clauses = str(spec).removeprefix(f"{spec.name}: ").removeprefix(spec.network_text)
    parts = clauses.removeprefix(" ; ").split(" ; ") if clauses else []
    smaller = "".join(" " + element("span", f"; {clause}", "dm-clause") for clause in parts)
    network = f'<span class="dm-spec">{spec_markup(spec.network_text)}{smaller}</span>'
    return element("span", name, "dm-name") + network
