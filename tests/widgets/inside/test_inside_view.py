import io
import struct
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

import densemodel as dm
from densemodel.charts._static import MOST_BYTES
from densemodel.training import LINES, MEDIAN, prepare
from densemodel.widgets.inside._inside_facts import inside_facts
from densemodel.widgets.inside._inside_picture import inside_picture
from densemodel.widgets.inside._inside_state import (
    fans_state,
    measured_state,
    tiles_state,
    unit_rows,
)
from densemodel.widgets.inside._inside_view import InsideView
from densemodel.widgets.inside._weight_course import course_of
from densemodel.widgets.panel._view import ViewContext
from densemodel.widgets.score._row_pictures import form_of_rows
from support.widgets.panel_parts import (
    LONG,
    by_class,
    press,
    press_and_wait,
    texts,
    titles_of,
    wait_for,
)
from support.widgets.typescript_names import typescript_fields

pytestmark = pytest.mark.tensorflow

IMAGES = "784 -> 6 relu -> 2 softmax ; epochs 2 ; batch 8"


def followed(run):
    course_of(run).follow()
    run.start().wait()
    assert course_of(run).wait()
    return run


def image_run(spec=IMAGES, width=784):
    x = np.random.default_rng(0).random((20, width)).astype(np.float32)
    return prepare(spec, x.reshape(20, 28, 28, 1) if spec[0] == "2" else x, np.arange(20) % 2)


def measured_facts(run):
    return inside_facts(run, course_of(run), form_of_rows(run), run.layer_course)


def opened(panel, writer):
    tabs = by_class(panel, "dm-tabs")
    tabs.selected_index = titles_of(tabs).index("Inside")
    view = panel._tabs.opened[tabs.selected_index]
    assert view.wait()
    assert writer.flush()
    return view


def test_the_front_end_knows_each_field():
    facts = inside_facts(run := followed(image_run()), course_of(run))
    fans = fans_state(facts)
    assert typescript_fields("weights", "Fans") == set(fans)
    assert typescript_fields("weights", "LayerFans") == set(fans["layers"][0])
    assert typescript_fields("weights", "Fan") == set(fans["layers"][0]["fans"][0])
    assert typescript_fields("weights", "Axis") == set(fans["axis"])
    measured = measured_state(measured_facts(run))
    assert typescript_fields("weights", "Measured") == set(measured)
    assert typescript_fields("weights", "Strip") == set(measured["strips"][0])
    assert typescript_fields("weights", "StripRow") == set(measured["strips"][0]["rows"][0])
    assert typescript_fields("weights", "Band") == set(measured["bands"][0])
    tiles = tiles_state(facts.tiles)
    assert typescript_fields("weights", "Tiles") == set(tiles)
    assert typescript_fields("weights", "TileLayer") == set(tiles["layers"][0])


def test_front_end_and_python_count_the_same_lines():
    import re

    from support.widgets.typescript_names import WIDGETS

    text = (WIDGETS / "weights" / "model.ts").read_text()
    found = dict(re.findall(r"export const (\w+) = (\d+);", text))
    assert found == {"LINES": str(len(LINES)), "MEDIAN": str(MEDIAN)}


def test_each_fan_comes_with_its_points_one_after_the_other(make_run):
    run = followed(make_run())
    facts = inside_facts(run, course_of(run))
    state = fans_state(facts)
    points = len(facts.points)
    sent = np.frombuffer(state["lines"], "<f4").reshape(4, points, len(LINES))
    assert np.array_equal(sent[3], facts.points.lines[:, 3])
    assert struct.unpack(f"<{points}f", state["places"])[-1] == 2
    assert [layer["name"] for layer in state["layers"]] == [
        "Hidden layer 1: 8 relu",
        "Last layer: 2 softmax",
    ]
    assert [fan["title"] for fan in state["layers"][0]["fans"]] == ["Weights, 32", "Biases, 8"]
    fan = state["layers"][0]["fans"][0]
    assert fan["axis"]["low"] <= sent[0].min() < sent[0].max() <= fan["axis"]["high"]
    assert fan["said"].startswith("Weights of 8 relu: from ")


def test_the_weights_and_the_biases_of_a_layer_share_one_scale(make_run):
    run = followed(make_run())
    for _, fans in inside_facts(run, course_of(run)).layers:
        weights, biases = fans
        assert weights.y == biases.y


def test_what_stands_between_two_layers_with_units_is_named_after_the_first(make_run):
    run = make_run("4 -> 8 bn relu -> 2 softmax")
    titles = inside_facts(run, course_of(run)).titles
    assert titles == ("Hidden layer 1: 8", "After hidden layer 1: bn", "Last layer: 2 softmax")


def test_activations_and_logits_are_bands_with_an_axis_of_their_own(make_run):
    run = followed(make_run())
    facts = measured_facts(run)
    assert [fan.title for _, fan in facts.measured.bands] == [
        "Activations of 8 units",
        "Logits of 2 units",
    ]
    state = measured_state(facts)
    points = len(facts.measured.at)
    assert points == len(run.layer_course)
    sent = np.frombuffer(state["lines"], np.uint8).reshape(2, points, len(LINES)) / 255
    for number, (_, fan) in enumerate(facts.measured.bands):
        values = fan.y.low + sent[number] * (fan.y.high - fan.y.low)
        off = np.abs(values - facts.measured.lines[number]).max()
        assert off <= (fan.y.high - fan.y.low) / 500
    assert len(state["cells"]) == points * sum(len(s["rows"]) for s in state["strips"])


def test_before_anything_is_measured_there_is_no_strip(make_run):
    run = make_run()
    assert measured_state(measured_facts(run)) == {}


def test_a_run_evaluated_by_steps_is_shown_over_steps(make_run):
    run = followed(make_run("4 -> 2 softmax ; every 2 ; steps 12 ; batch 8"))
    facts = inside_facts(run, course_of(run))
    assert (facts.unit, facts.at[0], facts.at[-1]) == ("steps", 0, 12)


def test_what_the_model_holds_is_marked_where_the_fans_end_later(make_run):
    run = followed(make_run("4 -> 8 relu -> 2 softmax ; epochs 60 ; batch 4 ; lr 0.1 ; patience 3"))
    facts = inside_facts(run, course_of(run))
    assert run.best_epoch is not None
    assert run.best_epoch < facts.at[-1]
    assert facts.best == run.best_epoch == fans_state(facts)["best"]
    assert f"the model holds the weights of epoch {run.best_epoch}" in facts.note
    picture = inside_picture(facts)
    assert picture is not None
    assert picture != inside_picture(replace(facts, best=None))


def test_what_ends_with_the_best_epoch_has_no_mark(make_run):
    run = followed(make_run("4 -> 2 softmax ; epochs 2 ; split off"))
    facts = inside_facts(run, course_of(run))
    assert facts.best is None
    assert "model holds" not in facts.note


def test_the_numbers_of_a_fan_have_equally_many_decimals(make_run):
    run = followed(make_run())
    facts = inside_facts(run, course_of(run))
    for _, fans in facts.layers:
        for fan in fans:
            numbers = (fan.lowest, fan.median, fan.highest)
            assert len({len(number.partition(".")[2]) for number in numbers}) == 1
            assert "-0.0" not in {f"{float(number)}" for number in numbers}


def test_a_first_layer_on_flat_images_is_shown_as_images():
    run = image_run("784 -> 70 relu -> 2 softmax ; epochs 1")
    pictures = inside_facts(run, course_of(run)).pictures
    assert pictures is not None
    assert pictures.pixels.shape == (64, 28, 28, 1)
    assert (pictures.units - len(pictures.planes), pictures.one) == (6, "unit")
    kernel = run.model.layers[0].kernel.numpy()
    shown = pictures.pixels[5, ..., 0] / 127 * pictures.scale
    assert np.abs(shown - kernel[:, 5].reshape(28, 28)).max() < pictures.scale / 250
    own = pictures.own_pixels[5, ..., 0] / 127 * pictures.scales[5]
    assert np.abs(own - kernel[:, 5].reshape(28, 28)).max() < pictures.scales[5] / 250
    assert "64 units, and 6 more" in tiles_state([pictures])["layers"][0]["note"]


def test_rows_that_are_pictures_make_the_first_layer_one():
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    run = prepare("64 -> 6 relu -> 10 softmax ; epochs 1", x, y)
    assert inside_facts(run, course_of(run)).pictures is None
    pictures = inside_facts(run, course_of(run), form_of_rows(run)).pictures
    assert pictures is not None
    assert pictures.pixels.shape == (6, 8, 8, 1)


def test_filters_of_a_first_layer_are_shown_as_images():
    run = image_run("28x28x1 -> conv 4 5x5 relu -> 2 softmax ; epochs 1")
    pictures = inside_facts(run, course_of(run)).pictures
    assert pictures is not None
    assert pictures.pixels.shape == (4, 5, 5, 1)
    kernel = run.model.layers[0].kernel.numpy()
    assert np.abs(pictures.pixels[2] / 127 * pictures.scale - kernel[..., 2]).max() < 0.01


def test_what_stands_before_the_first_layer_counts():
    run = image_run("28x28x1 -> avg 2x2 -> 3 relu -> 2 softmax ; epochs 1")
    pictures = inside_facts(run, course_of(run)).pictures
    assert pictures is not None
    assert pictures.pixels.shape == (3, 14, 14, 1)


def test_a_table_has_no_images(make_run):
    run = make_run()
    facts = inside_facts(run, course_of(run))
    assert facts.pictures is None
    assert not any(one.is_image for one in facts.tiles)


def test_a_model_that_the_language_cannot_say_is_shown_by_its_layers_names():
    import keras

    inputs = keras.Input((4,))
    hidden = keras.layers.Dense(3, name="first")(inputs)
    outputs = keras.layers.Dense(2, name="last")(keras.layers.Add()([hidden, hidden]))
    model = keras.Model(inputs, outputs)
    model.compile("adam", "mse")
    rows = np.zeros((20, 4), dtype=np.float32)
    run = prepare(model, rows, np.zeros((20, 2), dtype=np.float32))
    facts = inside_facts(run, course_of(run))
    assert [name for name, _ in facts.layers] == ["first", "last"]
    assert facts.titles == ("Hidden layer 1: first", "Last layer: last")


def test_the_tab_speaks_before_the_first_step_and_draws_while_it_trains(
    make_run, make_panel, writer
):
    panel = make_panel(make_run(LONG))
    view = opened(panel, writer)
    shown = by_class(panel, "dm-inside")
    assert "These are the weights before the first step" in texts(panel)
    assert len(shown.fans["places"]) == 4
    press(panel, "Start")
    wait_for(lambda: len(shown.fans["places"]) > 12)
    assert panel.run.is_busy
    press_and_wait(panel, "Stop")
    assert view.wait()
    assert writer.flush()
    assert "Each of the seven bands holds a seventh" in shown.fans["note"]
    assert "These are the weights" not in texts(panel)
    points = course_of(panel.run).points().thinned(128)
    assert len(shown.fans["places"]) == 4 * len(points)


def test_the_rows_of_a_unit_come_when_a_person_clicks_it(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 8 tanh -> 2 softmax ; epochs 2 ; batch 8"))
    view = opened(panel, writer)
    shown = by_class(panel, "dm-inside")
    shown.receive({"type": "open", "layer": 0, "unit": 3})
    assert writer.flush()
    assert shown.detail["note"] == "Nothing is measured yet: its rows come while it trains."
    press_and_wait(panel, "Start")
    assert view.wait()
    assert writer.flush()
    bound, diagnosis = panel.run.bound, panel.run.diagnosis
    assert bound is not None
    assert diagnosis is not None
    given = np.tanh(bound.x @ panel.run.model.layers[0].kernel.numpy())[:, 3]
    rows = diagnosis.rows[np.argsort(-given[diagnosis.rows])][:9]
    assert [row["cells"][0] for row in shown.detail["rows"]] == [str(row) for row in rows]
    assert shown.detail["columns"][:3] == ["Row", "Activation", "Class"]
    for invalid in ({"unit": 8}, {"unit": -1}, {"layer": 7}, {"unit": True}, {"unit": "3"}):
        shown.receive({"type": "open", "layer": 0, "unit": 3, **invalid})
        assert writer.flush()
        assert shown.detail["unit"] == 3
    shown.receive({"type": "close"})
    assert writer.flush()
    assert shown.detail == {}


def test_the_rows_of_a_unit_are_pictures_where_x_is():
    run = image_run().start().wait()
    facts = measured_facts(run)
    form = form_of_rows(run)
    (tiles, _) = facts.tiles
    alive = next(unit for unit in range(6) if unit not in tiles.dead)
    message = unit_rows(tiles, alive, diagnosis=run.diagnosis, bound=run.bound, form=form)
    assert typescript_fields("weights", "Detail") == set(message)
    assert typescript_fields("weights", "DetailRow") == set(message["rows"][0])
    assert (message["picture"]["height"], message["picture"]["width"]) == (28, 28)
    assert len(message["picture"]["pixels"]) == len(message["rows"]) * 784
    assert message["rows"][0]["caption"][1] in {"0", "1"}


def test_what_was_trained_before_the_tab_was_opened_is_there(make_run, make_panel, writer):
    panel = make_panel(make_run())
    press_and_wait(panel, "Start")
    opened(panel, writer)
    places = np.frombuffer(by_class(panel, "dm-inside").fans["places"], "<f4")
    assert (places[0], places[-1]) == (0, 2)


def test_a_tab_that_nobody_sees_is_drawn_when_it_is_seen_again(make_run, make_panel, writer):
    panel = make_panel(make_run())
    opened(panel, writer)
    by_class(panel, "dm-tabs").selected_index = 0
    panel.run.start().wait()
    assert course_of(panel.run).wait()
    assert writer.flush()
    assert len(by_class(panel, "dm-inside").fans["places"]) == 4
    opened(panel, writer)
    assert len(by_class(panel, "dm-inside").fans["places"]) > 4


def test_a_saved_model_says_that_it_keeps_no_course(make_panel, rows, writer, tmp_path):
    store = dm.ModelStore(tmp_path)
    store.save(dm.train("4 -> 4 relu -> 2 softmax ; epochs 2", *rows), "pets")
    panel = make_panel(store.load("pets"))
    view = opened(panel, writer)
    assert "A saved model has no history of its weights; Resume starts one here." in texts(panel)
    panel.run.give(*rows)
    panel.run.resume(epochs=2).wait()
    assert view.wait()
    assert writer.flush()
    assert "Followed from epoch" in by_class(panel, "dm-inside").fans["note"]


def test_a_run_without_a_panel_says_that_it_was_not_followed(make_run, make_panel, writer):
    panel = make_panel(make_run().start().wait())
    opened(panel, writer)
    assert "No panel was open when this run trained" in texts(panel)


def test_the_picture_for_the_file_is_small_and_drawn_only_when_something_changed(writer):
    run = image_run("784 -> 64 relu -> 20 relu -> 2 softmax ; epochs 3 ; batch 4")
    view = InsideView(ViewContext(run, writer))
    asked = []
    view.keep = lambda: asked.append(1)
    let_go = course_of(run).follow()
    assert view.wait()
    first = view.static_png()
    assert first is not None
    assert view.static_png() is first
    run.start().wait()
    assert view.wait()
    second = view.static_png()
    assert asked
    assert second is not None
    assert second != first
    assert len(second) <= MOST_BYTES
    with Image.open(io.BytesIO(second)) as image:
        assert image.width >= 860
    view.set_shown(is_shown=False)
    assert view.static_png() is second
    let_go()
    view.close()


def test_a_long_network_leaves_layers_out_of_the_picture(make_run):
    run = make_run("4 -> 14*(3 relu) -> 2 softmax")
    facts = inside_facts(run, course_of(run))
    assert len(facts.layers) == 15
    picture = inside_picture(facts)
    assert picture is not None
    assert len(picture) <= MOST_BYTES


def test_hostile_names_of_layers_are_text():
    import keras

    name = "img src=x onerror=alert(1)"
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name=name)])
    model.compile("adam", "mse")
    rows = np.zeros((20, 4), dtype=np.float32)
    run = prepare(model, rows, np.zeros((20, 2), dtype=np.float32))
    facts = inside_facts(run, course_of(run))
    assert inside_picture(facts) is not None
