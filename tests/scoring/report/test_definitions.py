"""Where a number of a report is another one than Keras's by definition, a note says so."""

import numpy as np
import pytest
from sklearn import metrics as sk

import densemodel as dm

pytestmark = pytest.mark.tensorflow

RNG = np.random.default_rng(0)
X = RNG.normal(size=(80, 4)).astype(np.float32)
TWO = (X[:, 0] + RNG.normal(size=80) > 0).astype(int)
FLAGS = np.stack([X[:, 0] > 0, X[:, 1] > 0], axis=1).astype(int)
COLUMNS = X[:, :2] * np.array([3, 300])

ERROR = (
    "Root mean squared error is here the mean over the columns of y, as in scikit-learn; in the "
    "curves it is over all columns together, as in Keras."
)
PRECISION = "Precision and recall in the curves are over both classes, as in Keras for a softmax."
AUC = "The AUC in the curves is Keras's, from 200 thresholds; ROC AUC here uses all rows."
DICE = (
    "The loss depends on the batch: 32 rows here, as in model.evaluate, and 1,024 in the "
    "validation curve."
)
ALL = {ERROR, PRECISION, AUC, DICE}


@pytest.mark.parametrize(
    ("text", "y", "expected"),
    [
        ("2 ; metrics root_mean_squared_error", COLUMNS, ERROR),
        ("2", COLUMNS, None),
        ("1 ; metrics root_mean_squared_error", X[:, 0], None),
        ("2 softmax ; metrics precision", TWO, PRECISION),
        ("1 sigmoid ; metrics precision recall", TWO, None),
        ("1 sigmoid ; metrics auc", TWO, AUC),
        ("2 sigmoid ; loss dice", FLAGS, DICE),
        ("2 sigmoid ; loss tversky", FLAGS, DICE),
        ("2 sigmoid ; metrics precision auc", FLAGS, None),
    ],
)
def test_a_number_defined_differently_in_the_curves_is_noted(text, y, expected):
    run = dm.train(f"4 -> {text} ; epochs 1", X, y)
    for report in (dm.evaluate(run), dm.evaluate(run, X, y), dm.evaluate(run.model, X, y)):
        assert ALL.intersection(report.notes) == ({expected} if expected else set())


def test_keras_pools_the_columns_and_scikit_learn_takes_their_mean():
    run = dm.train("4 -> 2 ; metrics root_mean_squared_error ; epochs 1", X, COLUMNS)
    y_pred = dm.predict(run, X).to_numpy()
    ours = dm.evaluate(run, X, COLUMNS).metrics["root_mean_squared_error"]
    assert ours == pytest.approx(sk.root_mean_squared_error(COLUMNS, y_pred))
    keras = run.model.evaluate(X, COLUMNS, verbose=0, return_dict=True)["root_mean_squared_error"]
    assert keras == pytest.approx(np.sqrt(((COLUMNS - y_pred) ** 2).mean()), rel=1e-5)
    assert ours < 0.9 * keras


def test_precision_of_a_softmax_of_two_is_that_of_both_classes_in_keras():
    run = dm.train("4 -> 2 softmax ; metrics precision ; epochs 1", X, TWO)
    one_hot = np.eye(2)[TWO]
    keras = run.model.evaluate(X, one_hot, verbose=0, return_dict=True)["precision"]
    report = dm.evaluate(run, X, TWO)
    assert keras == pytest.approx(report.metrics["accuracy"])
    y_pred = dm.predict(run, X)["class"].to_numpy()
    assert report.metrics["precision"] == pytest.approx(sk.precision_score(TWO, y_pred))


def test_a_loss_of_a_batch_together_is_that_of_batches_of_1024_in_the_curve():
    rows = 2_100
    x = RNG.normal(size=(rows, 4)).astype(np.float32)
    y = np.stack([x[:, 0] > 0, x[:, 1] > 1], axis=1).astype(int)
    run = dm.train("4 -> 2 sigmoid ; loss dice ; epochs 1", x, y, validation_data=(x, y))
    row = run.best_row
    assert row is not None
    of_curve = run.model.evaluate(x, y, batch_size=1_024, verbose=0, return_dict=True)["loss"]
    assert run.history.at(row)["val_loss"] == pytest.approx(of_curve, rel=1e-5)
    ours = dm.evaluate(run).metrics["loss"]
    assert ours == pytest.approx(
        run.model.evaluate(x, y, verbose=0, return_dict=True)["loss"], rel=1e-5
    )
    assert abs(ours / of_curve - 1) > 1e-5
