"""The writer: the only thread of a kernel that updates widgets.

Two threads that hold one widget's messages back at once raise an error in ipywidgets, and a run
that sets traits itself would train more slowly. So everyone puts values here and goes on. Of
several values for one trait the last wins. What takes longer, such as a whole figure, is asked for
with `soon` and computed here, once for any number of events.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.widgets.runtime._changes import Changes
from densemodel.widgets.runtime._page_link import PageLink
from densemodel.widgets.runtime._parts import visibility

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipywidgets import Widget


# ipywidgets sends a message for each widget, and a browser lays out and paints after each of them:
# with ten a refresh it painted five times, and the training that shares its cores went a fifth
# slower. So the writer gathers what the widgets would send, in their own form, and the front end
# hands it to their models at once.


class Bundle:
    """Collects the messages of widgets that are changed in this thread."""

    def __init__(self) -> None:
        self.parts: list[dict[str, Any]] = []
        "Each with its model, its state, and where its buffers belong."
        self.buffers: list[Any] = []
        self._thread = threading.get_ident()

    @contextmanager
    def of(self, widget: Widget) -> Iterator[None]:
        """Collect what this widget sends in the meantime."""
        send = widget._send  # noqa: SLF001 - the one place through which all of it goes

        def gather(message: dict[str, Any], buffers: Any = None) -> None:
            # all other kinds of messages go their own way
            if threading.get_ident() != self._thread or message.get("method") != "update":
                send(message, buffers=buffers)
                return
            state, paths = message["state"], message["buffer_paths"]
            self.parts.append({"model": widget.model_id, "state": state, "paths": paths})
            self.buffers += buffers or []

        # an attribute of this one object, in place of its class's method
        widget._send = gather  # noqa: SLF001
        try:
            yield
        finally:
            del widget._send  # noqa: SLF001


logger = logging.getLogger("densemodel")

_MOVING_SECONDS = 1.0
"""A control that a person touched less than this ago is left alone."""

AHEAD = 5
"""Updates of which one asks for an answer, and the next such one waits for it.

So a page is never more than five updates, 1.25 seconds, behind. To answer each of them cost a run
6 % of its time on two cores: JupyterLab draws its signs of a busy and an idle kernel for each.
"""

_BUSY_SECONDS = 30.0
"""So long after the last update a page that pulls asks often: compiling takes some seconds."""


Values = dict[str, Any]


class Writer:
    """Sets the traits of widgets in a daemon thread, several times a second.

    For a page that pulls, it sets them in the handler of the page's question instead.

    Args:
        refresh_seconds: The least time between two updates.
        patience_seconds: How long the front end is waited for before the next update goes anyway:
            a page that is closed or hidden never answers.
        taken: How the front end says that it has drawn; None goes by time alone.
    """

    def __init__(
        self,
        refresh_seconds: float = 0.25,
        patience_seconds: float = 0.5,
        taken: PageLink | None = None,
    ) -> None:
        self._refresh_seconds = refresh_seconds
        self._patience_seconds = patience_seconds
        self.taken = taken
        self._waiting: dict[Widget, Values] = {}
        self._asked: dict[Callable[[], None], None] = {}  # a set that keeps its order
        self._touched: dict[Widget, float] = {}
        self._change = threading.Condition()
        self._flushing = 0
        self._is_sending = False
        self._is_hurried = False
        self._unanswered = AHEAD  # the first update asks
        self.changes = Changes()
        self._setting = threading.RLock()
        self._setter: int | None = None
        "The thread that draws and sets traits at this moment."
        self._sender: int | None = None
        "The thread that sets traits at this moment."
        self._put_at = -_BUSY_SECONDS
        "When something was put here last."
        self._running_cells = 0
        "One, or more: a cell may run others."
        if taken is not None:
            taken.observe(lambda _: self._note_drawn(), "taken")
            taken.on_hello(self._greet)
            taken.answer = self._answer
        self._thread = threading.Thread(target=self._work, name="densemodel-writer", daemon=True)
        self._thread.start()

    @property
    def is_writing(self) -> bool:
        """Whether the caller is called by the writer: the change is not a person's."""
        return threading.get_ident() == self._setter

    def put(self, widget: Widget, **values: Any) -> None:
        """Set traits soon; a later value of the same trait replaces this one."""
        with self._change:
            self._waiting.setdefault(widget, {}).update(values)
            self._put_at = time.monotonic()
            self._change.notify_all()

    def show(self, widget: Widget, *, is_shown: bool = True) -> None:
        """Show or hide a widget."""
        self.put(widget, **visibility(widget, is_shown))

    def say(self, line: Widget, markup: str) -> None:
        """Set the text of an HTML widget, which is hidden while it is empty."""
        self.put(line, value=markup)
        self.show(line, is_shown=bool(markup))

    def soon(self, draw: Callable[[], None]) -> None:
        """Call a function before the next update, once for any number of requests.

        A method of a view or panel that is closed by then is not called.
        """
        with self._change:
            self._asked[draw] = None
            self._put_at = time.monotonic()
            self._change.notify_all()

    def deliver(self, send: Callable[[], None]) -> None:
        """Call a function that sends something to the page where that arrives: now if possible."""
        if self._waits_for_page:
            self.soon(send)
        else:
            send()

    def note_cell(self, *, runs: bool) -> None:
        """Note whether a cell runs: then a page that pulls gets what is sent unasked, too."""
        with self._change:
            self._running_cells = max(0, self._running_cells + (1 if runs else -1))
            self._change.notify_all()

    def is_lost(self) -> bool:
        """Whether a page that pulls does not get what this thread sends by itself now."""
        return not (self.runs_cell or _is_main() or threading.get_ident() == self._sender)

    @property
    def runs_cell(self) -> bool:
        """Whether a cell runs."""
        return self._running_cells > 0

    def hurry(self) -> None:
        """Send pending updates at once, even if the page is still drawing: a person is waiting."""
        with self._change:
            self._is_hurried = True
            self._change.notify_all()

    def touched(self, widget: Widget) -> None:
        """Leave a control alone for a second after a person moved it."""
        with self._change:
            self._touched[widget] = time.monotonic()

    def forget(self, widget: Widget) -> None:
        """Drop the pending updates of a closed widget."""
        with self._change:
            self._waiting.pop(widget, None)
            self._touched.pop(widget, None)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Draw and set nothing meanwhile; waits for what is being drawn."""
        with self._setting:
            yield

    def flush(self, timeout: float = 5.0) -> bool:
        """Wait until all traits are set, also of moved controls; returns whether in time."""
        end = time.monotonic() + timeout
        with self._change:
            self._flushing += 1
            self._change.notify_all()
        try:
            # a handler's thread sends by itself what a page that pulls would have to ask for
            # what is drawn may ask for more to be drawn
            for _ in range(5 if self._waits_for_page and _is_main() else 0):
                self._draw_and_send(self._next_drawings())
            if self.is_writing:  # called by a drawing, which the writer's thread may wait for
                return not self._waiting and not self._asked
            with self._change:
                return self._change.wait_for(lambda: not self._has_work(), end - time.monotonic())
        finally:
            with self._change:
                self._flushing -= 1

    def _has_work(self) -> bool:
        return bool(self._waiting or self._asked or self._is_sending)

    def _note_drawn(self) -> None:
        if self.taken is not None and not self.is_pulled:
            self.changes.forget_unseen(self.taken.taken)
        self._notify()

    def _notify(self) -> None:
        with self._change:
            self._change.notify_all()

    @property
    def is_pulled(self) -> bool:
        """Whether the page asks for what it shows, and gets nothing unasked."""
        return self.taken is not None and self.taken.pulls

    @property
    def _waits_for_page(self) -> bool:
        """Whether what is sent now would be lost: a page pulls, and no cell runs."""
        return self.is_pulled and not self.runs_cell

    def _greet(self, pages: int) -> None:
        if self.taken is None or self.is_pulled:
            return
        if pages > 1:
            self.soon(self.taken.send_again)
        # sent when nothing is handled any more, so that the page sees whether that arrives;
        # `_send` puts its number in
        timer = threading.Timer(0.1, self.put, (self.taken,), {"sent": 0})
        timer.daemon = True
        timer.start()

    def _answer(self, since: int | None) -> dict[str, Any]:
        facts: dict[str, Any] = {}
        if since is not None:
            self._draw_and_send(self._next_drawings(), since)
            facts["count"] = self.changes.number
        return {**facts, "busy": time.monotonic() - self._put_at < _BUSY_SECONDS}

    def _work(self) -> None:
        while True:
            # its own frame: what waits here would keep the last panel alive
            self._draw_and_send(self._wait_for_drawings())
            with self._change:
                self._is_sending = False
                self._change.notify_all()
                self._change.wait_for(self._is_wanted_now, self._refresh_seconds)
                if self.taken is not None and self.taken.answers:
                    self._change.wait_for(self._may_go_on, self._patience_seconds)

    def _draw_and_send(self, drawings: list[Callable[[], None]], since: int | None = None) -> None:
        """Draw, and send what is waiting, and what changed since an update of that number."""
        with self._setting:
            before, self._setter = self._setter, threading.get_ident()
            try:
                for draw in drawings:
                    if getattr(getattr(draw, "__self__", None), "is_closed", False):
                        continue
                    try:
                        draw()
                    except Exception:
                        logger.exception("a part of the panel could not be drawn")
                with self._change:
                    batch = self._free()
                    for widget in batch:
                        del self._waiting[widget]
                if since is not None:
                    announced = self.changes.open_unseen(since)
                    self.changes.send_since(since, {*announced, *self._touched})
                if batch:
                    self._sender = self._setter
                    self._send(batch)
                    self._sender = None
                if self.taken is not None and self.taken in batch:
                    self.taken.is_probed = True
            finally:
                self._setter = before
                self._notify()

    def _send(self, batch: dict[Widget, Values]) -> None:
        number, taken, is_unasked = self.changes.record(batch), self.taken, not self._waits_for_page
        if taken is not None:
            self._unanswered += is_unasked
            # a page that takes no bundles sees no other number
            sends_number = is_unasked and (self._unanswered >= AHEAD or taken.is_plain)
            if sends_number or taken in batch:
                self._unanswered = 0
                batch = {**batch, taken: {"sent": number}}  # the last: then all is drawn
        if taken is None or not taken.takes_bundles or self.is_pulled:
            for widget, values in batch.items():
                _set(widget, values)
            is_seen = taken in batch
        else:
            bundle = Bundle()
            for widget, values in batch.items():
                with bundle.of(widget):
                    _set(widget, values)
            is_seen = bool(bundle.parts)
            if is_seen:
                taken.send_bundle(bundle, batch, number)
        if taken is not None and is_seen and is_unasked:
            taken.pushed = number

    def _is_wanted_now(self) -> bool:
        return self._flushing > 0 or self._is_hurried

    def _may_go_on(self) -> bool:
        is_near = self._unanswered < AHEAD - 1
        return self._is_wanted_now() or is_near or self.taken is None or self.taken.is_up_to_date

    def _wait_for_drawings(self) -> list[Callable[[], None]]:
        """Wait until there is something to do; returns the functions to call first."""
        with self._change:
            while self._waits_for_page or not (self._asked or self._free()):
                self._change.wait(_MOVING_SECONDS if self._waiting or self.is_pulled else None)
            self._is_hurried = False
            self._is_sending = True
            return self._next_drawings()

    def _next_drawings(self) -> list[Callable[[], None]]:
        with self._change:
            drawings = list(self._asked)
            self._asked.clear()
            return drawings

    def _free(self) -> dict[Widget, Values]:
        """The pending updates of widgets that nobody is moving."""
        now = time.monotonic()
        for widget, when in list(self._touched.items()):
            if now - when > _MOVING_SECONDS or self._flushing:
                del self._touched[widget]
        waiting = self._waiting.items()
        return {widget: values for widget, values in waiting if widget not in self._touched}


def _set(widget: Widget, values: Values) -> None:
    """Set traits in one message; a failure is logged and the writer continues."""
    if widget.comm is None:  # closed meanwhile
        return
    try:
        if len(values) == 1:
            [(name, value)] = values.items()
            setattr(widget, name, value)
            return
        with widget.hold_sync():
            for name, value in values.items():
                setattr(widget, name, value)
    except Exception:
        logger.exception("a %s could not be updated", type(widget).__name__)


class ChangedOnly:
    """Remembers the set traits, so that nothing is sent to the browser twice.

    For widgets that nobody else changes: what a person can change may differ from what was put.
    """

    def __init__(self, put: Callable[..., None]) -> None:
        self._put = put
        self._last: dict[Widget, dict[str, Any]] = {}

    def __call__(self, widget: Widget, **values: Any) -> None:
        """Set the changed values in one message."""
        last = self._last.setdefault(widget, {})
        new = {name: value for name, value in values.items() if not _is_in(last, name, value)}
        if new:
            last.update(new)
            self._put(widget, **new)


def _is_in(last: dict[str, Any], name: str, value: Any) -> bool:
    if name not in last:
        return False
    before = last[name]
    if not isinstance(value, np.ndarray) or not isinstance(before, np.ndarray):
        return bool(before == value)
    has_nan = value.dtype.kind == before.dtype.kind == "f"
    return value.dtype == before.dtype and np.array_equal(before, value, equal_nan=has_nan)


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()


@cache
def kernel_writer() -> Writer:
    """The writer of this kernel, made at first use."""
    from IPython import get_ipython

    writer, shell = Writer(taken=PageLink()), get_ipython()
    writer.changes.watch_new_widgets(writer.is_lost)
    if shell is not None:
        if _is_main():
            writer.note_cell(runs=True)
        shell.events.register("pre_run_cell", lambda *_: writer.note_cell(runs=True))
        shell.events.register("post_run_cell", lambda *_: writer.note_cell(runs=False))
    return writer
