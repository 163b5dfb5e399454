from __future__ import annotations

import io

import pytest
from ipywidgets import HTML
from PIL import Image

from densemodel.widgets.panel import _base_panel
from densemodel.widgets.panel._view import View
from densemodel.widgets.training_controls._train_view import TrainView
from densemodel.widgets.training_panel import _panel
from support.widgets.panel_parts import LONG, by_class, wait_for

pytestmark = pytest.mark.tensorflow


def picture(colour):
    file = io.BytesIO()
    Image.new("RGB", (1720, 100), colour).save(file, "PNG")
    return file.getvalue()


class Seen(View):
    title = "Seen"
    asked: list[str]

    def __init__(self, context):
        super().__init__(context)
        self.widget = HTML("seen")
        self.asked = []

    def static_png(self):
        self.asked.append(self.run.state)
        return picture("red")


@pytest.fixture
def put(monkeypatch):
    """The pictures that a cell was given."""
    found = []

    def note(_, content, **_options):
        if content.picture is not None and content.picture.png is not None:
            found.append(Image.open(io.BytesIO(content.picture.png)).convert("RGB"))

    monkeypatch.setattr(_panel, "VIEWS", (TrainView, Seen))
    monkeypatch.setattr(_base_panel, "update_static_output", note)
    return found


def open_second(panel):
    by_class(panel, "dm-tabs").selected_index = 1
    view = panel._tabs.opened[1]
    assert isinstance(view, Seen)
    return view


def test_only_tabs_that_were_opened_leave_a_picture(make_run, make_panel, put):
    panel = make_panel(make_run().start().wait())
    panel.add_static_output("somewhere")
    (curves,) = put
    open_second(panel)
    panel.update_static_output()
    both = put[-1]
    assert both.height > curves.height
    assert both.getpixel((0, both.height - 1)) == (255, 0, 0)


def test_the_curves_do_not_wait_for_the_pictures_of_tabs(make_run, make_panel, put):
    panel = make_panel(make_run().start().wait())
    open_second(panel)
    panel.add_static_output("somewhere")
    curves, both = put
    assert both.height > curves.height


def test_a_run_that_has_just_begun_does_not_wait_for_pictures_of_tabs(
    make_run, make_panel, put, monkeypatch
):
    panel = make_panel(make_run(LONG))
    view = open_second(panel)
    panel.run.start()
    panel.add_static_output("somewhere")
    assert view.asked == []
    monkeypatch.setattr(_panel, "_SLOW_SECONDS", 0.0)
    panel.update_static_output()
    assert view.asked
    panel.run.stop().wait()
    wait_for(lambda: view.asked[-1] == "stopped")
    assert put


def test_a_view_asks_for_a_new_picture(make_run, make_panel, put):
    panel = make_panel(make_run().start().wait())
    view = open_second(panel)
    panel.add_static_output("somewhere")
    asked = len(view.asked)
    view.keep()
    wait_for(lambda: len(view.asked) > asked)
    assert put
