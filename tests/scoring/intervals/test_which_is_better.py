"""What is said of two networks holds what it promises."""

import numpy as np
import pytest
from scipy import stats

from densemodel.scoring import SeedScores, difference_between_seeds, which_is_better

TRIALS = 2000
LEAST, MOST = 0.035, 0.065
"Where 5 % of 2,000 trials lie, but for three standard errors of the simulation."


def by_seed(values, first=0):
    return dict(enumerate(map(float, values), first))


def test_seeds_in_common_are_compared_in_pairs():
    ones, others = [0.31, 0.35, 0.30, 0.33], [0.33, 0.36, 0.33, 0.34]
    found = difference_between_seeds(by_seed(ones), by_seed(others))
    expected = stats.ttest_rel(others, ones).confidence_interval(0.95)
    assert found is not None
    assert found.is_paired
    assert found.seeds == 4
    assert found.difference == pytest.approx(0.0175)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert found.is_beyond_noise


def test_other_seeds_are_compared_as_wholes():
    ones, others = [0.31, 0.35, 0.30], [0.33, 0.36, 0.43, 0.34]
    found = difference_between_seeds(by_seed(ones), by_seed(others, first=50))
    test = stats.ttest_ind(others, ones, equal_var=False).confidence_interval(0.95)
    assert found is not None
    assert not found.is_paired
    assert found.seeds == 3
    assert (found.low, found.high) == pytest.approx((test.low, test.high))


@pytest.mark.parametrize(
    ("ones", "others"),
    [
        ({0: 0.3}, {0: 0.4}),
        ({0: 0.3, 1: 0.4}, {5: 0.4}),
        ({}, {}),
        ({0: 1, 1: 2}, {0: 1, 1: np.nan}),
    ],
)
def test_too_few_seeds_say_nothing(ones, others):
    assert difference_between_seeds(ones, others) is None


def test_what_never_differs_is_not_beyond_the_noise():
    same = by_seed([0.3, 0.3, 0.3])
    for other in (same, by_seed([0.3, 0.3, 0.3], first=9)):
        found = difference_between_seeds(same, other)
        assert found is not None
        assert not found.is_beyond_noise


@pytest.mark.parametrize("first", [0, 100], ids=["paired", "not paired"])
@pytest.mark.parametrize("seeds", [3, 5])
def test_equal_networks_seem_different_in_one_of_twenty(first, seeds):
    rng = np.random.default_rng(seeds + first)
    splits = rng.normal(scale=2.0, size=(TRIALS, seeds)) if first == 0 else np.zeros((TRIALS, 1))
    ones, others = (splits + rng.normal(size=(TRIALS, seeds)) for _ in range(2))
    alarms = 0
    for one, other in zip(ones, others, strict=True):
        found = difference_between_seeds(by_seed(one), by_seed(other, first))
        alarms += found is not None and found.is_beyond_noise
    # Welch's interval is known to be wider than it has to be for three of each
    assert (LEAST if first == 0 or seeds > 3 else 0.015) <= alarms / TRIALS <= MOST


def test_the_lowest_of_several_equal_networks_is_seldom_called_better():
    rng = np.random.default_rng(3)
    scores = rng.normal(loc=9, size=(500, 6, 5))
    sentences = [
        which_is_better([SeedScores(str(n), by_seed(one)) for n, one in enumerate(trial)])
        for trial in scores
    ]
    assert sum("is better" in words for words in sentences) / len(sentences) <= MOST


def test_without_repeats_nobody_says_that_one_is_better():
    sentence = which_is_better([SeedScores("small", {0: 0.33}), SeedScores("big", {0: 0.312})])
    assert sentence == (
        "big has the lower validation loss: 0.312, and 0.330 of small. One run each: the seed "
        "alone may make this difference; add ; repeat 5 to know."
    )


def test_a_difference_beyond_the_noise_is_reported_with_its_interval():
    small = by_seed([0.330, 0.338, 0.329, 0.334, 0.335])
    big = by_seed([0.318, 0.325, 0.318, 0.321, 0.324])
    assert which_is_better([SeedScores("small", small), SeedScores("big", big)]) == (
        "big is better: validation loss lower by 0.012, 95 % interval 0.011 to 0.013 over 5 seeds. "
        "That is more than the noise between seeds."
    )


def test_a_difference_within_the_noise_is_reported_as_none():
    small = by_seed([0.33, 0.30, 0.35])
    big = by_seed([0.31, 0.33, 0.33])
    sentence = which_is_better([SeedScores("small", small), SeedScores("big", big)])
    assert sentence.startswith(
        "No difference can be told from the noise between seeds: the mean validation loss of big "
        "is lower by 0.003"
    )


def test_the_best_of_several_is_compared_with_the_next():
    groups = [
        SeedScores("a", by_seed([0.30, 0.31, 0.29])),
        SeedScores("b", by_seed([0.40, 0.41, 0.394])),
        SeedScores("c", by_seed([0.50, 0.51, 0.49])),
    ]
    sentence = which_is_better(groups)
    assert sentence.startswith("a is better than b, the next of 3: validation loss lower by 0.101")
    assert "97.5 % interval" in sentence


def test_a_network_without_a_score_has_no_part():
    only = SeedScores("a", {0: 0.3})
    assert which_is_better([only, SeedScores("b", {0: np.inf}), SeedScores("c", {})]) == ""
    same = which_is_better([only, SeedScores("b", {0: 0.3})])
    assert same == "a and b have the same validation loss, 0.300."


def test_one_run_beside_several_is_reported():
    sentence = which_is_better([SeedScores("a", {0: 0.3}), SeedScores("b", by_seed([0.4, 0.5]))])
    assert "One run of one of them" in sentence
