"""The messages of the page: that it has drawn, asks, or was opened.

A kernel can send faster than a browser draws, and nothing pushes back: the browser then still
replays long after training ended. So the writer counts what it sends in `sent`, the front end
copies it to `taken` after its next frame, and the writer waits for that.

A page also pings after a person's click, so that it can say when nobody answers, and says hello
when it is opened or reloaded.
"""

from __future__ import annotations

import logging
import time
import weakref
from typing import TYPE_CHECKING, Any

import traitlets

from densemodel.widgets.runtime._style import BuiltFile, PageWidget
from densemodel.widgets.runtime._subscribers import Subscribers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ipywidgets import Widget

    from densemodel.widgets.runtime._writer import Bundle

logger = logging.getLogger("densemodel")


class PageLink(PageWidget):
    """Counts sent and drawn updates, and answers the page's pings."""

    _esm = BuiltFile("page_link.js")
    sent = traitlets.Int(0).tag(sync=True)
    taken = traitlets.Int(0).tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self.takes_bundles = False
        "Every page that is open can take the changes of many widgets in one message."
        self.keeps_outputs = False
        "The page that was opened last can put outputs into its notebook."
        self.pushed = 0
        "The number of the last update that was sent unasked, and that a page could see."
        self.is_probed = False
        "Whether an update was sent unasked since the last hello."
        self._bundled: weakref.WeakSet[Widget] = weakref.WeakSet()
        self.hello_count = 0
        "How many pages have shown widgets of this kernel; a reloaded one counts again."
        self._on_hello: Subscribers[[int]] = Subscribers()
        self.answer: Callable[[int | None], dict[str, Any]] = lambda _: {}
        """Called on the thread that takes messages, with the number of the last update that a
        page which pulls has, or None; returns what the answer says besides."""
        self._pulled_at: float | None = None
        self.add_class("dm-style")  # it has nothing to show

    @property
    def answers(self) -> bool:
        """Whether a front end has ever answered; scripts and tests have none."""
        return bool(self.taken > 0) or self._pulled_at is not None

    @property
    def pulls(self) -> bool:
        """Whether a page gets changes only in answer to its questions."""
        pulled = self._pulled_at
        # a hidden page asks each minute
        return pulled is not None and time.monotonic() - pulled < 150.0

    @property
    def is_plain(self) -> bool:
        """Whether a page is open that takes no bundles."""
        return self.hello_count > 0 and not self.takes_bundles

    @property
    def is_up_to_date(self) -> bool:
        """Whether everything sent is drawn."""
        return bool(self.taken >= self.sent)

    def on_hello(self, function: Callable[[int], None]) -> Callable[[], None]:
        """Call a function when a page is opened, reloaded, or joined; returns what ends it.

        It takes the number of hellos so far: 1 is the first page, any later one a page that knows
        only what the kernel holds. It is called on the thread that takes messages and must be
        quick; what it raises is logged.
        """
        return self._on_hello.add(function)

    def _handle_message(self, _: Any, content: Any, __: Any) -> None:
        kind = content.get("type") if isinstance(content, dict) else None
        if kind in ("ask", "pull"):
            self._answer(content.get("count"), pulls=kind == "pull")
        elif kind == "unbundled":  # the page could not read what came in bundles
            self.takes_bundles = False
            self.send_again()
            self._bundled.clear()
        elif kind == "hello":
            can_bundle = bool(content.get("bundles"))
            self.takes_bundles = can_bundle and (self.takes_bundles or not self.hello_count)
            self.keeps_outputs = bool(content.get("keeps"))
            self.hello_count += 1
            self.is_probed = False
            self.send({"type": "welcome", "pulls": self.pulls})
            for function in self._on_hello:
                try:
                    function(self.hello_count)
                except Exception:
                    logger.exception("what follows an opened page has failed")

    def _answer(self, count: object, *, pulls: bool) -> None:
        since = count if isinstance(count, int) else 0
        if pulls:
            self._pulled_at = time.monotonic()
        facts: dict[str, Any] = {"count": since, "busy": False}
        try:
            facts |= self.answer(since if pulls else None)
        except Exception:
            logger.exception("a page could not be answered")
        # until it is probed, a page may have all from the kernel's state, without the number
        pushed = self.pushed if self.is_probed else 0
        self.send({"type": "answer", "since": since, "pushed": pushed, **facts})

    def send_bundle(self, bundle: Bundle, widgets: Iterable[Widget], number: int) -> None:
        """Send the changes of these widgets in one message, the update of this number."""
        self._bundled.update(widgets)
        self.send({"type": "bundle", "parts": bundle.parts, "count": number}, bundle.buffers)

    def keep(self, key: str, outputs: Sequence[Mapping[str, Any]]) -> None:
        """Let pages write outputs into their notebook, where the key marks it."""
        self.send({"type": "keep", "file": key, "outputs": outputs})

    def send_again(self) -> None:
        """Send the state of each widget that was ever part of a bundle.

        A reloaded page asks for all states, and receives bundles only once this widget's
        script has run: what was sent in between is lost to it.
        """
        for widget in list(self._bundled):
            if widget.comm is not None and widget is not self:
                widget.send_state()
