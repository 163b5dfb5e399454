import numpy as np
import pytest

from densemodel.network import load_keras
from densemodel.training import EpochDone, EvaluationDone, RunStarted, StepsDone, ValidationDone
from support.training.driving import (
    WAIT_SECONDS,
    StepRates,
    Stopper,
    last_state,
    same,
    stop_when,
    weights,
)

pytestmark = pytest.mark.tensorflow

NETWORK = "4 -> 8 bn relu drop 0.3 -> 3 softmax"


def events_of(run):
    events = []
    run.on_event(events.append)
    return events


def test_every_evaluates_each_so_many_steps_and_at_the_end(ready):
    run = ready("epochs 3 ; every 2 ; patience off")
    events = events_of(run)
    run.start().wait(WAIT_SECONDS)
    assert run.history.steps == [2, 4, 6, 8, 9]
    assert run.history.places == pytest.approx([2 / 3, 4 / 3, 2, 8 / 3, 3])
    evaluations = [event for event in events if isinstance(event, EvaluationDone)]
    assert [evaluation.step for evaluation in evaluations] == run.history.steps
    assert [evaluation.epoch for evaluation in evaluations] == [1, 2, 2, 3, 3]
    assert not any(isinstance(event, EpochDone) for event in events)
    assert all(len(values) == 5 for values in run.history.values())


def test_the_history_of_evaluations_is_indexed_by_steps(ready):
    frame = ready("steps 8 ; every 4 ; patience off").start().wait(WAIT_SECONDS).history.frame()
    assert frame.index.name == "step"
    assert list(frame.index) == [4, 8]
    assert list(frame) == ["loss", "accuracy", "val_loss", "val_accuracy"]


def test_the_loss_of_an_evaluation_is_the_mean_since_the_one_before(ready):
    run = ready("epochs 2 ; batch 21 ; every 3 ; patience off").start().wait(WAIT_SECONDS)
    losses = np.split(run.step_losses.losses, [3, 6])
    assert run.history["loss"] == pytest.approx([part.mean() for part in losses], rel=1e-4)


def test_every_epoch_in_steps_trains_what_epochs_train(ready):
    by_epoch = ready("epochs 4 ; patience off ; seed 2", NETWORK).start().wait(WAIT_SECONDS)
    by_step = ready("epochs 4 ; patience off ; seed 2 ; every 3", NETWORK)
    by_step.start().wait(WAIT_SECONDS)
    assert dict(by_epoch.history) == dict(by_step.history)
    assert same(weights(by_epoch), weights(by_step))
    assert by_epoch.best_epoch == by_step.best_epoch
    assert by_step.best_step == 3 * by_step.best_epoch


def test_the_model_holds_the_best_evaluation(ready):
    run = ready("epochs 8 ; every 1 ; patience off ; sgd lr 3").start().wait(WAIT_SECONDS)
    row = int(np.argmin(run.history["val_loss"]))
    assert run.best_row == row
    assert run.best_step == row + 1
    assert run.best_epoch == row // 3 + 1
    x, y = (part[run.bound.validation_rows] for part in (run.bound.x, run.bound.y))
    loss = run.model.evaluate(x, y, verbose=0, return_dict=True)["loss"]
    assert loss == pytest.approx(min(run.history["val_loss"]), rel=1e-5)
    assert f"Best step: {row + 1}, validation loss" in run.sentence
    assert "Its weights are restored." in run.sentence


def test_patience_counts_evaluations(ready):
    run = ready("epochs 200 ; every 2 ; patience 4 ; sgd lr 3").start().wait(WAIT_SECONDS)
    assert run.reason == "patience"
    assert run.history.steps[-1] == run.best_step + 4 * 2
    assert f"Stopped by patience at step {run.history.steps[-1]}." in run.sentence


def test_a_resume_after_patience_goes_on_within_the_epoch(ready):
    run = ready("epochs 200 ; every 2 ; patience 4 ; sgd lr 3").start().wait(WAIT_SECONDS)
    steps = run.history.steps[-1]
    run.resume(settings=f"steps {steps + 3}").wait(WAIT_SECONDS)
    assert run.reason == "steps"
    assert run.history.steps[-2:] == [steps + 2, steps + 3]
    assert run.step_losses.step_count == steps + 3


@pytest.mark.parametrize("steps", [2, 4, 6, 7])
def test_more_steps_go_on_within_the_epoch(ready, steps):
    clauses = "every 2 ; patience off ; lr 0.1*0.5^epoch"
    whole = ready(f"steps 8 ; {clauses}", NETWORK).start().wait(WAIT_SECONDS)
    parted = ready(f"steps {steps} ; {clauses}", NETWORK).start().wait(WAIT_SECONDS)
    assert parted.progress.epoch == steps // 3
    parted.resume(settings="steps 8").wait(WAIT_SECONDS)
    assert same(last_state(whole), last_state(parted))
    assert parted.history.places == sorted({steps / 3, *whole.history.places})


def test_a_plan_in_steps_that_is_done_is_extended_by_as_many_steps(ready):
    clauses = "every 2 ; patience off ; lr 0.1*0.5^epoch"
    run = ready(f"steps 7 ; {clauses}", NETWORK).start().wait(WAIT_SECONDS)
    run.resume().wait(WAIT_SECONDS)
    assert (run.spec.settings.steps, run.spec.settings.epochs) == (14, None)
    assert (run.reason, run.step_losses.step_count) == ("steps", 14)
    whole = ready(f"steps 14 ; {clauses}", NETWORK).start().wait(WAIT_SECONDS)
    assert same(last_state(whole), last_state(run))


@pytest.mark.parametrize("at_step", [2, 3, 5, 8])
@pytest.mark.parametrize("every", [2, 5])
@pytest.mark.usefixtures("step_by_step")
def test_a_run_with_evaluations_stopped_and_resumed_gives_what_one_go_gives(ready, every, at_step):
    clauses = f"epochs 3 ; every {every} ; patience off ; seed 5 ; adam lr plateau 0.1*0.5/1"
    whole = ready(clauses, NETWORK, callbacks=[StepRates()]).start().wait(WAIT_SECONDS)
    stopper = Stopper(at_step)
    parted = ready(clauses, NETWORK, callbacks=[stopper])
    stopper.run = parted
    parted.start().wait(WAIT_SECONDS)
    assert parted.state == "stopped"
    assert parted.step_losses.step_count == at_step
    parted.resume().wait(WAIT_SECONDS)
    assert parted.state == "finished"
    assert same(weights(whole), weights(parted))
    assert same(last_state(whole), last_state(parted))
    assert dict(whole.history) == dict(parted.history)
    assert whole.history.steps == parted.history.steps
    assert (
        whole.model.history.history["val_loss"][-1] == parted.model.history.history["val_loss"][-1]
    )


def test_a_stop_within_an_evaluation_repeats_it(ready):
    clauses = "epochs 2 ; every 2 ; patience off"
    whole = ready(clauses).start().wait(WAIT_SECONDS)
    run = ready(clauses)
    evaluations = iter(range(1, 100))
    stop_when(run, lambda event: isinstance(event, ValidationDone) and next(evaluations) in {1, 3})
    run.start().wait(WAIT_SECONDS)
    assert (run.step_losses.step_count, run.history.evaluations) == (2, 0)
    assert run.sentence == "Stopped before the first evaluation."
    run.resume().wait(WAIT_SECONDS)
    assert (run.state, run.history.steps) == ("stopped", [2])
    run.resume().wait(WAIT_SECONDS)
    assert run.state == "finished"
    assert dict(whole.history) == dict(run.history)
    assert same(weights(whole), weights(run))


def test_callbacks_get_real_epochs_with_the_newest_numbers(ready):
    calls = []
    callback = load_keras().callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: calls.append((epoch, dict(logs)))
    )
    run = ready("epochs 2 ; every 2 ; patience off", callbacks=[callback])
    run.start().wait(WAIT_SECONDS)
    assert [epoch for epoch, _ in calls] == [0, 1]
    assert calls[0][1]["val_loss"] == run.history["val_loss"][0]
    assert calls[0][1]["loss"] == pytest.approx(run.step_losses.losses[2], rel=1e-4)  # since step 2
    assert calls[1][1] == run.history.at(-1)


def test_without_validation_data_the_test_rows_are_evaluated(ready, blobs):
    run = ready("epochs 2 ; every 3 ; split off", test_data=blobs).start().wait(WAIT_SECONDS)
    assert set(run.history) == {"loss", "accuracy", "test_loss", "test_accuracy"}
    assert run.history["test_loss"][-1] == pytest.approx(run.test_metrics["loss"])
    assert run.best_epoch is run.best_step is run.best_row is None
    first, rest = run.sentence.split(" Training ")
    assert first == "Finished 2 epochs."
    assert rest.startswith("loss ")
    assert "test" not in rest.split(";")[0]


def test_test_rows_decide_nothing(ready, blobs):
    clauses = "epochs 12 ; every 1 ; split off ; sgd lr 3"
    seen = ready(clauses, test_data=blobs).start().wait(WAIT_SECONDS)
    unseen = ready(clauses).start().wait(WAIT_SECONDS)
    assert seen.history.evaluations == unseen.history.evaluations == 48
    assert same(weights(seen), weights(unseen))


def test_test_rows_are_not_evaluated_unless_every_is_explicit(ready, blobs):
    run = ready("epochs 1 ; split off", test_data=blobs).start().wait(WAIT_SECONDS)
    assert set(run.history) == {"loss", "accuracy"}
    run = ready("epochs 1 ; every 2", test_data=blobs).start().wait(WAIT_SECONDS)
    assert set(run.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}


def test_every_can_begin_on_a_resume(ready):
    run = ready("epochs 2 ; patience off").start().wait(WAIT_SECONDS)
    run.resume(epochs=1, settings="every 2").wait(WAIT_SECONDS)
    assert run.history.steps == [3, 6, 8, 9]
    assert run.history.places == pytest.approx([1, 2, 8 / 3, 3])
    assert list(run.history.frame().index) == [3, 6, 8, 9]


def test_minutes_end_a_run_between_two_steps(ready):
    run = ready("epochs 100000 ; patience off ; minutes 0.03")
    run.start().wait(WAIT_SECONDS)
    assert (run.state, run.reason) == ("finished", "minutes")
    assert run.seconds >= 1.8
    done = run.history.epochs
    words = f"Stopped by minutes 0.03 after {done:,} epochs. Best epoch: {run.best_epoch:,}"
    assert run.sentence.startswith(words)
    assert run.progress.share < 0.5  # a resume has the time again


@pytest.mark.usefixtures("step_by_step")
def test_minutes_before_the_first_epoch_say_how_to_see_more(ready):
    run = ready("epochs 5 ; minutes 0.00001").start().wait(WAIT_SECONDS)
    assert run.step_losses.step_count == 1
    assert run.sentence == (
        "Stopped by minutes 1e-05 before the first epoch was done: "
        "give it more, or evaluate sooner with every 100."
    )


@pytest.mark.usefixtures("step_by_step")
def test_a_run_ended_by_minutes_and_resumed_gives_what_one_go_gives(ready):
    clauses = "epochs 2 ; patience off ; seed 5 ; adam lr exp 0.1->0.01/3"
    whole = ready(clauses, NETWORK).start().wait(WAIT_SECONDS)
    parted = ready(f"{clauses} ; minutes 0.00001", NETWORK).start().wait(WAIT_SECONDS)
    for steps in range(1, 7):  # each resume has the time for one step
        assert parted.step_losses.step_count == steps
        parted.resume().wait(WAIT_SECONDS) if steps < 6 else None
    assert parted.reason == "epochs"
    assert dict(whole.history) == dict(parted.history)
    assert same(weights(whole), weights(parted))


def test_minutes_give_the_best_weights_back(ready):
    run = ready("epochs 100000 ; patience off ; every 1 ; sgd lr 3 ; minutes 0.03")
    run.start().wait(WAIT_SECONDS)
    assert run.reason == "minutes"
    x, y = (part[run.bound.validation_rows] for part in (run.bound.x, run.bound.y))
    loss = run.model.evaluate(x, y, verbose=0, return_dict=True)["loss"]
    assert loss == pytest.approx(min(run.history["val_loss"]), rel=1e-5)
    assert f"after {run.step_losses.step_count:,} steps" in run.sentence


def test_minutes_change_while_it_trains(ready):
    run = ready("epochs 100000 ; patience off")
    run.on_event(
        lambda event: run.adjust("minutes 0.0001") if isinstance(event, EpochDone) else None
    )
    run.start().wait(WAIT_SECONDS)
    assert run.reason == "minutes"


@pytest.mark.usefixtures("step_by_step")
def test_a_stop_before_the_first_step_of_a_resume_keeps_the_means(ready):
    clauses = "epochs 2 ; patience off"
    whole = ready(clauses).start().wait(WAIT_SECONDS)
    stopper = Stopper(2)
    run = ready(clauses, callbacks=[stopper])
    stopper.run = run
    run.start().wait(WAIT_SECONDS)
    stop_when(run, lambda event: isinstance(event, RunStarted))
    run.resume().wait(WAIT_SECONDS)
    assert run.step_losses.step_count == 2
    run._listeners._functions.clear()
    run.resume().wait(WAIT_SECONDS)
    assert dict(whole.history) == dict(run.history)


def test_steps_of_two_epochs_are_never_emitted_together(ready):
    run = ready("epochs 3 ; every 1000 ; patience off")
    events = events_of(run)
    run.start().wait(WAIT_SECONDS)
    steps_done = [event for event in events if isinstance(event, StepsDone)]
    assert all(len(event.losses) <= event.step_in_epoch for event in steps_done)
    assert sum(len(event.losses) for event in steps_done) == 9
