from dataclasses import replace
from itertools import product
from math import inf, isclose

import pytest

from densemodel.experiments import Importance, Result, Trial, importances
from densemodel.language import Variable, parse

SPEC = parse("4 -> 2 softmax")


def plan(*variables):
    """Each combination, as a grid has them."""
    combined = product(*(variable.values for variable in variables))
    return tuple(
        Trial(number, SPEC, values, f"trial {number}")
        for number, values in enumerate(combined, start=1)
    )


def choice(name, *values):
    return Variable(name, values, None, is_log=False)


def scored(*scores):
    return {
        number: Result(f"{number}", "finished", "", 10, 1, 1, {"val_loss": score}, {}, [], 1.0)
        for number, score in enumerate(scores, start=1)
    }


UNITS, RATE = choice("units", "32", "64"), choice("lr", "0.1", "0.01")
GRID = plan(UNITS, RATE)


def test_a_choice_explains_the_squares_between_its_means():
    # the mean is 4; by units the means are 2 and 6, by lr 3 and 5; all squares: 9 + 1 + 1 + 9
    units, rate = importances((UNITS, RATE), GRID, scored(1, 3, 5, 7))
    assert units.share is not None
    assert isclose(units.share, 16 / 20)
    assert units.best == "32"
    assert rate.share is not None
    assert isclose(rate.share, 4 / 20)
    assert rate.best == "0.1"


def test_what_only_the_combination_decides_is_no_main_effect():
    found = importances((UNITS, RATE), GRID, scored(1, 2, 2, 1))
    assert [one.share for one in found] == [0.0, 0.0]


def test_without_a_score_for_each_alternative_there_is_no_share():
    results = scored(1, 3)  # both with 32 units
    assert importances((UNITS,), GRID, results) == (Importance("units", None),)
    assert importances((RATE,), GRID, results)[0].share is None  # one trial for each


def test_one_trial_for_each_alternative_gives_no_share():
    (units,) = importances((UNITS,), plan(UNITS), scored(1, 2))
    assert units.share is None
    assert units.is_single


def test_a_choice_of_which_one_alternative_was_drawn_is_none():
    drawn = [trial for trial in GRID if trial.values[0] == "32"]
    assert [one.name for one in importances((UNITS, RATE), drawn, scored(1, 2))] == ["lr"]


@pytest.mark.parametrize("outcome", ["stopped", "left behind"])
def test_trials_that_did_not_train_to_their_end_are_left_out(outcome):
    results = scored(1, 3, 5, 100)
    results[4] = replace(results[4], outcome=outcome)
    assert importances((UNITS, RATE), GRID, results) == importances(
        (UNITS, RATE), GRID, scored(1, 3, 5)
    )


def test_an_alternative_of_which_every_trial_failed_is_named():
    results = scored(1, 3, 5, 7)
    for number in (2, 4):
        results[number] = replace(results[number], outcome="failed")
    units, rate = importances((UNITS, RATE), GRID, results)
    assert (rate.share, rate.failed) == (None, ("0.01",))
    assert units.failed == ()
    del results[4]
    assert importances((UNITS, RATE), GRID, results)[1].failed == ()


def test_failed_trials_are_left_out():
    units, _ = importances((UNITS, RATE), GRID, scored(1, 3, 5, inf))
    assert units.share is not None
    assert isclose(units.share, (2 * 1 + 4) / 8)  # means 2, 2, 5 around 3


def test_equal_scores_leave_nothing_to_explain():
    assert importances((UNITS,), GRID, scored(2, 2, 2, 2))[0].share == 0.0


def test_scores_beyond_all_squares_are_compared():
    units, _ = importances((UNITS, RATE), GRID, scored(1, 1, 1e300, 1e300))
    assert units.share == 1.0
