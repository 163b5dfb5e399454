import threading

import pytest

from densemodel.widgets.runtime._paced import Paced


@pytest.fixture
def gate():
    gate = threading.Event()
    yield gate
    gate.set()


def test_of_many_questions_during_the_work_one_is_done_after_it(gate):
    begun, done = threading.Event(), []

    def work():
        begun.set()
        gate.wait(10)
        done.append(threading.current_thread().name)

    paced = Paced(work, share=1, least_seconds=0)
    paced.ask()
    assert begun.wait(10)
    for _ in range(50):
        paced.ask()
    gate.set()
    assert paced.wait()
    assert done == ["densemodel-watch"] * 2
    paced.close()


def test_a_hurried_question_does_not_wait_for_the_rest():
    done = []
    paced = Paced(lambda: done.append(1), least_seconds=1_000)
    paced.ask()
    assert paced.wait()
    paced.ask()
    assert not paced.wait(0.05)
    paced.ask(now=True)
    assert paced.wait()
    assert len(done) == 2
    paced.close()


@pytest.mark.parametrize("idle_count", [0, 2])
def test_the_first_time_is_no_measure_of_the_next(gate, idle_count):
    idle, done = [False] * idle_count, []

    def work():
        if idle:
            return idle.pop()
        done.append(1)
        gate.wait(0.2)  # loads something
        return True

    paced = Paced(work, share=1e-6, least_seconds=0)
    for _ in range(idle_count + 1):
        paced.ask()
        assert paced.wait()
    paced.ask()
    assert paced.wait()
    assert len(done) == 2
    paced.ask()
    assert not paced.wait(0.05)
    paced.close()


def test_the_rest_ends_after_the_most_seconds_between_two_times(gate):
    done = []

    def work():
        done.append(1)
        gate.wait(0.01)

    paced = Paced(work, share=1e-6, least_seconds=1_000)
    paced.most_seconds = 0.02
    for count in range(1, 4):
        paced.ask()
        assert paced.wait()
        assert len(done) == count
    paced.close()


def test_what_fails_is_reported_and_the_next_time_comes(caplog):
    times = []

    def work():
        times.append(1)
        if len(times) == 1:
            raise ValueError("once")

    paced = Paced(work, share=1, least_seconds=0)
    paced.ask()
    assert paced.wait()
    paced.ask()
    assert paced.wait()
    assert len(times) == 2
    assert "could not be computed" in caplog.text
    paced.close()


def test_closed_it_does_nothing_more():
    done = []
    paced = Paced(lambda: done.append(1))
    paced.close()
    paced.ask(now=True)
    assert paced.wait(0.1)
    assert not done
