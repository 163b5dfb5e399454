"""The tab Plane: when it is there, what it shows, and what a person chooses in it."""

from functools import partial

import numpy as np
import pandas as pd
import pytest

import densemodel as dm
from densemodel.scoring import UNIT_PALETTE
from densemodel.training import prepare
from densemodel.widgets.panel._view import ViewContext
from densemodel.widgets.plane._plane_state import ShownPlane, plane_state
from densemodel.widgets.plane._plane_view import PlanePicture, PlaneView
from support.store.frames import frame, labels
from support.widgets.panel_parts import wait_for
from support.widgets.typescript_names import own_traits, typescript_fields, typescript_names

pytestmark = pytest.mark.tensorflow

RNG = np.random.default_rng(0)
X = pd.DataFrame({"age": RNG.normal(50, 10, 90), "fare": RNG.normal(size=90)})
Y = np.select([X["fare"] > 0, X["age"] > 50], ["warm", "old"], "cold")
FOUR = X.assign(height=RNG.normal(170, 9, 90), siblings=1.0)
SPEC = "2 -> norm -> 6 tanh -> 3 softmax ; epochs 3 ; adam lr 0.05"
OF_FOUR = "4 -> norm -> 6 tanh -> 3 softmax ; epochs 3 ; adam lr 0.05"


@pytest.fixture
def open_view(writer):
    views = []

    def make(run):
        views.append(PlaneView(ViewContext(run, writer)))
        settle(views[-1], writer)
        return views[-1]

    yield make
    for view in views:
        view.run.stop()
        view.close()


@pytest.fixture(scope="module")
def finished():
    return dm.train(SPEC, X, Y)


@pytest.fixture(scope="module")
def finished_of_four():
    return dm.train(OF_FOUR, FOUR, Y)


def settle(view, writer):
    assert view.wait()
    assert writer.flush()


def send(view, writer, **message):
    view.parts["picture"]._handle_message(None, message, [])
    settle(view, writer)


def words(view):
    return view.parts["picture"].words


def test_it_is_there_for_a_few_numbers_and_for_tables_with_numbers(finished):
    assert PlaneView.available(finished)
    table = frame(60)
    assert PlaneView.available(prepare("table -> 2 softmax", table, labels(table)))
    assert not PlaneView.available(prepare("table -> 2 softmax", table[["sex"]], labels(table)))
    assert not PlaneView.available(prepare("2 -> 3 softmax", None, None))
    images = np.zeros((20, 8, 8))
    assert not PlaneView.available(prepare("8x8 -> 2 softmax", images, np.arange(20) % 2))
    assert not PlaneView.available(prepare("64 -> 1", images.reshape(20, 64), np.arange(20.0)))


def test_the_front_end_knows_each_name(open_view, finished):
    assert own_traits(PlanePicture) == typescript_fields("plane", "PlaneModel")
    assert own_traits(PlanePicture) == typescript_names("plane", "TRAITS")
    state = open_view(finished).state()["picture"]
    for interface, facts in {
        "PlaneModel": state,
        "Chart": state["chart"],
        "Axis": state["chart"]["up"],
        "Mark": state["chart"]["marks"][0],
        "Units": state["units"],
        "UnitLayer": state["units"]["layers"][0],
        "Words": state["words"],
        "ClassColor": state["words"]["classes"][0],
    }.items():
        assert typescript_fields("plane", interface) == set(facts), interface
    opened = plane_state(ShownPlane(dm.plane(finished, "age", "fare"), ("age", "fare"), ""), (0, 1))
    assert typescript_fields("plane", "Scale") == set(opened["words"]["scale"])


def test_a_finished_run_shows_what_its_best_weights_predict(open_view, finished):
    view = open_view(finished)
    chart, due = view.parts["picture"].chart, dm.plane(finished, "age", "fare")
    shown = np.frombuffer(chart["cells"], "<u2").reshape(64, 64)
    np.testing.assert_array_equal(shown // (len(chart["palette"]) // 3), due.y_pred)
    points = np.frombuffer(chart["points"], "<f4").reshape(-1, 2)
    assert len(points) == sum(mark["count"] for mark in chart["marks"])
    assert words(view)["sentence"] == f"{due.sentence}."
    assert words(view)["moment"] == f"The best weights, of epoch {finished.best_epoch}."
    assert (words(view)["held"], words(view)["across"], words(view)["up"]) == ("", 0, 1)
    assert [one["name"] for one in words(view)["classes"]] == ["cold", "old", "warm"]
    assert view.static_png().startswith(b"\x89PNG")


def test_it_follows_the_training_and_names_the_step(open_view, writer):
    run = prepare(SPEC.replace("epochs 3", "epochs 1000000 ; patience off"), X, Y)
    view = open_view(run)
    picture = view.parts["picture"]
    before = picture.chart["cells"]
    assert words(view)["moment"] == "Untrained weights."
    assert view.static_png() is None
    run.start()
    wait_for(lambda: words(view)["moment"].startswith("Weights of step "))
    wait_for(lambda: picture.chart["cells"] != before)
    run.stop().wait()
    settle(view, writer)
    assert words(view)["moment"] == f"The best weights, of epoch {run.best_epoch}."


def test_nothing_is_computed_while_it_is_hidden(open_view, writer):
    run = prepare(SPEC, X, Y)
    view = open_view(run)
    view.set_shown(is_shown=False)
    before = view.facts
    run.start().wait()
    settle(view, writer)
    assert view.facts is before
    assert view.static_png() is not None  # the file has what came out


def test_a_picture_of_a_thousand_rows_and_large_layers_takes_at_most_100_kb(open_view):
    x = RNG.normal(size=(3_000, 2))
    spec = "2 -> 64 tanh -> 64 tanh -> 64 tanh -> 2 softmax"
    view = open_view(prepare(spec, x, x[:, 0] > 0))
    state = view.state()["picture"]
    sent = [state["chart"].pop("cells"), state["chart"].pop("points"), state["units"].pop("cells")]
    assert sum(one["count"] for one in state["units"]["layers"]) == 3 * 64 + 2
    assert sum(map(len, sent)) + len(str(state)) < 100_000


def test_other_columns_are_held_and_can_be_chosen(open_view, writer, finished_of_four):
    view = open_view(finished_of_four)
    columns = words(view)["columns"]
    assert sorted(columns) == ["age", "fare", "height", "siblings"]
    assert words(view)["held"] == "The other 2 columns are at their median."
    choose = partial(send, view, writer, type="choose")
    choose(side="across", column=columns.index("height"))
    choose(side="up", column=columns.index("age"))
    assert set(view.facts.plane.held) == {"fare", "siblings"}
    assert view.facts.plane.points.names == ("height", "age")
    choose(side="up", column=columns.index("height"))  # they change places
    assert view.facts.plane.points.names == ("age", "height")
    choose(side="up", column=-1)
    assert view.facts.plane.up is None
    assert words(view)["held"] == "The other 3 columns are at their median."
    assert view.parts["picture"].chart["cells"] == b""
    for side, column in (("up", 4), ("across", -1), ("up", columns.index("age"))):
        choose(side=side, column=column)
        assert view.facts.plane.points.names == ("age",)


def test_the_most_important_columns_come_first_once_they_are_known(open_view):
    y = np.where(FOUR["height"] + FOUR["age"] > 220, "tall", "small")
    spec = "4 -> norm -> 8 tanh -> 2 softmax ; epochs 20 ; adam lr 0.05"
    run = prepare(spec, FOUR, y)
    assert open_view(run).facts.columns == ("age", "fare", "height", "siblings")
    run.start().wait()
    assert set(open_view(run).facts.columns[:2]) == {"age", "height"}


def test_a_clicked_row_gives_the_other_columns_its_values(open_view, writer, finished_of_four):
    view = open_view(finished_of_four)
    plane, chart = view.facts.plane, view.parts["picture"].chart
    usual = plane.held
    rows = plane.points.rows
    number = int(np.flatnonzero(~rows.is_held_out)[3])
    parts = [
        float((value - line[0]) / (line[-1] - line[0]) * 63 / 64 + 0.5 / 64)
        for line, value in zip(plane.points.lines, rows.values[number], strict=True)  # noqa: PD011
    ]
    assert chart["across"]["high"] == 64
    send(view, writer, type="pick", x=parts[0], y=parts[1])
    place = int(rows.places[number])
    assert view.facts.plane.held == pytest.approx(FOUR.iloc[place][[*usual]].to_dict(), rel=1e-5)
    assert words(view)["held"] == f"The other 2 columns are those of row {place}."
    assert words(view)["is_of_row"]
    send(view, writer, type="reset")
    assert view.facts.plane.held == usual
    send(view, writer, type="pick", x=0.999, y=0.001)  # no row is near
    assert not words(view)["is_of_row"]


def test_a_point_is_read_until_the_pointer_leaves(open_view, writer, finished):
    view = open_view(finished)
    picture = view.parts["picture"]
    send(view, writer, type="point", across=3, up=60)
    assert picture.reading == f"{view.facts.plane.words_at(60, 3)}."
    for across, up in ((64, 0), (0, -1)):
        send(view, writer, type="point", across=across, up=up)
        assert picture.reading == ""
    send(view, writer, type="point", across=0, up=0)
    send(view, writer, type="leave")
    assert picture.reading == ""
    send(view, writer, type="choose", side="up", column=-1)
    send(view, writer, type="point", across=3, up=0)
    assert picture.reading == f"{view.facts.plane.words_at(3)}."


def test_a_unit_is_enlarged_in_the_place_of_the_predictions(open_view, writer, finished):
    view = open_view(finished)
    picture = view.parts["picture"]
    units = picture.units
    assert [one["count"] for one in units["layers"]] == [6, 3]
    assert len(units["cells"]) == 9 * units["side"] ** 2
    send(view, writer, type="open", layer=0, unit=2)
    assert picture.opened == [0, 2]
    assert picture.chart["palette"] == [*UNIT_PALETTE]
    values = view.facts.plane.units[0].values[2]  # noqa: PD011
    shades = np.frombuffer(picture.chart["cells"], "<u2").reshape(64, 64)
    assert shades.flat[values.argmax()] == shades.max()
    assert words(view)["scale"]["name"] == "Hidden layer 1, unit 2"
    send(view, writer, type="open", layer=0, unit=6)
    assert picture.opened == []
    send(view, writer, type="open", layer=1, unit=0)
    send(view, writer, type="close")
    assert picture.opened == []


def test_numbers_have_a_scale_and_no_classes(open_view):
    view = open_view(dm.train("2 -> norm -> 4 tanh -> 1 ; epochs 1", X, np.sin(X["fare"])))
    assert words(view)["classes"] == []
    assert words(view)["scale"]["name"] == "fare"
    assert not words(view)["has_wrong"]
    assert view.static_png().startswith(b"\x89PNG")


def test_predictions_that_are_not_numbers_are_reported(open_view):
    run = dm.train(SPEC, X, Y)
    run.model.set_weights([np.full_like(one, np.nan) for one in run.model.get_weights()])
    view = open_view(run)
    assert (
        "the network predicts values that are not numbers"
        in str(view.state()["empty"]["value"]).lower()
    )
    assert view.state()["full"] == {"is_shown": False}
    assert view.static_png() is None
