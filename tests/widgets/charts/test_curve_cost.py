"""What the curves cost a browser: points, messages and bytes, after any number of steps."""

import numpy as np
import pytest

from densemodel.training import Mark
from densemodel.widgets.charts._curve_data import MOST_POINTS
from densemodel.widgets.charts._curves import Curves
from densemodel.widgets.charts._earlier_runs import EARLIER_RUNS
from densemodel.widgets.panel._view import ViewContext
from support.widgets.curve_parts import Messages, drawn_points, emit_epochs, emit_steps, parts_of

pytestmark = pytest.mark.tensorflow


def full_curves(make_run, writer, *, epochs):
    """Curves with every line on, three runs before, and many marks."""
    for _ in range(3):
        earlier = make_run()
        emit_epochs(earlier, 300)
        EARLIER_RUNS.keep(earlier)
    run = make_run()
    curves = Curves(ViewContext(run, writer, goal=0.05))
    emit_epochs(run, epochs)
    for epoch in range(1, min(epochs, 400), 4):
        run.history.marks.append(Mark("changed", f"lr {epoch}", epoch * 20, epoch))
    for switch in curves._toolbar.switches.values():
        switch.value = True
    assert writer.flush()
    return curves


@pytest.fixture
def full(make_run, writer):
    return full_curves(make_run, writer, epochs=2000)


def test_2000_points_at_most_after_100_000_steps_and_5000_epochs(make_run, writer):
    full = full_curves(make_run, writer, epochs=5000)
    assert full.run.step_losses.step_count == 100_000
    assert len(parts_of(full._rate.live).rate.x) > 20
    assert len(parts_of(full._live).steps.x) > 100
    assert len(parts_of(full._live).happened.x) > 20
    assert len(parts_of(full._live).earlier[2].x) > 20
    assert drawn_points(full) <= MOST_POINTS


def test_2000_points_at_most_in_a_part_of_it(full, writer):
    full._cursor.window = [1000.5, 1900.5]
    assert writer.flush()
    assert len(parts_of(full._live).training.x) > 100
    assert drawn_points(full) <= MOST_POINTS


def test_a_draw_without_anything_new_sends_nothing(full, writer, monkeypatch):
    messages = Messages(monkeypatch)
    full.redraw()
    assert writer.flush()
    assert (messages.count, messages.traits) == (0, [])


def test_ten_updates_a_second_are_less_than_400_kb(full, writer, monkeypatch):
    messages = Messages(monkeypatch)
    for epoch in range(5001, 5011):
        emit_steps(full.run, epoch, np.random.default_rng(epoch).uniform(0.1, 0.9, 20))
        assert writer.flush()
    assert 0 < messages.bytes < 400_000
    assert messages.count < 10 * 15
