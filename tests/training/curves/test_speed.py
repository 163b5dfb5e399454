"""How fast a run is said to be, and how much time it is said to need, by a clock of the test."""

from itertools import pairwise

import numpy as np
import pytest

from densemodel.training import (
    Compiling,
    EarlyStopping,
    EpochDone,
    EvaluationDone,
    Position,
    StepsDone,
    ValidationDone,
)
from densemodel.training.curves._speed import Speed
from densemodel.training.engine._position import TrainingPlan
from densemodel.wording import about

LOGS = {"loss": 0.5}


class Training:
    """Epochs of 100 steps, told to a `Speed` with the time that each event took."""

    def __init__(self):
        self.clock = 100.0
        self.speed = Speed(lambda: self.clock)
        self.done = 0

    def compile(self, seconds, *, steps=1):
        self.speed.handle(Compiling())
        self.steps(steps, seconds)

    def steps(self, count, seconds):
        self.clock += seconds
        self.done += count
        epoch = (self.done - 1) // 100 + 1
        losses = np.full(count, 0.5)
        first = self.done - count + 1
        self.speed.handle(StepsDone(epoch, self.done - 100 * (epoch - 1), 100, first, losses))

    def evaluate(self, seconds, *, batches=2, kind=EpochDone):
        for batch in range(batches):
            self.clock += seconds / batches
            self.speed.handle(ValidationDone(batch + 1, batches))
        epoch = self.done // 100
        self.speed.handle(kind(epoch, LOGS, False, seconds, self.done, epoch))  # noqa: FBT003

    def epoch(self, seconds=1.0, *, evaluation=0.0):
        for _ in range(10):
            self.steps(10, seconds / 10)
        self.evaluate(evaluation)


@pytest.fixture
def training():
    return Training()


def test_compiling_counts_for_no_speed_and_no_epoch(training):
    training.compile(60.0)
    assert training.speed.steps_per_second is None
    training.steps(99, 0.99)
    training.evaluate(0.0)
    assert training.speed.steps_per_second == pytest.approx(100)
    assert training.speed.epoch_seconds == pytest.approx(1.0)
    assert training.speed.seconds_for(200, 2) == pytest.approx(2.0)


def test_it_compiles_until_the_next_steps_are_done(training):
    training.speed.handle(Compiling())
    assert training.speed.is_compiling
    assert training.speed.seconds_for(200, 2) is None
    training.steps(1, 2.0)
    assert not training.speed.is_compiling


def test_steps_before_a_faster_compilation_say_nothing_of_those_after_it(training):
    training.compile(1.0)
    training.steps(31, 31.0)
    training.compile(2.0, steps=8)
    training.steps(60, 0.6)
    assert training.speed.steps_per_second == pytest.approx(100)
    training.evaluate(0.0)
    training.epoch(1.0)
    assert training.speed.seconds_for(100, 1) == pytest.approx(1.0)


def test_the_speed_is_that_of_the_newest_second(training):
    training.epoch(10.0)
    training.epoch(1.0)
    assert training.speed.steps_per_second == pytest.approx(100)


def test_validation_slows_no_steps_and_counts_for_the_time_left(training):
    for _ in range(3):
        training.epoch(1.0, evaluation=4.0)
    assert training.speed.steps_per_second == pytest.approx(100)
    assert training.speed.epoch_seconds == pytest.approx(5.0)
    assert training.speed.seconds_for(200, 2) == pytest.approx(10.0)


def test_the_time_left_goes_down_within_a_long_evaluation(training):
    training.epoch(1.0, evaluation=8.0)
    training.epoch(1.0, evaluation=8.0)
    training.steps(100, 1.0)
    training.clock += 6.0
    assert training.speed.seconds_for(0, 1) == pytest.approx(2.0)
    training.clock += 6.0
    assert training.speed.seconds_for(0, 1) == 0.0


def test_the_first_evaluation_leaves_out_its_compile_time(training):
    training.compile(1.0)
    training.steps(99, 1.0)
    training.clock += 30.0
    training.speed.handle(ValidationDone(1, 10))
    training.evaluate(0.9, batches=9)
    assert training.speed.seconds_for(0, 10) == pytest.approx(9.0)


def test_a_hold_up_takes_no_time_from_what_is_left(training):
    training.epoch(1.0, evaluation=0.5)
    training.epoch(1.0, evaluation=0.5)
    training.clock += 60.0
    assert training.speed.seconds_for(1000, 10) == pytest.approx(14.5)


def test_the_time_left_is_known_after_a_whole_epoch_or_three_seconds(training):
    training.steps(50, 0.6)
    assert training.speed.seconds_for(1000, 10) is None
    training.steps(50, 0.6)
    assert training.speed.seconds_for(1000, 10) is None
    training.evaluate(0.1)
    assert training.speed.seconds_for(1000, 10) is not None
    slow = Training()
    slow.steps(2, 2.9)
    assert slow.speed.seconds_for(1000, 10) is None
    slow.steps(1, 0.2)
    assert slow.speed.seconds_for(1000, 10) is not None


def test_an_epoch_of_an_instant_is_too_short_to_say_how_long_many_take(training):
    training.epoch(0.01)
    assert training.speed.seconds_for(1000, 10) is None
    for _ in range(60):
        training.epoch(0.01)
    assert training.speed.seconds_for(1000, 10) == pytest.approx(0.1)


def test_what_is_left_of_an_epoch_is_no_whole_epoch(training):
    training.done = 40
    training.steps(60, 2.0)
    training.evaluate(0.0)
    assert training.speed.epoch_seconds is None
    assert training.speed.seconds_for(1000, 10) is None
    training.epoch(4.0)
    assert training.speed.epoch_seconds == pytest.approx(4.0)


def test_epochs_are_timed_where_evaluations_lie_within_them(training):
    for _ in range(4):
        training.steps(50, 1.0)
        training.evaluate(0.5, kind=EvaluationDone)
    training.steps(1, 0.02)
    assert training.speed.epoch_seconds == pytest.approx(3.0)


def test_a_resume_measures_for_itself(training):
    training.epoch(1.0)
    training.epoch(1.0)
    training.speed.begin()
    assert training.speed.steps_per_second is None
    assert training.speed.epoch_seconds is None
    assert training.speed.seconds_for(100, 1) is None


def test_before_the_first_evaluation_its_time_is_estimated_in_steps(training):
    training.steps(30, 3.0)
    assert training.speed.seconds_for(70, 1, evaluation_steps=10.0) == pytest.approx(8.0)


@pytest.mark.parametrize(
    ("plan", "position", "left"),
    [
        (TrainingPlan(3, None, None), Position(), 3),
        (TrainingPlan(3, None, None), Position(1, 4, 14, 128), 2),
        (TrainingPlan(3, None, None), Position(2, 10, 30, 320), 1),  # the last look goes on
        (TrainingPlan(3, None, None), Position(3, 0, 30), 0),
        (TrainingPlan(None, 25, None), Position(1, 0, 10), 2),
        (TrainingPlan(None, 25, None, every=10), Position(1, 0, 10), 2),
        (TrainingPlan(None, 25, None, every=10), Position(1, 0, 10, 320), 3),  # one is due now
        (TrainingPlan(None, 20, None, every=10), Position(1, 3, 13, 96), 1),
    ],
)
def test_the_evaluations_that_are_left_are_counted(plan, position, left):
    assert plan.evaluations_left(position, 10) == left


@pytest.mark.parametrize(
    ("patience", "waited", "left", "may_end"),
    [(None, 0, 9, False), (2, 0, 9, True), (2, 1, 1, False), (5, 1, 4, False), (0, 0, 2, True)],
)
def test_patience_may_end_a_run_only_if_enough_evaluations_are_left(
    patience, waited, left, *, may_end
):
    assert EarlyStopping(waited=waited).may_stop(patience, left) is may_end


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "about 1 s"),
        (12.3, "about 12 s"),
        (28.0, "about 30 s"),
        (71.0, "about 70 s"),
        (95.0, "about 2 min"),
        (1808.0, "about 30 min"),
        (3500.0, "about 1 h"),
        (4300.0, "about 1 h 10 min"),
        (100_000.0, "about 28 h"),
    ],
)
def test_a_time_has_readable_units(seconds, words):
    assert about(seconds) == words


def test_a_longer_time_never_reads_as_a_shorter_one():
    def value(words):
        _, *pairs = words.replace(",", "").split()
        units = {"s": 1, "min": 60, "h": 3600}
        return sum(int(n) * units[u] for n, u in zip(pairs[::2], pairs[1::2], strict=True))

    values = [value(about(seconds)) for seconds in np.geomspace(0.1, 200_000, 5000)]
    assert all(before <= after for before, after in pairwise(values))
