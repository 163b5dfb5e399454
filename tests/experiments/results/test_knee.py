"""The knee on curves that are made up: each network's loss of 200 rows."""

from math import inf

import numpy as np
import pytest

from densemodel.experiments.results._capacity_result import (
    CapacityPoint,
    Gap,
    best_of,
    findings_of,
    gap_between,
    knee_of,
    overfits_from,
    spread_of,
)

ROWS = 200
PARAMETERS = (10, 20, 40, 80, 160)


def rows_of(mean, spread=0.0, seed=0):
    """Losses of rows with this very mean, each moved by chance."""
    moved = np.random.default_rng(seed).normal(size=ROWS) * spread
    return mean + moved - moved.mean()


def knee(means, spread=0.0):
    """The place of the knee of networks whose losses move by chance, each on its own."""
    losses = [rows_of(mean, spread, seed) for seed, mean in enumerate(means)]
    best = best_of(means, PARAMETERS[: len(means)])
    assert best is not None
    gaps = [gap_between(rows, losses[best]) for rows in losses]
    return knee_of(PARAMETERS[: len(means)], gaps)


@pytest.mark.parametrize(
    ("means", "spread", "place"),
    [
        pytest.param([1.0, 0.8, 0.6, 0.4, 0.2], 0.1, 4, id="falling: the largest"),
        pytest.param([1.0, 0.4, 0.2, 0.5, 0.9], 0.1, 2, id="U-shaped: the bottom"),
        pytest.param([0.3, 0.3, 0.3, 0.3, 0.3], 0.1, 0, id="flat: the smallest"),
        pytest.param([0.9, 0.31, 0.3, 0.29, 0.3], 1.0, 1, id="noisy: the first in the noise"),
        pytest.param([0.9, 0.31, 0.3, 0.29, 0.3], 0.01, 3, id="the same without noise: the best"),
        pytest.param([0.5], 0.1, 0, id="one point: itself"),
    ],
)
def test_the_knee_is_the_smallest_that_is_as_good(means, spread, place):
    assert knee(means, spread) == place


def test_noise_that_two_networks_share_is_none():
    hard = np.random.default_rng(1).exponential(size=ROWS)
    gap = gap_between(hard + 0.01 + rows_of(0, 0.001), hard)
    assert gap.mean == pytest.approx(0.01)
    assert gap.noise < 0.001  # the losses themselves have a standard error of 0.07
    assert gap.is_real


def test_trainings_that_lie_apart_are_noise_as_well():
    hard = np.random.default_rng(1).exponential(size=ROWS)
    assert not gap_between(hard + 0.01, hard, of_training=0.02).is_real
    rows = gap_between(hard + rows_of(0.01, 0.3), hard).noise
    both = gap_between(hard + rows_of(0.01, 0.3), hard, of_training=0.02).noise
    assert both == pytest.approx((rows**2 + 0.02**2) ** 0.5)


def test_the_spread_is_of_trainings_of_the_same_network():
    assert spread_of([(0.1, 0.3), (5.1, 5.3), (9.0,), ()]) == pytest.approx(0.02**0.5)
    assert spread_of([(0.1,), ()]) == 0


def test_one_row_shows_no_difference():
    assert not gap_between(np.array([2.0]), np.array([1.0])).is_real


def test_what_failed_is_never_the_knee():
    assert best_of([inf, 0.5, 0.4], [10, 20, 40]) == 2
    assert best_of([inf, inf], [10, 20]) is None
    assert knee_of([10, 20], [gap_between(None, rows_of(0.5)), Gap(0.0, 0.0)]) == 1


def test_of_equal_ones_the_smallest_is_the_best():
    assert best_of([0.4, 0.4], [80, 20]) == 1


def test_the_order_of_the_networks_does_not_matter():
    assert knee_of([160, 10, 40], [Gap(0, 0), Gap(0.5, 0.1), Gap(0.01, 0.1)]) == 2


OVER = Gap(0.2, 0.1)
ALIKE = Gap(0.05, 0.1)
BEST = Gap(0.0, 0.0)


@pytest.mark.parametrize(
    ("gaps", "training", "place"),
    [
        pytest.param([OVER, BEST, ALIKE, OVER, OVER], [5, 4, 3, 2, 1], 3, id="from the fourth on"),
        pytest.param([OVER, BEST, OVER, ALIKE, OVER], [5, 4, 3, 2, 1], 4, id="all larger ones do"),
        pytest.param([OVER, BEST, OVER, OVER, ALIKE], [5, 4, 3, 2, 1], None, id="not the largest"),
        pytest.param([OVER, BEST, OVER, OVER, OVER], [5, 4, 5, 6, 7], None, id="training rises"),
        pytest.param([OVER, OVER, OVER, OVER, BEST], [5, 4, 3, 2, 1], None, id="none is larger"),
        pytest.param(
            [OVER, BEST, OVER, OVER, Gap(inf, 0.0)], [5, 4, 3, 2, 1], 2, id="but for what failed"
        ),
    ],
)
def test_overfitting_is_worse_validation_with_better_training(gaps, training, place):
    assert overfits_from(PARAMETERS, training, gaps, best_of_gaps(gaps)) == place


def best_of_gaps(gaps):
    return gaps.index(BEST)


def test_points_without_a_loss_have_no_findings():
    point = CapacityPoint("2 units", "4 -> 2 -> 3", 19, (2,), inf, inf, None, 0, 0.0)
    assert findings_of([]) is None
    assert findings_of([point]) is None
