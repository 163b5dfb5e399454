import numpy as np
import pytest

from densemodel.training import Mark, StepsDone
from densemodel.widgets.charts._curve_data import (
    EVALUATION_POINTS,
    STEP_POINTS,
    CurveData,
    best_value,
    log_name,
)

pytestmark = pytest.mark.tensorflow


def steps(first, losses, *, per_epoch=4):
    last = first + len(losses) - 1
    epoch = (last - 1) // per_epoch + 1
    return StepsDone(epoch, last - (epoch - 1) * per_epoch, per_epoch, first, np.array(losses))


def trained(run, event):
    run._record.handle(event)


def test_steps_stand_at_fractions_of_their_epoch(make_run):
    run = make_run()
    data = CurveData(run)
    trained(run, steps(1, [4.0, 3.0, 2.0, 2.0]))
    trained(run, steps(5, [2.0]))
    shown = data.steps("loss")
    np.testing.assert_allclose(shown.points, [[0.25, 4], [0.5, 3], [0.75, 2], [1, 2], [1.25, 2]])
    assert shown.each == 1
    assert len(data.steps("accuracy").points) == 0


def test_a_million_steps_and_thousands_of_epochs_stay_within_2000_points(make_run):
    run = make_run()
    data = CurveData(run)
    for first in range(1, 1_000_000, 10_000):
        trained(run, steps(first, list(np.ones(10_000)), per_epoch=10_000))
    for epoch in range(1, 3001):
        run.history.add({"loss": 1 / epoch, "val_loss": 2 / epoch}, step=epoch, place=epoch)
    shown = [data.steps("loss").points, data.training("loss"), data.validation("loss")]
    assert STEP_POINTS / 2 <= len(shown[0]) <= STEP_POINTS
    assert max(len(shown[1]), len(shown[2])) <= EVALUATION_POINTS
    assert sum(map(len, shown)) <= 2000


def test_many_steps_are_drawn_as_their_means(make_run):
    run = make_run()
    data, noise = CurveData(run), np.random.default_rng(0)
    for first in range(1, 10_000, 500):
        trained(run, steps(first, list(noise.exponential(1.0, 500)), per_epoch=1000))
    shown = data.steps("loss")
    assert 200 < shown.each < 650
    assert shown.points[:, 1].min() > 0.75
    assert shown.points[:, 1].max() < 1.3
    assert shown.points[:, 1].mean() == pytest.approx(1.0, abs=0.05)


def test_a_part_of_the_epochs_shows_means_of_fewer_steps(make_run):
    run = make_run()
    data = CurveData(run)
    trained(run, steps(1, list(np.arange(1.0, 2001.0)), per_epoch=100))
    part = data.steps("loss", (4.0, 4.4))
    assert part.each == 1
    np.testing.assert_allclose(part.points[:, 0] * 100, part.points[:, 1])
    assert part.points[[0, -1], 0].tolist() == [3.99, 4.4]
    assert data.steps("loss", (4.0, 5.0)).each == 5 < data.steps("loss").each


def test_curves_read_late_equal_those_read_from_the_start(make_run):
    run = make_run("4 -> 8 relu -> 2 softmax ; batch 8 ; epochs 300 ; patience off")
    early, lengths = CurveData(run), set()
    run.on_event(lambda _: lengths.add(len(early.training("loss"))))
    run.start().wait()
    late = CurveData(run)
    assert len(lengths) > 10
    assert late.end == early.end == 300
    np.testing.assert_array_equal(late.steps("loss").points, early.steps("loss").points)
    np.testing.assert_array_equal(late.validation("loss"), early.validation("loss"))


def test_a_restart_begins_new_curves(make_run):
    run = make_run().start().wait()
    data = CurveData(run)
    assert len(data.training("loss")) == 2
    run.restart("epochs 1").wait()
    assert len(data.training("loss")) == data.end == 1


def test_the_best_epoch_has_the_number_of_the_history(make_run):
    run = make_run()
    assert best_value(run, "loss") is None
    run.start().wait()
    assert run.best_epoch is not None
    value = run.history["val_accuracy"][run.best_epoch - 1]
    assert best_value(run, "accuracy") == (run.best_epoch, value, f"best, epoch {run.best_epoch}")


def test_the_star_stays_after_resume_with_another_split(make_run):
    run = make_run("4 -> 8 relu -> 2 softmax ; epochs 3 ; batch 8").start().wait()
    row = run.best_row
    assert row is not None
    losses = run.history["val_loss"]
    place, lowest = run.history.places[row], losses[row]
    seen = []
    run.on_event(lambda _: seen.append(best_value(run, "loss")) if not seen else None)
    run.resume(epochs=2, settings="split 50%").wait()
    # before the first look at the new rows there is no better one
    assert seen[0] == (place, lowest, f"best on the earlier rows, epoch {row + 1}")
    assert run.best_epoch in (4, 5)
    best = run.history["val_loss"][run.best_epoch - 1]
    assert best_value(run, "loss") == (run.best_epoch, best, f"best, epoch {run.best_epoch}")


def test_metrics_are_known_before_the_first_epoch(make_run):
    run = make_run("4 -> 1 ; epochs 1", name="price")
    names = CurveData(run).names
    assert names[0] == "loss"
    assert run.bound is not None
    assert names[1:] == tuple(log_name(call) for call in run.bound.task.metrics)
    run.start().wait()
    assert set(names) <= set(run.history)


def test_an_epoch_that_begins_again_takes_the_place_of_its_first_steps(make_run):
    run = make_run()
    data = CurveData(run)
    trained(run, steps(1, [4.0, 3.0, 2.0]))
    run.history.marks += [Mark("ended", "stop", 3, 0.75), Mark("resumed", "", 3, 0.0)]
    trained(run, StepsDone(1, 1, 2, 4, np.array([1.0])))
    np.testing.assert_allclose(data.steps("loss").points, [[0.25, 4], [0.5, 1]])
