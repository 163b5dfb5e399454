import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from densemodel.charts._ticks import AxisRange, SteadyRange, ValueRange


def exact(low, high):
    return AxisRange(low, high, (), ())


def ends(shown):
    return shown.low, shown.high


def test_a_range_stays_while_it_serves():
    steady = SteadyRange()
    first = steady.fit(0.0, 1.0, exact, "loss")
    assert steady.fit(0.1, 0.9, exact, "loss") is first
    assert steady.fit(0.3, 0.75, exact, "loss") is first


def test_it_grows_at_once_with_room_on_the_side_on_which_it_grew():
    steady = SteadyRange(headroom=0.5)
    steady.fit(0.0, 1.0, exact, "loss")
    assert ends(steady.fit(-1.0, 1.0, exact, "loss")) == (-2.0, 1.0)
    assert ends(steady.fit(-1.5, 1.0, exact, "loss")) == (-2.0, 1.0)


def test_it_shrinks_only_when_it_is_much_too_wide():
    steady = SteadyRange()
    steady.fit(0.0, 1.0, exact, "loss")
    assert ends(steady.fit(0.0, 0.5, exact, "loss")) == (0.0, 1.0)
    assert ends(steady.fit(0.0, 0.3, exact, "loss")) == (0.0, 0.3)


def test_another_subject_begins_a_new_range():
    steady = SteadyRange()
    steady.fit(0.0, 1.0, exact, "loss")
    assert ends(steady.fit(0.2, 0.9, exact, "accuracy")) == (0.2, 0.9)


def test_a_falling_loss_moves_a_log_axis_only_some_times():
    steady, losses = ValueRange(), np.log10(np.geomspace(1.0, 0.01, 1000))
    shown = {ends(steady.fit(losses[: n + 1], "loss", is_log=True)) for n in range(10, 1000)}
    assert len(shown) < 40


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_it_always_holds_what_is_shown(values):
    steady = ValueRange()
    for count in range(1, len(values) + 1):
        shown = steady.fit(np.array(values[:count]), "loss", is_log=False)
        slack = 1e-6 * (shown.high - shown.low)
        assert shown.low - slack <= min(values[:count])
        assert max(values[:count]) <= shown.high + slack
