"""A chart's facts as a figure on a page, and as a picture."""

from dataclasses import replace

import numpy as np
import pytest

from densemodel.charts import AxisRange, Cells, Chart, Dots, Line, Words, linear_range
from densemodel.charts._static import DRAWING, empty_figure, paint, png_of
from densemodel.widgets.charts._figure import LiveChart
from densemodel.widgets.runtime._writer import ChangedOnly

POINTS = np.array([[0.0, 0.2], [1.0, 0.8]])
CHART = Chart(
    linear_range(0.0, 1.0),
    linear_range(0.0, 1.0),
    [
        Cells(np.array([[0, 1], [1, 0]]), ("#ffffff", "#000000"), "#c0c0c0", name="cells"),
        Line(np.array([[0.5, 0.0], [0.5, 1.0]]), "red", where="upright", name="rule"),
        Line(POINTS, "red", 2, name="line", has_dot=True),
        Dots(POINTS, "red", 10, "o", name="dots"),
        Words(POINTS, ["a", "b"], "red", (11, -3), name="words"),
        Words((1.0, 0.0), "epochs", "gray", where="corner", name="unit"),
    ],
)


@pytest.fixture
def sent():
    return []


@pytest.fixture
def live(sent):
    def put(widget, **values):
        sent.append((widget, values))
        for name, value in values.items():
            widget.set_trait(name, value)

    marks = [replace(m, shape="circle") if isinstance(m, Dots) else m for m in CHART.marks]
    return LiveChart(replace(CHART, marks=marks), ChangedOnly(put))


def test_a_figure_has_a_mark_for_each_fact_from_the_back_to_the_front(live):
    assert list(live.marks) == ["cells", "rule", "line", "dots", "words", "unit"]
    assert live.figure.marks == list(live.marks.values())
    assert live.marks["line"].y.tolist() == pytest.approx([0.2, 0.8])
    assert live.marks["words"].text.tolist() == ["a", "b"]
    assert (live.marks["words"].x_offset, live.marks["words"].y_offset) == (11, -3)
    assert live.marks["unit"].text.tolist() == ["epochs"]


def test_places_are_on_the_axes_or_shares_of_the_plot(live):
    line, rule, unit = (live.marks[name].scales for name in ("line", "rule", "unit"))
    assert (line["x"], line["y"]) == (live.x, live.y)
    assert rule["x"] is live.x
    assert unit["y"] is rule["y"] is not live.y
    assert unit["x"] is not live.x


def test_of_the_same_chart_nothing_is_sent_again(live, sent):
    live.draw(CHART)
    sent.clear()
    live.draw(CHART)
    assert sent == []
    moved = [replace(m, points=POINTS[:1]) if m.name == "line" else m for m in CHART.marks]
    live.draw(replace(CHART, marks=moved))
    assert [widget for widget, _ in sent] == [live.marks["line"]]
    assert live.marks["line"].marker == "circle"


def test_an_axis_without_ticks_is_not_drawn():
    bare = AxisRange(0.0, 1.0, (), ())
    live = LiveChart(Chart(bare, linear_range(0.0, 1.0), []), lambda *_, **__: None)
    assert live.figure.axes == [live.y_axis]


def test_a_picture_has_every_fact_in_the_same_order():
    with DRAWING:
        figure = empty_figure(200)
        paint(figure, replace(CHART, title="Loss", x_name="epochs"), (60, 30, 500, 120))
        assert png_of(figure).startswith(b"\x89PNG")
    (axes,) = figure.axes
    assert [text.get_text() for text in axes.texts] == ["a", "b", "epochs"]
    (cells,) = [part for part in axes.collections if part.get_array() is not None]
    assert cells.get_array().tolist() == [[0, 1], [1, 0]]
    assert [len(line.get_xdata()) for line in axes.lines] == [2, 2, 2]
    orders = [artist.get_zorder() for artist in (cells, *axes.lines, *axes.texts)]
    assert orders == sorted(orders)
