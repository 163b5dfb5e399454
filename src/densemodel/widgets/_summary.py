"""The panel's foot: what happened, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipywidgets import HTML

from densemodel.widgets._text import element
from densemodel.widgets._view import Scene, View

if TYPE_CHECKING:
    from densemodel.training import Event


class Summary(View):
    """The run's sentence; a failure in words and in red."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self.widget = HTML(self._text())
        self.widget.add_class("dm-summary")
        self.follow()

    def _text(self) -> str:
        run = self.run
        said = run.sentence
        if run.state == "ready" and self.scene.reason_not_ready:
            said = self.scene.reason_not_ready
        css = "dm-sentence dm-failed" if run.state == "failed" else "dm-sentence"
        return f'<div role="status">{element("p", said, css)}</div>'

    def on_event(self, event: Event) -> None:  # noqa: ARG002 - any event may change the sentence
        """Say what is so now."""
        self.soon(self._draw)

    def _draw(self) -> None:
        self.put(self.widget, value=self._text())
