from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from densemodel.widgets.panel._view import BaseView
from densemodel.widgets.runtime._parts import HTML, VBox

if TYPE_CHECKING:
    from densemodel.widgets.runtime._writer import Writer


class Growing(BaseView):
    """A view that adds a text when it is drawn; the first time that takes until it is closed."""

    def __init__(self, writer: Writer) -> None:
        super().__init__(writer)
        self.widget = VBox()
        self.begun, self.is_gone = threading.Event(), threading.Event()
        self.texts: list[HTML] = []

    def draw(self) -> None:
        self.begun.set()
        self.is_gone.wait(timeout=0.5)
        self.texts.append(HTML())
        self.widget.children = tuple(self.texts)

    def close(self) -> None:
        super().close()
        self.is_gone.set()


def test_a_view_that_is_closed_while_it_is_drawn_leaves_no_widget(writer: Writer) -> None:
    view = Growing(writer)
    view.soon(view.draw)
    assert view.begun.wait(timeout=5)
    view.close()
    view.soon(view.draw)
    assert writer.flush()
    assert [text.comm for text in view.texts] == [None]
