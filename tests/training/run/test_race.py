"""Runs that train in turns of an epoch."""

import threading
import time

import numpy as np
import pytest

from densemodel.experiments import Race
from densemodel.language import parse
from densemodel.training import EpochDone, EvaluationDone, RunGroup, RunStarted, StepsDone, prepare
from densemodel.training.curves._speed import Speed

WAIT_SECONDS = 60
LONG = "epochs 100000 ; patience off"


def start(*runs):
    """Start runs as a race, once all of them wait or train; gives their epochs in order."""
    epochs = []
    all_began = threading.Event()
    for run in runs:
        run.on_event(lambda event, run=run: _note(epochs, all_began, run, event))
    Race(runs).start()
    all_began.set()
    return epochs


def _note(epochs, all_began, run, event):
    if isinstance(event, RunStarted):
        all_began.wait(WAIT_SECONDS)
    elif isinstance(event, EvaluationDone):
        epochs.append((run.name, event.epoch))


def hold_within_its_second_epoch(red, blue):
    """Start a race, and come back when blue is held within an epoch, until the event is set."""
    is_held, may_go_on = threading.Event(), threading.Event()

    def hold(event):
        if isinstance(event, StepsDone) and event.epoch == 2:
            is_held.set()
            may_go_on.wait(WAIT_SECONDS)

    blue.on_event(hold)
    start(red, blue)
    assert is_held.wait(WAIT_SECONDS)
    return may_go_on


def trained_alone(ready, clauses):
    return ready(clauses).start().wait(WAIT_SECONDS).model.get_weights()


@pytest.mark.tensorflow
def test_runs_of_a_race_train_an_epoch_each_in_turn(ready):
    red, blue = ready("epochs 4 ; patience off", name="red"), ready("epochs 4", name="blue")
    epochs = start(red, blue)
    red.wait(WAIT_SECONDS)
    blue.wait(WAIT_SECONDS)
    assert epochs == [(name, epoch) for epoch in range(1, 5) for name in ("red", "blue")]


@pytest.mark.tensorflow
def test_a_race_changes_no_result(ready):
    clauses = ("epochs 3 ; patience off", "epochs 5 ; patience off ; seed 1")
    runs = [ready(text, name=name) for text, name in zip(clauses, ("red", "blue"), strict=True)]
    start(*runs)
    for run, text in zip(runs, clauses, strict=True):
        weights = run.wait(WAIT_SECONDS).model.get_weights()
        for mine, alone in zip(weights, trained_alone(ready, text), strict=True):
            np.testing.assert_array_equal(mine, alone)


@pytest.mark.tensorflow
def test_a_longer_run_goes_on_when_the_other_has_ended(ready):
    red, blue = ready("epochs 1", name="red"), ready("epochs 3 ; patience off", name="blue")
    assert start(red, blue) is not None
    assert blue.wait(WAIT_SECONDS).history.epochs == 3
    assert red.state == "finished"


@pytest.mark.tensorflow
def test_a_run_that_waits_for_its_turn_stops_at_once_and_the_other_goes_on(ready):
    red, blue = ready(LONG, name="red"), ready(LONG, name="blue")
    may_go_on = hold_within_its_second_epoch(red, blue)
    red.stop().wait(WAIT_SECONDS)  # while blue is within its epoch
    assert red.state == "stopped"
    assert blue.state == "running"
    may_go_on.set()
    _wait_for_epoch(blue, 4)
    blue.stop().wait(WAIT_SECONDS)


@pytest.mark.tensorflow
def test_a_run_outside_a_race_waits_until_all_of_it_have_ended(ready):
    red, blue = ready(LONG, name="red"), ready(LONG, name="blue")
    later = ready("epochs 1", name="later")
    start(red, blue)
    later.start()
    _wait_for_epoch(red, 3)
    red.stop().wait(WAIT_SECONDS)
    _wait_for_epoch(blue, blue.history.epochs + 2)
    assert later.state == "waiting"
    blue.stop()
    assert later.wait(WAIT_SECONDS).state == "finished"


@pytest.mark.tensorflow
def test_a_checkpoint_is_taken_while_a_run_waits_for_its_turn(ready):
    red, blue = ready(LONG, name="red"), ready(LONG, name="blue")
    may_go_on = hold_within_its_second_epoch(red, blue)
    assert red.checkpoint(WAIT_SECONDS).record().history.epochs == red.history.epochs
    may_go_on.set()


@pytest.mark.tensorflow
def test_the_time_of_the_others_does_not_count(ready):
    red, blue = ready("epochs 2", name="red"), ready("epochs 2", name="blue")
    done = []
    blue.on_event(lambda event: time.sleep(0.5) if isinstance(event, EpochDone) else None)
    red.on_event(
        lambda event: (
            done.append((time.monotonic(), event.seconds)) if isinstance(event, EpochDone) else None
        )
    )
    start(red, blue)
    red.wait(WAIT_SECONDS)
    (before, _), (after, seconds) = done  # blue slept between the two epochs of red
    assert seconds <= after - before - 0.5
    assert blue.wait(WAIT_SECONDS).seconds >= 1.0


@pytest.mark.tensorflow
def test_the_runs_of_each_seed_race(blobs):
    spec = parse("4 -> 3 softmax ; repeat 2")
    small, big = (
        RunGroup.of(name, spec, lambda once: prepare(once, *blobs)) for name in ("small", "big")
    )
    runs = Race([small, big]).in_turns()
    assert runs == (small.runs[0], big.runs[0], small.runs[1], big.runs[1])
    assert runs[0].race is runs[1].race is not None
    assert runs[2].race is runs[3].race is not runs[0].race
    Race([small]).in_turns()
    assert small.runs[0].race is None


def test_the_time_left_expects_a_wait_after_each_turn():
    now = [0.0]
    speed = Speed(lambda: now[0])
    _train(speed, now, epochs=[1, 2])
    alone = speed.seconds_for(100, 0)
    assert alone is not None
    now[0] += 20.0  # as long as the two epochs before
    speed.skip(20.0)
    assert speed.seconds_for(100, 0) == pytest.approx(2 * alone)
    for epoch in range(3, 11):
        _train(speed, now, epochs=[epoch])
        speed.skip(0.0)  # the other has ended
    assert speed.seconds_for(100, 0) == pytest.approx(alone)


def _train(speed, now, *, epochs):
    for epoch in epochs:
        now[0] += 10.0
        losses = np.zeros(10, np.float32)
        speed.handle(StepsDone(epoch, 10, 10, 1, losses, 0.1, 0.1))
        speed.handle(
            EpochDone(epoch, {}, is_best=True, seconds=10.0, step=10 * epoch, place=float(epoch))
        )


def _wait_for_epoch(run, epoch):
    is_there = threading.Event()
    cancel = run.on_event(
        lambda event: (
            is_there.set() if isinstance(event, EpochDone) and event.epoch >= epoch else None
        )
    )
    if run.history.epochs < epoch:
        assert is_there.wait(WAIT_SECONDS)
    cancel()
