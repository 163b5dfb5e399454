from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.training import StepsDone
from densemodel.widgets._curve_data import LOOK_POINTS, STEP_POINTS, CurveData, log_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Run


def steps(first: int, losses: list[float], *, per_epoch: int = 4) -> StepsDone:
    last = first + len(losses) - 1
    epoch = (last - 1) // per_epoch + 1
    return StepsDone(epoch, last - (epoch - 1) * per_epoch, per_epoch, first, np.array(losses))


def test_steps_stand_at_fractions_of_their_epoch(make_run: Callable[..., Run]) -> None:
    data = CurveData(make_run())
    data.add_steps(steps(1, [4.0, 3.0]))
    data.add_steps(steps(5, [2.0]))
    np.testing.assert_allclose(data.steps("loss"), [[0.25, 4], [0.5, 3], [1.25, 2]])


def test_a_million_steps_and_thousands_of_epochs_stay_within_2000_points(
    make_run: Callable[..., Run],
) -> None:
    data = CurveData(make_run())
    for first in range(1, 1_000_000, 10_000):
        data.add_steps(steps(first, list(np.ones(10_000)), per_epoch=10_000))
    for epoch in range(1, 3001):
        data.add_look(epoch, epoch, {"loss": 1 / epoch, "val_loss": 2 / epoch})
    shown = [data.steps("loss"), data.training("loss"), data.validation("loss")]
    assert len(shown[0]) <= STEP_POINTS
    assert max(len(shown[1]), len(shown[2])) <= LOOK_POINTS
    assert sum(map(len, shown)) <= 2000


def test_a_late_look_holds_what_an_early_one_held(make_run: Callable[..., Run]) -> None:
    run = make_run()
    early, late = CurveData(run), CurveData(run)
    run.on_event(lambda event: isinstance(event, StepsDone) and early.add_steps(event))
    run.start().wait()
    late.load()
    np.testing.assert_allclose(late.steps("loss"), early.steps("loss"), rtol=1e-6)
    assert len(late.validation("accuracy")) == 2
    late.add_steps(steps(1, [9.0, 9.0]))  # told again: known already
    late.add_look(run.history.steps[1], 2, {"loss": 9.0})
    assert late.steps("loss").max() < 9
    assert len(late.training("loss")) == 2


def test_a_late_look_at_a_long_run_keeps_its_peak_and_knows_its_steps(
    make_run: Callable[..., Run],
) -> None:
    run = make_run()
    values = 1 + np.random.default_rng(0).random(100_000)
    values[12_344] = 9.0
    for first in range(1, 100_000, 1000):
        run._record.hear(steps(first, list(values[first - 1 : first + 999])))
    late = CurveData(run)
    late.load()
    loaded = late.steps("loss")
    assert [12_345 / 4, 9.0] in loaded.tolist()
    late.add_steps(steps(99_001, list(values[99_000:])))  # told again: known already
    np.testing.assert_array_equal(late.steps("loss"), loaded)
    late.add_steps(steps(99_501, [*values[99_500:], 5.0]))  # but for the last one
    assert late.steps("loss")[-1].tolist() == [100_001 / 4, 5.0]


def test_steps_after_a_late_look_do_not_push_those_before_aside(
    make_run: Callable[..., Run],
) -> None:
    run = make_run()
    for first in range(1, 100_000, 1000):
        run._record.hear(steps(first, list(np.ones(1000))))
    late = CurveData(run)
    late.load()
    for first in range(100_001, 200_000, 1000):
        late.add_steps(steps(first, list(np.ones(1000))))
    places = late.steps("loss")[:, 0]
    assert len(places) <= STEP_POINTS
    assert np.mean(places <= 100_000 / 4) > 0.4


def test_the_best_epoch_has_the_number_of_the_history(make_run: Callable[..., Run]) -> None:
    run = make_run()
    data = CurveData(run)
    assert data.best("loss") is None
    run.start().wait()
    assert run.best_epoch is not None
    value = run.history["val_accuracy"][run.best_epoch - 1]
    assert data.best("accuracy") == (run.best_epoch, value, f"best, epoch {run.best_epoch}")


def test_the_star_stays_after_resume_with_another_split(make_run: Callable[..., Run]) -> None:
    run = make_run("4 -> 8 relu -> 2 softmax ; epochs 3 ; batch 8").start().wait()
    data, row = CurveData(run), run.best_row
    assert row is not None
    losses = run.history["val_loss"]
    place, lowest = run.history.places[row], losses[row]
    seen: list[object] = []
    run.on_event(lambda _: seen.append(data.best("loss")) if not seen else None)
    run.resume(epochs=2, settings="split 50%").wait()
    # before the first look at the new rows there is no better one
    assert seen[0] == (place, lowest, f"best on the earlier rows, epoch {row + 1}")
    assert run.best_epoch in (4, 5)
    best = run.history["val_loss"][run.best_epoch - 1]
    assert data.best("loss") == (run.best_epoch, best, f"best, epoch {run.best_epoch}")


def test_metrics_are_known_before_the_first_epoch(make_run: Callable[..., Run]) -> None:
    run = make_run("4 -> 1", name="price")
    names = CurveData(run).names
    assert names[0] == "loss"
    assert run.bound is not None
    assert names[1:] == tuple(log_name(call) for call in run.bound.task.metrics)
    run.start().wait()
    assert set(names) <= set(run.history)


def test_an_epoch_that_begins_again_takes_the_place_of_its_first_steps(
    make_run: Callable[..., Run],
) -> None:
    data = CurveData(make_run())
    data.add_steps(steps(1, [4.0, 3.0, 2.0]))
    data.add_steps(StepsDone(1, 1, 2, 4, np.array([1.0])))
    np.testing.assert_allclose(data.steps("loss"), [[0.25, 4], [0.5, 1]])
