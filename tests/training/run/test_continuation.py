"""A run that ended while it still learned says how to go on."""

import numpy as np
import pytest

import densemodel as dm
from densemodel.training import EarlyStopping, Evaluation, TrainingHistory
from densemodel.training.diagnosis import rises
from densemodel.training.run._sentence import reason_to_go_on
from densemodel.wording import rounded

RNG = np.random.default_rng(0)
X = RNG.uniform(-1, 1, size=(200, 2)).astype(np.float32)
Y = (X[:, 0] * X[:, 1] > 0).astype(int)


def history_of(loss, val_loss):
    """A history of these losses, and its best row."""
    history = TrainingHistory()
    for n, (one, other) in enumerate(zip(loss, val_loss, strict=True), 1):
        history.add({"loss": one, "val_loss": other}, step=n, place=n)
    return history, int(val_loss.argmin())


def converging(seed, *, count=60):
    """Losses that have levelled off, with noise, as a healthy run has them."""
    rng = np.random.default_rng(seed)
    fall = np.exp(-np.arange(count) / rng.uniform(3, 9))
    loss = 0.2 + 0.5 * fall - 0.0004 * np.arange(count) + rng.normal(0, 0.002, count)
    val_loss = 0.25 + 0.45 * fall + rng.normal(0, rng.uniform(0.002, 0.01), count)
    return loss, val_loss


@pytest.mark.parametrize("seed", range(20))
def test_a_run_that_has_converged_gets_no_hint(seed):
    assert reason_to_go_on(*history_of(*converging(seed))) == ""


@pytest.mark.parametrize("seed", range(20))
def test_nor_does_one_that_patience_ends_soon_after(seed):
    loss, val_loss = converging(seed)
    waited = int(val_loss.argmin()) + 5
    assert reason_to_go_on(*history_of(loss[:waited], val_loss[:waited])) == ""


def test_nor_does_one_that_overfits():
    epochs = np.arange(40)
    loss = 0.7 * np.exp(-epochs / 20)
    val_loss = 0.4 + 0.3 * np.exp(-epochs / 5) + 0.01 * np.maximum(epochs - 15, 0)
    assert reason_to_go_on(*history_of(loss, val_loss)) == ""


def test_losses_that_fall_by_nothing_that_matters_get_none():
    losses = 0.001 + 0.7 * np.exp(-np.arange(300) / 30)
    assert reason_to_go_on(*history_of(losses, losses)) == ""


@pytest.mark.parametrize("seed", range(5))
def test_losses_that_have_not_flattened_give_a_reason(seed):
    rng = np.random.default_rng(seed)
    falls = 0.7 - 0.01 * np.arange(30)
    loss, val_loss = falls + rng.normal(0, 0.003, 30), falls + rng.normal(0, 0.01, 30)
    val_loss[-1] = val_loss[-3] + 0.01
    assert reason_to_go_on(*history_of(loss, val_loss)) == "both losses were still falling"
    val_loss[-1] = val_loss.min() - 0.01
    assert reason_to_go_on(*history_of(loss, val_loss)) == "the last epoch was the best"


@pytest.mark.parametrize("count", [2, 3, 5, 12])
def test_the_last_epoch_is_reported_as_the_best_where_the_loss_is_noisy(count):
    fall = 0.7 - 0.02 * np.arange(count)
    fall[1::2] -= 0.03  # noise
    fall[-1] = fall.min() - 0.05
    assert reason_to_go_on(*history_of(fall, fall)) == "the last epoch was the best"


@pytest.mark.tensorflow
def test_where_the_epochs_ran_out_it_goes_on_for_more():
    run = dm.train("2 -> 16 relu -> 1 sigmoid ; epochs 8 ; patience off ; adam lr 0.01", X, Y)
    assert run.sentence.endswith("The last epoch was the best: Resume trains 10 more epochs.")
    assert not run.findings
    run.resume().wait()
    assert run.history.epochs == 18
    assert run.sentence.endswith("Resume trains 18 more epochs.")
    run.resume(epochs=1).wait()
    assert run.history.epochs == 19


@pytest.mark.tensorflow
def test_resume_trains_as_long_as_the_finding_says():
    run = dm.train("2 -> 16 relu -> 1 sigmoid ; epochs 4 ; patience off ; batch 100", X, Y)
    assert run.cause.accept == "epochs 1500"
    assert run.sentence.count("epochs 1500") == 1
    assert run.sentence.endswith("Resume trains up to epoch 1,500.")
    causes = []

    def note(_):
        if run.history.epochs == 6:
            causes.append(run.cause)
            run.stop()

    run.on_event(note)
    run.resume().wait()
    assert run.spec.settings.epochs == 1500
    assert not causes[0]  # it is what trains now


@pytest.mark.tensorflow
def test_a_run_with_another_cause_is_not_advised_to_go_on():
    run = dm.train("2 -> 8*(8 sigmoid) -> 1 sigmoid ; epochs 100 ; patience off ; batch 100", X, Y)
    assert run.cause.accept == "8 sigmoid => 8 relu"
    assert run.sentence.count("sigmoid") == 1
    assert run.continuation is None


@pytest.mark.tensorflow
def test_a_validation_loss_far_above_its_best_is_reported():
    labels = np.where(RNG.random(200) < 0.15, 1 - Y, Y)
    spec = "2 -> 64 relu -> 64 relu -> 1 sigmoid ; epochs 300 ; patience off ; adam lr 0.01"
    run = dm.train(spec, X, labels)
    best, last = min(run.history["val_loss"]), run.history["val_loss"][-1]
    assert last > 1.5 * best
    sentence = f"Overfitting from epoch {run.best_epoch}: validation loss {rounded(best)} to"
    assert (run.cause is not None and "overfits" in run.sentence) or sentence in run.sentence


@pytest.mark.tensorflow
def test_where_patience_ended_it_goes_on_with_more():
    run = dm.train("2 -> 16 relu -> 1 sigmoid ; epochs 8 ; patience off ; adam lr 0.01", X, Y)
    noisy = run.history["val_loss"]
    noisy[-1] = noisy[-2] + 1e-6
    run._record.early_stopping = EarlyStopping(waited=1, evaluation=Evaluation(7, 35))
    run._record.reason = "patience"
    run._spec = run.spec.with_settings("patience 1")
    assert run.sentence.endswith("Both losses were still falling: Resume trains with patience 10.")
    more = run.continuation
    assert (more.settings, more.epochs) == ("patience 10", 10)
    assert run._as_suggested(None, "batch 8", is_same=True) == (10, "batch 8 ; patience 10")
    assert run._as_suggested(None, "patience 3", is_same=True) == (None, "patience 3")


@pytest.mark.tensorflow
def test_a_stop_of_ones_own_gets_none():
    run = dm.train("2 -> 16 relu -> 1 sigmoid ; epochs 8 ; adam lr 0.01", X, Y)
    assert run.continuation is not None
    run.on_event(lambda _: run.stop() if run.history.epochs == 11 else None)
    run.resume(epochs=10).wait()
    assert run.reason == "stop"
    assert run.continuation is None


@pytest.mark.tensorflow
def test_patience_starts_again_where_the_sentence_says_how_long_resume_trains():
    run = dm.train("2 -> 16 relu -> 1 sigmoid ; epochs 8 ; patience 9 ; adam lr 0.01", X, Y)
    run._record.early_stopping.waited = 8
    run.resume().wait()
    assert run.history.epochs > 9


def test_a_run_that_overfits_is_not_advised_to_train_on():
    val_loss = [*np.linspace(1, 0.4, 6), *np.linspace(0.42, 0.7, 6)]
    assert rises(list(np.linspace(1, 0.1, 12)), val_loss, 5)
    assert not rises(list(np.linspace(1, 0.1, 12)), val_loss, 5, fewest=10)
