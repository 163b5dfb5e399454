import json

import bqplot
import pytest
from traitlets import TraitError

from densemodel.widgets.charts._curve_drawing import curve_figure
from densemodel.widgets.charts._figure import MARGIN, CurveCursor
from densemodel.widgets.runtime._style import front_end
from support.widgets.typescript_names import own_traits, typescript_fields, typescript_names


@pytest.fixture
def cursor():
    live = curve_figure(lambda *_, **__: None)
    lines = [
        CurveCursor.line(bqplot.Lines(x=[], y=[]), "steps", "red"),
        CurveCursor.line(bqplot.Lines(x=[], y=[]), "<b>$x$", "var(--dm-training, #0277bd)"),
    ]
    return CurveCursor(lines, live.x, live.y, MARGIN)


def test_the_front_end_listens_to_every_trait():
    listened = typescript_names("curves", "SOURCES") | typescript_names("curves", "TRAITS")
    assert listened == own_traits(CurveCursor)


def test_python_and_typescript_name_the_same_facts_of_lines_events_and_margins():
    line = CurveCursor.line(bqplot.Lines(x=[], y=[]), "training", "red")
    assert typescript_fields("curves", "LineFacts") == line.keys()
    assert typescript_fields("curves", "EventFacts") == CurveCursor.event(1, "resumed").keys()
    assert typescript_fields("curves", "Margin") == MARGIN.keys()


def test_marks_and_scales_are_sent_as_references(cursor):
    state = cursor.get_state()
    mark = cursor.lines[1]["mark"]
    assert state["lines"][1] == {
        "mark": f"IPY_MODEL_{mark.model_id}",
        "name": "<b>$x$",
        "color": "var(--dm-training, #0277bd)",
        "is_apart": False,
    }
    assert state["x_scale"] == f"IPY_MODEL_{cursor.x_scale.model_id}"
    sent = {name: state[name] for name in own_traits(CurveCursor)}
    assert json.loads(json.dumps(sent)) == sent


def test_what_a_person_chose_arrives_as_two_ends(cursor):
    windows = []
    cursor.observe(lambda change: windows.append(change["new"]), "window")
    cursor.set_state({"window": [2.5, 7]})
    cursor.set_state({"window": []})
    assert windows == [[2.5, 7.0], []]
    with pytest.raises(TraitError):
        cursor.window = ["2"]


def test_it_carries_the_built_front_end(cursor):
    assert cursor.get_state()["_esm"] == front_end("curves.js")
