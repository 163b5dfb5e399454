"""The charts and tables of reports that are made by hand."""

import numpy as np
import pandas as pd
import pytest

from densemodel.scoring import Report
from densemodel.scoring.report._report_charts import MOST_POINTS
from densemodel.scoring.report._report_tables import interval_text
from densemodel.wording import term


def report(kind, **facts):
    empty = {
        "name": "digits",
        "rows": 10,
        "where": "validation",
        "metrics": {},
        "baseline": {},
        "intervals": {},
        "mistakes": pd.DataFrame(),
        "mistake_count": 0,
    }
    return Report(kind=kind, **{**empty, **facts})


def points(chart, name):
    (mark,) = (mark for mark in chart.marks if mark.name == name)
    return mark.points


CALIBRATION = pd.DataFrame(
    {"probability": [0.1, 0.8], "share": [0.2, 0.7], "low": [0.1, 0.5], "high": [0.3, 0.9]}
)


def test_many_classes_have_no_plots():
    assert report("classes").charts() == []


def test_only_what_is_known_of_two_classes_is_drawn():
    (plot,) = report("binary", calibration=CALIBRATION).charts()
    assert plot.title.startswith("Calibration")
    assert points(plot, "intervals")[:2].tolist() == [[0.1, 0.1], [0.1, 0.3]]


def test_a_few_rows_are_not_calibrated():
    assert report("binary", rows=2, calibration=CALIBRATION).charts() == []


def test_plots_of_two_classes_name_them():
    curve = pd.DataFrame({"false_positive_rate": [0.0, 1.0], "true_positive_rate": [0.0, 1.0]})
    names = pd.DataFrame({"rows": [5, 5]}, index=["cheap", "dear"])
    (plot,) = report("binary", roc=curve, per_class=names).charts()
    assert (plot.title, plot.x_name) == (
        "ROC: true positive rate (dear)",
        "false positive rate (cheap)",
    )
    names = pd.DataFrame({"rows": [5, 5]}, index=["cheap", "x" * 60])
    (plot,) = report("binary", calibration=CALIBRATION, per_class=names).charts()
    assert len(plot.x_name) < 50


def test_large_numbers_stand_in_millions():
    true = np.array([900_000.0, 1_740_000.0])
    table = pd.DataFrame({"true": true, "predicted": true - 1000.0, "residual": [1000.0, 1000.0]})
    first, second, third = report("regression", residuals=table, y_names=("price",)).charts()
    assert first.x_name == "price: true, in millions"
    assert first.x.labels == ("0.5", "1.0", "1.5", "2.0")
    assert second.title == "price: residual (true - predicted)"
    assert "1,000" in second.y.labels
    assert third.x == second.y


def test_a_line_never_ends_at_a_place_that_is_no_number():
    (plot,) = report("binary", calibration=CALIBRATION).charts()
    assert np.isfinite(points(plot, "intervals")[-1]).all()
    assert np.isnan(points(plot, "intervals")[2]).all()


def test_numbers_are_thinned_out():
    count = 5 * MOST_POINTS
    values = np.arange(float(count))
    table = pd.DataFrame({"true": values, "predicted": values, "residual": 0 * values})
    first, second, third = report("regression", residuals=table, y_names=("price",)).charts()
    assert len(points(first, "points")) == len(points(second, "points")) == MOST_POINTS
    assert first.x_name == "price: true"
    assert first.x == first.y
    assert points(third, "line")[:, 1].max() == count


def test_one_column_is_drawn_at_a_time():
    table = pd.DataFrame(
        {"true": [1.0, 9.0], "predicted": [1.0, 8.0], "residual": [0.0, 1.0], "column": ["a", "b"]}
    )
    scores = report("regression", residuals=table, y_names=("a", "b"))
    assert points(scores.charts()[0], "points").tolist() == [[1.0, 1.0]]
    assert points(scores.charts("b")[0], "points").tolist() == [[9.0, 8.0]]
    assert bars(scores.charts("b")[2]) == {0.9: 1}


def histogram(residuals, rows=3):
    zeros = np.zeros(len(residuals))
    table = pd.DataFrame({"true": residuals, "predicted": zeros, "residual": residuals})
    return report("regression", residuals=table, rows=rows, y_names=("price",)).charts()[2]


def bars(plot):
    """The left edge and the height of each bar that is not empty."""
    return {x: y for x, y in points(plot, "line")[1::2].tolist() if y}


def test_residuals_are_counted_in_bars_with_an_edge_at_0():
    plot = histogram([-1.0, -0.1, 0.0, 0.1, 1.0])
    assert (plot.title, plot.x_name) == ("price: rows", "residual (true - predicted)")
    assert bars(plot) == {-1.0: 1, -0.1: 1, 0.0: 1, 0.1: 1, 0.9: 1}
    assert points(plot, "line")[[0, -1]].tolist() == [[-1.0, 0.0], [1.0, 0.0]]
    assert (points(plot, "guide").tolist(), plot.y.labels) == ([[0.0, 0.0], [0.0, 1.0]], ("0", "1"))


def test_bars_that_count_a_sample_of_the_rows_give_its_size():
    assert histogram([1.0, 2.0], rows=9).title == "price: rows of 2"


@pytest.mark.parametrize("value", [0.0, 0.3, -7.0, 1e17, -1e-9])
def test_equal_residuals_are_one_bar(value):
    plot = histogram([value] * 3)
    assert list(bars(plot).values()) == [3]
    assert plot.x.low <= min(value, 0.0) <= max(value, 0.0) <= plot.x.high


def test_large_residuals_stand_in_millions():
    assert histogram([-2e6, 3e6]).x_name == "residual (true - predicted), in millions"


def test_residuals_that_are_no_numbers_are_not_counted():
    nan, infinite = float("nan"), float("inf")
    assert sum(bars(histogram([nan, 1.0, infinite, 2.0])).values()) == 2
    assert bars(histogram([nan, nan])) == {}


def test_an_interval_has_as_many_figures_as_distinguish_its_ends():
    assert interval_text(0.9621, 0.9743) == "0.962 to 0.974"
    assert interval_text(0.99961, 0.99991) == "0.9996 to 0.9999"
    assert interval_text(0.00912, 0.036) == "0.009 to 0.036"
    assert interval_text(1.0, 1.0) == "1.00"
    assert interval_text(float("nan"), 1.0) == ""


def test_small_scores_are_not_written_with_more_than_three_decimals():
    scores = report("regression", metrics={"r2_score": -0.00152, "loss": 0.00012345})
    assert [line[1] for line in scores.tables()[0].rows] == ["-0.002", "0.000123"]
    small = report("regression", metrics={"r2_score": -0.0001, "macro_f1": 0.0004})
    assert [line[1] for line in small.tables()[0].rows] == ["0", "0"]


def test_a_name_of_a_person_gets_no_tooltip_though_it_is_a_term():
    table = pd.DataFrame({"true": [1.0, 2.0], "predicted": [1.0, 1.0], "residual": [0.0, 1.0]})
    shares = dict.fromkeys(
        ("precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high"),
        0.5,
    )
    classes = pd.DataFrame({"rows": [2], **shares}, index=["loss"])
    scores = report("regression", residuals=table, y_names=("loss",), per_class=classes)
    assert term("loss") not in scores.tables()[1].html()
    assert scores.charts()[0].tip == ""


def test_every_metric_of_a_report_has_a_tooltip():
    names = (
        "loss log_loss accuracy balanced_accuracy macro_f1 f1 precision recall roc_auc brier"
        " average_precision exact_match mean_absolute_error root_mean_squared_error r2_score"
        " median_absolute_error"
    )
    scores = report("binary", metrics=dict.fromkeys(names.split(), 0.5))
    assert 'title=""' not in scores.tables()[0].html()
