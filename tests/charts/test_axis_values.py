"""What the y axis of the curves holds: the lines of epochs, and not what would press them."""

import numpy as np
import pytest

from densemodel.charts._points import NO_POINTS
from densemodel.charts._ticks import axis_values, linear_range, outside_words

ALL = (0.0, 100.0)
STEPS = np.array([[0.1, 9.0], [0.9, 3.0], [1.9, 0.4], [2.9, 0.2]])


def line(*values):
    return np.column_stack([np.arange(1.0, len(values) + 1), values])


def ends(steps, *epochs):
    values = axis_values(steps, epochs, ALL)
    return float(values.min()), float(values.max())


def test_steps_do_not_stretch_the_axis():
    assert ends(STEPS, line(2.0, 1.0, 0.5), line(1.5, 1.2, 0.8)) == (0.5, 2.0)


def test_as_long_as_there_are_few_epochs_the_steps_are_held_too():
    assert ends(STEPS, NO_POINTS, NO_POINTS) == (0.2, 9.0)
    assert ends(STEPS, line(2.0)) == (0.2, 9.0)
    assert ends(STEPS, line(2.0, 1.0), line(1.5, 1.2)) == (0.2, 9.0)


def test_a_part_with_few_epochs_holds_its_steps():
    values = axis_values(STEPS, (line(2.0, 1.0, 0.5),), (1.5, 2.5))
    assert values.min() < 0.4


def test_a_first_epoch_far_from_all_others_does_not_press_them():
    rest = (80.0, 74.0, 70.0, 68.0)
    assert ends(NO_POINTS, line(540.0, *rest)) == (68.0, 80.0)
    assert ends(NO_POINTS, line(540.0, 300.0, *rest)) == (68.0, 80.0)
    assert ends(NO_POINTS, line(0.1, 0.97, 0.975, 0.98, 0.98)) == (0.97, 0.98)


@pytest.mark.parametrize(
    "values",
    [
        (100.0, 60.0, 40.0, 30.0, 25.0, 20.0),  # the usual course
        (540.0, 80.0, 74.0, 70.0),  # too few to say that it goes on so
        (1.0, 1.0, 2.0, 1.0, 50.0, 1e6),  # the end is what counts
    ],
)
def test_a_course_is_shown_whole(values):
    assert ends(NO_POINTS, line(*values)) == (min(values), max(values))


def test_values_outside_the_axis_are_named():
    epochs = (line(540_000.0, 80.0, 74.0, 70.0, 68.0), line(90.0, 80.0, 74.0, 70.0, 68.0))
    y = linear_range(68.0, 80.0)
    words = outside_words(NO_POINTS, epochs, ALL, y, is_log=False)
    assert words == "above this axis: 540,000 at epoch 1"
    low = (line(0.1, 0.97, 0.975, 0.98, 0.98),)
    words = outside_words(NO_POINTS, low, ALL, linear_range(0.97, 0.98), is_log=False)
    assert words == "below this axis: 0.100 at epoch 1"
    assert outside_words(STEPS, (line(2.0, 1.0, 0.5),), ALL, linear_range(0, 2), is_log=False) == ""


def test_steps_that_blow_up_after_the_newest_epoch_are_named():
    steps = np.array([*STEPS, [3.5, 30.0]])
    epochs = (np.log10(line(2.0, 1.0, 1.5)),)
    words = outside_words(steps, epochs, ALL, linear_range(0, 1), is_log=True)
    assert words == "above this axis: steps up to 1e+30"
