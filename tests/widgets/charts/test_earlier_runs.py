import gc

import numpy as np
import pytest

from densemodel.widgets.charts._curves import Curves
from densemodel.widgets.charts._earlier_runs import (
    EARLIER_POINTS,
    EARLIER_RUNS,
    MOST_EARLIER,
    EarlierRuns,
    loss_of,
)
from densemodel.widgets.panel._view import ViewContext
from support.widgets.curve_parts import emit_epochs, parts_of
from support.widgets.panel_parts import is_hidden

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def make_trained_run(make_run):
    def make(epochs=3, **options):
        run = make_run(**options)
        emit_epochs(run, epochs)
        return run

    return make


def test_a_run_that_was_loaded_again_is_not_shown_behind_itself(make_trained_run):
    earlier, run, other = EarlierRuns(), make_trained_run(3), make_trained_run(5)
    for each in (run, other):
        earlier.keep(each)
    back = make_trained_run(3)
    earlier.claim(back)
    assert [one.history() for one in earlier.before(back)] == [other.history]


def test_the_last_three_are_kept_the_newest_first(make_trained_run):
    earlier, runs = EarlierRuns(), [make_trained_run(epochs) for epochs in range(2, 8)]
    for run in runs:
        earlier.keep(run)
    ends = [len(before.line("loss", loss_of(run))) for before in earlier.before(runs[-1])]
    assert ends == [6, 5, 4]
    assert len(earlier.before(runs[0])) == MOST_EARLIER


def test_a_run_is_not_earlier_than_itself_and_names_are_apart(make_trained_run):
    earlier, run, other = EarlierRuns(), make_trained_run(), make_trained_run(name="other")
    earlier.keep(run)
    earlier.keep(run)  # two panels show it
    assert earlier.before(run) == []
    assert earlier.before(other) == []


def test_a_run_that_trained_no_epoch_leaves_nothing(make_run, make_trained_run):
    earlier = EarlierRuns()
    earlier.keep(make_run())
    assert earlier.before(make_trained_run()) == []


def test_validation_is_kept_where_it_was_validated(make_trained_run):
    earlier, run = EarlierRuns(), make_trained_run()
    earlier.keep(run)
    (before,) = earlier.before(make_trained_run())
    line = before.line("loss", loss_of(run))
    np.testing.assert_allclose(line[:, 1], run.history["val_loss"])
    assert len(before.line("mean_squared_error", loss_of(run))) == 0


def test_losses_of_another_kind_are_not_compared(make_trained_run):
    earlier, run = EarlierRuns(), make_trained_run()
    earlier.keep(run)
    (before,) = earlier.before(make_trained_run())
    assert len(before.line("loss", "MeanSquaredError")) == 0
    assert len(before.line("accuracy", "MeanSquaredError")) == 3


def test_what_is_kept_is_small_and_holds_no_run(make_trained_run):
    earlier, run = EarlierRuns(), make_trained_run(2000)
    earlier.keep(run)
    history = run.history
    (before,) = earlier.before(make_trained_run())
    assert before.history() is history
    assert max(map(len, before.lines.values())) <= EARLIER_POINTS
    del run, history
    gc.collect()
    assert before.history() is None


def test_of_very_many_names_the_newest_stay(make_trained_run):
    earlier = EarlierRuns()
    first, newest = make_trained_run(name="run 0"), make_trained_run(name="run 99")
    earlier.keep(first)
    for number in range(1, 100):
        newest.name = f"run {number}"
        earlier.keep(newest)
    assert len(earlier._runs) == 50


def test_restart_leaves_the_run_before_it_faintly(make_run, writer):
    run = make_run()
    curves = Curves(ViewContext(run, writer))
    run.start().wait()
    assert writer.flush()
    first = list(run.history["val_loss"])
    assert parts_of(curves._live).earlier[0] is None
    assert is_hidden(curves._toolbar.switches["earlier"])
    run.restart().wait()
    assert writer.flush()
    np.testing.assert_allclose(10 ** parts_of(curves._live).earlier[0].y, first, rtol=1e-5)
    assert list(parts_of(curves._live).earlier_names[0].text) == ["1 run ago"]
    assert not is_hidden(curves._toolbar.switches["earlier"])
    assert [line["name"] for line in curves._cursor.lines][-1] == "1 run ago"
    curves._toolbar.switches["earlier"].value = False
    assert writer.flush()
    assert len(parts_of(curves._live).earlier[0].x) == 0
    assert len(parts_of(curves._live).earlier_names[0].x) == 0


def test_a_new_run_of_the_same_name_shows_the_one_before(make_run, make_trained_run, writer):
    Curves(
        ViewContext(make_trained_run(), writer)
    )  # a panel that is opened after its run has ended
    new = make_run()
    curves = Curves(ViewContext(new, writer))
    emit_epochs(new, 2)
    assert writer.flush()
    # as far as the axis goes, and one point further
    assert parts_of(curves._live).earlier[0].x.tolist() == [1, 2, 3]
    assert len(EARLIER_RUNS.before(new)) == 1
