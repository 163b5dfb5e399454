"""What a page has missed: the traits that changed since it last asked, and widgets made unseen.

Some front ends deliver only what a kernel sends while it handles one of their own messages. What
the training threads and the writer send in between is lost there. So each update has a number, a
page says the last one that it has, and gets the newest values of all that changed since.
"""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING

from ipywidgets import Widget

from densemodel.widgets.runtime._compat import open_again

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Changes:
    """Numbers the updates, and remembers the last one of each trait."""

    def __init__(self) -> None:
        self.number = 0
        "That of the newest update."
        self._traits: weakref.WeakKeyDictionary[Widget, dict[str, int]]
        self._traits = weakref.WeakKeyDictionary()
        self._unseen: weakref.WeakKeyDictionary[Widget, None] = weakref.WeakKeyDictionary()
        self._lock = threading.Lock()

    def watch_new_widgets(self) -> None:
        """Remember which widgets are made where their first message may be lost."""
        before = Widget._widget_construction_callback  # noqa: SLF001 - another's, called as well

        def made(widget: Widget) -> None:
            if before is not None:
                before(widget)
            if threading.current_thread() is not threading.main_thread():
                with self._lock:
                    self._unseen[widget] = None

        Widget.on_widget_constructed(made)

    def record(self, updates: Mapping[Widget, Iterable[str]]) -> int:
        """Number an update of these traits."""
        with self._lock:
            self.number += 1
            for widget, names in updates.items():
                self._traits.setdefault(widget, {}).update(dict.fromkeys(names, self.number))
            return self.number

    def open_unseen(self) -> None:
        """Announce the widgets that a page may not know; each once, the parts before the whole."""
        with self._lock:
            unseen = dict(self._unseen)
            self._unseen.clear()
        seen: set[int] = set()
        for widget in unseen:
            for part in with_parts(widget, seen):
                if part in unseen:
                    open_again(part)

    def forget_unseen(self) -> None:
        """Note that a page has got what was sent unasked, so that nothing was made unseen."""
        with self._lock:
            self._unseen.clear()

    def send_since(self, number: int) -> None:
        """Send the newest values of the traits that changed after the update of this number."""
        with self._lock:
            newer = [
                (widget, [n for n, when in traits.items() if when > number and n in widget.keys])
                for widget, traits in self._traits.items()
            ]
        for widget, names in newer:
            if names and widget.comm is not None:
                widget.send_state(names)


def with_parts(widget: Widget, seen: set[int]) -> Iterator[Widget]:
    """The open widgets in the traits of this one, and in theirs, and it itself at last.

    Args:
        widget: The whole.
        seen: The `id` of each widget to leave out; each that was visited is added.
    """
    if id(widget) in seen or widget.comm is None:
        return
    seen.add(id(widget))
    for name in widget.keys:
        value = getattr(widget, name)
        parts = list(value.values()) if isinstance(value, dict) else value
        for part in parts if isinstance(parts, list | tuple) else [parts]:
            if isinstance(part, Widget):
                yield from with_parts(part, seen)
    yield widget
