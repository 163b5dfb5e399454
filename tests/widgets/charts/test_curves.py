import numpy as np
import pytest

from densemodel.training import StepsDone
from densemodel.widgets.charts._curves import Curves
from densemodel.widgets.panel._view import ViewContext
from support.widgets.curve_parts import emit, emit_epoch, emit_epochs, emit_steps, parts_of
from support.widgets.panel_parts import is_hidden

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def trained(make_run, writer):
    run = make_run()
    curves = Curves(ViewContext(run, writer, goal=0.9))
    run.start().wait()
    assert writer.flush()
    return curves


def marks(curves):
    return parts_of(curves._live)


def test_before_the_first_start_the_place_says_what_start_does(make_run, writer):
    curves = Curves(ViewContext(make_run(), writer))
    assert writer.flush()
    assert curves._empty.value == "<p>Start trains this network on 28 rows.</p>"
    assert not is_hidden(curves._empty)


def test_lines_are_drawn_in_epochs(trained):
    parts, run = marks(trained), trained.run
    assert is_hidden(trained._empty)
    np.testing.assert_array_equal(parts.training.x, [1, 2])
    np.testing.assert_allclose(10**parts.training.y, run.history["loss"], rtol=1e-6)
    np.testing.assert_allclose(10**parts.validation.y, run.history["val_loss"], rtol=1e-6)
    assert len(parts.steps.x) == run.step_losses.step_count == 8
    assert parts.steps.x[-1] == 2
    assert (parts.x.min, parts.x.max) == (0, 2)
    assert list(parts.training_name.text) == ["training"]
    assert list(parts.validation_name.text) == ["validation"]


def test_the_best_epoch_has_its_star_and_its_number(trained):
    parts, best = marks(trained), trained.run.best_epoch
    assert best is not None
    value = trained.run.history["val_loss"][best - 1]
    assert list(parts.best_words.text) == [f"best, epoch {best}: {value:.3f}"]
    assert list(parts.star.x) == [best]
    assert list(parts.best_line.x) == [best, best]
    assert list(parts.best_line.y) == [0, 1]


def test_a_metric_is_linear_and_shows_the_goal(trained, writer):
    trained._toolbar.choice.shown.value = "accuracy"
    assert writer.flush()
    parts = marks(trained)
    assert trained._toolbar.choice.scale.value == "linear"
    np.testing.assert_allclose(parts.training.y, trained.run.history["accuracy"])
    assert len(parts.steps.x) == 0
    assert list(parts.goal_line.y) == [0.9, 0.9]
    assert list(parts.goal_name.text) == ["goal 0.9"]
    trained._toolbar.choice.shown.value = "loss"
    assert writer.flush()
    assert trained._toolbar.choice.scale.value == "log"
    assert len(parts.goal_line.x) == 0


def test_a_chosen_scale_is_remembered_for_its_quantity(trained, writer):
    trained._toolbar.choice.scale.value = "linear"
    assert writer.flush()
    np.testing.assert_allclose(marks(trained).training.y, trained.run.history["loss"], rtol=1e-6)
    trained._toolbar.choice.shown.value = "accuracy"
    assert writer.flush()
    trained._toolbar.choice.shown.value = "loss"
    assert writer.flush()
    assert trained._toolbar.choice.scale.value == "linear"


def test_ticks_have_their_labels(trained):
    axis = marks(trained).x_axis
    assert axis.tick_labels == {"0": "0", "1": "1", "2": "2"}
    np.testing.assert_array_equal(axis.tick_values, [0, 1, 2])


def test_one_epoch_is_a_point(make_run, writer):
    run = make_run("4 -> 2 softmax ; epochs 1 ; split off")
    curves = Curves(ViewContext(run, writer))
    run.start().wait()
    assert writer.flush()
    assert marks(curves).training.marker == "circle"
    assert not {"validation", "star"} & {*curves._live.marks}  # nothing to draw


def test_restart_begins_an_empty_figure(trained, writer):
    trained.run.restart("epochs 1").wait()
    assert writer.flush()
    np.testing.assert_array_equal(marks(trained).training.x, [1])
    assert len(marks(trained).steps.x) == 4


def test_a_loss_of_zero_and_below_is_left_out_of_a_log_scale(make_run, writer):
    run = make_run()
    curves = Curves(ViewContext(run, writer))
    emit_epoch(run, 1, {"loss": 0.0})
    emit_epoch(run, 2, {"loss": 0.1})
    assert writer.flush()
    np.testing.assert_allclose(marks(curves).training.y, [-1])


def test_the_figure_has_no_tools_and_no_animation(trained):
    figure = marks(trained).figure
    # bqplot 0.12 has no toolbar of its own
    assert figure.get_state().get("display_toolbar", False) is False
    assert figure.animation_duration == 0


def test_values_that_a_log_scale_cannot_show_are_described(make_run, writer):
    run = make_run()
    curves = Curves(ViewContext(run, writer))
    curves._toolbar.choice.scale.value = "linear"
    curves._toolbar.choice.scale.value = "log"  # a person's choice stands
    for epoch, value in enumerate((-1e9, -3.0), start=1):
        emit_epoch(run, epoch, {"loss": value})
    assert writer.flush()
    assert "0 or below" in curves._empty.value
    assert not is_hidden(curves._empty)
    emit_epoch(run, 3, {"loss": 0.5})
    assert writer.flush()
    assert is_hidden(curves._empty)
    assert "not on a log scale" in curves._toolbar.note.value


@pytest.mark.parametrize("values", [(1e-320, 1e300), (5e-324, 5e-324), (1e308, 1.7e308)])
def test_the_ends_of_the_number_range_are_drawn(make_run, writer, values):
    run = make_run()
    curves = Curves(ViewContext(run, writer, goal=-1.0))
    for epoch, value in enumerate(values, start=1):
        emit_epoch(run, epoch, {"loss": value})
    for scale in ("log", "linear"):
        curves._toolbar.choice.scale.value = scale
        assert writer.flush()
        assert len(marks(curves).training.x) in (0, 2)


def test_the_axis_says_what_it_counts(trained):
    unit = marks(trained).unit
    assert list(unit.text) == ["epochs"]
    assert unit in marks(trained).figure.marks


def test_before_the_first_epoch_ends_the_steps_are_what_one_sees(make_run, writer):
    run = make_run()
    curves = Curves(ViewContext(run, writer))
    emit(run, StepsDone(1, 3, 20, 1, np.array([9.0, 4.0, 2.0])))
    assert writer.flush()
    parts = marks(curves)
    assert parts.y.min <= np.log10(2.0) < np.log10(9.0) <= parts.y.max
    assert parts.steps.stroke_width == 2
    emit_epoch(run, 1, {"loss": 1.0, "val_loss": 0.9})
    assert writer.flush()
    assert parts.steps.stroke_width == 1


def test_the_axis_is_that_of_the_epochs_and_seldom_moves(make_run, writer):
    run, noise = make_run(), np.random.default_rng(0)
    curves = Curves(ViewContext(run, writer))
    parts, seen = marks(curves), []
    for epoch in range(1, 31):
        loss = 1 / epoch
        emit_steps(run, epoch, loss * np.exp(noise.normal(0, 2, 200)))
        assert writer.flush()
        emit_epoch(run, epoch, {"loss": loss, "val_loss": 1.1 * loss}, steps=200)
        assert writer.flush()
        seen.append((parts.y.min, parts.y.max))
    assert len(set(seen[3:])) < 9
    assert parts.y.max - parts.y.min < 1.3 * np.log10(30 * 1.1)


def test_a_first_epoch_outside_the_axis_is_named(make_run, writer):
    run = make_run()
    curves = Curves(ViewContext(run, writer))
    curves._toolbar.choice.scale.value = "linear"
    for epoch, loss in enumerate((540_000.0, 80.0, 74.0, 70.0, 68.0), start=1):
        emit_epoch(run, epoch, {"loss": loss})
    assert writer.flush()
    assert marks(curves).y.max < 100
    assert curves._toolbar.note.value == "above this axis: 540,000 at epoch 1"


def test_the_axis_holds_the_star_wherever_it_is(make_run, writer, monkeypatch):
    run = make_run()
    curves = Curves(ViewContext(run, writer))
    curves._toolbar.choice.scale.value = "linear"
    for epoch, loss in enumerate((540_000.0, 80.0, 74.0, 70.0, 68.0), start=1):
        emit_epoch(run, epoch, {"loss": loss, "val_loss": loss})
    best = (1, 540_000.0, "best, epoch 1")
    monkeypatch.setattr("densemodel.widgets.charts._curves.best_value", lambda *_: best)
    curves.redraw()
    assert writer.flush()
    assert marks(curves).y.max >= 540_000
    assert curves._toolbar.note.value == ""


def test_the_cursor_says_of_how_many_steps_a_point_is_the_mean(make_run, writer):
    run = make_run()
    curves = Curves(ViewContext(run, writer))
    emit_steps(run, 1, np.full(20, 0.5))
    assert writer.flush()
    assert curves._cursor.lines[0]["name"] == "step"
    emit_epochs(run, 100)
    assert writer.flush()
    assert curves._cursor.lines[0]["name"].startswith("mean of ")
