"""Each number of a report on numbers is scikit-learn's on the same predictions."""

import warnings

import numpy as np
import pytest
from sklearn import metrics as sk

from densemodel.scoring import report_of
from densemodel.scoring.report._about import About
from densemodel.scoring.report._report_of import scored
from densemodel.scoring.rows._answers import Answers
from densemodel.scoring.rows._predictions import predictions_of
from support.scoring.made_predictions import ROWS, assert_equal, predictions_for

pytestmark = pytest.mark.tensorflow


RNG = np.random.default_rng(5)


def number_scores(y_true, y_pred):
    return {
        "mean_absolute_error": sk.mean_absolute_error(y_true, y_pred),
        "root_mean_squared_error": sk.root_mean_squared_error(y_true, y_pred),
        "r2_score": sk.r2_score(y_true, y_pred),
        "median_absolute_error": sk.median_absolute_error(y_true, y_pred),
    }


@pytest.mark.parametrize("columns", [1, 3])
def test_scores_of_numbers_are_those_of_scikit_learn(columns):
    y_true = (RNG.normal(size=(ROWS, columns)) * 40 + 1_000).astype(np.float32)
    y_pred = (y_true + RNG.normal(size=y_true.shape)).astype(np.float32)
    report = report_of(predictions_for(f"3 -> {columns} ; target norm", y_true, y_pred))
    exact = y_true.astype(np.float64), y_pred.astype(np.float64)
    assert report.kind == "regression"
    assert_equal(report, number_scores(*exact))
    assert report.metrics["loss"] == pytest.approx(sk.mean_squared_error(*exact), rel=1e-5)
    if columns == 1:
        assert report.per_column is None
        return
    assert report.per_column is not None
    assert report.per_column.index.tolist() == ["y 0", "y 1", "y 2"]
    for column in range(columns):
        expected = number_scores(exact[0][:, column], exact[1][:, column])
        found = report.per_column.iloc[column].to_dict()
        assert found == pytest.approx(expected, rel=1e-9)


def test_a_target_that_never_changes_has_no_r2():
    case = predictions_for("3 -> 1", np.arange(8.0), np.arange(8.0)[:, None] + 1)
    flat = predictions_of(case.terms, np.full((8, 1), 5, np.float32), Answers(case.answers))
    report = report_of(flat)
    assert "r2_score" not in report.metrics
    assert "r2_score" not in report.baseline
    assert report.metrics["mean_absolute_error"] == pytest.approx(np.abs(np.arange(8) - 4).mean())
    assert any("R2 is undefined" in note for note in report.notes)


def test_guessing_says_the_mean_of_the_rows_that_trained():
    y_true = np.array([1.0, 2, 3, 6])
    case = predictions_for("3 -> 1", y_true, y_true[:, None] + 1)
    baseline = scored(case, About(trained=np.array([[2.0], [6.0]])), None).baseline
    assert baseline == pytest.approx(number_scores(y_true, np.full(4, 4.0)) | {"loss": 4.5})


def test_numbers_that_are_the_farthest_off_come_first_by_the_spread_of_their_column():
    y_true = np.array([[0.0, 0], [1, 1000], [2, 2000], [3, 3000]])
    y_pred = y_true + np.array([[0, 0], [0, 500], [1, 0], [0, 0]])
    report = report_of(predictions_for("3 -> 2", y_true, y_pred))
    assert report.mistakes["row"].tolist() == [2, 1]
    assert report.mistakes["column"].tolist() == ["y 0", "y 1"]
    assert report.mistakes["error"].tolist() == [1, 500]
    assert report.mistake_count == 2
    assert report.residuals is not None
    assert report.residuals["residual"].abs().sum() == 501


def test_residuals_hold_every_column_of_the_rows_that_are_kept():
    numbers = RNG.normal(size=(5_000, 2))
    residuals = report_of(predictions_for("3 -> 2", numbers, numbers + 1), quick=True).residuals
    assert residuals is not None
    assert len(residuals) == 5_000
    assert residuals["column"].value_counts().to_dict() == {"y 0": 2_500, "y 1": 2_500}
    np.testing.assert_array_equal(
        residuals["row"].to_numpy()[::2], residuals["row"].to_numpy()[1::2]
    )


def test_a_loss_too_large_for_float32_is_left_out_and_noted():
    y_true = RNG.normal(size=60) * 1e30
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        report = report_of(predictions_for("3 -> 1", y_true, np.zeros((60, 1))))
    assert "loss" not in report.metrics
    assert "loss" not in report.baseline
    assert any("too large for float32" in note for note in report.notes)
    assert all(np.isfinite(list(report.metrics.values())))
