"""Stopped anywhere and resumed, a run gives what one go gives; what was changed is marked."""

import threading

import numpy as np
import pytest

from densemodel.training import EpochDone, StepsDone, prepare
from support.training.driving import WAIT_SECONDS, Stopper, last_state, same, stop_when, weights

pytestmark = [pytest.mark.tensorflow, pytest.mark.onednn]

NETWORK = "6 -> 12 bn relu drop 0.2 -> 3 softmax"
CLAUSES = "epochs 6 ; batch 4 ; patience off ; seed 2"


def many():
    """2,403 rows: 421 steps an epoch, the last of 2 rows, in several compiled calls."""
    rng = np.random.default_rng(1)
    y = rng.integers(0, 3, 2403)
    return (rng.normal(size=(2403, 6)) + np.eye(3, 6)[y]).astype(np.float32), y


def stop_at_moments(run, rng, count):
    """Stop a run, and resume it, after so many steps each as chance says."""
    stops = 0
    for _ in range(count):
        wanted = run.progress.total_steps + int(rng.integers(1, 400))
        reached = threading.Event()

        def listen(event, wanted=wanted, reached=reached):
            if isinstance(event, StepsDone) and event.first_step + len(event.losses) > wanted:
                reached.set()

        cancel = run.on_event(listen)
        (run.resume() if run.state == "stopped" else run.start())
        while not reached.wait(0.001) and run.is_busy:
            pass
        run.stop().wait(WAIT_SECONDS)
        cancel()
        if run.state != "stopped":
            break
        stops += 1
    return stops


@pytest.mark.parametrize("clauses", ["adam", "sgd(momentum=0.9) lr exp 0.1->0.001/300"])
def test_ten_stops_at_any_moment_change_nothing(clauses):
    text = f"{NETWORK} ; {CLAUSES} ; {clauses}"
    whole = prepare(text, *many(), jit_compile=False).start().wait(WAIT_SECONDS)
    parted = prepare(text, *many(), jit_compile=False)
    assert stop_at_moments(parted, np.random.default_rng(0), 10) >= 5
    if parted.state == "stopped":
        parted.resume().wait(WAIT_SECONDS)
    assert dict(whole.history) == dict(parted.history)
    assert same(weights(whole), weights(parted))
    assert same(last_state(whole), last_state(parted))
    assert whole.best_epoch == parted.best_epoch


def test_the_second_run_of_a_kind_gives_what_the_first_gave():
    text = f"6 -> 12 relu -> 3 softmax ; {CLAUSES}".replace("epochs 6", "epochs 3")
    first = prepare(text, *many()).start().wait(WAIT_SECONDS)
    second = prepare(text, *many()).start().wait(WAIT_SECONDS)
    assert first.uses_xla == second.uses_xla
    assert dict(first.history) == dict(second.history)
    assert same(weights(first), weights(second))


def test_runs_of_a_kind_that_train_side_by_side_do_not_meet():
    text = f"{NETWORK} ; {CLAUSES}".replace("epochs 6", "epochs 2")
    alone = [prepare(text, *many(), jit_compile=False).start().wait(WAIT_SECONDS)]
    alone.append(prepare(f"{text} ; lr 0.1", *many(), jit_compile=False).start().wait(WAIT_SECONDS))
    both = [
        prepare(text, *many(), jit_compile=False),
        prepare(f"{text} ; lr 0.1", *many(), jit_compile=False),
    ]
    for run in both:
        run.is_queued = False
        run.start()
    for one, other in zip(alone, both, strict=True):
        other.wait(WAIT_SECONDS)
        assert dict(one.history) == dict(other.history)
        assert same(weights(one), weights(other))


@pytest.mark.usefixtures("step_by_step")
def test_another_batch_size_goes_on_with_the_rows_that_are_left(ready):
    run = ready("epochs 2 ; batch 16 ; patience off ; split off ; seed 3", callbacks=[Stopper(2)])
    run._session.callbacks[0].run = run
    order = run._session.order.epoch(0).rows
    run.start().wait(WAIT_SECONDS)
    run._session.change(run.spec.with_settings("batch 32"))
    left = run._session.order.epoch(0)
    seen = np.concatenate([left.steps(step, 1).ravel() for step in range(2, len(left))])
    np.testing.assert_array_equal(seen, order[32:])  # two steps of 16 were done
    run.resume().wait(WAIT_SECONDS)
    assert run.history.steps == [2 + 3, 5 + 4]  # 88 rows are left, 120 in the next epoch


def test_what_was_changed_is_marked_in_the_history(ready):
    run = ready("epochs 3 ; patience off")
    stop_when(run, lambda event: isinstance(event, EpochDone) and event.epoch == 2)
    run.start().wait(WAIT_SECONDS)
    run.resume(settings="lr 0.01 ; batch 16").wait(WAIT_SECONDS)
    marks = [(mark.kind, mark.words) for mark in run.history.marks]
    assert marks == [
        ("ended", "stop"),
        ("changed", "lr 0.01 ; batch 16"),
        ("resumed", ""),
        ("ended", "epochs"),
    ]
    assert [mark.step for mark in run.history.marks] == [6, 6, 6, 12]
    assert [mark.place for mark in run.history.marks] == [2.0, 2.0, 2.0, 3.0]
    assert [m.kind for m in run.restart().wait(WAIT_SECONDS).history.marks] == ["ended"]
