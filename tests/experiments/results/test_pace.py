from densemodel.experiments.results._sweep_sentence import TimeLeft


class Clock:
    """Stands still until it is told how late it is."""

    seconds = 1000.0

    def __call__(self):
        return self.seconds

    def after(self, seconds):
        self.seconds += seconds


def test_before_the_first_end_nothing_is_known():
    clock = Clock()
    pace = TimeLeft(clock)
    assert pace.seconds_left(4, 2) is None
    pace.started(1)
    clock.after(5)
    assert pace.seconds_left(3, 2) is None


def test_what_came_before_the_first_trial_does_not_count():
    clock = Clock()
    pace = TimeLeft(clock)
    clock.after(60)  # the workers begin
    pace.started(1)
    clock.after(4)
    pace.add_result(1, counts=True)
    assert pace.seconds_left(3, 1) == 12


def test_between_two_ends_it_falls_and_is_never_negative():
    clock = Clock()
    pace = TimeLeft(clock)
    pace.started(1)
    pace.started(2)
    clock.after(10)
    pace.add_result(1, counts=True)
    pace.add_result(2, counts=True)
    pace.started(3)
    pace.started(4)
    estimates = []
    for _ in range(20):
        estimates.append(pace.seconds_left(2, 2) or 0.0)
        clock.after(1)
    assert estimates[:3] == [20, 19, 18]
    assert estimates == sorted(estimates, reverse=True)
    assert min(estimates) == 10  # those that wait


def test_the_longest_of_the_last_trials_sets_the_time_left():
    clock = Clock()
    pace = TimeLeft(clock)
    pace.started(1)
    pace.started(2)
    clock.after(10)
    pace.add_result(1, counts=True)
    pace.started(3)
    clock.after(1)
    assert pace.seconds_left(0, 2) == 9


def test_a_stopped_trial_gives_no_estimate():
    clock = Clock()
    pace = TimeLeft(clock)
    pace.started(1)
    clock.after(1)
    pace.add_result(1, counts=False)
    assert pace.seconds_left(3, 1) is None


def test_at_the_end_there_is_no_time_left():
    pace = TimeLeft(Clock())
    pace.started(1)
    pace.add_result(1, counts=True)
    assert pace.seconds_left(0, 2) is None
