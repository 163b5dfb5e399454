"""In a script, what the checks offer is said once, and can be silenced."""

import warnings

import numpy as np
import pytest

import densemodel as dm
from support.forked import run_script
from support.training.driving import WAIT_SECONDS
from support.training.monitored_runs import points

pytestmark = pytest.mark.tensorflow

RNG = np.random.default_rng(0)
X = RNG.normal(2000, 900, (200, 2))
Y = RNG.integers(0, 2, 200)
SPEC = "2 -> 4 relu -> 2 softmax ; epochs 1"


def test_offers_are_warnings_at_the_line_that_trains():
    with pytest.warns(dm.DenseModelWarning) as caught:
        run = dm.train(SPEC, X, Y)
    offers = [found.message for found in run.findings if found.where == "x"]
    assert [str(one.message) for one in caught] == offers
    assert "write norm after the input" in offers[0]
    assert {one.filename for one in caught} == {__file__}


def test_what_training_showed_is_a_warning_as_well():
    spec = "6 -> 8 tanh -> 2 softmax ; adam lr 30 ; epochs 8 ; patience off ; batch 8"
    with pytest.warns(dm.DenseModelWarning) as caught:
        run = dm.train(spec, *points())
    (found,) = [one for one in run.findings if one.where == "training"]
    assert [str(one.message) for one in caught] == [found.message]


@pytest.mark.filterwarnings("error::densemodel.DenseModelWarning")
def test_healthy_data_gives_no_warning():
    dm.train("2 -> norm -> 4 relu -> 2 softmax ; epochs 1", X, (X[:, 0] > 2000).astype(int))


@pytest.mark.filterwarnings("error::densemodel.DenseModelWarning")
def test_a_run_that_is_not_waited_for_gives_no_warning():
    dm.train(SPEC, X, Y, wait=False).wait(WAIT_SECONDS)


def test_warnings_are_a_kind_of_their_own_which_can_be_silenced():
    assert issubclass(dm.DenseModelWarning, UserWarning)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", category=dm.DenseModelWarning)
        dm.train(SPEC, X, Y)
    assert [one for one in caught if issubclass(one.category, dm.DenseModelWarning)] == []


def test_a_script_that_trains_in_a_loop_says_each_offer_once():
    script = f"""
import numpy as np
import densemodel as dm
rng = np.random.default_rng(0)
x, y = rng.normal(2000, 900, (200, 2)), rng.integers(0, 2, 200)
for seed in (1, 2):
    dm.train("{SPEC} ; seed " + str(seed), x, y)
"""
    ended = run_script(script)
    assert ended.stderr.count("DenseModelWarning") == 1
    assert "write norm after the input" in ended.stderr
