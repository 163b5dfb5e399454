"""What a person chooses at the curves: lines, a part of the epochs, the learning rate."""

import numpy as np
import pytest

from densemodel.training import Mark
from densemodel.widgets.charts._curves import Curves
from densemodel.widgets.panel._view import ViewContext
from support.widgets.curve_parts import emit_epoch, emit_epochs, parts_of
from support.widgets.panel_parts import buttons, control, is_hidden, line_switch, seen, texts

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def curves(make_run, writer):
    """Two hundred epochs of 40 steps."""
    run = make_run()
    shown = Curves(ViewContext(run, writer))
    emit_epochs(run, 200, steps=40)
    assert writer.flush()
    return shown


def switch(curves, writer, name, *, on):
    line_switch(curves.widget, name).value = on
    assert writer.flush()


def zoom_to(curves, writer, *window):
    curves._cursor.window = list(window)
    assert writer.flush()


def test_a_line_that_is_off_is_neither_sent_nor_counted_in_the_range(curves, writer):
    parts = parts_of(curves._live)
    switch(curves, writer, "Steps", on=False)
    assert len(parts.steps.x) == 0
    wide = parts.y.max - parts.y.min
    switch(curves, writer, "Validation", on=False)
    assert len(parts.validation.x) == len(parts.validation_name.x) == len(parts.star.x) == 0
    assert parts.y.max - parts.y.min < wide
    assert [line["name"] for line in curves._cursor.lines] == ["training"]
    switch(curves, writer, "Validation", on=True)
    assert len(parts.validation.x) > 100


def test_each_switch_says_what_a_press_does(curves, writer):
    steps = line_switch(curves.widget, "Steps")
    assert steps.tooltip.startswith("Hide the mean loss of neighbouring steps")
    switch(curves, writer, "Steps", on=False)
    assert steps.tooltip.startswith("Show the mean loss of neighbouring steps")


def test_when_every_line_is_off_its_place_says_so(curves, writer):
    for name in ("Steps", "Training", "Validation"):
        switch(curves, writer, name, on=False)
    assert "Every line is switched off" in texts(curves.widget)
    switch(curves, writer, "Training", on=True)
    assert "Every line is switched off" not in texts(curves.widget)


def test_metrics_have_no_steps_to_switch(curves, writer):
    curves._toolbar.choice.shown.value = "accuracy"
    assert writer.flush()
    assert line_switch(curves.widget, "Steps").disabled
    curves._toolbar.choice.shown.value = "loss"
    assert writer.flush()
    assert not line_switch(curves.widget, "Steps").disabled


def test_a_run_without_validation_offers_no_switch_for_it(make_run, writer):
    run = make_run("4 -> 2 softmax ; split off ; batch 8 ; epochs 2")
    shown = Curves(ViewContext(run, writer))
    run.start().wait()
    assert writer.flush()
    assert is_hidden(line_switch(shown.widget, "Validation"))
    assert len(parts_of(shown._live).training.x) == 2


def test_the_learning_rate_has_a_strip_on_demand(curves, writer):
    assert curves._rate.live is None
    switch(curves, writer, "Learning rate", on=True)
    strip = parts_of(curves._rate.live)
    assert strip.figure in seen(curves.widget)
    assert strip.rate.scales["x"] is parts_of(curves._live).x
    np.testing.assert_allclose(10 ** strip.rate.y[[0, -1]], [0.01, 0.01 / 200], rtol=1e-5)
    assert list(strip.rate_name.text) == ["lr 5e-5"]
    assert strip.y.min < np.log10(0.01 / 200) < np.log10(0.01) < strip.y.max
    assert 2 <= len(strip.y_axis.tick_values) <= 3
    read = curves._cursor.lines[-1]
    assert (read["mark"], read["name"], read["is_apart"]) == (strip.rate, "learning rate", True)
    switch(curves, writer, "Learning rate", on=False)
    assert strip.rate not in [line["mark"] for line in curves._cursor.lines]
    assert strip.figure not in seen(curves.widget)


def test_the_strip_is_closed_with_the_curves(curves, writer):
    switch(curves, writer, "Learning rate", on=True)
    switch(curves, writer, "Learning rate", on=False)
    curves.close()
    assert parts_of(curves._rate.live).figure.comm is None
    assert curves._cursor.comm is None


def test_a_part_of_the_epochs_has_finer_steps_and_a_range_of_its_own(curves, writer):
    parts = parts_of(curves._live)
    coarse = np.count_nonzero((parts.steps.x >= 100) & (parts.steps.x <= 104))
    assert "Whole curve" not in buttons(curves.widget)
    zoom_to(curves, writer, 100.0, 104.0)
    assert (parts.x.min, parts.x.max) == (100, 104)
    fine = np.count_nonzero((parts.steps.x >= 100) & (parts.steps.x <= 104))
    assert fine > 1.5 * coarse
    assert parts.training.x.tolist() == [99, 100, 101, 102, 103, 104, 105]
    assert "Whole curve" in buttons(curves.widget)
    assert curves._cursor.whole == [0, 200]
    loss = curves.run.history["loss"]
    assert parts.y.min < np.log10(loss[103]) < np.log10(loss[99]) < parts.y.max
    assert [list(name.x) for name in (parts.training_name, parts.validation_name)] == [[104]] * 2


def test_all_evaluations_of_a_range_are_drawn_however_many_there_are(make_run, writer):
    run = make_run()
    shown = Curves(ViewContext(run, writer))
    emit_epochs(run, 2000, steps=2)
    zoom_to(shown, writer, 1000.5, 1050.5)
    assert parts_of(shown._live).training.x.tolist() == list(range(1000, 1052))
    np.testing.assert_allclose(
        10 ** parts_of(shown._live).validation.y, run.history["val_loss"][999:1051], rtol=1e-5
    )


def test_a_part_stays_while_it_trains_and_the_button_shows_all_again(curves, writer):
    zoom_to(curves, writer, 100.0, 104.0)
    shown = parts_of(curves._live).y.min, parts_of(curves._live).y.max
    emit_epochs(curves.run, 202, steps=40)
    assert writer.flush()
    assert (parts_of(curves._live).x.min, parts_of(curves._live).x.max) == (100, 104)
    assert (parts_of(curves._live).y.min, parts_of(curves._live).y.max) == shown
    control(curves.widget, "Whole curve").click()
    assert writer.flush()
    assert parts_of(curves._live).x.min == 0
    assert curves._cursor.window == []
    assert "Whole curve" not in buttons(curves.widget)


def test_a_part_without_anything_says_so(curves, writer):
    zoom_to(curves, writer, 300.0, 310.0)
    assert "Nothing was trained in this part" in texts(curves.widget)


@pytest.mark.parametrize("window", [[3.0, 3.0], [5.0, 2.0], [1.0], [float("nan"), 2.0]])
def test_what_is_no_part_shows_all(curves, writer, window):
    zoom_to(curves, writer, *window)
    assert (parts_of(curves._live).x.min, parts_of(curves._live).x.max) == (0, 200)


def test_a_new_start_shows_all_again(make_run, writer):
    run = make_run()
    shown = Curves(ViewContext(run, writer))
    run.start().wait()
    zoom_to(shown, writer, 0.5, 1.5)
    assert parts_of(shown._live).x.max == 1.5
    run.restart().wait()
    assert writer.flush()
    assert (parts_of(shown._live).x.min, parts_of(shown._live).x.max) == (0, 2)
    assert shown._cursor.window == []


def test_stops_resumes_and_changes_are_marked_and_named(make_run, writer):
    run = make_run()
    shown = Curves(ViewContext(run, writer))
    run.start().wait()
    run.resume(epochs=4, settings="lr 0.001").wait()
    assert writer.flush()
    parts = parts_of(shown._live)
    np.testing.assert_array_equal(parts.happened.x, [2, 2])
    np.testing.assert_array_equal(parts.happened.y, [0, 1])
    assert [list(words.text) for words in (parts.captions, parts.captions_left)] == [
        ["lr 0.001"],
        [],
    ]
    (event,) = shown._cursor.events
    assert event == {"x": 2.0, "words": "all its epochs were done, resumed, now lr 0.001"}


def test_words_of_a_mark_are_text_and_no_markup(curves, writer):
    hostile = "<script>alert(1)</script>"
    curves.run.history.marks.append(Mark("changed", hostile, 4000, 100.0))
    curves.redraw()
    assert writer.flush()
    assert curves._cursor.events[0]["words"] == f"now {hostile}"
    assert hostile not in texts(curves.widget)


def test_the_x_axis_grows_in_steps(curves, writer):
    seen = set()
    for epochs in range(201, 230):
        emit_epoch(curves.run, epochs, {"loss": 0.3, "val_loss": 0.4}, steps=40)
        assert writer.flush()
        seen.add(float(parts_of(curves._live).x.max))
    assert seen == {250.0}


def test_a_run_that_goes_on_from_an_epoch_begins_there(make_run, writer):
    run = make_run("4 -> 2 softmax ; epochs 12 ; batch 8", initial_epoch=10)
    shown = Curves(ViewContext(run, writer))
    run.start().wait()
    assert writer.flush()
    assert (parts_of(shown._live).x.min, parts_of(shown._live).x.max) == (10, 12)
    assert parts_of(shown._live).steps.x.tolist() == [10 + step / 4 for step in range(1, 9)]
