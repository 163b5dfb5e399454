from densemodel.widgets.charts._curve_drawing import curve_figure
from densemodel.widgets.charts._figure import HEIGHT
from densemodel.widgets.runtime._style import front_end


def test_a_place_is_as_high_as_its_figure_and_refers_to_it():
    live = curve_figure(lambda *_, **__: None)
    figure, place = live.figure, live.widget
    state = place.get_state()
    assert state["figure"] == f"IPY_MODEL_{figure.model_id}"
    assert state["_esm"] == front_end("figure.js")
    assert place.layout.height == f"{HEIGHT}px"
