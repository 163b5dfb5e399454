import numpy as np
import pytest

from densemodel.training import EpochDone
from support.training.driving import (
    WAIT_SECONDS,
    StepRates,
    Stopper,
    last_state,
    same,
    stop_when,
    weights,
)

# callbacks note the rate of each step
pytestmark = [pytest.mark.tensorflow, pytest.mark.usefixtures("step_by_step")]

STEPS_PER_EPOCH = 3  # 84 rows in batches of 32
EVERY_KIND = [
    "adam lr exp 0.03->0.001/5",
    "adam lr 0.05*0.6^epoch",
    "adam lr cosine 0.02",
    "adam lr cosine 0.02/2",
    "adam lr warmup 0.02/5",
    "adam lr onecycle 0.02",
    "sgd(momentum=0.9) lr plateau 2*0.5/1",
]


def rates_of(ready, clauses, **more):
    noted = StepRates()
    ready(clauses, callbacks=[noted], **more).start().wait(WAIT_SECONDS)
    return np.array(noted.rates)


def test_exp_falls_with_each_step(ready):
    rates = rates_of(ready, "epochs 2 ; patience off ; adam lr exp 0.03->0.0001/4")
    assert rates == pytest.approx(0.0001 + 0.03 * np.exp(-np.arange(6) / 4))


def test_power_falls_with_each_epoch(ready):
    rates = rates_of(ready, "epochs 3 ; patience off ; adam lr 0.01*0.6^epoch")
    assert rates == pytest.approx(np.repeat([0.01, 0.006, 0.0036], STEPS_PER_EPOCH))


@pytest.mark.parametrize(
    ("clauses", "steps"),
    [
        ("lr cosine 0.02 ; epochs 4", 12),
        ("lr cosine 0.02/4 ; epochs 5", 12),
        ("lr cosine 0.02 ; steps 10", 10),
    ],
)
def test_cosine_falls_to_0_over_its_epochs_or_all_that_is_planned(ready, clauses, steps):
    rates = rates_of(ready, f"adam {clauses} ; patience off")
    falling = 0.01 * (1 + np.cos(np.pi * np.arange(steps) / steps))
    assert rates[:steps] == pytest.approx(falling)
    assert (rates[steps:] == 0).all()


def test_warmup_rises_with_each_step_and_the_optimizer_is_left_with_its_rate(ready):
    rates = rates_of(ready, "epochs 2 ; patience off ; adam lr warmup 0.02/4")
    assert rates == pytest.approx([0, 0.005, 0.01, 0.015, 0.02, 0.02])
    run = ready("epochs 1 ; adam lr warmup 0.02/4").start().wait(WAIT_SECONDS)
    assert run.history["learning_rate"] == pytest.approx([0.01])
    assert float(run.model.optimizer.learning_rate) == pytest.approx(0.02)


@pytest.mark.parametrize("length", ["epochs 4", "steps 10"])
def test_onecycle_rises_and_falls_over_all_that_is_planned(ready, length):
    rates = rates_of(ready, f"{length} ; patience off ; adam lr onecycle 0.02")
    steps = 12 if "epochs" in length else 10
    assert len(rates) == steps
    assert rates[0] == pytest.approx(0.02 / 25)
    assert rates.argmax() == np.ceil(0.3 * steps)
    last = 0.002 / 1_000 + 0.02 * 0.9999 * (1 + np.cos(np.pi * (0.7 - 1 / steps) / 0.7)) / 2
    assert rates[-1] == pytest.approx(last)


# Keras's callback reads the rate in a way that NumPy 2 warns of
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize("split", ["split 0.3", "split off"])
def test_plateau_is_keras_reduce_lr_on_plateau(ready, split):
    from densemodel.network import load_keras

    common = f"epochs 12 ; patience off ; {split}"
    monitor = "loss" if "off" in split else "val_loss"
    keras = load_keras().callbacks.ReduceLROnPlateau(monitor=monitor, factor=0.3, patience=2)
    theirs = ready(f"{common} ; sgd lr 3", callbacks=[keras]).start().wait(WAIT_SECONDS)
    ours = ready(f"{common} ; sgd lr plateau 3*0.3/2").start().wait(WAIT_SECONDS)
    rates = ours.history.pop("learning_rate")
    assert len(set(rates)) > 2
    assert rates == theirs.model.history.history["learning_rate"]
    assert dict(ours.history) == dict(theirs.history)
    assert same(weights(ours), weights(theirs))


def test_plateau_has_the_factor_and_patience_of_the_language(ready):
    run = ready("epochs 14 ; patience off ; sgd lr plateau 9").start().wait(WAIT_SECONDS)
    fallen = [rate for rate in run.history["learning_rate"] if rate < 9]
    assert fallen[0] == pytest.approx(0.9)
    assert len(fallen) <= 14 - 6  # one best epoch at the least, then five that are no better


def test_the_history_holds_the_rate_of_each_epochs_last_step(ready):
    noted = StepRates()
    clauses = "epochs 2 ; patience off ; adam lr exp 0.03->0.0001/4"
    run = ready(clauses, callbacks=[noted]).start().wait(WAIT_SECONDS)
    assert run.history["learning_rate"] == [noted.rates[2], noted.rates[5]]


def test_a_rate_that_stays_is_no_column_of_the_history(ready):
    run = ready("epochs 1 ; adam lr 0.01").start().wait(WAIT_SECONDS)
    assert "learning_rate" not in run.history


@pytest.mark.parametrize("schedule", EVERY_KIND)
@pytest.mark.parametrize("at_step", [3, 5])
def test_a_scheduled_run_stopped_and_resumed_gives_what_one_go_gives(ready, schedule, at_step):
    network = "4 -> 8 bn relu drop 0.3 -> 3 softmax"
    clauses = f"epochs 4 ; patience off ; seed 5 ; {schedule}"
    whole = ready(clauses, network, callbacks=[one := StepRates()]).start().wait(WAIT_SECONDS)
    stopper, two = Stopper(at_step), StepRates()
    parted = ready(clauses, network, callbacks=[stopper, two])
    stopper.run = parted
    parted.start().wait(WAIT_SECONDS)
    assert parted.state == "stopped"
    parted.resume().wait(WAIT_SECONDS)
    assert one.rates == two.rates
    assert dict(whole.history) == dict(parted.history)
    assert same(weights(whole), weights(parted))
    assert same(last_state(whole), last_state(parted))


def test_after_the_run_the_optimizer_holds_the_schedules_start(ready):
    run = ready("epochs 3 ; patience off ; adam lr exp 0.03->0.01/2")
    built = float(run.model.optimizer.learning_rate.numpy())
    run.start().wait(WAIT_SECONDS)
    assert float(run.model.optimizer.learning_rate.numpy()) == built == pytest.approx(0.04)
    run.model.fit(run.bound.x, run.bound.y, epochs=1, verbose=0)
    assert float(run.model.optimizer.learning_rate.numpy()) == built


def test_a_rate_on_resume_ends_the_schedule(ready):
    noted = StepRates()
    # the schedule starts at the very rate that is said later
    run = ready("epochs 2 ; patience off ; adam lr 0.01*0.5^epoch", callbacks=[noted])
    run.start().wait(WAIT_SECONDS)
    run.resume(epochs=2, settings="lr 0.01").wait(WAIT_SECONDS)
    assert noted.rates[3:6] == pytest.approx([0.005] * 3)
    assert noted.rates[6:] == pytest.approx([0.01] * 6)
    assert run.spec.settings.schedule is None
    assert float(run.model.optimizer.learning_rate.numpy()) == pytest.approx(0.01)


def test_a_schedule_on_resume_begins_from_its_start(ready):
    noted = StepRates()
    run = ready("epochs 2 ; patience off ; adam lr 0.01", callbacks=[noted])
    run.start().wait(WAIT_SECONDS)
    run.resume(epochs=2, settings="lr 0.02*0.5^epoch").wait(WAIT_SECONDS)
    assert noted.rates == pytest.approx([0.01] * 6 + [0.02] * 3 + [0.01] * 3)
    run.resume(epochs=1, settings="lr exp 0.04->0.01/2").wait(WAIT_SECONDS)
    assert noted.rates[12:] == pytest.approx(0.01 + 0.04 * np.exp(-np.arange(3) / 2))


def test_a_resume_goes_on_with_the_schedule(ready):
    noted = StepRates()
    run = ready("epochs 2 ; patience off ; adam lr 0.01*0.5^epoch", callbacks=[noted])
    run.start().wait(WAIT_SECONDS)
    run.resume(epochs=1, settings="patience 9").wait(WAIT_SECONDS)
    assert noted.rates[6:] == pytest.approx([0.0025] * 3)


def test_restart_begins_the_schedule_again(ready):
    run = ready("epochs 3 ; patience off ; sgd lr plateau 3*0.5/1").start().wait(WAIT_SECONDS)
    first = dict(run.history)
    run.restart().wait(WAIT_SECONDS)
    assert dict(run.history) == first


def test_the_rate_changes_while_it_trains(ready):
    noted = StepRates()
    run = ready("epochs 4 ; patience off ; adam lr exp 0.03->0.001/5", callbacks=[noted])
    run.on_event(lambda event: at_epoch(event, 2) and run.adjust("lr 0.5"))
    run.on_event(lambda event: at_epoch(event, 3) and run.adjust("lr 0.25*0.5^epoch"))
    run.start().wait(WAIT_SECONDS)
    assert noted.rates[6:] == pytest.approx([0.5] * 3 + [0.25] * 3)
    assert "lr 0.25*0.5^epoch" in str(run.spec)


def at_epoch(event, number):
    return isinstance(event, EpochDone) and event.epoch == number


def test_a_rate_that_is_set_while_it_trains_outlives_a_stop(ready):
    run = ready("epochs 4 ; patience off ; adam lr 0.01", callbacks=[noted := StepRates()])
    run.on_event(lambda event: at_epoch(event, 1) and run.adjust("lr 0.5"))
    stop_when(run, lambda event: at_epoch(event, 2))
    run.start().wait(WAIT_SECONDS)
    run.resume().wait(WAIT_SECONDS)
    assert noted.rates == pytest.approx([0.01] * 3 + [0.5] * 9)


def test_epochs_that_count_as_done_are_done_for_the_schedule(ready):
    for schedule in ("lr 0.01*0.5^epoch", "lr exp 0.03->0.001/5", "lr cosine 0.02/4"):
        whole = rates_of(ready, f"epochs 3 ; patience off ; adam {schedule}")
        rest = rates_of(ready, f"epochs 3 ; patience off ; adam {schedule}", initial_epoch=2)
        assert rest == pytest.approx(whole[6:])


def test_other_rows_restart_a_plateau(ready, blobs):
    run = ready("epochs 3 ; patience off ; sgd lr plateau 3*0.5/1").start().wait(WAIT_SECONDS)
    plateau = run._session.rate._course.plateau
    before = plateau.rate
    stop_when(run, lambda event: not isinstance(event, EpochDone))
    run.resume(blobs[0][:90], blobs[1][:90], epochs=2).wait(WAIT_SECONDS)
    assert (plateau.rate, plateau.best, plateau.waited) == (before, None, 0)
