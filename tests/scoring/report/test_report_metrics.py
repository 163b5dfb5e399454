"""Each number of a report is scikit-learn's on the same predictions."""

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as sk

from densemodel.scoring import report_of
from densemodel.scoring.report._about import About
from densemodel.scoring.report._report_of import scored
from densemodel.scoring.rows._answers import Answers
from densemodel.scoring.rows._predictions import predictions_of
from support.scoring.made_predictions import ROWS, assert_equal, predictions_for, sigmoid, softmax

pytestmark = pytest.mark.tensorflow

RNG = np.random.default_rng(5)


def numbers_of(labels, classes):
    return np.array([classes.index(label) for label in labels.tolist()])


def class_scores(y_true, y_pred):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # classes without rows
        return {
            "accuracy": sk.accuracy_score(y_true, y_pred),
            "balanced_accuracy": sk.balanced_accuracy_score(y_true, y_pred),
            "macro_f1": sk.f1_score(y_true, y_pred, average="macro"),
        }


def two_scores(y_true, y_pred, probabilities):
    probability = probabilities[:, 1]
    return class_scores(y_true, y_pred) | {
        "precision": sk.precision_score(y_true, y_pred),
        "recall": sk.recall_score(y_true, y_pred),
        "f1": sk.f1_score(y_true, y_pred),
        "roc_auc": sk.roc_auc_score(y_true, probability),
        "average_precision": sk.average_precision_score(y_true, probability),
        "brier": sk.brier_score_loss(y_true, probability.astype(float)),
    }


LABELS = {
    "numbers of ten classes": (10, np.arange(10)),
    "numbers with gaps": (3, np.array([-4, 0, 70])),
    "text": (3, np.array(["ant", "bee", "cat"])),
    "text of many": (10, np.array([f"kind {letter}" for letter in "abcdefghij"])),
}


@pytest.mark.parametrize("name", LABELS)
@pytest.mark.parametrize("last", ["softmax", ""])
def test_scores_of_classes_are_those_of_scikit_learn(name, last):
    count, classes = LABELS[name]
    y_true = RNG.integers(0, count, ROWS)
    y_true[:count] = np.arange(count)
    raw = RNG.normal(size=(ROWS, count)).astype(np.float32)
    raw[np.arange(ROWS), y_true] += 1
    case = predictions_for(f"3 -> {count} {last}", classes[y_true], softmax(raw) if last else raw)
    report = report_of(case)
    y_pred = raw.argmax(axis=1)
    assert report.kind == "classes"
    assert_equal(report, class_scores(classes[y_true], classes[y_pred]))
    assert report.metrics["loss"] == pytest.approx(
        sk.log_loss(y_true, case.probabilities), rel=1e-6
    )
    confusion = sk.confusion_matrix(classes[y_true], classes[y_pred], labels=classes)
    assert report.confusion is not None
    np.testing.assert_array_equal(report.confusion, confusion)
    assert report.confusion.index.tolist() == report.confusion.columns.tolist() == classes.tolist()


@pytest.mark.parametrize(
    ("spec", "classes"),
    [
        ("3 -> 1 sigmoid", [0, 1]),
        ("3 -> 1 sigmoid", ["no", "yes"]),
        ("3 -> 1 sigmoid", [False, True]),
        ("3 -> 1 ; loss binary_crossentropy", [0, 1]),
        ("3 -> 2 softmax", ["no", "yes"]),
        ("3 -> 2", [0, 1]),
    ],
)
def test_scores_of_two_classes_are_those_of_scikit_learn(spec, classes):
    y_true = RNG.integers(0, 2, ROWS)
    y = np.array(classes)[y_true]
    raw = (y_true[:, None] + RNG.normal(size=(ROWS, 1))).astype(np.float32)
    if "2" in spec:
        raw = np.hstack([1 - raw, raw])
    answers = softmax(raw) if "softmax" in spec else sigmoid(raw) if "sigmoid" in spec else raw
    case = predictions_for(spec, y, answers)
    assert case.probabilities is not None
    assert case.y_pred is not None
    report = report_of(case)
    assert report.kind == "binary"
    assert_equal(report, two_scores(y_true, case.y_pred, case.probabilities))
    roc, curve = report.roc, report.precision_recall
    assert roc is not None
    assert curve is not None
    false, true, _ = sk.roc_curve(y_true, case.probabilities[:, 1])
    assert len(roc) <= 200
    assert {*zip(roc.iloc[:, 0], roc.iloc[:, 1], strict=True)} <= {*zip(false, true, strict=True)}
    assert roc.iloc[0, :2].tolist() == [0, 0]
    assert roc.iloc[-1, :2].tolist() == [1, 1]
    assert curve.iloc[-1, :2].tolist() == [0, 1]


def test_a_class_without_rows_is_in_no_mean_and_is_noted():
    y_true = RNG.integers(0, 3, ROWS)
    raw = RNG.normal(size=(ROWS, 5))
    case = predictions_for(
        "3 -> 5 softmax", np.append(y_true, [3, 4]), softmax(np.vstack([raw, raw[:2]]))
    )
    some = predictions_of(case.terms, case.y[:-2], Answers(case.answers[:-2]))
    report = report_of(some)
    assert_equal(report, class_scores(y_true, raw.argmax(axis=1)))
    expected = sk.log_loss(y_true, some.probabilities, labels=range(5))
    assert report.metrics["loss"] == pytest.approx(expected, rel=1e-6)
    assert report.per_class is not None
    assert report.per_class["rows"].tolist()[3:] == [0, 0]
    assert report.per_class["recall"].isna().tolist() == [False, False, False, True, True]
    assert any("of the classes 3 and 4" in note for note in report.notes)
    assert report.confusion_shares is not None
    sums = report.confusion_shares.sum(axis=1, skipna=False)
    np.testing.assert_allclose(sums, [1, 1, 1, np.nan, np.nan])


def test_metrics_undefined_for_one_class_are_left_out_and_noted():
    case = predictions_for("3 -> 1 sigmoid", np.arange(8) % 2, np.full((8, 1), 0.3))
    rows = predictions_of(case.terms, case.y[::2], Answers(case.answers[::2]))
    report = report_of(rows)
    assert report.metrics.keys().isdisjoint({"roc_auc", "average_precision", "precision", "recall"})
    assert report.metrics["accuracy"] == 1
    assert report.roc is None
    assert report.precision_recall is None
    assert any("All rows are of one class" in note for note in report.notes)


@pytest.mark.parametrize("spec", ["3 -> 3 softmax", "3 -> 3", "3 -> 3 softmax ; loss mse"])
def test_the_log_loss_stands_in_place_of_a_loss_that_is_not_known(spec):
    y_true = np.arange(ROWS) % 3
    raw = RNG.normal(size=(ROWS, 3)).astype(np.float32)
    case = predictions_for(spec, y_true, softmax(raw) if "softmax" in spec else raw)
    assert "log_loss" not in report_of(case).metrics
    unknown = scored(case, About(knows_loss=False), None)
    assert "loss" not in unknown.metrics
    assert_equal(unknown, {"log_loss": sk.log_loss(y_true, case.probabilities)})
    low, high = unknown.intervals["log_loss"]
    assert low < unknown.metrics["log_loss"] < high


def test_outputs_that_are_no_probabilities_have_a_roc_and_no_log_loss():
    y_true = RNG.integers(0, 2, ROWS)
    raw = y_true[:, None] + RNG.normal(size=(ROWS, 1)) - 0.5
    report = report_of(predictions_for("3 -> 1 tanh ; loss hinge", y_true, np.tanh(raw)))
    assert {"log_loss", "brier"}.isdisjoint(report.metrics)
    assert report.calibration is None
    assert report.metrics["roc_auc"] == pytest.approx(sk.roc_auc_score(y_true, raw), abs=1e-6)
    assert report.mistakes["probability"].isna().all()
    assert report.metrics["loss"] == pytest.approx(
        np.maximum(1 - np.tanh(raw[:, 0]) * (2 * y_true - 1), 0).mean(), abs=1e-6
    )
    assert any("not probabilities" in note for note in report.notes)


def test_scores_of_flags_are_those_of_scikit_learn():
    y_true = RNG.integers(0, 2, (ROWS, 4))
    y_true[:, 3] = 0
    y_true[0, 3] = 1
    probabilities = sigmoid(y_true * 1.5 - 0.7 + RNG.normal(size=y_true.shape))
    y = pd.DataFrame(y_true, columns=["rain", "wind", "snow", "hail"])
    report = report_of(predictions_for("3 -> 4 sigmoid", y, probabilities))
    y_pred = probabilities > 0.5
    assert report.kind == "labels"
    assert_equal(
        report,
        {
            "accuracy": (y_true == y_pred).mean(),
            "exact_match": sk.accuracy_score(y_true, y_pred),
            "macro_f1": sk.f1_score(y_true, y_pred, average="macro", zero_division=0),
        },
    )
    assert report.per_class is not None
    assert report.per_class.index.tolist() == ["rain", "wind", "snow", "hail"]
    precision, recall, f1, rows = sk.precision_recall_fscore_support(y_true, y_pred)
    for name, values in (("precision", precision), ("recall", recall), ("f1", f1), ("rows", rows)):
        np.testing.assert_allclose(report.per_class[name], values, atol=1e-9)
    assert report.confusion is None
    assert len(report.mistakes) == report.mistake_count == (y_true != y_pred).any(axis=1).sum()


@pytest.mark.parametrize(
    ("spec", "y", "answer"),
    [
        ("3 -> 3 softmax", np.arange(6) % 3, [0.2, 0.5, 0.3]),
        ("3 -> 1 sigmoid", np.arange(6) % 2, [0.2]),
        ("3 -> 2 sigmoid", np.array([[0, 1], [1, 0]] * 3), [0.2, 0.8]),
        ("3 -> 1", np.arange(6.0), [0.5]),
    ],
)
def test_a_single_row_has_a_report(spec, y, answer):
    case = predictions_for(spec, y, np.array([answer] * 6))
    report = report_of(predictions_of(case.terms, case.y[:1], Answers(case.answers[:1])))
    assert report.rows == 1
    assert all(np.isfinite(list(report.metrics.values())))
    assert any("1 row is few" in note for note in report.notes)
    assert repr(report)
    assert report._repr_html_()


def test_guessing_says_the_commonest_class_of_the_rows_that_trained():
    y_true = np.array([0, 1, 1, 2, 2, 2])
    case = predictions_for("3 -> 3 softmax", y_true, softmax(RNG.normal(size=(6, 3))))
    trained = np.array([1, 1, 1, 0, 2], np.int32)
    baseline = scored(case, About(trained=trained), None).baseline
    shares = np.tile([0.2, 0.6, 0.2], (6, 1))
    assert baseline == pytest.approx(
        class_scores(y_true, np.ones(6, int)) | {"loss": sk.log_loss(y_true, shares)},
        abs=1e-6,
    )


def test_the_worst_mistakes_come_first():
    probabilities = np.array([[0.9, 0.1], [0.4, 0.6], [0.05, 0.95], [0.3, 0.7]])
    y = np.array(["ant", "bee", "ant", "ant"])
    report = report_of(predictions_for("3 -> 2 softmax", y, probabilities))
    assert report.mistake_count == 2
    assert report.mistakes["row"].tolist() == [2, 3]
    assert report.mistakes["true"].tolist() == ["ant", "ant"]
    assert report.mistakes["predicted"].tolist() == ["bee", "bee"]
    np.testing.assert_allclose(report.mistakes["probability"], [0.95, 0.7], atol=1e-6)
    np.testing.assert_allclose(report.mistakes["loss"], -np.log([0.05, 0.3]), atol=1e-5)


def test_calibration_has_groups_of_equal_size_whose_rows_are_all_rows():
    y_true = RNG.integers(0, 2, 1_000)
    probabilities = RNG.random((1_000, 1))
    table = report_of(predictions_for("3 -> 1 sigmoid", y_true, probabilities)).calibration
    assert table is not None
    assert table["rows"].tolist() == [100] * 10
    assert table["probability"].is_monotonic_increasing
    first = probabilities[:, 0] <= np.sort(probabilities[:, 0])[99]
    assert table["probability"][0] == pytest.approx(probabilities[first].mean(), abs=1e-6)
    assert table["share"][0] == pytest.approx(y_true[first].mean())
    same = report_of(
        predictions_for("3 -> 1 sigmoid", y_true, np.full((1_000, 1), 0.25))
    ).calibration
    assert same is not None
    assert same["rows"].tolist() == [1_000]


def test_curves_and_residuals_are_thinned():
    y_true = RNG.integers(0, 2, 5_000)
    scores = sigmoid(y_true[:, None] + RNG.normal(size=(5_000, 1)))
    report = report_of(predictions_for("3 -> 1 sigmoid", y_true, scores), quick=True)
    for table in (report.roc, report.precision_recall):
        assert table is not None
        assert 100 < len(table) <= 200
    assert len(report.mistakes) == 1_000 < report.mistake_count
    numbers = RNG.normal(size=(9_000, 1))
    residuals = report_of(predictions_for("3 -> 1", numbers, numbers + 1), quick=True).residuals
    assert residuals is not None
    assert len(residuals) == 5_000
    assert residuals["row"].is_monotonic_increasing
