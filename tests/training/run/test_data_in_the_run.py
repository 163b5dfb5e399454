import numpy as np
import pytest

from densemodel.training import train

pytestmark = pytest.mark.tensorflow

WAIT_SECONDS = 120
NORM = "4 -> norm -> 6 relu -> 3 softmax"


def learnt(run):
    """The mean that norm computes with, which Keras keeps beside the variable."""
    return np.asarray(run.model.layers[0].mean).reshape(-1)


def training_mean(run):
    assert run.bound is not None
    return run.bound.x[run.bound.training_rows].mean(axis=0)


def test_norm_is_learnt_when_the_run_is_made_and_kept_to_its_end(ready):
    run = ready("epochs 2", NORM)
    before = learnt(run)
    assert before == pytest.approx(training_mean(run), abs=1e-5)
    run.start().wait(WAIT_SECONDS)
    assert np.array_equal(learnt(run), before)
    run.resume(epochs=1).wait(WAIT_SECONDS)
    assert np.array_equal(learnt(run), before)
    assert np.array_equal(run.model.layers[0].get_weights()[0], before)


def test_restart_with_another_split_fits_norm_again(ready):
    run = ready("epochs 1", NORM).start().wait(WAIT_SECONDS)
    before = learnt(run)
    run.model.predict(run.bound.x, verbose=0)  # Keras compiles the old mean into this
    run.restart("seed 5").wait(WAIT_SECONDS)
    assert learnt(run) == pytest.approx(training_mean(run), abs=1e-5)
    assert not np.allclose(learnt(run), before, atol=1e-4)
    guess = run.model.predict(run.bound.x, verbose=0)
    assert np.allclose(guess, np.asarray(run.model(run.bound.x)), atol=1e-6)


def test_restart_gives_what_a_new_run_gives(ready):
    other = ready("epochs 2 ; seed 4 ; patience off", NORM).start().wait(WAIT_SECONDS)
    run = ready("epochs 2 ; seed 1 ; patience off", NORM).start().wait(WAIT_SECONDS)
    run.restart("seed 4").wait(WAIT_SECONDS)
    assert run.history["val_loss"] == pytest.approx(other.history["val_loss"], abs=1e-6)


def test_a_run_of_auto_shows_numbers(ready):
    run = ready("epochs 1", "auto -> 5 relu -> auto softmax")
    assert run.spec.network_text == "4 -> 5 relu -> 3 softmax"
    assert [finding.where for finding in run.findings] == ["x", "y"]
    assert run.start().wait(WAIT_SECONDS).state == "finished"
    run.restart("epochs 2").wait(WAIT_SECONDS)
    assert run.spec.network_text == "4 -> 5 relu -> 3 softmax"


def test_balanced_classes_are_trained_like_the_same_weights_by_hand(blobs):
    x, _ = blobs
    y = np.repeat([0, 1], [110, 10])
    text = "4 -> 1 sigmoid ; epochs 2 ; split off ; seed 3"
    balanced = train(f"{text} ; weights balanced", x, y)
    by_hand = train(text, x, y, class_weight={0: 120 / 220, 1: 120 / 20})
    assert balanced.history["loss"] == pytest.approx(by_hand.history["loss"], rel=1e-5)
    plain = train(text, x, y)
    assert plain.history["loss"] != pytest.approx(by_hand.history["loss"], rel=1e-2)


def test_balanced_weights_multiply_those_that_are_given(blobs):
    x, _ = blobs
    y = np.repeat([0, 1], [110, 10])
    text = "4 -> 1 sigmoid ; epochs 1 ; split off"
    given = np.linspace(0.5, 1.5, 120)
    both = train(f"{text} ; weights balanced", x, y, sample_weight=given)
    by_hand = train(text, x, y, sample_weight=given, class_weight={0: 120 / 220, 1: 120 / 20})
    assert both.history["loss"] == pytest.approx(by_hand.history["loss"], rel=1e-5)


def test_restart_may_set_weights(ready):
    run = ready("epochs 1").start().wait(WAIT_SECONDS)
    run.restart("weights balanced").wait(WAIT_SECONDS)
    assert run.state == "finished"
    assert run.bound.row_weights is not None


def test_networks_that_wait_for_their_turn_train_in_order(ready):
    order = []
    long = ready("epochs 100000 ; patience off", name="long").start()
    runs = [ready("epochs 1", name=f"run_{i}") for i in range(4)]
    for run in runs:
        run.on_event(lambda event, name=run.name: _note(order, event, name))
        run.start()
    assert [run.state for run in runs] == ["waiting"] * 4
    long.stop()
    for run in runs:
        run.wait(WAIT_SECONDS)
    assert order == ["run_0", "run_1", "run_2", "run_3"]


def _note(order, event, name):
    from densemodel.training import RunStarted

    if isinstance(event, RunStarted):
        order.append(name)
