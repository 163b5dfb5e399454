import numpy as np
import pytest

from densemodel.training import Mark
from densemodel.widgets.charts._curve_data import step_places

pytestmark = pytest.mark.tensorflow


def test_epochs_have_as_many_steps_as_the_batch_of_their_time_makes(make_run):
    run = make_run()
    run.history.marks.append(Mark("resumed", "", 8, 2.0))  # from here on 2 steps an epoch
    places = step_places(run, np.arange(1, 13), (12, 4.0))
    first, second = np.arange(1, 9) / 4, 2 + np.arange(1, 5) / 2
    np.testing.assert_allclose(places, [*first, *second])


def test_an_epoch_that_begins_again_makes_its_first_steps_void(make_run):
    run = make_run()
    run.history.marks += [Mark("ended", "stop", 6, 1.5), Mark("resumed", "", 6, 1.0)]
    places = step_places(run, np.arange(1, 11), (10, 2.0))
    np.testing.assert_allclose(places[:4], [0.25, 0.5, 0.75, 1.0])
    np.testing.assert_allclose(places[6:], [1.25, 1.5, 1.75, 2.0])
    finite = places[np.isfinite(places)]
    assert (np.diff(finite) >= 0).all()


def test_steps_beyond_the_newest_that_is_known_have_no_place(make_run):
    assert np.isnan(step_places(make_run(), np.array([4, 5]), (4, 1.0))).tolist() == [False, True]
