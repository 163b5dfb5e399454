"""What a page has missed: the traits that changed since it last asked, and widgets made unseen.

Some front ends deliver only what a kernel sends while it handles one of their own messages. What
the training threads and the writer send in between is lost there. So each update has a number, a
page says the last one that it has, and gets the newest values of all that changed since.
"""

from __future__ import annotations

import logging
import threading
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ipywidgets import Widget

from densemodel.widgets.runtime._compat import open_again

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping

logger = logging.getLogger("densemodel")


@dataclass(slots=True)
class _Made:
    """When a widget was made unseen, and announced: the numbers of the newest updates then."""

    made: int
    announced: int | None = None


class Changes:
    """Numbers the updates, and remembers the last one of each trait."""

    def __init__(self) -> None:
        self.number = 0
        "That of the newest update."
        self._traits: weakref.WeakKeyDictionary[Widget, dict[str, int]]
        self._traits = weakref.WeakKeyDictionary()
        self._unseen: weakref.WeakKeyDictionary[Widget, _Made] = weakref.WeakKeyDictionary()
        self._lock = threading.Lock()

    def watch_new_widgets(self, is_lost: Callable[[], bool]) -> None:
        """Remember the widgets that are made where what they send is lost, and what is set in them.

        Args:
            is_lost: Whether a page that pulls gets what the calling thread sends.
        """
        before = Widget._widget_construction_callback  # noqa: SLF001 - another's, called as well

        def change(change: Any) -> None:
            widget, name = change["owner"], change["name"]
            if name in widget.keys and is_lost():
                self.record({widget: (name,)})

        def made(widget: Widget) -> None:
            if before is not None:
                before(widget)
            if is_lost():
                with self._lock:
                    self._unseen[widget] = _Made(self.number)
                # who made it sets it up; the writer's changes are recorded anyway
                widget.observe(change)

        Widget.on_widget_constructed(made)

    def record(self, updates: Mapping[Widget, Iterable[str]]) -> int:
        """Number an update of these traits."""
        with self._lock:
            self.number += 1
            for widget, names in updates.items():
                self._traits.setdefault(widget, {}).update(dict.fromkeys(names, self.number))
            return self.number

    def open_unseen(self, since: int) -> Collection[Widget]:
        """Announce the widgets that a page may not know, the parts before the whole; returns them.

        Args:
            since: The number of the last update that the page has: what was announced before that
                is known to it.
        """
        with self._lock:
            for widget, when in list(self._unseen.items()):
                if when.announced is not None and when.announced <= since:
                    del self._unseen[widget]
            unseen = dict(self._unseen)
            self.number += bool(unseen)
            for when in unseen.values():
                when.announced = when.announced or self.number
        seen: set[int] = set()
        for widget in unseen:
            for part in with_parts(widget, seen):
                if part in unseen:
                    _try(open_again, part)
        return unseen

    def forget_unseen(self, taken: int) -> None:
        """Note that a page got the update of this number unasked, and so all that came before."""
        with self._lock:
            for widget, when in list(self._unseen.items()):
                if when.made < taken:
                    del self._unseen[widget]

    def send_since(self, number: int, but: Container[Widget]) -> None:
        """Send the newest values of the traits that changed after the update of this number.

        Args:
            number: The last update that the page has.
            but: Widgets to leave alone: they were just announced, or a person moves them.
        """
        with self._lock:
            newer = [
                (widget, [n for n, when in traits.items() if when > number and n in widget.keys])
                for widget, traits in self._traits.items()
                if widget not in but
            ]
        for widget, names in newer:
            if names and widget.comm is not None:
                _try(widget.send_state, names)


def _try(send: Callable[..., None], *args: Any) -> None:
    """Send something; of one widget that can't be sent, no other has to suffer."""
    try:
        send(*args)
    except Exception:
        logger.exception("a page could not be sent a widget")


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
