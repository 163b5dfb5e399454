import numpy as np
import pytest

from densemodel.training import EvaluationDone, Progress
from densemodel.widgets import Echo
from densemodel.widgets.charts._curve_data import CurveData, best_value
from densemodel.widgets.charts._curves import Curves
from densemodel.widgets.panel._data_sentence import SHOWS_TEST_ROWS
from densemodel.widgets.panel._progress_line import progress_line
from densemodel.widgets.panel._view import ViewContext
from densemodel.widgets.training_controls._epochs_view import epochs_table
from densemodel.widgets.training_controls._train_view import progress_words
from support.widgets.curve_parts import parts_of
from support.widgets.panel_parts import control, texts

pytestmark = pytest.mark.tensorflow

EVERY = "4 -> 8 relu -> 2 softmax ; epochs 2 ; batch 8 ; adam lr 0.01 ; every 3 ; patience off"
UNSPLIT = f"{EVERY} ; split off"


def test_evaluations_are_at_fractions_of_their_epoch(make_run):
    run = make_run(EVERY)  # 28 rows: 4 steps an epoch
    run.start().wait()
    data = CurveData(run)
    np.testing.assert_allclose(data.training("loss")[:, 0], [0.75, 1.5, 2])
    np.testing.assert_allclose(data.validation("loss")[:, 1], run.history["val_loss"])


def test_the_best_evaluation_is_named_by_its_step(make_run):
    run = make_run(EVERY)
    run.start().wait()
    best = run.best_row
    assert best is not None
    assert best_value(run, "loss") == (
        run.history.places[best],
        min(run.history["val_loss"]),
        f"best, step {run.best_step}",
    )
    assert run.best_step == run.history.steps[best]


def test_without_validation_the_dashed_line_is_the_test_rows(make_run, writer, rows):
    run = make_run(UNSPLIT, test_data=rows)
    curves = Curves(ViewContext(run, writer))
    run.start().wait()
    assert writer.flush()
    curves._toolbar.choice.shown.value = "accuracy"
    assert writer.flush()
    assert list(parts_of(curves._live).validation_name.text) == ["test"]
    np.testing.assert_allclose(parts_of(curves._live).validation.y, run.history["test_accuracy"])
    assert "star" not in curves._live.marks
    assert curves._toolbar.choice.shown.options == (("Loss", "loss"), ("Accuracy", "accuracy"))


def test_the_epochs_tab_has_a_row_for_each_evaluation(make_run):
    run = make_run(EVERY)
    assert epochs_table(run)["note"] == "No evaluation is done yet."
    run.start().wait()
    table = epochs_table(run)
    assert len(table["rows"]) == run.history.evaluations
    assert table["head"][0] == "Step"
    assert f"★ best, {run.best_step}" in [row["cells"][0] for row in table["rows"]]


def test_a_terminal_prints_the_step_of_an_evaluation(make_run):
    run = make_run(EVERY)
    lines = []
    run.on_event(
        lambda event: isinstance(event, EvaluationDone) and lines.append(progress_line(event))
    )
    run.start().wait()
    assert [line.split(":")[0] for line in lines] == ["step 3", "step 6", "step 8"]


def test_the_rate_of_a_schedule_is_no_quantity_beside_the_loss(make_run):
    run = make_run("4 -> 2 softmax ; epochs 2 ; adam lr 0.01*0.5^epoch").start().wait()
    data = CurveData(run)
    assert data.names == ("loss", "accuracy")
    assert sorted(set(run.learning_rates[:, 1])) == [0.005, 0.01]


@pytest.mark.parametrize(("spent", "left"), [(10.0, "about 5 s left"), (50.0, "about 1 s left")])
def test_minutes_shorten_the_time_left(spent, left):
    from types import SimpleNamespace

    progress = Progress(
        epoch=13,
        epochs=30,
        step=0,
        steps_per_epoch=1312,
        total_steps=17056,
        planned_steps=39360,
        seconds=10.0,
        steps_per_second=1700.0,
        validating=False,
        seconds_to_go=13.1,
        limit_seconds=15.0,
        seconds_now=spent,
    )
    run = SimpleNamespace(state="running", progress=progress)
    assert progress.share == min(max(17056 / 39360, spent / 15), 1)
    assert progress_words(run)[-1] == left


def test_the_panel_notes_that_the_test_set_is_monitored(make_run, make_panel, rows):
    run = make_run(UNSPLIT, test_data=rows)
    assert SHOWS_TEST_ROWS in texts(make_panel(run))
    assert SHOWS_TEST_ROWS in repr(Echo(run.spec, run.bound))
    others = [
        make_run(UNSPLIT),
        make_run(EVERY, test_data=rows),
        make_run(UNSPLIT.replace(" ; every 3", ""), test_data=rows),
    ]
    for other in others:
        assert SHOWS_TEST_ROWS not in repr(Echo(other.spec, other.bound))


def test_patience_counts_evaluations(make_run, make_panel):
    panel = make_panel(make_run(EVERY.replace("patience off", "patience 4")))
    assert control(panel, "Patience").label == "4 evaluations"
