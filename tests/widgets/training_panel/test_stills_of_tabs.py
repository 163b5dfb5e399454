from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from ipywidgets import HTML
from PIL import Image

from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime import _static_output_base
from densemodel.widgets.training_controls._train_view import TrainView
from densemodel.widgets.training_panel import _panel, _training_static_output
from densemodel.widgets.training_panel._panel import Tabs
from densemodel.widgets.training_panel._training_static_output import TrainingStaticOutput

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Run
    from densemodel.widgets.runtime._static_output import StaticOutput
    from densemodel.widgets.runtime._writer import Writer


pytestmark = pytest.mark.tensorflow


def picture(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (1720, 100), colour).save(file, "PNG")
    return file.getvalue()


class Seen(View):
    title = "Seen"

    def __init__(self, scene: ViewContext) -> None:
        super().__init__(scene)
        self.widget = HTML("seen")

    def static_png(self) -> bytes | None:
        return picture("red")


@pytest.fixture
def tabs(
    make_run: Callable[..., Run], writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> tuple[ViewContext, Tabs]:
    monkeypatch.setattr(_panel, "VIEWS", (TrainView, Seen))
    run = make_run()
    run.start().wait()
    scene = ViewContext(run, writer)
    return scene, Tabs(scene)


def test_only_tabs_that_were_opened_leave_a_picture(tabs: tuple[ViewContext, Tabs]) -> None:
    _, shown = tabs
    assert shown.stills() == []
    shown.widget.selected_index = 1
    assert shown.stills() == [picture("red")]


def test_pictures_of_tabs_stand_below_the_curves_and_the_curves_do_not_wait(
    tabs: tuple[ViewContext, Tabs], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, shown = tabs
    put: list[Any] = []

    def note(_: str, content: StaticOutput) -> None:
        assert content.picture is not None
        assert content.picture.png is not None
        put.append(Image.open(io.BytesIO(content.picture.png)).convert("RGB"))

    monkeypatch.setattr(_static_output_base, "update_static_output", note)
    file = TrainingStaticOutput(scene, shown.stills)
    shown.widget.selected_index = 1
    file.add_static_output("somewhere")
    curves, both = put
    assert both.height > curves.height
    assert both.getpixel((0, both.height - 1)) == (255, 0, 0)


def test_a_run_that_has_just_begun_does_not_wait_for_pictures_of_tabs(
    make_run: Callable[..., Run], writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_static_output_base, "update_static_output", lambda *_: None)
    run = make_run("4 -> 2 softmax ; epochs 1000000 ; patience off")
    asked: list[str] = []

    def stills() -> list[bytes]:
        asked.append(run.state)
        return [picture("red")]

    file = TrainingStaticOutput(ViewContext(run, writer), stills)
    run.start()
    file.add_static_output("somewhere")
    assert asked == []
    monkeypatch.setattr(_training_static_output, "_STILLS_SECONDS", 0.0)
    file.keep()
    assert asked == ["running"]
    run.stop().wait()
    monkeypatch.undo()
    monkeypatch.setattr(_static_output_base, "update_static_output", lambda *_: None)
    file.keep()
    assert asked[-1] == "stopped"


def test_a_view_asks_for_a_new_picture_through_the_tabs(tabs: tuple[ViewContext, Tabs]) -> None:
    _, shown = tabs
    shown.widget.selected_index = 1
    asked: list[int] = []
    shown.keep = lambda: asked.append(1)
    shown._opened[1].keep()
    assert asked == [1]
