"""The changes of many widgets in one message, which a page draws in one go.

ipywidgets sends a message for each widget, and a browser lays out and paints after each of them:
with ten a refresh it painted five times, and the training that shares its cores went a fifth
slower. So the writer gathers what the widgets would send, in their own form, and the front end
hands it to their models at once.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipywidgets import Widget

UPDATE = "update"
"""The kind of message that changes traits; all others go their own way."""


class Bundle:
    """Gathers what widgets send while they are changed in this thread."""

    def __init__(self) -> None:
        self.parts: list[dict[str, Any]] = []
        "Each with its model, its state, and where its buffers belong."
        self.buffers: list[Any] = []
        self._thread = threading.get_ident()

    @contextmanager
    def of(self, widget: Widget) -> Iterator[None]:
        """Gather what this widget sends meanwhile."""
        send = widget._send  # noqa: SLF001 - the one place through which all of it goes

        def gather(message: dict[str, Any], buffers: Any = None) -> None:
            is_ours = threading.get_ident() == self._thread and message.get("method") == UPDATE
            if is_ours:
                self._add(widget, message, buffers or [])
            else:
                send(message, buffers=buffers)

        # an attribute of this one object, in place of its class's method
        widget._send = gather  # noqa: SLF001
        try:
            yield
        finally:
            del widget._send  # noqa: SLF001

    def _add(self, widget: Widget, message: dict[str, Any], buffers: list[Any]) -> None:
        self.parts.append(
            {
                "model": widget.model_id,
                "state": message["state"],
                "paths": message["buffer_paths"],
            }
        )
        self.buffers += buffers
