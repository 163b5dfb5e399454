"""Intervals hold what they promise, and cost no more than they may."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from densemodel.scoring import report_of
from densemodel.scoring.intervals import _bootstrap
from densemodel.scoring.intervals._bootstrap import row_intervals, wilson, wilson_of
from densemodel.scoring.report._class_facts import (
    Ranked,
    balanced_interval,
    confusion_counts,
    rank_statistic,
    share_intervals,
    share_metrics,
    tally_of,
)
from densemodel.scoring.report._number_report import (
    RegressionValues,
    median_interval,
    number_intervals,
    number_metrics,
)

TRIALS = 400
ROWS = 120
LEAST, MOST = 0.917, 0.983
"Where 95 % of 400 trials lie, but for three standard errors of the simulation."


def test_wilson_is_as_in_the_books():
    # Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29
    expected = [(0.2553, 0.3662), (0.0624, 0.1605), (0.0, 0.1611), (0.0061, 0.1718)]
    for (hits, rows), ends in zip([(81, 263), (15, 148), (0, 20), (1, 29)], expected, strict=True):
        assert wilson_of(hits, rows) == pytest.approx(ends, abs=6e-5)


def test_wilson_keeps_to_shares_and_knows_nothing_of_no_rows():
    low, high = wilson(np.array([0, 7, 0]), np.array([7, 7, 0]))
    assert low[0] == 0 < high[0] < 1
    assert 0 < low[1] < high[1] == 1
    assert np.isnan([low[2], high[2]]).all()


def test_wilson_covers_the_share_that_is_true():
    rng = np.random.default_rng(1)
    for share in (0.5, 0.8, 0.95):
        hits = rng.binomial(ROWS, share, 4_000)
        low, high = wilson(hits, np.full(4_000, ROWS))
        assert LEAST < ((low <= share) & (share <= high)).mean() < MOST


def coverage(of, expected):
    """The share of trials in which the interval of each metric holds the truth."""
    rng = np.random.default_rng(2)
    trials = [of(rng)[1] for _ in range(TRIALS)]
    return {
        name: float(np.mean([one[name][0] <= value <= one[name][1] for one in trials]))
        for name, value in expected.items()
    }


def classes_of(rng, rows):
    y_true = rng.choice(3, rows, p=[0.5, 0.3, 0.2])
    y_pred = np.where(rng.random(rows) < 0.7, y_true, rng.integers(0, 3, rows))
    counts = confusion_counts(y_true, y_pred, 3)
    metrics = share_metrics(tally_of(counts), of_two=False)
    balanced = {"balanced_accuracy": balanced_interval(tally_of(counts))}
    return metrics, balanced | share_intervals(counts, metrics)


def falling(y_true, scores):
    order = np.argsort(-scores, kind="stable")
    return y_true[order], scores[order]


def ranks_of(rng, rows):
    y_true = rng.integers(0, 2, rows)
    scores = y_true + rng.normal(size=rows)
    y_true, scores = falling(y_true, scores)
    metrics = Ranked(y_true, scores).metrics()
    return metrics, row_intervals(
        metrics, rows, lambda places, counts: rank_statistic(y_true, scores, places, counts)
    )


def numbers_of(rng, rows):
    y_true = rng.normal(size=(rows, 1))
    numbers = RegressionValues(y_true, y_true + 0.5 * rng.normal(size=(rows, 1)), None)
    metrics = number_metrics(numbers)
    return metrics, number_intervals(numbers, metrics, quick=False)


@pytest.mark.parametrize("of", [classes_of, ranks_of, numbers_of])
def test_an_interval_holds_what_other_rows_say_in_95_of_100(of, monkeypatch):
    monkeypatch.setattr(_bootstrap, "DRAWS", 400)
    expected = of(np.random.default_rng(0), 400_000)[0]
    shares = coverage(lambda rng: of(rng, ROWS), expected)
    assert all(LEAST < share < MOST for share in shares.values()), shares


def test_few_rows_have_wider_intervals():
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(TRIALS):
        values = rng.normal(size=(8, 1))
        (low, high) = row_intervals(
            {"mean": float(values.mean())},
            8,
            lambda places, counts, values=values: counts @ values[places] / len(places),
        )["mean"]
        held += low <= 0 <= high
    assert LEAST < held / TRIALS < MOST


def test_many_rows_are_drawn_from_a_part_and_the_interval_is_that_of_all():
    rng = np.random.default_rng(4)
    values = rng.normal(size=(100_000, 1))
    seen = set()

    def mean(places, counts):
        seen.add(counts.shape[1])
        return np.asarray(counts @ values[places] / counts.sum(axis=1, keepdims=True))

    low, high = row_intervals({"mean": float(values.mean())}, len(values), mean)["mean"]
    assert seen == {_bootstrap.MOST_ROWS}
    assert (high - low) / 2 == pytest.approx(1.96 / len(values) ** 0.5, rel=0.1)
    assert (high + low) / 2 == pytest.approx(values.mean(), abs=0.001)


def test_an_interval_is_the_same_each_time():
    rng = np.random.default_rng(5)
    first, again = (ranks_of(np.random.default_rng(6), 200)[1] for _ in range(2))
    assert first == again
    assert ranks_of(rng, 200)[1] != first


def test_a_draw_of_each_row_once_says_what_scikit_learn_says():
    rng = np.random.default_rng(7)
    y_true, scores = falling(rng.integers(0, 2, 500), rng.integers(0, 40, 500) / 40)
    found = rank_statistic(y_true, scores, np.arange(500), np.ones((1, 500)))[0]
    assert found == pytest.approx(
        [
            roc_auc_score(y_true, scores),
            average_precision_score(y_true, scores),
        ],
        abs=1e-12,
    )


def test_an_interval_is_around_its_metric_though_all_draws_lie_aside():
    counts = confusion_counts(np.arange(300), np.arange(300) // 2 * 2, 300)
    metrics = share_metrics(tally_of(counts), of_two=False)
    low, high = share_intervals(counts, metrics)["macro_f1"]
    assert low < metrics["macro_f1"] < high
    assert high - low < 0.2


def test_what_no_draw_changes_has_no_interval():
    counts = np.diag([20, 30])
    metrics = share_metrics(tally_of(counts), of_two=True)
    assert metrics["balanced_accuracy"] == 1
    assert share_intervals(counts, metrics) == {}
    low, high = balanced_interval(tally_of(counts))
    assert 0.8 < low < high == 1


@pytest.mark.parametrize("rows", [6, 25, 60, 61, 500])
def test_the_interval_of_a_median_holds_it_whatever_the_distribution(rows):
    rng = np.random.default_rng(rows)
    ends = [median_interval(rng.exponential(size=rows)) for _ in range(1_000)]
    held = np.mean([end is not None and end[0] <= np.log(2) <= end[1] for end in ends])
    assert 0.93 < held < 0.99
    assert median_interval(rng.exponential(size=5)) is None


@pytest.mark.tensorflow
def test_a_quick_report_has_the_same_metrics_and_no_drawn_interval():
    from support.scoring.made_predictions import predictions_for, softmax

    rng = np.random.default_rng(8)
    case = predictions_for("3 -> 3 softmax", np.arange(60) % 3, softmax(rng.normal(size=(60, 3))))
    slow, quick = report_of(case), report_of(case, quick=True)
    assert quick.metrics == slow.metrics
    assert set(quick.intervals) == {"accuracy", "balanced_accuracy"}
    assert set(slow.intervals) == set(slow.metrics)


def inside(metrics, intervals):
    return all(low <= metrics[name] <= high for name, (low, high) in intervals.items())


def test_an_interval_keeps_to_what_is_possible_and_holds_its_value():
    for seed in range(6):
        rng = np.random.default_rng(seed)
        y_true = (rng.random(20_000) < 0.002).astype(int)
        y_true, scores = falling(y_true, y_true * 4 + rng.normal(size=20_000))
        metrics = Ranked(y_true, scores).metrics()
        found = row_intervals(
            metrics,
            20_000,
            lambda places, counts, of=(y_true, scores): rank_statistic(*of, places, counts),
        )
        assert inside(metrics, found)
        assert all(0 <= low < high <= 1 for low, high in found.values()), found


@pytest.mark.parametrize("rows", [2, 3, 5, 9_000])
def test_intervals_of_numbers_keep_to_what_is_possible(rows):
    for seed in range(6):
        rng = np.random.default_rng(seed)
        y_true = 7.3 + rng.standard_t(1, size=(rows, 1))
        y_pred = y_true + rng.normal(size=(rows, 1))
        numbers = RegressionValues(
            y_true, y_pred, ((y_true - y_pred) ** 2)[:, 0] * rng.pareto(0.5, rows)
        )
        metrics = number_metrics(numbers)
        found = number_intervals(numbers, metrics, quick=False)
        assert inside(metrics, found), (metrics, found)
        assert all(low >= 0 for name, (low, _) in found.items() if name != "r2_score")
        assert found.get("r2_score", (0, 1))[1] <= 1


def test_a_draw_that_repeats_one_row_has_no_r2():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        y_true = rng.normal(size=(3, 1))
        numbers = RegressionValues(y_true, y_true + 0.1 * rng.normal(size=(3, 1)), None)
        low, high = number_intervals(numbers, number_metrics(numbers), quick=False)["r2_score"]
        assert -1e9 < low < high <= 1


def test_the_ends_of_an_interval_are_plain_numbers():
    rng = np.random.default_rng(9)
    for of in (classes_of, ranks_of, numbers_of):
        ends = [end for one in of(rng, 60)[1].values() for end in one]
        assert {type(end) for end in ends} == {float}
