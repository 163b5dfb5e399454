import threading

from densemodel.widgets.panel._view import BaseView
from densemodel.widgets.runtime._parts import HTML, VBox


class Growing(BaseView):
    """A view that adds a text when it is drawn; the first time that takes until it is closed."""

    def __init__(self, writer):
        super().__init__(writer)
        self.widget = VBox()
        self.begun, self.is_gone = threading.Event(), threading.Event()
        self.texts = []

    def draw(self):
        self.begun.set()
        self.is_gone.wait(timeout=0.5)
        self.texts.append(HTML())
        self.widget.children = tuple(self.texts)

    def close(self):
        super().close()
        self.is_gone.set()


def test_a_view_that_is_closed_while_it_is_drawn_leaves_no_widget(writer):
    view = Growing(writer)
    view.soon(view.draw)
    assert view.begun.wait(timeout=5)
    view.close()
    view.soon(view.draw)
    assert writer.flush()
    assert [text.comm for text in view.texts] == [None]
