"""Small networks that are really grown."""

import numpy as np
import pytest

import densemodel as dm
from densemodel.errors import SweepError
from densemodel.experiments import (
    Capacity,
    ExperimentEnded,
    ExperimentStarted,
    ExperimentStopping,
    TrialEnded,
    TrialEvaluated,
    TrialStarted,
)
from densemodel.training import prepare

pytestmark = pytest.mark.tensorflow

SPEC = "4 -> 2 relu -> 2 softmax ; epochs 3 ; batch 16 ; adam lr 0.02"


@pytest.fixture(scope="module", autouse=True)
def _few_sizes():
    """Three widths and two depths tell what twelve sizes would."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("densemodel.experiments.plan._sizes.MOST_SIZES", 5)
        yield


@pytest.fixture(scope="module")
def rows():
    x = np.random.default_rng(0).normal(size=(120, 4)).astype("float32")
    return x, (np.abs(x[:, 0]) + np.abs(x[:, 1]) > 1.5).astype(int)


@pytest.fixture(scope="module")
def make_run(rows):
    def make(text=SPEC, **options):
        return prepare(text, *rows, **{"name": "rings", **options})

    return make


@pytest.fixture(scope="module")
def grown(make_run):
    events = []
    found = Capacity(make_run("rings: auto -> 2 relu -> auto softmax ; epochs 3 ; adam lr 0.02"))
    found.on_event(events.append)
    return found.start().wait(), events


def test_sizes_are_grown_until_they_are_no_better(grown):
    found = grown[0]
    assert found.state == "finished"
    assert [point.units[0] for point in found.points][:3] == [2, 4, 8]
    assert found.points[0].is_written
    assert found.knee in found.points
    assert "enough" in found.sentence or "largest tried" in found.sentence


def test_each_size_is_a_spec_to_copy(grown):
    assert grown[0].points[1].spec == ("auto -> 4 relu -> auto softmax ; adam lr 0.02 ; epochs 3")
    assert grown[0].points[1].parameters == 4 * 4 + 4 + 4 * 2 + 2


def test_the_run_of_a_size_trains_to_the_same_numbers(grown):
    found = grown[0]
    again = found.run_of(1)
    assert again.name == "rings_size_2"
    assert again.start().wait().best_epoch == found.points[1].best_epoch
    losses = again.history["val_loss"]
    if found.points[1].trainings == 1:
        assert min(losses) == pytest.approx(found.points[1].validation_loss, rel=1e-4)
    with pytest.raises(SweepError, match="size 99 of rings was not trained"):
        found.run_of(99)


def test_events_come_in_order(grown):
    found, events = grown
    kinds = [type(event) for event in events if not isinstance(event, TrialEvaluated)]
    assert kinds[0] is ExperimentStarted
    assert kinds[1:-1] == [TrialStarted, TrialEnded] * (len(kinds) // 2 - 1)
    assert len(kinds) // 2 - 1 == sum(point.trainings for point in found.points)
    assert events[-1] == ExperimentEnded("finished")


def test_the_loss_is_that_of_the_best_epoch(grown, make_run):
    point = grown[0].points[0]
    run = make_run(point.spec).start().wait()
    row = run.best_row
    assert row is not None
    first = (point.losses or (point.validation_loss,))[0]
    assert first == pytest.approx(run.history["val_loss"][row], rel=1e-4)
    assert (point.best_epoch, point.epochs) == (run.best_epoch, 3)


def test_the_best_is_the_mean_of_three_trainings_with_other_seeds(grown):
    points = grown[0].points
    again = [point for point in points if point.trainings > 1]
    assert 1 <= len(again) <= 2
    for point in again:
        assert len(set(point.losses)) == 3
        assert point.validation_loss == pytest.approx(np.mean(point.losses))
        assert point.row_losses is not None
        assert point.row_losses.mean() == pytest.approx(point.validation_loss)


def test_growing_again_gives_the_same(grown):
    again = dm.capacity(grown[0].run)
    losses = [point.validation_loss for point in grown[0].points]
    assert [point.validation_loss for point in again.points] == losses
    assert again.sentence == grown[0].sentence


def test_the_run_itself_stays_as_it_is(grown):
    run = grown[0].run
    assert run.state == "ready"
    assert not run.history.evaluations
    assert str(run.spec).startswith("rings: 4 -> 2 relu")


def test_the_table_has_the_smallest_first(grown):
    frame = grown[0].frame()
    assert frame["parameters"].is_monotonic_increasing
    assert frame["is_knee"].sum() == 1
    assert (frame["above_best"] >= 0).all()
    assert "2 units" in repr(grown[0])


def test_stop_keeps_the_sizes_that_were_trained(make_run):
    found = Capacity(make_run(SPEC.replace("epochs 3", "epochs 100000 ; patience off")))
    seen = []
    found.on_event(seen.append)
    found.on_event(lambda event: isinstance(event, TrialStarted) and found.stop())
    found.start().wait(60)
    assert found.state == "stopped"
    assert ExperimentStopping() in seen
    assert found.points == ()
    assert found.sentence == "It was stopped before the first size was trained."


def test_the_minutes_end_it(make_run):
    run = make_run(SPEC.replace("epochs 3", "epochs 100000 ; patience off"))
    found = dm.capacity(run, minutes=0.002)
    assert (found.state, found.points) == ("finished", ())
    assert found.sentence == "The time limit was reached before the first size was trained."


def test_the_minutes_may_end_before_the_best_is_sure(make_run):
    found = Capacity(make_run(SPEC))

    def hurry(event):
        if isinstance(event, TrialStarted) and found.words_of(event.number).endswith("again"):
            found.minutes = 0.0

    found.on_event(hurry)
    found.start().wait(120)
    assert found.state == "finished"
    assert found.sentence.startswith(
        "The time limit was reached while the best was trained with other seeds. "
    )


def test_a_stopped_growth_continues_with_the_sizes_that_are_left(grown, make_run):
    found = Capacity(make_run(str(grown[0].run.spec)))
    cancel = found.on_event(
        lambda event: isinstance(event, TrialStarted) and event.number == 3 and found.stop()
    )
    found.start().wait(60)
    assert 0 < len(found.points) < len(grown[0].points)
    cancel()
    found.start().wait(120)
    assert found.sentence == grown[0].sentence
    losses = [point.validation_loss for point in grown[0].points]
    assert [point.validation_loss for point in found.points] == losses


def test_after_the_limit_it_continues_for_as_many_minutes(make_run):
    found = dm.capacity(make_run(SPEC.replace("epochs 3", "epochs 2")), minutes=0.0001)
    found.minutes = 5
    seconds = found.seconds
    found.start().wait(120)
    assert "enough" in found.sentence or "largest" in found.sentence
    assert found.seconds > seconds


def test_what_has_ended_continues_with_more_seeds_of_the_best(make_run):
    found = dm.capacity(make_run("rings: auto -> 2 relu -> auto softmax ; epochs 2 ; adam lr 0.02"))
    before = found.points
    found.start().wait(120)
    assert [point.words for point in found.points] == [point.words for point in before]
    for first, point in zip(before, found.points, strict=True):
        assert point.losses[: len(first.losses)] == first.losses
    assert max(point.trainings for point in found.points) == 5


def test_another_kernel_knows_what_was_measured_and_trains_what_is_missing(make_run, tmp_path):
    first = Capacity(make_run(), folder=tmp_path)
    first.on_event(lambda event: isinstance(event, TrialEnded) and first.stop())
    first.start().wait(60)
    partly = Capacity(make_run(), folder=tmp_path)
    assert (partly.state, partly.sentence) == ("ready", "1 size trained.")
    partly.start().wait(120)
    again = Capacity(make_run(), folder=tmp_path)
    assert (again.state, again.sentence) == ("finished", partly.sentence)
    assert again.frame().equals(partly.frame())
    assert again.sentence == dm.capacity(make_run()).sentence
    assert again.next_words == "Train 2 more seeds"
    other = Capacity(make_run(SPEC.replace("epochs 3", "epochs 2")), folder=tmp_path)
    assert other.points == ()


def test_one_that_is_growing_is_not_started_again(make_run):
    found = Capacity(make_run(SPEC.replace("epochs 3", "epochs 100000 ; patience off"))).start()
    with pytest.raises(SweepError, match="the capacity of rings is being measured: stop it first"):
        found.start()
    found.stop().wait(60)


def test_a_size_that_fails_is_reported_and_the_others_go_on(make_run):
    spec = "4 -> 4 relu -> 1 ; epochs 2 ; sgd lr 1e30"
    found = dm.capacity(make_run(spec))
    assert len(found.points) > 1
    assert all("no longer a number" in point.failure for point in found.points)
    assert found.knee is None
    assert found.sentence.startswith("No size could be trained: ")
    assert list(found.frame()["is_knee"]) == [False] * len(found.points)


def test_a_listener_that_raises_is_dropped(make_run, caplog):
    def fail(_):
        raise ValueError("mine")

    found = Capacity(make_run(SPEC.replace("epochs 3", "epochs 1")))
    found.on_event(fail)
    assert found.start().wait().state == "finished"
    assert caplog.text.count("ValueError: mine") == 1


def test_a_network_without_a_hidden_layer_is_grown(make_run):
    found = dm.capacity(make_run("4 -> 2 softmax ; epochs 2"))
    assert [point.words for point in found.points][:2] == ["no hidden layer", "2 units"]
    assert found.points[0].is_written
    assert not found.points[1].is_written
