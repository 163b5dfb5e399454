"""A network beside gradient-boosted trees of scikit-learn, on the same held-out rows."""

# ruff: noqa: F401 - cases use all of these names

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import accuracy_score, r2_score, roc_auc_score

import densemodel as dm
from densemodel.errors import DataError
from densemodel.scoring import TreeComparison, beside_trees, evaluate_beside_trees
from densemodel.training import prepare
from support.case_files import CaseFile, called
from support.scoring.asking_mistakes import in_batches, loaded_without_data
from support.scoring.flowers import flower_run, flowers
from support.scoring.trained_runs import X, Y, trained

pytestmark = pytest.mark.tensorflow

CASES = CaseFile(Path(__file__).parent / "cases" / "beside_trees.txt").cases


def scored_by_trees(run, x, y, score, *, is_class=True):
    """What scikit-learn itself gives, on the same rows of numbers."""
    assert run.bound is not None
    fitted, held = run.bound.training_rows, run.bound.validation_rows
    kind = HistGradientBoostingClassifier if is_class else HistGradientBoostingRegressor
    trees = kind(random_state=0).fit(x[fitted], y[fitted])
    y_pred = (
        trees.predict_proba(x[held])[:, 1] if score is roc_auc_score else trees.predict(x[held])
    )
    return float(score(y[held], y_pred))


def test_both_scores_are_those_of_scikit_learn_on_the_held_out_rows():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 3))
    two, number = x[:, 0] * x[:, 1] > 0, x[:, 0] * x[:, 1]
    some = np.digitize(x[:, 0], [-0.5, 0.5])
    for spec, y, score in (
        ("3 -> 4 relu -> 1 sigmoid", two, roc_auc_score),
        ("3 -> 4 relu -> 3 softmax", some, accuracy_score),
        ("3 -> 4 relu -> 1", number, r2_score),
    ):
        run = trained(f"{spec} ; epochs 3 ; split 30%", x, y)
        found = beside_trees(run)
        expected = scored_by_trees(run, x, y, score, is_class=score is not r2_score)
        assert found.trees == pytest.approx(expected, abs=1e-6)
        report = dm.evaluate(run)
        assert found.network == pytest.approx(report.metrics[found.metric], abs=1e-6)
        assert (found.rows, found.kind) == (report.rows, "held-out row")
        assert found.low <= found.difference <= found.high


def test_trees_take_raw_columns_with_missing_values_dates_and_categories():
    x, y = flowers()
    run = flower_run()
    found = beside_trees(run)
    assert found.metric == "r2_score"
    assert found.trees > 0.7
    given = beside_trees(run, x, y)
    assert (given.rows, given.kind, given.familiar) == (150, "row", 105)
    assert "105 of these rows equal a training row" in given.sentence
    unknown = x.assign(species="tulip", width=None)
    assert beside_trees(run, unknown, y).rows == 150  # predicted, as of values never seen


def test_trees_distinguish_254_values_of_a_category():
    rng = np.random.default_rng(0)
    codes = np.repeat(np.arange(280), 25)
    x = pd.DataFrame(
        {"shop": "shop " + pd.Series(codes).astype(str), "size": rng.normal(size=7_000)}
    )
    run = prepare("table -> 2 relu -> 1 ; split 30%", x, codes % 2 + 0.1 * rng.normal(size=7_000))
    assert beside_trees(run).trees > 0.7


def test_the_report_says_it_first():
    run = flower_run("table -> 4 relu -> auto ; epochs 2 ; split 30%")
    report = evaluate_beside_trees(run)
    assert report.notes[0] == beside_trees(run).sentence
    assert report.metrics == dm.evaluate(run).metrics


def test_a_clear_difference_is_found_in_either_direction():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(900, 4))
    stripes = np.sin(6 * x[:, 0]) > 0
    poor = trained("4 -> 1 sigmoid ; epochs 3 ; split 40%", x, stripes)
    assert beside_trees(poor).sentence.startswith(
        "Gradient-boosted trees (scikit-learn) are better"
    )
    line = x @ np.array([1.0, 2, -1, 3])
    good = prepare("4 -> 1 ; split 40%", x, line)
    good.model.set_weights([np.array([[1.0], [2], [-1], [3]]), np.zeros(1)])
    assert beside_trees(good).sentence.startswith("The network is better")


def test_interval_is_of_the_difference_on_the_same_rows():
    """Two scores that move together differ by less than each varies."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(600, 2))
    y = x[:, 0] + rng.normal(size=600)
    run = trained("2 -> 8 relu -> 1 ; epochs 60 ; split 50%", x, y)
    found = beside_trees(run)
    low, high = dm.evaluate(run).intervals["r2_score"]
    assert found.high - found.low < high - low


def of_images():
    x = np.random.default_rng(0).normal(size=(12, 6, 6))
    return beside_trees(prepare("6x6 -> flatten -> 1", x, x[:, 0, 0]))


@pytest.mark.parametrize("name", CASES)
def test_sentence_or_message_is_as_its_case_says(name, cases):
    given = CASES[name].given
    try:
        text = called(given, globals()).sentence
    except DataError as error:
        text = str(error)
    cases.check(name, given, text)
