"""Importance: the rise of the loss when a column is permuted."""

import numpy as np
import pandas as pd
import pytest

import densemodel as dm
from densemodel.network import load_keras
from densemodel.scoring import importance_of
from densemodel.scoring.columns._importance import importance
from densemodel.scoring.columns._named_columns import NamedColumns
from densemodel.scoring.rows._frozen_model import FrozenModel
from densemodel.training import prepare
from support.scoring.flowers import flower_run, flowers
from support.scoring.trained_runs import X, Y, trained

pytestmark = pytest.mark.tensorflow


def permuted(x, column, order):
    return x.assign(**{column: x[column].to_numpy()[order]})


def test_it_is_the_rise_of_the_loss_when_raw_values_are_permuted():
    x, y = flowers()
    run = flower_run()
    report = dm.evaluate(run, x, y)
    found = report.importance.set_index("column")
    assert set(found.index) == {"petal", "sepal", "species", "width", "day"}  # `note` is left out
    rng = np.random.default_rng(3)
    orders = [rng.permutation(150) for _ in range(5)]
    for column in found.index:  # several numbers for a date, a position for an embedded category
        losses = [
            dm.evaluate(run, permuted(x, column, order), y).metrics["loss"] for order in orders
        ]
        rise = np.mean(losses) - report.metrics["loss"]
        assert found.loc[column, "importance"] == pytest.approx(rise, rel=1e-3, abs=1e-6)


def test_the_most_important_column_comes_first_within_its_interval():
    found = dm.evaluate(flower_run()).importance
    assert found.columns.tolist() == ["column", "importance", "low", "high"]
    assert found["importance"].is_monotonic_decreasing
    assert found["column"][0] in ("petal", "species")
    assert (found["low"] <= found["importance"]).all()
    assert (found["importance"] <= found["high"]).all()
    assert found["low"][0] > 0


def test_it_is_the_same_when_it_is_computed_again_and_read_again():
    run = flower_run()
    report = dm.evaluate(run)
    assert report.importance is report.importance
    pd.testing.assert_frame_equal(report.importance, dm.evaluate(run).importance)
    pd.testing.assert_frame_equal(report.importance, importance_of(run))


def test_the_model_of_a_table_has_that_of_its_run():
    run = flower_run("table -> 4 relu -> 1 ; epochs 2 ; split 30%")
    of_run = dm.evaluate(run, *flowers()).importance
    pd.testing.assert_frame_equal(dm.evaluate(run.model, *flowers()).importance, of_run)


def test_it_is_of_the_weights_that_were_scored():
    run = trained("4 -> 6 relu -> 3 softmax ; epochs 3 ; split 25%")
    first, second = dm.evaluate(run), dm.evaluate(run)
    before = first.importance
    run.restart("lr 0.1").wait()
    pd.testing.assert_frame_equal(before, second.importance)
    assert not before.equals(dm.evaluate(run).importance)


def test_reading_it_leaves_the_model_alone():
    run = trained()
    report = dm.evaluate(run)
    before = [np.array(value) for value in run.model.get_weights()]
    assert len(report.importance) == 4
    for value, now in zip(before, run.model.get_weights(), strict=True):
        np.testing.assert_array_equal(value, now)


def test_a_column_that_the_model_ignores_has_none():
    run = trained()
    kernel, *others = run.model.get_weights()
    kernel[2] = 0
    run.model.set_weights([kernel, *others])
    line = dm.evaluate(run).importance.set_index("column").loc[2]
    assert line.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("spec", "y"),
    [
        ("4 -> 1 sigmoid", Y == "ant"),
        ("4 -> 3", Y),
        ("4 -> 2 sigmoid", np.stack([Y == "ant", Y == "bee"], axis=1)),
        ("4 -> 2 ; target norm", X[:, :2] * 300 + 500),
        ("4 -> 1 ; loss hinge", (Y == "ant").astype(int)),
    ],
)
def test_every_kind_of_answer_has_it(spec, y):
    found = dm.evaluate(trained(f"{spec} ; epochs 30", X, y), X, y).importance
    assert found["column"].sort_values().tolist() == [0, 1, 2, 3]
    assert found["importance"][0] > 0
    assert found[["low", "high"]].notna().all(axis=None)


def test_a_loss_of_whole_batches_has_no_interval():
    y = np.eye(3)[np.searchsorted(np.unique(Y), Y)]
    found = dm.evaluate(trained("4 -> 3 sigmoid ; loss dice ; epochs 2", X, y), X, y).importance
    assert found["importance"].notna().all()
    assert found[["low", "high"]].isna().all(axis=None)


def test_columns_have_the_names_that_they_have_in_x():
    frame = pd.DataFrame(X, columns=["a", "b", "c", "d"])
    named = dm.evaluate(trained(x=frame), frame[["d", "c", "b", "a"]], Y).importance
    assert set(named["column"]) == {"a", "b", "c", "d"}


def test_images_and_wide_arrays_have_none():
    rng = np.random.default_rng(0)
    images, wide = rng.normal(size=(40, 6, 6)), rng.normal(size=(40, 101))
    y = np.arange(40) % 2
    for spec, x in (("6x6 -> flatten -> 2 softmax", images), ("101 -> 2 softmax", wide)):
        assert dm.evaluate(trained(f"{spec} ; epochs 1", x, y), x, y).importance is None


def test_of_many_columns_those_that_move_the_predictions_are_ranked():
    rng = np.random.default_rng(0)
    x = pd.DataFrame(rng.normal(size=(300, 150)), columns=[f"gene {i}" for i in range(150)])
    y = (x["gene 140"] > 0).astype(int)
    found = dm.evaluate(trained("150 -> 2 softmax ; epochs 20 ; lr 0.05", x, y), x, y).importance
    assert len(found) == 100
    assert found["column"][0] == "gene 140"
    assert "100 of 150 columns" in found.attrs["note"]


def test_its_note_says_which_rows_and_that_related_columns_share_it():
    x = np.random.default_rng(0).normal(size=(2_500, 2))
    y = (x[:, 0] > 0).astype(int)
    run = trained("2 -> 2 softmax ; epochs 1 ; split 25%", x, y)
    assert "Related columns share" in dm.evaluate(run).importance.attrs["note"]
    assert "drawn at random" not in dm.evaluate(run).importance.attrs["note"]
    note = dm.evaluate(run, x, y).importance.attrs["note"]
    assert note.endswith("2,000 of 2,500 rows, drawn at random.")


def test_intervals_hold_the_importance_in_all_rows():
    rng = np.random.default_rng(0)
    x = rng.standard_t(3, size=(20_000, 2)).astype(np.float32)  # outliers as donors matter
    y = (x[:, 0] + 0.3 * x[:, 1] + rng.normal(size=20_000)).astype(np.float32)
    run = prepare("2 -> 1", x[:100], y[:100])
    run.model.set_weights([np.array([[1.0], [0.3]]), np.zeros(1)])
    terms = run.terms
    assert terms is not None
    # E (w (x - x'))^2 = 2 w^2 var, and the covariance with y
    expected = {0: 2 * x[:, 0].var(), 1: 2 * 0.09 * x[:, 1].var()}
    frozen, columns = FrozenModel.of(run.model), NamedColumns.of(terms, (2,))
    assert columns is not None
    held = []
    for rows in rng.permutation(20_000)[: 80 * 250].reshape(80, 250):
        found = importance(frozen, terms, x[rows], y[rows, None], columns).set_index("column")
        held += [found["low"][one] <= expected[one] <= found["high"][one] for one in expected]
    assert np.mean(held) > 0.85  # few rows of heavy tails; without the donors' part it is lower


def test_a_plain_model_of_columns_has_it():
    keras = load_keras()
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    y = np.searchsorted(np.unique(Y), Y)
    assert len(dm.evaluate(model, X, y).importance) == 4
