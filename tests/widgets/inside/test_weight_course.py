import gc
import threading
import weakref

import numpy as np
import pytest

from densemodel.training import Snapshot, WeightBands, lines_of, lock_of
from densemodel.widgets.inside._weight_course import course_of
from support.widgets.panel_parts import LONG, wait_for

pytestmark = pytest.mark.tensorflow


def followed(run):
    course = course_of(run)
    course.follow()
    return course


def test_the_course_reaches_from_before_the_first_step_to_the_end(make_run):
    run = make_run("4 -> 8 relu -> 2 softmax ; epochs 4 ; batch 8 ; adam lr 0.1")
    course = followed(run)
    first = lines_of(course.strands, Snapshot.of(run.model.variables).values)
    run.start().wait()
    assert course.wait()
    points = course.points()
    assert points.steps[0] == 0
    assert np.array_equal(points.lines[0], first)
    assert points.places[-1] == 4
    at = run.newest_at
    assert at is not None
    assert np.array_equal(points.lines[-1], lines_of(course.strands, at.weights.values))
    assert not np.array_equal(points.lines[-1], first)


def test_resume_goes_on_and_restart_begins_again(make_run):
    run = make_run()
    course = followed(run)
    run.start().wait()
    assert course.wait()
    before = course.points().steps.tolist()
    run.resume(epochs=2).wait()
    assert course.wait()
    after = course.points()
    assert after.steps.tolist()[: len(before)] == before
    assert after.places[-1] == 4
    run.restart().wait()
    assert course.wait()
    assert course.points().steps[0] == 0
    assert course.points().steps[-1] == 16  # 4 epochs, as the resume has planned them
    assert (np.diff(course.points().steps) > 0).all()


def test_it_is_recorded_while_the_run_goes_on(make_run):
    run = make_run(LONG)
    course = followed(run)
    events = []
    cancel = course.on_change(lambda: events.append(len(course.points())))
    run.start()
    wait_for(lambda: events and events[-1] > 2)
    cancel()
    assert run.is_busy
    run.stop().wait()
    assert events == sorted(events)


def test_what_fails_never_disturbs_the_run(make_run, monkeypatch, caplog):
    def fail(*_):
        raise ValueError("no room")

    run = make_run()
    course = followed(run)
    monkeypatch.setattr(WeightBands, "add", fail)
    run.start().wait()
    assert course.wait()
    assert run.state == "finished"
    assert "no room" in caplog.text


def test_a_run_that_did_not_train_here_shows_what_its_model_holds(make_run):
    run = make_run()
    present = course_of(run).present()
    assert len(course_of(run).points()) == 0
    held = Snapshot.of(run.model.variables).values
    assert all(map(np.array_equal, present.weights.values, held))


def test_weights_that_wait_are_thinned_and_the_ends_stay(make_run):
    run = make_run()
    course = followed(run)
    course._paced.close()
    run.start().wait()
    for _ in range(40):
        run.resume(epochs=1).wait()
    waiting = [newest.step for newest in course._waiting]
    assert len(waiting) <= 17
    assert waiting[0] == 0
    assert waiting[-1] == 4 * 42


def test_a_run_that_is_let_go_of_takes_its_course_along(make_run):
    run = make_run()
    gone = weakref.ref(course_of(run))
    paced = course_of(run)._paced
    del run
    gc.collect()
    assert paced._is_closed or gone() is None


def test_it_is_recorded_as_long_as_anybody_follows(make_run):
    run = make_run()
    course = course_of(run)
    let_go, let_go_too = course.follow(), course.follow()
    let_go()
    let_go()
    run.start().wait()
    assert course.wait()
    assert course.points().places[-1] == 2
    let_go_too()
    assert not run._listeners._functions
    run.resume(epochs=1).wait()
    assert course.points().places[-1] == 2
    run.restart().wait()
    course.follow()
    assert len(course.points()) == 0


def test_its_thread_ends_with_the_last_follower_and_what_waits_is_recorded_for_the_next(make_run):
    run = make_run()
    course = course_of(run)
    let_go = course.follow()
    run.start().wait()
    thread = course._paced._thread
    let_go()
    assert thread is not None
    thread.join(20)
    assert not thread.is_alive()
    course.follow()
    assert course.wait()
    assert course.points().places[-1] == 2


def test_a_run_that_holds_its_model_keeps_nobody_waiting(make_run):
    run = make_run()
    course = followed(run)
    found = []
    with lock_of(run.model):
        thread = threading.Thread(target=lambda: found.append(course.present()), daemon=True)
        thread.start()
        thread.join(20)
    assert found
